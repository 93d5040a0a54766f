"""Sets of tasks: one act gives each of several agencies a task with the same words; the Office sees how far all are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from services.task.model import Terms
from services.task.model.sets import TaskSet, terms_of_lead
from services.task.tables import Caller, Counts, directives, sets
from shared import clock
from shared.db import ReadSession
from shared.errors import NotFound

from . import references
from .deciding import enter_histories
from .preparing import Outcome, outcome_of, prepared
from .reading import as_of


@dataclass(frozen=True)
class NewSet:
    """What a caller wants a set of tasks to say, its leads, and what becomes of the tasks."""

    terms: Terms
    directive: str
    leads: Sequence[str]
    outcome: Outcome | None = None


@dataclass(frozen=True)
class SeenSet:
    """A set with the number of its directive and its counters at the end of a day."""

    task_set: TaskSet
    directive_number: str
    counts: Counts
    as_of: date


@dataclass(frozen=True)
class SetPage:
    """A page of sets, and the cursor that the next one starts after; None on the last page."""

    rows: list[SeenSet]
    cursor: list[str] | None


def create_set(session: Session, caller: Caller, wanted: NewSet, at: datetime) -> SeenSet:
    """One task for each lead, all or none. Raises what the API's CreateTaskSet returns."""
    outcome, today = outcome_of(caller, wanted.outcome), clock.day_of(at)
    # Nobody's right to enter a task depends on its lead.
    ready = prepared(session, caller, outcome, wanted.terms, wanted.directive, at, len(wanted.leads))
    references.check(session, caller, {f"leads[{i}]": lead for i, lead in enumerate(wanted.leads)}, today)
    references.check_leads(session, wanted.leads)
    title = ready.terms.title or ""
    task_set = TaskSet(str(uuid4()), title, wanted.directive, caller.person, at)
    source = replace(ready.source, task_set=task_set.name)
    histories = [
        replace(ready, terms=terms_of_lead(ready.terms, lead), source=source).decide(str(uuid4()))
        for lead in wanted.leads
    ]
    sets.add(session, task_set)
    enter_histories(session, histories)
    return _seen(session, caller, [task_set], today)[0]


def get_set(session: ReadSession, caller: Caller, uid: str, today: date) -> SeenSet:
    """A set; raises NotFound (`TASK_SET_NOT_FOUND`) if there is none or the caller may not know of it."""
    found = sets.load(session, uid) if sets.may_know(caller) else None
    if found is None:
        raise NotFound("TASK_SET_NOT_FOUND", {"name": f"taskSets/{uid}"})
    return _seen(session, caller, [found], today)[0]


def list_sets(
    session: ReadSession, caller: Caller, cursor: Sequence[str] | None, size: int, today: date
) -> SetPage:
    """A page of the sets, the newest first; none for whoever may not know of them."""
    if not sets.may_know(caller):
        return SetPage([], None)
    before = (datetime.fromisoformat(cursor[0]), cursor[1]) if cursor else None
    found = sets.page(session, before, size + 1)
    rows = _seen(session, caller, found[:size], today)
    last = rows[-1].task_set if len(found) > size else None
    return SetPage(rows, [last.created_at.isoformat(), last.uid] if last else None)


def _seen(session: ReadSession, caller: Caller, found: Sequence[TaskSet], today: date) -> list[SeenSet]:
    counts = sets.counts(session, caller, [each.name for each in found], as_of(today))
    numbers = directives.numbers(session, {each.directive for each in found})
    return [
        SeenSet(each, numbers.get(each.directive, ""), counts.get(each.name, Counts()), today)
        for each in found
    ]
