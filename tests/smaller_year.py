"""A smaller year of the demo province, so that a test system is ready sooner: its processes handle every step of it."""

import csv
import shutil
from collections import defaultdict
from pathlib import Path

from deploy.local.plan import PROVINCE

_EACH = 10
"""Of so many directives one is kept."""
_AT_LEAST = 1
"""So many directives are kept at least of those with each kind of step, each last step of a task, and each lead agency."""

_WHOLE = "so-y-te"
"""The agency whose people the tests play: every directive from which it leads a task is kept."""


def smaller_year(folder: Path) -> Path:
    """Fills the folder with the demo province and every tenth of its directives, those with rare steps included.

    A directive keeps all its tasks, and a task all its steps.
    """
    shutil.copytree(PROVINCE, folder, dirs_exist_ok=True)
    kept = _kept()
    of = {row["id"]: row["directive"] for row in _rows("tasks.csv")}
    _write(folder, "directives.csv", [row for row in _rows("directives.csv") if row["id"] in kept])
    _write(folder, "tasks.csv", [row for row in _rows("tasks.csv") if row["directive"] in kept])
    _write(folder, "steps.csv", [row for row in _rows("steps.csv") if of[row["task"]] in kept])
    return folder


def _kept() -> set[str]:
    """The ids of the directives that are kept."""
    kept = {row["id"] for number, row in enumerate(_rows("directives.csv")) if number % _EACH == 0}
    for row in _rows("supersessions.csv"):
        kept |= {row["directive"], row["by"]}
    having: dict[str, dict[str, None]] = defaultdict(dict)
    of = {}
    for row in _rows("tasks.csv"):
        of[row["id"]] = row["directive"]
        having[row["lead"]][row["directive"]] = None
        if row["lead"] == _WHOLE:
            kept.add(row["directive"])
    last = {}
    for row in _rows("steps.csv"):
        having[row["step"]][of[row["task"]]] = None
        last[row["task"]] = row["step"]
    for task, step in last.items():
        having[f"last {step}"][of[task]] = None
    # The last ones have open tasks, which people still work on.
    for directives in having.values():
        missing = _AT_LEAST - len(kept & directives.keys())
        kept.update([each for each in reversed(directives) if each not in kept][: max(0, missing)])
    return kept


def _rows(name: str) -> list[dict[str, str]]:
    with (PROVINCE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _write(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
