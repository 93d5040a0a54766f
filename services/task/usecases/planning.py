"""Due dates ahead: a basket by the days of a month, and the calendar of a person."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from services.task import model, tables
from services.task.model import View
from services.task.tables import Caller, baskets, days, units
from shared.db import ReadSession
from shared.errors import invalid

from .deciding import CALENDAR
from .reading import Seen, as_of, seen, show

# What a person holds, answers for or follows.
_OWN = ("baskets/mine", "baskets/unit", "baskets/monitored")
# The tasks of a day that are shown beside their number.
MOST_OF_DAY = 5


@dataclass(frozen=True)
class DueDay:
    """A day, whether offices work on it and if not why, how many tasks are due on it and the first of them."""

    day: date
    working: bool
    reason: str = ""
    count: int = 0
    rows: tuple[Seen, ...] = ()


def list_due_days(
    session: ReadSession, caller: Caller, month: date, basket: str, filter: str, today: date
) -> list[DueDay]:
    """Every day of the month of `month`, with the tasks that `list_tasks` lists and that are due on it.

    Raises what `list_tasks` raises, and InvalidArgument (`LIST_ARGUMENT`) for a month whose holidays are unknown.
    """
    if not model.FIRST_YEAR <= month.year <= model.LAST_YEAR:
        raise invalid("month", "month.unknown", tables.REASON, first=model.FIRST_YEAR, last=model.LAST_YEAR)
    scopes = baskets.scopes(caller, basket)
    sight = tables.sight_of(caller, scopes)
    wanted = baskets.narrowed(session, tables.read_filter(filter, as_of(today), sight), caller, basket, today)
    last = month.replace(day=monthrange(month.year, month.month)[1])
    found = days.due_days(session, sight, scopes, wanted, (month.replace(day=1), last), MOST_OF_DAY)
    tasks = [task for due in found for task in due.tasks]
    rows = {row.task.uid: row for row in show(session, caller, tasks, today, sight.view or View.WHOLE)}
    by_day = {due.day: due for due in found}
    return [
        _day(month.replace(day=number), by_day.get(month.replace(day=number)), rows)
        for number in range(1, last.day + 1)
    ]


def _day(day: date, due: days.Due | None, rows: dict[str, Seen]) -> DueDay:
    working = CALENDAR.is_working(day)
    reason = "" if working else CALENDAR.days_off.get(day, "")
    if due is None:
        return DueDay(day, working, reason)
    return DueDay(day, working, reason, due.count, tuple(rows[task.uid] for task in due.tasks))


@dataclass(frozen=True)
class OwnDue:
    """The tasks of a person's calendar, and the names of the agencies that lead them."""

    rows: list[Seen]
    names: dict[str, str]


def list_own_due(session: ReadSession, caller: Caller, limit: int, today: date) -> OwnDue:
    """The first open tasks with a due date that the caller holds, leads for a unit or monitors, by due date."""
    scopes = sorted({scope for basket in _OWN for scope in baskets.scopes(caller, basket)})
    sight = tables.sight_of(caller, scopes)
    dated = tables.read_filter('due_date != "NONE"', as_of(today), sight)
    open_ = replace(dated, phases=frozenset({tables.OPENED}))
    listing = tables.Listing(scopes, open_, tables.read_sort_keys("", sight), None, limit)
    tasks = tables.page(session, caller, listing)
    rows = [seen(caller, task, today, sight.view or View.WHOLE) for task in tasks]
    return OwnDue(rows, units.named(session, {each.task.lead for each in rows} - {""}))
