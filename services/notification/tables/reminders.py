"""Reminders and urgings, planned and sent: one row for each task, rule and day."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, delete, exists, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notification.model import Planned
from shared.db import ReadSession

from .schema import HELD, REMINDERS

PLANNED, SENT, MISSED, NOBODY = "PLANNED", "SENT", "MISSED", "NOBODY"
"""Still to come; sent; overtaken by a later one; meant nobody."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that is due."""

    id: uuid.UUID
    task: str
    rule: str
    remind_date: date


def replan(session: Session, task: str, plan: Iterable[Planned], since: date, now: datetime) -> None:
    """Replaces the plan. Days before `since` stay if they were planned before, and are not added."""
    wanted = {(planned.rule, planned.day) for planned in plan}
    known = {(row.rule, row.remind_date): row.state for row in _known(session, task)}
    # Most steps change no date, and so nothing of the plan.
    if obsolete := [one for one, state in known.items() if state == PLANNED and one not in wanted]:
        key = tuple_(REMINDERS.c.rule, REMINDERS.c.remind_date)
        still = REMINDERS.c.task == task, REMINDERS.c.state == PLANNED
        session.execute(delete(REMINDERS).where(*still, key.in_(obsolete)))
    rows = [_planned(task, rule, day, now) for rule, day in sorted(wanted - known.keys()) if day >= since]
    if rows:
        session.execute(insert(REMINDERS).on_conflict_do_nothing(constraint="reminders_once"), rows)


def _known(session: ReadSession, task: str) -> Sequence[Row[str, date, str]]:
    columns = REMINDERS.c.rule, REMINDERS.c.remind_date, REMINDERS.c.state
    return session.execute(select(*columns).where(REMINDERS.c.task == task)).all()


def _planned(task: str, rule: str, day: date, now: datetime) -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        "task": task,
        "rule": rule,
        "remind_date": day,
        "state": PLANNED,
        "next_attempt_time": now,
        "late": False,
    }


def claim(session: Session, today: date, now: datetime, limit: int) -> list[Reminder]:
    """Due reminders, oldest first, that no other session has claimed. They stay locked until the commit."""
    columns = [REMINDERS.c[name] for name in Reminder.__slots__]
    rows = session.execute(
        select(*columns)
        .where(*_due(today, now))
        .order_by(REMINDERS.c.remind_date, REMINDERS.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Reminder(*row) for row in rows]


def is_overtaken(session: ReadSession, reminder: Reminder, today: date) -> bool:
    """Whether the same rule has applied again since."""
    later = exists().where(
        REMINDERS.c.task == reminder.task,
        REMINDERS.c.rule == reminder.rule,
        REMINDERS.c.remind_date > reminder.remind_date,
        REMINDERS.c.remind_date <= today,
    )
    return bool(session.scalar(select(later)))


def is_behind(session: ReadSession, task: str) -> bool:
    """Whether events of the task wait for an earlier one, so that its copy is not up to date."""
    return bool(session.scalar(select(exists().where(HELD.c.aggregate == task))))


def settle(session: Session, reminder: Reminder, state: str, late: bool, now: datetime) -> None:
    """Records what became of a reminder."""
    this = REMINDERS.c.id == reminder.id
    session.execute(update(REMINDERS).where(this).values(state=state, late=late, send_time=now))


def put_off(session: Session, reminder: Reminder, until: datetime) -> None:
    """Postpones a reminder, so that it does not hold up the others."""
    session.execute(update(REMINDERS).where(REMINDERS.c.id == reminder.id).values(next_attempt_time=until))


def count_waiting(session: ReadSession, today: date, now: datetime) -> int:
    """How many reminders are due and not settled."""
    return session.scalar(select(func.count()).select_from(REMINDERS).where(*_due(today, now))) or 0


def _due(today: date, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        REMINDERS.c.state == PLANNED,
        REMINDERS.c.remind_date <= today,
        REMINDERS.c.next_attempt_time <= now,
    )
