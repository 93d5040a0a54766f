"""Directives, copied from the events of the document service."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import TypeAdapter
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.task.model import NO_MEETING, Meeting, Relation, Source, Urgency
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
    )
