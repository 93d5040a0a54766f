"""What the service hears: units of identity, and from each task who may read its directive and its evidence."""

from __future__ import annotations

from sqlalchemy.orm import Session

from dondoc_api.dondoc.identity.v1 import identity_events_pb
from dondoc_api.dondoc.identity.v1.identity_service_pb import Unit
from dondoc_api.dondoc.task.v1 import task_events_pb
from dondoc_api.dondoc.type.v1.task_types_pb import TaskState
from dondoc_api.dondoc.type.v1.unit_types_pb import UnitGroup
from services.document.usecases import hearing
from shared import dates
from shared.bus import Subscription
from shared.event import Event


def on_unit_changed(session: Session, event: Event) -> None:
    """Keeps a unit with all the ways in which directives write it."""
    unit = identity_events_pb.UnitChanged.from_binary(event.payload)
    hearing.keep_unit(
        session,
        {
            "name": unit.unit,
            "display_name": unit.display_name,
            "aliases": [each for each in (unit.short_name, *unit.aliases) if each],
            "unit_group": UnitGroup(unit.group).name if unit.group else "",
            "kind": Unit.Kind(unit.kind).name if unit.kind else "",
            "start_date": dates.parse(unit.start_date),
            "end_date": dates.parse(unit.end_date),
            "sort_order": unit.sort_order,
        },
    )


def on_task(session: Session, event: Event) -> None:
    """Keeps the units that a task concerns, whatever its step."""
    message = task_events_pb.TaskChanged.from_binary(event.payload)
    task = message.task
    if task is None:
        return
    holder = task.holder.unit if task.holder else ""
    hearing.keep_task(
        session,
        task.task,
        task.directive,
        TaskState(task.state).name,
        [task.lead, holder],
        list(message.readers),
        list(task.submission.files) if task.submission else [],
    )


SUBSCRIPTIONS = [
    Subscription("document", "identity", {"unit.changed": on_unit_changed}),
    Subscription("document", "task", {"*": on_task}),
]
