"""Folders that must be filled completely the first time: a start that was interrupted begins again."""

import shutil
from pathlib import Path


def begin(folder: Path) -> bool:
    """Empties the folder unless an earlier first start finished filling it; returns whether it emptied it."""
    if folder.exists() and not _mark(folder).exists():
        return False
    _mark(folder).parent.mkdir(parents=True, exist_ok=True)
    _mark(folder).touch()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return True


def finish(folder: Path) -> None:
    """Records that the folder is complete and must be kept."""
    _mark(folder).unlink(missing_ok=True)


def _mark(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.unfinished")
