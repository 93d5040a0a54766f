"""Events bring units with their names, positions, and the tasks that let people read directives and evidence."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select
from sqlalchemy.orm import Session

from dondoc_api.dondoc.identity.v1.identity_events_pb import PersonChanged, PositionChanged, UnitChanged
from dondoc_api.dondoc.identity.v1.identity_service_pb import Role, Unit
from dondoc_api.dondoc.task.v1.task_events_pb import PeriodFacts, TaskChanged, TaskCount, TaskFacts
from dondoc_api.dondoc.task.v1.task_service_pb import Holder, Submission, TaskStep
from dondoc_api.dondoc.type.v1.task_types_pb import Progress, TaskState
from dondoc_api.dondoc.type.v1.unit_types_pb import UnitGroup
from services.document import tables
from services.document.events import (
    on_person_changed,
    on_position_changed,
    on_task_changed,
    on_unit_changed,
)
from services.document.model import Leader
from services.document.reading.matching import Group, match
from services.document.tables.schema import EVIDENCE, TASKS
from services.document.tests.office import (
    BUILDING_CLERK,
    BUILDING_UNIT_HEAD,
    HEALTH_CLERK,
    NOW,
    SPECIALIST,
    TODAY,
    kept_file,
)
from services.document.usecases import uploading
from services.document.usecases.access import sight_of_person
from shared.errors import NotFound
from shared.event import Event
from shared.principal import Principal

Verb = TaskStep.Verb


def event(type: str, aggregate: str, message: Any) -> Event:
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
    return event("unit.changed", "units/so-ngoai-vu", UnitChanged(**given | fields))


def test_a_known_unit_is_matched_by_all_its_names(session: Session) -> None:
    assert match("Sở Ngoại vụ", tables.unit_names(session), TODAY).units == ()
    on_unit_changed(session, unit())
    for name in ("Sở Ngoại vụ", "SNgV", "Cơ quan Ngoại vụ"):
        assert match(name, tables.unit_names(session), TODAY).units == ("units/so-ngoai-vu",)


def test_the_newest_state_of_a_unit_is_stored(session: Session) -> None:
    on_unit_changed(session, unit())
    on_unit_changed(session, unit(display_name="Sở Đối ngoại", aliases=[], end_date="2026-03-01"))
    (kept,) = [each for each in tables.unit_names(session) if each.name == "units/so-ngoai-vu"]
    assert (kept.display_name, kept.aliases, kept.group) == ("Sở Đối ngoại", ("SNgV",), Group.DEPARTMENT)
    assert not kept.lives(TODAY)


def position(role: Role, **fields: Any) -> Event:
    given: dict[str, Any] = {
        "position": "units/so-xay-dung/positions/moi",
        "person": "people/moi",
        "role": role,
        "unit": "units/so-xay-dung",
        "agency": "units/so-xay-dung",
        "start_date": "2021-01-01",
    }
    return event("position.changed", str(given["position"]), PositionChanged(**given | fields))


@pytest.mark.parametrize(
    ("role", "units"),
    [
        (Role.AGENCY_HEAD, {"units/so-xay-dung", "units/xd-ky-thuat"}),
        (Role.AGENCY_CLERK, {"units/so-xay-dung", "units/xd-ky-thuat"}),
        (Role.OFFICER, set()),
        (Role.AGENCY_ADMINISTRATOR, set()),
    ],
)
def test_a_position_gives_the_same_sight_as_a_principal(
    session: Session, role: Role, units: set[str]
) -> None:
    on_position_changed(session, position(role))
    assert sight_of_person(session, "people/moi", TODAY).units == units
    on_position_changed(session, position(role, end_date="2026-03-05"))
    assert sight_of_person(session, "people/moi", TODAY).units == set()


def test_a_leader_is_known_by_name_while_in_office(session: Session) -> None:
    on_position_changed(session, position(Role.VICE_CHAIRMAN, end_date="2026-03-06"))
    on_person_changed(session, event("person.changed", "people/moi", PersonChanged(person="people/moi")))
    changed = PersonChanged(person="people/moi", display_name="Lê Văn Mới")
    on_person_changed(session, event("person.changed", "people/moi", changed))
    assert tables.leaders(session, TODAY) == [Leader("people/moi", "VICE_CHAIRMAN", "Lê Văn Mới")]
    assert tables.leaders(session, TODAY + timedelta(days=1)) == []


def task(
    state: TaskState, verb: Verb = Verb.SUBMIT, actor: Principal = BUILDING_CLERK, **fields: Any
) -> Event:
    given: dict[str, Any] = {
        "task": "tasks/1",
        "directive": "directives/d",
        "lead": "units/so-xay-dung",
        "holder": Holder(unit="units/xd-ky-thuat", person="people/can-bo-xd"),
        "submission": Submission(text="xong", files=["files/bang-chung"]),
        "state": state,
    }
    step = TaskStep(verb=verb, actor=actor.person, position=actor.positions[0].position)
    message = TaskChanged(task=TaskFacts(**given | fields), step=step, readers=["units/so-y-te"])
    return event("task.submitted", "tasks/1", message)


def kept(session: Session) -> tuple[list[str], list[str], list[str]]:
    row = session.execute(select(TASKS).where(TASKS.c.name == "tasks/1")).one()
    return list(row.readers), list(row.evidence_readers), list(row.files)


def test_what_waits_for_approval_opens_its_files_to_whoever_approves(
    session: Session, storage_url: str
) -> None:
    own = kept_file(session, storage_url, b"own", "people/can-bo-xd")
    approver = HEALTH_CLERK.person
    seeking = task(
        TaskState.IN_PROGRESS,
        Verb.SEEK_APPROVAL,
        replace(BUILDING_CLERK, person="people/can-bo-xd"),
        submission=None,
    )
    message = TaskChanged.from_binary(seeking.payload)
    message.approvers, message.approval_files = [approver], [own]
    on_task_changed(session, replace(seeking, payload=message.to_binary()))
    _, evidence_readers, files = kept(session)
    assert approver in evidence_readers
    assert files == [own]
    for who in (BUILDING_CLERK, HEALTH_CLERK):
        assert uploading.get(session.connection(), who, own.removeprefix("files/")).uid
    # Once changes are asked for nothing waits, and nobody but its author opens the file.
    on_task_changed(session, task(TaskState.IN_PROGRESS, Verb.ASK_CHANGES, submission=None))
    with pytest.raises(NotFound):
        uploading.get(session.connection(), HEALTH_CLERK, own.removeprefix("files/"))


def test_all_units_of_a_task_may_read_its_directive_and_its_parties_its_evidence(session: Session) -> None:
    on_task_changed(session, task(TaskState.SUBMITTED))
    parties = ["people/can-bo-xd", "units/so-xay-dung", "units/xd-ky-thuat"]
    assert kept(session) == (
        ["people/can-bo-xd", "units/so-xay-dung", "units/so-y-te", "units/xd-ky-thuat"],
        parties,
        ["files/bang-chung"],
    )


def test_the_lead_of_the_parent_task_may_read_the_evidence_that_it_confirms(session: Session) -> None:
    on_task_changed(session, task(TaskState.SUBMITTED, holder=None, parent_lead="units/so-tai-chinh"))
    parties = ["units/so-tai-chinh", "units/so-xay-dung"]
    assert kept(session)[:2] == ([parties[0], parties[1], "units/so-y-te"], parties)


def test_who_sees_a_recalled_task_still_reads_its_papers(session: Session) -> None:
    on_task_changed(session, task(TaskState.SUBMITTED))
    before = kept(session)
    on_task_changed(session, task(TaskState.RECALLED, Verb.RECALL))
    assert kept(session) == before


def test_a_task_that_is_not_issued_lets_nobody_read_anything(session: Session) -> None:
    on_task_changed(session, task(TaskState.PROPOSED, Verb.PROPOSE))
    assert kept(session)[:2] == ([], [])


def counted(outcome: str) -> float:
    return REGISTRY.get_sample_value("document_evidence_total", {"outcome": outcome}) or 0


@pytest.mark.parametrize(
    ("uploader", "outcome", "granted"),
    [(BUILDING_CLERK, "granted", [BUILDING_CLERK.person]), (HEALTH_CLERK, "refused", [])],
)
def test_the_sight_of_the_submitter_decides_about_a_file_and_the_outcome_is_counted(
    session: Session, storage_url: str, uploader: Principal, outcome: str, granted: list[str]
) -> None:
    file = kept_file(session, storage_url, b"evidence", uploader.person)
    submission = Submission(files=[file])
    before = counted(outcome)
    on_task_changed(session, task(TaskState.SUBMITTED, submission=submission))
    assert counted(outcome) == before + 1
    for verb, state in (
        (Verb.URGE, TaskState.SUBMITTED),
        (Verb.CONFIRM, TaskState.COMPLETED),
        (Verb.REOPEN, TaskState.IN_PROGRESS),
    ):
        on_task_changed(session, task(state, verb, SPECIALIST, submission=submission))
    assert session.scalars(select(EVIDENCE.c.submitter)).all() == granted


def test_the_evidence_of_a_finished_period_stays_readable(session: Session, storage_url: str) -> None:
    file = kept_file(session, storage_url, b"evidence", BUILDING_CLERK.person)
    submission = Submission(files=[file])
    on_task_changed(session, task(TaskState.SUBMITTED, submission=submission))
    closed = task(TaskState.IN_PROGRESS, Verb.CLOSE_PERIOD, SPECIALIST, submission=None)
    message = TaskChanged.from_binary(closed.payload)
    message.counts = [TaskCount(period=PeriodFacts(submission=submission))]
    on_task_changed(session, replace(closed, payload=message.to_binary()))
    assert kept(session)[2] == [file]


def reported(*files: str, verb: Verb = Verb.REPORT_PROGRESS, actor: Principal = BUILDING_CLERK) -> Event:
    progress = Progress(percent=40, text="Đã có dự thảo", files=list(files))
    return task(TaskState.IN_PROGRESS, verb, actor, submission=None, progress=progress)


def opens(session: Session, who: Principal, file: str) -> bool:
    try:
        return bool(uploading.get(session.connection(), who, file.removeprefix("files/")))
    except NotFound:
        return False


def test_the_files_of_each_report_stay_readable_for_the_parties_of_the_task(
    session: Session, storage_url: str
) -> None:
    first, second = (kept_file(session, storage_url, each, BUILDING_CLERK.person) for each in (b"1", b"2"))
    on_task_changed(session, reported(first))
    on_task_changed(session, reported(second))
    on_task_changed(session, reported(second, verb=Verb.URGE, actor=SPECIALIST))
    assert [opens(session, BUILDING_UNIT_HEAD, each) for each in (first, second)] == [True, True]
    assert not opens(session, HEALTH_CLERK, first), "the unit is informed"


def test_naming_a_file_in_a_report_does_not_open_it(session: Session, storage_url: str) -> None:
    foreign = kept_file(session, storage_url, b"health", HEALTH_CLERK.person)
    on_task_changed(session, reported(foreign))
    assert not opens(session, BUILDING_CLERK, foreign)


def test_a_report_that_waited_for_approval_keeps_its_files_once_it_went_up(
    session: Session, storage_url: str
) -> None:
    own, left = (kept_file(session, storage_url, each, BUILDING_CLERK.person) for each in (b"1", b"2"))
    for file in (own, left):
        seeking = task(TaskState.IN_PROGRESS, Verb.SEEK_APPROVAL, submission=None)
        message = TaskChanged.from_binary(seeking.payload)
        message.approval_files = [file]
        on_task_changed(session, replace(seeking, payload=message.to_binary()))
        assert opens(session, BUILDING_UNIT_HEAD, file)
        on_task_changed(session, reported(own, actor=BUILDING_UNIT_HEAD))
    on_task_changed(session, reported())
    assert [opens(session, BUILDING_UNIT_HEAD, each) for each in (own, left)] == [True, False]


def test_a_repeated_submission_grants_a_file_once(session: Session, storage_url: str) -> None:
    file = kept_file(session, storage_url, b"evidence", BUILDING_CLERK.person)
    for _ in range(2):
        on_task_changed(session, task(TaskState.SUBMITTED, submission=Submission(files=[file])))
    assert session.scalars(select(EVIDENCE.c.file)).all() == [file]
