"""Directives, copied from the events of the document service."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.task.model import NO_MEETING, Meeting, Receipt, Relation, Source, State, Urgency
from shared.db import ReadSession

from .access import VISIBLE, Caller
from .schema import DIRECTIVES, TASKS

_MEETING: TypeAdapter[Meeting] = TypeAdapter(Meeting)


def keep(session: Session, source: Source) -> None:
    """Saves what a directive says of all its tasks; its number and day also on the tasks that it assigns."""
    row = {
        "number": source.number,
        "issue_date": source.date,
        "assigner": source.assigner,
        "monitor": source.monitor,
        "field": source.field,
        "urgency": source.urgency.value,
        "meeting": _MEETING.dump_python(source.meeting, mode="json"),
        "receive_date": source.receive_date,
        "superseded_by": source.superseded_by,
    }
    statement = insert(DIRECTIVES).values(name=source.directive, **row)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=row))
    changed = {"directive_number": source.number, "directive_date": source.date}
    other = (TASKS.c.directive_number != source.number) | TASKS.c.directive_date.is_distinct_from(source.date)
    session.execute(update(TASKS).where(TASKS.c.directive == source.directive, other).values(changed))


def forget(session: Session, name: str) -> None:
    """Removes a directive that was deleted, after every task that is being made from it."""
    session.execute(delete(DIRECTIVES).where(DIRECTIVES.c.name == name))


def visible(session: ReadSession, caller: Caller, names: Collection[str]) -> set[str]:
    """The directives that the caller may see: all for the Office, for others those of the tasks that they see."""
    if caller.sees(Relation.PROVINCE):
        # Locked, so that its deletion waits for the task that is being made from it.
        known = select(DIRECTIVES.c.name).where(DIRECTIVES.c.name.in_(names)).with_for_update(read=True)
        return set(session.scalars(known))
    of_tasks = select(TASKS.c.directive).where(TASKS.c.directive.in_(names), VISIBLE)
    return set(session.scalars(of_tasks, caller.sight))


def source(session: Session, name: str) -> Source:
    """A directive as the source of a task, with what is known of it."""
    # Locked, so that a change of the directive waits for this task and reaches it.
    known = session.execute(select(DIRECTIVES).where(DIRECTIVES.c.name == name).with_for_update(read=True))
    row = known.one_or_none()
    if row is None:
        return Source(name)
    return Source(
        name,
        number=row.number,
        date=row.issue_date,
        assigner=row.assigner,
        monitor=row.monitor,
        field=row.field,
        urgency=Urgency(row.urgency),
        meeting=_MEETING.validate_python(row.meeting) if row.meeting else NO_MEETING,
        receive_date=row.receive_date,
        superseded_by=row.superseded_by,
    )


def superseded(session: Session, names: Collection[str]) -> set[str]:
    """Those of the directives that are recalled or replaced."""
    # Locked, so that a supersession waits for the task that is being issued, and makes it ask.
    known = select(DIRECTIVES.c.name, DIRECTIVES.c.superseded_by).where(DIRECTIVES.c.name.in_(names))
    return {row.name for row in session.execute(known.with_for_update(read=True)) if row.superseded_by}


def receipt(session: Session, name: str, most: int, new: int = 0) -> Receipt | None:
    """When a directive was received, and how many tasks are made from it, counted up to `most`, with `new` others."""
    day = session.scalar(select(DIRECTIVES.c.receive_date).where(DIRECTIVES.c.name == name)) if name else None
    if day is None:
        return None
    mine = TASKS.c.directive == name, TASKS.c.parent_task == "", TASKS.c.state != State.REJECTED.value
    some = select(TASKS.c.uid).where(*mine).limit(most).subquery()
    return Receipt(day, new + (session.scalar(select(func.count()).select_from(some)) or 0))


def numbers(session: ReadSession, names: Collection[str]) -> dict[str, str]:
    """The numbers of directives, as far as they are known."""
    known = select(DIRECTIVES.c.name, DIRECTIVES.c.number).where(DIRECTIVES.c.name.in_(names))
    return {row.name: row.number for row in session.execute(known)}
