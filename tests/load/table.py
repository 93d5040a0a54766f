"""The table of results that the benchmarks print."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A measured value and its goal, if it has one. `basis` says what it was computed from."""

    what: str
    value: float
    goal: float | None = None
    at_least: bool = False
    unit: str = ""
    basis: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the goal, if there is one, is met."""
        if self.goal is None:
            return True
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def cells(self) -> tuple[str, str, str, str, str]:
        """The texts of the row."""
        goal = "" if self.goal is None else f"{'≥' if self.at_least else '≤'} {self.goal:g}{self.unit}"
        verdict = "" if self.goal is None else "met" if self.is_met else "MISSED"
        shown = f"{self.value:.2f}" if not self.unit else f"{self.value:.1f}"
        return self.what, shown + self.unit, goal, verdict, self.basis


def rendered(lines: list[Line]) -> str:
    """The table as text."""
    rows = [("What", "Measured", "Goal", "", "From"), *(line.cells() for line in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(5)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Prints what is being measured, and how long that took."""
    began = time.monotonic()
    print(f"{title} …", end=" ", flush=True, file=sys.stderr)
    yield
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
