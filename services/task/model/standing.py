"""The facts of a task that its class rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .due import Recurrence
from .states import State


@dataclass(frozen=True)
class PastPeriod:
    """What the class of a finished period rests on."""

    due_date: date | None
    submit_date: date | None
    issued_late: bool = False
    original_due_date: date | None = None


@dataclass(frozen=True)
class Standing:
    """The facts a class rests on, as they were known after one step."""

    state: State
    due_date: date | None = None
    original_due_date: date | None = None
    submit_date: date | None = None
    suspend_date: date | None = None
    periods: tuple[PastPeriod, ...] = ()
    recurrence: Recurrence | None = None
    issued_late: bool = False
