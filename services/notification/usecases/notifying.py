"""Keeps what other services announce and notifies the people whom it concerns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from services.notification import model
from services.notification.model import Channel, Directory, Kind, Notice, Task, Window
from services.notification.tables import (
    DIRECTIVES,
    copies,
    deliveries,
    notifications,
    positions,
    reminders,
)
from services.notification.tables.notifications import Content
from shared import clock
from shared.db import ReadSession

log = structlog.get_logger(__name__)


PATIENCE = timedelta(minutes=2)
"""How long an event waits for the first positions of an agency. An agency may really have no people."""


class NotYetKnownError(Exception):
    """A unit or its people are not known yet. They could not be notified, so the event must wait."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a task: `type` as on the bus, `name` its resource name, `actor` empty for the system.

    `dates` are those that the step is about, as in ISO 8601. `followers` follow the task and see that the step changes
    its state.
    """

    type: str
    name: str
    time: datetime
    task: Task
    windows: tuple[Window, ...]
    actor: str
    actor_name: str
    message: str
    is_new: bool
    dates: Mapping[str, str] = field(default_factory=dict)
    part_dates: Mapping[str, str] = field(default_factory=dict)
    followers: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Commenting:
    """A comment on a task: `name` its resource name, `mentions` the people whom it is meant for."""

    name: str
    time: datetime
    task: Task
    opinion: bool
    text: str
    mentions: tuple[str, ...]
    author: str
    author_name: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Forwarding:
    """A directive that was forwarded to units. `cause` identifies the forwarding."""

    time: datetime
    directive: str
    number_symbol: str
    subject: str
    units: tuple[str, ...]
    note: str
    cause: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Superseding:
    """A directive that another one recalled, replaced or amended, or did so no more: `how` is one of these words.

    `asking` are its tasks that ask, or had asked, what becomes of them; `cause` identifies the act.
    """

    kind: Kind
    time: datetime
    directive: str
    number_symbol: str
    subject: str
    field: str
    assigner: str
    monitor: str
    how: str
    by: str
    asking: tuple[str, ...]
    note: str
    actor: str
    cause: str
    is_new: bool


def handle_step(session: Session, step: Step, now: datetime) -> None:
    """Keeps the task, plans its reminders again, and notifies of the step.

    Raises NotYetKnownError if a unit of the task, or its people, are not known yet.
    """
    copies.keep_task(session, step.task)
    plan = model.plan(step.task, step.windows)
    reminders.replan(session, step.task.name, plan, clock.day_of(step.time), now)
    # For an urging by rule the reminder itself notified people when it went out.
    by_rule = step.type == "task.urged" and not step.actor
    if step.is_new and not by_rule and (step.followers or step.type in model.NOTICES):
        _notify_of_step(session, step, now)


def _notify_of_step(session: Session, step: Step, now: datetime) -> None:
    task = step.task
    directory = positions.directory_for_task(session, task, clock.day_of(now), step.followers)
    _require_known(session, directory, task.units, step.time, now)
    notified = {step.actor}
    notices = model.NOTICES.get(step.type, ())
    addressed = [each for notice in notices for each in _addressed(notice, step)]
    for notice, of_whom, dates in addressed:
        meant = model.resolve(notice.audiences, of_whom, directory)
        people = [person for person in meant if person not in notified]
        notified.update(people)
        facts = _facts_of_step(step, with_message=notice.message) | dates
        content = Content(notice.kind, task.name, step.name, task.directive, facts, step.time)
        if notice.gathered:
            act = f"{step.actor}/{step.type}/{step.time.isoformat()}"
            content = replace(content, cause=act)
            people = notifications.not_gathered(session, content, people)
        _notify(session, content, people, notice.email and model.is_fresh(step.time, now), now)
    followers = [one for one in step.followers if one not in notified and directory.is_active(one)]
    _notify_followers(session, step, followers, now)


def _notify_followers(session: Session, step: Step, followers: Sequence[str], now: datetime) -> None:
    """Says the new state only, without the actor and the words of the step: a follower may be a coordinator."""
    task, facts = step.task, facts_of_task(step.task) | {"state": step.task.state}
    content = Content(Kind.TASK_STATE_CHANGED, task.name, step.name, task.directive, facts, step.time)
    _notify(session, content, followers, by_email=False, now=now)


def _addressed(notice: Notice, step: Step) -> Iterator[tuple[Notice, Task, dict[str, str]]]:
    """The notice with the task and the facts that it is about; once for each date of a part if it is about those."""
    if not notice.of_part:
        yield notice, step.task, {}
        return
    dates = {unit: step.part_dates.get(unit, "") for unit in step.task.coordinators}
    for day in dict.fromkeys(dates.values()):
        coordinators = tuple(unit for unit in dates if dates[unit] == day)
        concerned = tuple(unit for unit in step.task.concerned if dates.get(unit) == day)
        of_these = replace(step.task, coordinators=coordinators, concerned=concerned)
        yield notice, of_these, {"due": day} if day else {}


def _facts_of_step(step: Step, *, with_message: bool) -> dict[str, str]:
    message = step.message if with_message else ""
    facts = facts_of_task(step.task) | {"actor": step.actor_name, "message": message} | dict(step.dates)
    return {name: fact for name, fact in facts.items() if fact}


def facts_of_task(task: Task) -> dict[str, str]:
    """The facts that fill sentences about a task; dates as in ISO 8601."""
    due = task.due_date.isoformat() if task.due_date else "none" if task.undated else ""
    return {"title": task.title} | ({"due": due} if due else {})


def handle_comment(session: Session, comment: Commenting, now: datetime) -> None:
    """Notifies those who work on the task of an opinion, and the others whom a comment mentions.

    Raises NotYetKnownError as `handle_step`.
    """
    if not comment.is_new:
        return
    task, today = comment.task, clock.day_of(now)
    people = (*comment.mentions, task.holder_person, task.co_holder, task.monitor)
    directory = positions.load_directory(session, task.units, today, people)
    _require_known(session, directory, task.units, comment.time, now)
    working = model.resolve(model.OF_OPINION, task, directory) if comment.opinion else []
    mentioned = [one for one in comment.mentions if directory.is_active(one) and one not in working]
    facts = facts_of_task(task) | {"actor": comment.author_name, "message": comment.text}
    for kind, audience in ((Kind.TASK_OPINION_GIVEN, working), (Kind.TASK_MENTIONED, mentioned)):
        if others := [person for person in audience if person != comment.author]:
            content = Content(kind, task.name, comment.name, task.directive, facts, comment.time)
            _notify(session, content, others, model.is_fresh(comment.time, now), now)


def handle_forwarding(session: Session, forwarding: Forwarding, now: datetime) -> None:
    """Keeps the directive and notifies those who receive for the units. Raises NotYetKnownError as `handle_step`."""
    keep_directive(session, forwarding.directive, forwarding.number_symbol, forwarding.subject)
    if not forwarding.is_new:
        return
    directory = positions.load_directory(session, forwarding.units, clock.day_of(now))
    _require_known(session, directory, forwarding.units, forwarding.time, now)
    facts = {"title": forwarding.subject or forwarding.number_symbol, "message": forwarding.note}
    content = Content(
        Kind.DIRECTIVE_FORWARDED,
        forwarding.directive,
        forwarding.cause,
        forwarding.directive,
        {name: fact for name, fact in facts.items() if fact},
        forwarding.time,
    )
    people = model.receivers_of_units(forwarding.units, directory)
    _notify(session, content, people, model.is_fresh(forwarding.time, now), now)


def handle_superseding(session: Session, superseding: Superseding, now: datetime) -> None:
    """Keeps the directive and notifies those who decide on its tasks, if any asks or had asked."""
    keep_directive(session, superseding.directive, superseding.number_symbol, superseding.subject)
    if not superseding.is_new or not superseding.asking:
        return
    of_tasks = copies.people_of_tasks(session, superseding.asking)
    named = [superseding.assigner, superseding.monitor, *of_tasks]
    directory = positions.load_directory(session, (), clock.day_of(now), people=named)
    people = model.deciders(named, superseding.field, directory)
    facts = {
        "title": superseding.subject or superseding.number_symbol,
        superseding.how: superseding.by,
        "asking": str(len(superseding.asking)) if superseding.kind is Kind.DIRECTIVE_SUPERSEDED else "",
        "message": superseding.note,
    }
    content = Content(
        superseding.kind,
        superseding.directive,
        superseding.cause,
        superseding.directive,
        {name: fact for name, fact in facts.items() if fact},
        superseding.time,
    )
    others = [person for person in people if person != superseding.actor]
    _notify(session, content, others, model.is_fresh(superseding.time, now), now)


def keep_directive(session: Session, name: str, number_symbol: str, subject: str) -> None:
    """Keeps what people know a directive by."""
    row = {"name": name, "number_symbol": number_symbol, "subject": subject}
    copies.keep(session, DIRECTIVES, row)


def _notify(session: Session, content: Content, people: Sequence[str], by_email: bool, now: datetime) -> None:
    if not people:
        log.info("nobody_to_notify", kind=content.kind, subject=content.subject)
    added = notifications.add(session, content, people)
    if by_email:
        deliveries.request(session, added, {Channel.EMAIL}, clock.day_of(now), now)


def _require_known(
    session: ReadSession, directory: Directory, units: Iterable[str], happened: datetime, now: datetime
) -> None:
    named = {unit for unit in units if unit}
    unknown = sorted(named - directory.units.keys())
    if not unknown and now - happened < PATIENCE:
        unknown = positions.unstaffed(session, named)
    if unknown:
        raise NotYetKnownError(", ".join(unknown))
