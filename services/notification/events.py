"""What the service hears: events of identity, document and task, translated and handed to use cases."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from dondoc_api.dondoc.document.v1.document_events_pb import (
    DirectiveChanged,
    DirectiveFacts,
    DirectiveForwarded,
    ProposalsConfirmed,
)
from dondoc_api.dondoc.identity.v1.identity_events_pb import PersonChanged, PositionChanged, UnitChanged
from dondoc_api.dondoc.task.v1 import task_service_pb as tasks
from dondoc_api.dondoc.task.v1.task_events_pb import TaskChanged, TaskFacts, WorkingDays
from dondoc_api.dondoc.type.v1.task_types_pb import Due
from services.notification.model import Anchor, Task, Window
from services.notification.tables import PEOPLE, POSITIONS, UNITS, projections
from services.notification.usecases import telling
from services.notification.usecases.telling import Forwarding, TaskNews
from shared import clock, dates
from shared.bus import Subscription
from shared.event import Event


def on_task(session: Session, event: Event) -> None:
    """Any step of a task: kept, planned for, and told to those concerned."""
    changed = TaskChanged.from_binary(event.payload)
    if changed.task is None:
        raise ValueError(f"{event.type} {event.id} tells no task")
    step = changed.step or tasks.TaskStep()
    news = TaskNews(
        type=event.type,
        time=event.time,
        task=_task(changed.task, changed, event.version),
        windows=tuple(_windows(changed.working_days)),
        step=step.name or f"events/{event.id}",
        actor=step.actor,
        actor_name=step.actor_display_name,
        message=changed.message or step.reason or _report(event.type, changed.task),
        is_new=not event.snapshot,
    )
    telling.hear_task(session, news, clock.now())


def on_directive(session: Session, event: Event) -> None:
    """A directive is known by its number from now on."""
    _keep(session, DirectiveChanged.from_binary(event.payload).directive)


def on_proposals_confirmed(session: Session, event: Event) -> None:
    """Tells the directive too."""
    _keep(session, ProposalsConfirmed.from_binary(event.payload).directive)


def on_forwarded(session: Session, event: Event) -> None:
    """A directive was given to units."""
    forwarded = DirectiveForwarded.from_binary(event.payload)
    directive = forwarded.directive or DirectiveFacts()
    forwarding = Forwarding(
        time=event.time,
        directive=directive.directive,
        number_symbol=directive.number_symbol,
        subject=directive.subject,
        units=tuple(forwarded.units),
        note=forwarded.note,
        cause=f"{directive.directive}/forwardings/{event.version}",
        is_new=not event.snapshot,
    )
    telling.hear_forwarding(session, forwarding, clock.now())


def on_unit(session: Session, event: Event) -> None:
    """A unit, and the agency that it belongs to."""
    unit = UnitChanged.from_binary(event.payload)
    agency, name = unit.agency or unit.unit, unit.display_name
    row = {"name": unit.unit, "parent": unit.parent_unit, "agency": agency, "display_name": name}
    projections.put(session, UNITS, row)


def on_person(session: Session, event: Event) -> None:
    """A person's name and address."""
    person = PersonChanged.from_binary(event.payload)
    row = {"name": person.person, "display_name": person.display_name, "email": person.email}
    projections.put(session, PEOPLE, row)


def on_position(session: Session, event: Event) -> None:
    """Who holds what, from when, until when."""
    position = PositionChanged.from_binary(event.payload)
    row = {
        "name": position.position,
        "person": position.person,
        "unit": position.unit,
        "agency": position.agency or position.unit,
        "role": position.role.name,
        "fields": list(position.fields),
        "start_date": dates.parse(position.start_date) or date.min,
        "end_date": dates.parse(position.end_date),
    }
    projections.put(session, POSITIONS, row)


def _task(task: TaskFacts, changed: TaskChanged, version: int) -> Task:
    due, holder = task.due or Due(), task.holder or tasks.Holder()
    return Task(
        name=task.task,
        title=task.title,
        state=task.state.name,
        directive=task.directive,
        field=task.field,
        assigner=task.assigner,
        monitor=task.monitor,
        lead=task.lead,
        coordinators=tuple(part.unit for part in task.coordinations),
        holder_unit=holder.unit,
        holder_person=holder.person,
        due_date=dates.parse(due.date),
        undated=due.kind is Due.Kind.NONE,
        progress_date=dates.parse(task.progress.report_date) if task.progress else None,
        urging_count=task.urging_count,
        unanswered_urgings=changed.unanswered_urgings,
        version=version,
    )


def _report(type: str, task: TaskFacts) -> str:
    """What the step itself says, where nothing was said with it."""
    if type == "task.submitted" and task.submission:
        return task.submission.text
    return task.progress.text if type == "task.progressed" and task.progress else ""


def _windows(windows: Iterable[WorkingDays]) -> Iterable[Window]:
    for window in windows:
        # An anchor that a newer task service has invented is nothing that a rule of ours counts from.
        if window.anchor.name in Anchor.__members__:
            days = tuple(date.fromisoformat(day) for day in window.dates)
            yield Window(Anchor[window.anchor.name], window.first, days)


def _keep(session: Session, directive: DirectiveFacts | None) -> None:
    if directive:
        telling.keep_directive(session, directive.directive, directive.number_symbol, directive.subject)


SUBSCRIPTIONS = [
    Subscription("notification", "task", {"*": on_task}),
    Subscription(
        "notification",
        "document",
        {
            "directive.changed": on_directive,
            "directive.proposals-confirmed": on_proposals_confirmed,
            "directive.forwarded": on_forwarded,
        },
    ),
    Subscription(
        "notification",
        "identity",
        {"unit.changed": on_unit, "person.changed": on_person, "position.changed": on_position},
    ),
]
