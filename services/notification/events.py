"""Handles events of identity, document and task: translates them and calls use cases."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from dondoc_api.dondoc.document.v1 import document_events_pb
from dondoc_api.dondoc.document.v1.document_events_pb import (
    DirectiveChanged,
    DirectiveFacts,
    DirectiveForwarded,
    DirectiveSuperseded,
    ProposalsConfirmed,
    SupersessionTakenBack,
)
from dondoc_api.dondoc.identity.v1 import identity_events_pb
from dondoc_api.dondoc.identity.v1.identity_events_pb import PersonChanged, PositionChanged, UnitChanged
from dondoc_api.dondoc.task.v1 import task_events_pb
from dondoc_api.dondoc.task.v1 import task_service_pb as tasks
from dondoc_api.dondoc.task.v1.task_events_pb import TaskChanged, TaskCommented, TaskFacts, WorkingDays
from dondoc_api.dondoc.type.v1.task_types_pb import Due
from services.notification.model import Anchor, Kind, Task, Window
from services.notification.tables import PEOPLE, POSITIONS, UNITS, copies
from services.notification.usecases import notifying
from services.notification.usecases.notifying import Commenting, Forwarding, Step, Superseding
from shared import clock, dates
from shared.bus import Subscription
from shared.event import Event, types_in

_GIVEN_ELSEWHERE = (tasks.TaskStep.Verb.REISSUE, tasks.TaskStep.Verb.TRANSFER)


def on_task_changed(session: Session, event: Event) -> None:
    """Keeps a task, plans its reminders, and notifies the people whom the step concerns."""
    changed = TaskChanged.from_binary(event.payload)
    if changed.task is None:
        raise ValueError(f"{event.type} {event.id} has no task")
    step = changed.step or tasks.TaskStep()
    taken = Step(
        type=event.type,
        name=step.name or f"events/{event.id}",
        time=event.time,
        task=_task(changed.task, changed, event.version),
        windows=tuple(_windows(changed.working_days)),
        actor=step.actor,
        actor_name=step.actor_display_name,
        message=changed.message or step.reason or _report(event.type, changed),
        dates=_extension_dates(event.type, changed.task)
        | _part_date(event.type, changed)
        | _internal_date(event.type, changed),
        part_dates={each.unit: each.due_date for each in changed.task.coordinations if each.due_date},
        is_new=not event.snapshot,
        followers=tuple(changed.followers),
    )
    notifying.handle_step(session, taken, clock.now())


def on_task_commented(session: Session, event: Event) -> None:
    """Notifies the people whom a comment mentions, and of an opinion those who work on the task."""
    message = TaskCommented.from_binary(event.payload)
    if message.task is None or message.comment is None:
        raise ValueError(f"{event.type} {event.id} has no task or no comment")
    said = message.comment
    comment = Commenting(
        name=said.name,
        time=event.time,
        task=_task(message.task, TaskChanged(), 0),
        opinion=said.kind == tasks.TaskComment.Kind.OPINION,
        text=said.text,
        mentions=tuple(said.mentions),
        author=said.author,
        author_name=said.author_display_name,
        is_new=not event.snapshot,
    )
    notifying.handle_comment(session, comment, clock.now())


def on_directive_changed(session: Session, event: Event) -> None:
    """Keeps the number and subject of a directive."""
    _keep(session, DirectiveChanged.from_binary(event.payload).directive)


def on_proposals_confirmed(session: Session, event: Event) -> None:
    """Keeps the directive, which the event carries too."""
    _keep(session, ProposalsConfirmed.from_binary(event.payload).directive)


def on_directive_forwarded(session: Session, event: Event) -> None:
    """Notifies the units that a directive was forwarded to."""
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
    notifying.handle_forwarding(session, forwarding, clock.now())


def on_directive_superseded(session: Session, event: Event) -> None:
    """Notifies those who decide on the tasks of a directive that was recalled, replaced or amended."""
    message = DirectiveSuperseded.from_binary(event.payload)
    how = message.kind.name.lower()
    superseding = _superseding(event, message, Kind.DIRECTIVE_SUPERSEDED, how, message.note)
    notifying.handle_superseding(session, superseding, clock.now())


def on_supersession_taken_back(session: Session, event: Event) -> None:
    """Notifies the same people that the tasks ask no more."""
    message = SupersessionTakenBack.from_binary(event.payload)
    kind = Kind.SUPERSESSION_TAKEN_BACK
    superseding = _superseding(event, message, kind, "taken_back", message.reason)
    notifying.handle_superseding(session, superseding, clock.now())


def _superseding(
    event: Event, message: DirectiveSuperseded | SupersessionTakenBack, kind: Kind, how: str, note: str
) -> Superseding:
    directive, by = message.directive or DirectiveFacts(), message.by or DirectiveFacts()
    return Superseding(
        kind=kind,
        time=event.time,
        directive=directive.directive,
        number_symbol=directive.number_symbol,
        subject=directive.subject,
        field=directive.field,
        assigner=directive.assigner,
        monitor=directive.monitor,
        how=how,
        by=by.number_symbol or by.subject,
        asking=tuple(message.tasks),
        note=note,
        actor=message.actor,
        cause=f"{directive.directive}/supersessions/{event.version}",
        is_new=not event.snapshot,
    )


def on_unit_changed(session: Session, event: Event) -> None:
    """Keeps a unit and the agency that it belongs to."""
    unit = UnitChanged.from_binary(event.payload)
    agency, name = unit.agency or unit.unit, unit.display_name
    row = {"name": unit.unit, "parent": unit.parent_unit, "agency": agency, "display_name": name}
    copies.keep(session, UNITS, row)


def on_person_changed(session: Session, event: Event) -> None:
    """Keeps a person's name and address."""
    person = PersonChanged.from_binary(event.payload)
    row = {"name": person.person, "display_name": person.display_name, "email": person.email}
    copies.keep(session, PEOPLE, row)


def on_position_changed(session: Session, event: Event) -> None:
    """Keeps a position, the person who holds it, and its first and last day."""
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
    copies.keep(session, POSITIONS, row)


def _task(task: TaskFacts, changed: TaskChanged, version: int) -> Task:
    due, holder = task.due or Due(), task.holder or tasks.Holder()
    requester = task.extensions[-1].requester if task.extensions else ""
    return Task(
        name=task.task,
        title=task.title,
        state=task.state.name,
        directive=task.directive,
        field=task.field,
        assigner=task.assigner,
        monitor=task.monitor,
        lead=task.lead,
        parent_lead=task.parent_lead,
        former_lead=_former_lead(changed),
        coordinators=tuple(part.unit for part in task.coordinations),
        holder_unit=holder.unit,
        holder_person=holder.person,
        co_holder=holder.co_holder,
        requester=requester,
        approval_seeker=changed.approval_seeker,
        asked=tuple(changed.asked),
        concerned=tuple(changed.coordinators),
        due_date=dates.parse(due.date),
        internal_due_date=dates.parse(changed.internal_due_date),
        undated=due.kind is Due.Kind.NONE,
        progress_date=dates.parse(task.progress.report_date) if task.progress else None,
        urging_count=task.urging_count,
        unanswered_urgings=changed.unanswered_urgings,
        version=version,
    )


def _former_lead(changed: TaskChanged) -> str:
    """The agency from which an issued task went to another."""
    if changed.step is None or changed.step.verb not in _GIVEN_ELSEWHERE:
        return ""
    return next((each.before for each in changed.step.changes if each.field_path == "lead"), "")


def _coordination(changed: TaskChanged) -> tasks.Coordination:
    """The coordination that the step is about."""
    parts = changed.task.coordinations if changed.task else []
    return next((part for part in parts if part.unit in changed.coordinators), tasks.Coordination())


def _part_date(type: str, changed: TaskChanged) -> dict[str, str]:
    """The date of the part that the step is about, if it has one of its own."""
    due = _coordination(changed).due_date if type.startswith("task.coordination-") else ""
    return {"due": due} if due else {}


def _internal_date(type: str, changed: TaskChanged) -> dict[str, str]:
    """The internal due date, in the notices to the people who must keep it."""
    day = changed.internal_due_date if type == "task.delegated" else ""
    return {"internal_due": day} if day else {}


def _report(type: str, changed: TaskChanged) -> str:
    """The text of the report that the step itself makes."""
    task = changed.task or TaskFacts()
    if type == "task.coordination-reported":
        part = _coordination(changed)
        given = part.submission or part.progress
        return given.text if given else ""
    if type == "task.submitted" and task.submission:
        return task.submission.text
    return task.progress.text if type == "task.progressed" and task.progress else ""


def _extension_dates(type: str, task: TaskFacts) -> dict[str, str]:
    """The date asked for, and once it is decided the date granted, or that none is."""
    if type not in ("task.extension-requested", "task.extension-decided") or not task.extensions:
        return {}
    last = task.extensions[-1]
    asked = {"asked_late" if last.late else "asked": last.asked_date}
    return asked | ({"granted": last.granted_date or "none"} if last.decide_date else {})


def _windows(windows: Iterable[WorkingDays]) -> Iterable[Window]:
    for window in windows:
        # No rule here counts from an anchor that only a newer task service knows.
        if window.anchor.name in Anchor.__members__:
            days = tuple(date.fromisoformat(day) for day in window.dates)
            yield Window(Anchor[window.anchor.name], window.first, days)


def _keep(session: Session, directive: DirectiveFacts | None) -> None:
    if directive:
        notifying.keep_directive(session, directive.directive, directive.number_symbol, directive.subject)


SUBSCRIPTIONS = [
    Subscription(
        "notification",
        "task",
        {"task.commented": on_task_commented, "*": on_task_changed},
        types_in(task_events_pb.desc()),
    ),
    Subscription(
        "notification",
        "document",
        {
            "directive.changed": on_directive_changed,
            "directive.proposals-confirmed": on_proposals_confirmed,
            "directive.forwarded": on_directive_forwarded,
            "directive.superseded": on_directive_superseded,
            "directive.supersession-taken-back": on_supersession_taken_back,
        },
        types_in(document_events_pb.desc()),
    ),
    Subscription(
        "notification",
        "identity",
        {
            "unit.changed": on_unit_changed,
            "person.changed": on_person_changed,
            "position.changed": on_position_changed,
        },
        types_in(identity_events_pb.desc()),
    ),
]
