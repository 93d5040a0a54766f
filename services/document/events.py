"""Handles events: units, positions, and steps of tasks, which decide who reads directives and evidence."""

from __future__ import annotations

from prometheus_client import Counter
from sqlalchemy.orm import Session

from dondoc_api.dondoc.identity.v1 import identity_events_pb
from dondoc_api.dondoc.identity.v1.identity_events_pb import PersonChanged, PositionChanged, UnitChanged
from dondoc_api.dondoc.identity.v1.identity_service_pb import Role, Unit
from dondoc_api.dondoc.task.v1 import task_events_pb
from dondoc_api.dondoc.task.v1.task_events_pb import TaskChanged, TaskCommented, TaskCount
from dondoc_api.dondoc.task.v1.task_service_pb import Holder, Submission, TaskStep
from dondoc_api.dondoc.type.v1.task_types_pb import TaskState
from dondoc_api.dondoc.type.v1.unit_types_pb import UnitGroup
from services.document import tables
from services.document.usecases import copies
from shared import clock, dates
from shared.bus import Subscription
from shared.event import Event, types_in

EVIDENCE = Counter("document_evidence_total", "Files submitted as evidence, by outcome", ["outcome"])


def on_unit_changed(session: Session, event: Event) -> None:
    """Keeps a unit with all the ways in which directives write its name."""
    unit = UnitChanged.from_binary(event.payload)
    tables.keep(
        session,
        tables.UNITS,
        {
            "name": unit.unit,
            "display_name": unit.display_name,
            "aliases": [each for each in (unit.short_name, *unit.aliases) if each],
            "parent": unit.parent_unit,
            "agency": unit.agency or unit.unit,
            "unit_group": UnitGroup(unit.group).name if unit.group else "",
            "kind": Unit.Kind(unit.kind).name if unit.kind else "",
            "start_date": dates.parse(unit.start_date),
            "end_date": dates.parse(unit.end_date),
            "sort_order": unit.sort_order,
        },
    )


def on_position_changed(session: Session, event: Event) -> None:
    """Keeps a position and the person who holds it."""
    position = PositionChanged.from_binary(event.payload)
    tables.keep(
        session,
        tables.POSITIONS,
        {
            "name": position.position,
            "person": position.person,
            "unit": position.unit,
            "agency": position.agency or position.unit,
            "role": Role(position.role).name,
            "start_date": dates.parse(position.start_date),
            "end_date": dates.parse(position.end_date),
        },
    )


def on_person_changed(session: Session, event: Event) -> None:
    """Keeps a person's name."""
    person = PersonChanged.from_binary(event.payload)
    tables.keep(session, tables.PEOPLE, {"name": person.person, "display_name": person.display_name})


# The steps that bring files.
_BRINGING = (TaskStep.Verb.SUBMIT, TaskStep.Verb.SEEK_APPROVAL, TaskStep.Verb.REPORT_PROGRESS)


def _evidence(message: TaskChanged) -> list[str]:
    """The files of the submission and report in force, of what waits as either, and of the task's finished periods."""
    submissions = (message.task and message.task.submission, *(_submitted(each) for each in message.counts))
    files = (file for submission in submissions if submission for file in submission.files)
    return list(dict.fromkeys((*files, *_reported(message), *message.approval_files)))


def _reported(message: TaskChanged) -> list[str]:
    """The files of the latest report of progress."""
    progress = message.task.progress if message.task else None
    return list(progress.files) if progress else []


def _submitted(count: TaskCount) -> Submission | None:
    return count.period.submission if count.period else None


def on_task_changed(session: Session, event: Event) -> None:
    """Keeps who reads what because of a task; a submission or a report grants its files."""
    message = TaskChanged.from_binary(event.payload)
    step = message.step or TaskStep()
    if message.task is None:
        return
    holder = message.task.holder or Holder()
    task = copies.Task(
        name=message.task.task,
        directive=message.task.directive,
        state=TaskState(message.task.state).name,
        parties=[
            *(message.task.lead, message.task.parent_lead),
            *(holder.unit, holder.person, holder.co_holder),
            *message.approvers,
        ],
        other_units=list(message.readers),
        files=_evidence(message),
        parent_task=message.task.parent_task,
        coordinators=[each.unit for each in message.task.coordinations],
    )
    copies.keep_task(session, task, clock.now())
    verb = TaskStep.Verb(step.verb).name if step.verb else ""
    changed = [each.field_path for each in step.changes]
    copies.answer(session, task, copies.Taking(verb, step.actor, event.time, changed))
    if step.verb in _BRINGING:
        submitting = copies.Submitting(step.actor, step.position, event.time)
        granted, refused = copies.grant_evidence(session, task, submitting, clock.now())
        EVIDENCE.labels("granted").inc(granted)
        EVIDENCE.labels("refused").inc(refused)
    if step.verb == TaskStep.Verb.REPORT_PROGRESS:
        # A later report takes none of them away: the history still shows this one.
        tables.make_lasting(session, task.name, _reported(message))


def on_task_commented(session: Session, event: Event) -> None:
    """A comment grants its files to those who read it."""
    message = TaskCommented.from_binary(event.payload)
    said = message.comment
    if message.task is not None and said is not None:
        author = copies.Submitting(said.author, said.position, event.time)
        copies.grant_comment_files(session, message.task.task, said.files, author, clock.now())


SUBSCRIPTIONS = [
    Subscription(
        "document",
        "identity",
        {
            "unit.changed": on_unit_changed,
            "person.changed": on_person_changed,
            "position.changed": on_position_changed,
        },
        types_in(identity_events_pb.desc()),
    ),
    Subscription(
        "document",
        "task",
        {"task.commented": on_task_commented, "*": on_task_changed},
        types_in(task_events_pb.desc()),
    ),
]
