"""Directives, copied from the events of the document service."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.task.model import Relation, Source
from shared.db import ReadSession

from .access import VISIBLE, Caller
from .schema import DIRECTIVES, TASKS


def keep(session: Session, name: str, number: str, day: date | None) -> None:
    """Saves number and day of a directive, also on the tasks that it assigns."""
    row = {"number": number, "issue_date": day}
    statement = insert(DIRECTIVES).values(name=name, **row)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=row))
    changed = {"directive_number": number, "directive_date": day}
    other = (TASKS.c.directive_number != number) | TASKS.c.directive_date.is_distinct_from(day)
    session.execute(update(TASKS).where(TASKS.c.directive == name, other).values(changed))


def visible(session: ReadSession, caller: Caller, names: Collection[str]) -> set[str]:
    """The directives that the caller may see: all for the Office, for others those of the tasks that they see."""
    if caller.sees(Relation.PROVINCE):
        return set(session.scalars(select(DIRECTIVES.c.name).where(DIRECTIVES.c.name.in_(names))))
    of_tasks = select(TASKS.c.directive).where(TASKS.c.directive.in_(names), VISIBLE)
    return set(session.scalars(of_tasks, caller.sight))


def source(session: Session, name: str) -> Source:
    """A directive as the source of a task, with what is known of it."""
    # Locked, so that a change of the directive waits for this task and reaches it.
    known = session.execute(select(DIRECTIVES).where(DIRECTIVES.c.name == name).with_for_update(read=True))
    row = known.one_or_none()
    return Source(name, number=row.number, date=row.issue_date) if row else Source(name)
