"""The facts of a task that its class rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .due import Recurrence
from .states import State


@dataclass(frozen=True)
class Period:
    """One finished period of a periodic task."""

    due_date: date
    submit_date: date
    issued_late: bool = False


@dataclass(frozen=True)
class Standing:
    """The facts a class rests on, as they were known after one step."""

    state: State
    due_date: date | None = None
    original_due_date: date | None = None
    submit_date: date | None = None
    suspend_date: date | None = None
    periods: tuple[Period, ...] = ()
    recurrence: Recurrence | None = None
    issued_late: bool = False
