"""What the service hears: events of identity, document and task, translated and handed to use cases."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from dondoc_api.dondoc.document.v1.document_events_pb import (
    DirectiveChanged,
    DirectiveForwarded,
    ProposalsConfirmed,
)
from dondoc_api.dondoc.document.v1.document_service_pb import Directive
from dondoc_api.dondoc.identity.v1.identity_events_pb import PersonChanged, PositionChanged, UnitChanged
from dondoc_api.dondoc.task.v1 import task_service_pb as tasks
from dondoc_api.dondoc.task.v1.task_events_pb import TaskChanged, WorkingDays
from dondoc_api.google.type.date_pb import Date
from services.notification.model import Anchor, Task, Window
from services.notification.tables import PEOPLE, POSITIONS, UNITS, projections
from services.notification.usecases import telling
from services.notification.usecases.telling import Forwarding, TaskNews
from shared import clock
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
    directive = forwarded.directive or Directive()
    forwarding = Forwarding(
        time=event.time,
        directive=directive.name,
        number_symbol=directive.number_symbol,
        subject=directive.subject,
        units=tuple(forwarded.units),
        note=forwarded.note,
        cause=f"{directive.name}/forwardings/{event.version}",
        is_new=not event.snapshot,
    )
    telling.hear_forwarding(session, forwarding, clock.now())


def on_unit(session: Session, event: Event) -> None:
    """A unit, and the agency that it belongs to."""
    if unit := UnitChanged.from_binary(event.payload).unit:
        agency, name = unit.agency or unit.name, unit.display_name
        row = {"name": unit.name, "parent": unit.parent_unit, "agency": agency, "display_name": name}
        projections.put(session, UNITS, row)


def on_person(session: Session, event: Event) -> None:
    """A person's name and address."""
    if person := PersonChanged.from_binary(event.payload).person:
        row = {"name": person.name, "display_name": person.display_name, "email": person.email}
        projections.put(session, PEOPLE, row)


def on_position(session: Session, event: Event) -> None:
    """Who holds what, from when, until when."""
    if position := PositionChanged.from_binary(event.payload).position:
        unit = position.name.partition("/positions/")[0]
        row = {
            "name": position.name,
            "person": position.person,
            "unit": unit,
            "agency": position.agency or unit,
            "role": position.role.name,
            "fields": list(position.fields),
            "start_date": _date(position.start_date) or date.min,
            "end_date": _date(position.end_date),
        }
        projections.put(session, POSITIONS, row)


def _task(task: tasks.Task, changed: TaskChanged, version: int) -> Task:
    due, holder = task.due or tasks.Due(), task.holder or tasks.Holder()
    return Task(
        name=task.name,
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
        due_date=_date(due.date),
        undated=due.kind is tasks.Due.Kind.NONE,
        progress_date=_date(task.progress.report_date) if task.progress else None,
        urging_count=task.urging_count,
        unanswered_urgings=changed.unanswered_urgings,
        version=version,
    )


def _report(type: str, task: tasks.Task) -> str:
    """What the step itself says, where nothing was said with it."""
    if type == "task.submitted" and task.submission:
        return task.submission.text
    return task.progress.text if type == "task.progressed" and task.progress else ""


def _windows(windows: Iterable[WorkingDays]) -> Iterable[Window]:
    for window in windows:
        # An anchor that a newer task service has invented is nothing that a rule of ours counts from.
        if window.anchor.name in Anchor.__members__:
            dates = tuple(date(day.year, day.month, day.day) for day in window.dates)
            yield Window(Anchor[window.anchor.name], window.first, dates)


def _keep(session: Session, directive: Directive | None) -> None:
    if directive:
        telling.keep_directive(session, directive.name, directive.number_symbol, directive.subject)


def _date(day: Date | None) -> date | None:
    return date(day.year, day.month, day.day) if day and day.year else None


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
