"""Folders whose first filling must run to its end: cut off half-way, it is begun anew."""

import shutil
from pathlib import Path


def begin(folder: Path) -> bool:
    """Empties the folder unless an earlier first start of it was finished; returns whether it did."""
    if folder.exists() and not _mark(folder).exists():
        return False
    _mark(folder).parent.mkdir(parents=True, exist_ok=True)
    _mark(folder).touch()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return True


def finish(folder: Path) -> None:
    """Says that what is in the folder now is whole and must be kept."""
    _mark(folder).unlink(missing_ok=True)


def _mark(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.unfinished")
