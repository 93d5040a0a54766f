"""A smaller year of the demo province, so that a test system is ready sooner: its processes handle every step of it."""

import csv
import shutil
from collections import defaultdict
from pathlib import Path

from deploy.local.plan import PROVINCE

_ONE_IN = 10
"""Of so many directives one is kept."""

_WHOLE = "so-y-te"
"""The agency whose people the tests play: every directive from which it leads a task is kept."""


def smaller_year(folder: Path) -> Path:
    """Fills the folder with the demo province and every tenth of its directives.

    At least one directive is kept of those with each kind of step, each last step of a task, and each lead agency. It
    keeps all its tasks, and a task all its steps.
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
    kept = {row["id"] for number, row in enumerate(_rows("directives.csv")) if number % _ONE_IN == 0}
    for row in _rows("supersessions.csv"):
        kept |= {row["directive"], row["by"]}
    directives_with: dict[str, dict[str, None]] = defaultdict(dict)
    of = {}
    for row in _rows("tasks.csv"):
        of[row["id"]] = row["directive"]
        directives_with[row["lead"]][row["directive"]] = None
        if row["lead"] == _WHOLE:
            kept.add(row["directive"])
    last = {}
    for row in _rows("steps.csv"):
        directives_with[row["step"]][of[row["task"]]] = None
        last[row["task"]] = row["step"]
    for task, step in last.items():
        directives_with[f"last {step}"][of[task]] = None
    for directives in directives_with.values():
        if kept.isdisjoint(directives):
            # The last one has open tasks, which people still work on.
            kept.add(next(reversed(directives)))
    return kept


def _rows(name: str) -> list[dict[str, str]]:
    with (PROVINCE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _write(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
