"""What the service hears: units, and who may read a directive by reason of a task."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dondoc_api.dondoc.identity.v1.identity_events_pb import UnitChanged
from dondoc_api.dondoc.identity.v1.identity_service_pb import Unit
from dondoc_api.dondoc.task.v1.task_events_pb import TaskChanged, TaskFacts
from dondoc_api.dondoc.task.v1.task_service_pb import Holder, Submission
from dondoc_api.dondoc.type.v1.task_types_pb import TaskState
from dondoc_api.dondoc.type.v1.unit_types_pb import UnitGroup
from services.document import tables
from services.document.events import on_task, on_unit_changed
from services.document.reading.matching import Group, match
from services.document.tables.schema import TASKS
from services.document.tests.office import NOW, TODAY
from shared.event import Event


def heard(type: str, aggregate: str, message: Any) -> Event:
    return Event(uuid.uuid4(), "x", type, aggregate, 1, False, NOW, message.to_binary(), {})


def unit(**fields: Any) -> Event:
    given: dict[str, Any] = {
        "unit": "units/so-ngoai-vu",
        "display_name": "Sở Ngoại vụ",
        "short_name": "SNgV",
        "aliases": ["Cơ quan Ngoại vụ"],
        "kind": Unit.Kind.AGENCY,
        "group": UnitGroup.DEPARTMENT,
        "start_date": "2021-01-01",
    }
    return heard("unit.changed", "units/so-ngoai-vu", UnitChanged(**given | fields))


def test_a_unit_is_matched_by_all_its_names_once_it_is_heard_of(session: Session) -> None:
    assert match("Sở Ngoại vụ", tables.unit_names(session), TODAY).units == ()
    on_unit_changed(session, unit())
    for name in ("Sở Ngoại vụ", "SNgV", "Cơ quan Ngoại vụ"):
        assert match(name, tables.unit_names(session), TODAY).units == ("units/so-ngoai-vu",)


def test_the_newest_state_of_a_unit_stands(session: Session) -> None:
    on_unit_changed(session, unit())
    on_unit_changed(session, unit(display_name="Sở Đối ngoại", aliases=[], end_date="2026-03-01"))
    (kept,) = [each for each in tables.unit_names(session) if each.name == "units/so-ngoai-vu"]
    assert (kept.display_name, kept.aliases, kept.group) == ("Sở Đối ngoại", ("SNgV",), Group.DEPARTMENT)
    assert not kept.lives(TODAY)


def task(state: Any, **fields: Any) -> Event:
    given = {
        "task": "tasks/1",
        "directive": "directives/d",
        "lead": "units/so-xay-dung",
        "holder": Holder(unit="units/xd-ky-thuat", person="people/can-bo-xd"),
        "submission": Submission(text="xong", files=["files/bang-chung"]),
        "state": state,
    }
    message = TaskChanged(task=TaskFacts(**given | fields), readers=["units/so-y-te"])
    return heard("task.submitted", "tasks/1", message)


def kept(session: Session) -> tuple[list[str], list[str], list[str]]:
    row = session.execute(select(TASKS).where(TASKS.c.name == "tasks/1")).one()
    return list(row.readers), list(row.evidence_readers), list(row.files)


def test_a_task_gives_its_directive_to_all_its_units_and_its_evidence_to_its_own(session: Session) -> None:
    on_task(session, task(TaskState.SUBMITTED))
    parties = ["units/so-xay-dung", "units/xd-ky-thuat"]
    assert kept(session) == (
        ["units/so-xay-dung", "units/so-y-te", "units/xd-ky-thuat"],
        parties,
        ["files/bang-chung"],
    )


def test_a_task_that_is_taken_back_gives_nothing(session: Session) -> None:
    on_task(session, task(TaskState.SUBMITTED))
    on_task(session, task(TaskState.RECALLED))
    assert kept(session)[:2] == ([], [])
