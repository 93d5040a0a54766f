"""Hears what happened and tells those whom it concerns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from services.notification import model
from services.notification.model import Channel, Directory, Kind, Task, Window
from services.notification.tables import (
    DIRECTIVES,
    deliveries,
    directory,
    notifications,
    projections,
    reminders,
)
from services.notification.tables.notifications import Matter
from shared import clock
from shared.db import ReadSession

log = structlog.get_logger(__name__)


PATIENCE = timedelta(minutes=2)
"""How long an event waits for the first positions of an agency. An agency may really be without people."""


class NotYetKnownError(Exception):
    """A unit or its people have not been heard of yet: they could not be told, so that the event must wait."""


@dataclass(frozen=True, slots=True)
class TaskNews:
    """A step of a task: `type` as on the bus, `step` its name, `actor` who did it, empty for the system."""

    type: str
    time: datetime
    task: Task
    windows: tuple[Window, ...]
    step: str
    actor: str
    actor_name: str
    message: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Forwarding:
    """A directive that was given to units. `cause` names this one forwarding."""

    time: datetime
    directive: str
    number_symbol: str
    subject: str
    units: tuple[str, ...]
    note: str
    cause: str
    is_new: bool


def hear_task(session: Session, news: TaskNews, now: datetime) -> None:
    """Keeps the task, plans its reminders anew, and tells of the step.

    Raises NotYetKnownError if a unit of the task, or its people, have not been heard of yet.
    """
    projections.put_task(session, news.task)
    plan = model.plan(news.task, news.windows)
    reminders.replan(session, news.task.name, plan, clock.day_of(news.time), now)
    # Whoever was urged by rule was told when the urging went out.
    by_rule = news.type == "task.urged" and not news.actor
    if news.is_new and not by_rule and news.type in model.TELLINGS:
        _tell_step(session, news, now)


def _tell_step(session: Session, news: TaskNews, now: datetime) -> None:
    task = news.task
    posts = directory.for_task(session, task, clock.day_of(now))
    _require_known(session, posts, [task.lead, task.holder_unit, *task.coordinators], news.time, now)
    told = {news.actor}
    for telling in model.TELLINGS[news.type]:
        people = [person for person in model.resolve(telling.audiences, task, posts) if person not in told]
        told.update(people)
        matter = Matter(telling.kind, task.name, news.step, task.directive, _facts_of_step(news), news.time)
        _tell(session, matter, people, model.goes_by_email(telling, news.time, now), now)


def _facts_of_step(news: TaskNews) -> dict[str, str]:
    facts = facts_of_task(news.task) | {"actor": news.actor_name, "message": news.message}
    return {name: fact for name, fact in facts.items() if fact}


def facts_of_task(task: Task) -> dict[str, str]:
    """What sentences about a task say of it; dates as in ISO 8601."""
    due = task.due_date.isoformat() if task.due_date else "none" if task.undated else ""
    return {"title": task.title} | ({"due": due} if due else {})


def hear_forwarding(session: Session, forwarding: Forwarding, now: datetime) -> None:
    """Tells those who receive for the units. Raises NotYetKnownError as `hear_task` does."""
    keep_directive(session, forwarding.directive, forwarding.number_symbol, forwarding.subject)
    if not forwarding.is_new:
        return
    posts = directory.load(session, forwarding.units, clock.day_of(now))
    _require_known(session, posts, forwarding.units, forwarding.time, now)
    facts = {"title": forwarding.subject or forwarding.number_symbol, "message": forwarding.note}
    matter = Matter(
        Kind.DIRECTIVE_FORWARDED,
        forwarding.directive,
        forwarding.cause,
        forwarding.directive,
        {name: fact for name, fact in facts.items() if fact},
        forwarding.time,
    )
    people = model.receivers_of_units(forwarding.units, posts)
    _tell(session, matter, people, now - forwarding.time <= model.EMAIL_WITHIN, now)


def keep_directive(session: Session, name: str, number_symbol: str, subject: str) -> None:
    """Keeps what people know a directive by."""
    row = {"name": name, "number_symbol": number_symbol, "subject": subject}
    projections.put(session, DIRECTIVES, row)


def _tell(session: Session, matter: Matter, people: Sequence[str], by_email: bool, now: datetime) -> None:
    if not people:
        log.info("nobody_to_tell", kind=matter.kind, subject=matter.subject)
    added = notifications.add(session, matter, people)
    if by_email:
        deliveries.ask(session, added, {Channel.EMAIL}, clock.day_of(now), now)


def _require_known(
    session: ReadSession, posts: Directory, units: Iterable[str], happened: datetime, now: datetime
) -> None:
    named = {unit for unit in units if unit}
    unknown = sorted(named - posts.units.keys())
    if not unknown and now - happened < PATIENCE:
        unknown = directory.unstaffed(session, named)
    if unknown:
        raise NotYetKnownError(", ".join(unknown))
