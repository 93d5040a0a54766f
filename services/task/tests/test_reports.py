"""A report of progress brings files, and the history keeps those of each report."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from services.task import usecases
from services.task.model import ApprovalSettings, Holder, Task, Verb
from services.task.tables import Caller
from services.task.usecases import Report
from shared.errors import InvalidArgument
from shared.principal import Principal

from .factories import HEALTH, HEALTH_DESK, chief, desk_officer, health_clerk, health_head, roads_head
from .office import TODAY, Office

DRAFT, TABLE = "files/du-thao", "files/bang-so-lieu"


@pytest.fixture
def office(session: Session) -> Office:
    """An office with a task that an officer holds."""
    office = Office(session)
    office.accepted("nv-1", co=(roads_head.positions[0].unit,))
    office.do(health_clerk, usecases.delegate, "nv-1", holder=Holder(HEALTH_DESK, desk_officer.person))
    return office


def report(office: Office, *files: str, who: Principal = desk_officer) -> Task:
    """Reports with these files, of which everybody sees two."""
    given = Report(40, "Đã có dự thảo", files=files)
    return office.do(who, usecases.report_progress, "nv-1", report=given, visible_files={DRAFT, TABLE})


def files_of(task: Task | None) -> tuple[str, ...]:
    assert task is not None
    assert task.progress is not None
    return task.progress.files


def files_in_history(office: Office) -> list[str]:
    """The files of reports in the history, as the event and the API tell them."""
    changes = [each.step.changes for _, _, each in office.events("nv-1") if each.step]
    return [each.after for step in changes for each in step if each.field_path == "progress.files"]


def test_each_report_keeps_its_files_in_the_history(office: Office) -> None:
    assert files_of(report(office, DRAFT)) == (DRAFT,)
    assert files_of(report(office, DRAFT, TABLE)) == (DRAFT, TABLE)
    assert files_of(report(office)) == ()
    assert files_in_history(office) == [DRAFT, f"{DRAFT}, {TABLE}", ""]
    assert office.seen(roads_head, "nv-1").task.progress is None, "a coordinator reads no progress"


def test_a_file_that_the_caller_does_not_see_is_refused_with_its_place(office: Office) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        report(office, DRAFT, "files/absent")
    assert (refusal.value.reason, [each.path for each in refusal.value.fields]) == (
        "UNKNOWN_FILE",
        ["files[1]"],
    )
    assert office.seen(desk_officer, "nv-1").task.progress is None


def test_files_wait_with_the_report_for_approval_and_go_up_with_it(office: Office) -> None:
    settings = ApprovalSettings(steps=frozenset({Verb.REPORT_PROGRESS}))
    usecases.update_approval_settings(
        office.session, Caller.of(health_head), HEALTH, "", lambda _: settings, TODAY
    )
    waiting = report(office, DRAFT).approval
    assert waiting is not None
    assert waiting.progress is not None
    assert waiting.progress.files == (DRAFT,)
    *_, (_, _, sought) = office.events("nv-1")
    assert sought.approval_files == [DRAFT], "whoever approves opens it"
    assert office.seen(chief, "nv-1").task.approval is None
    assert files_of(office.do(health_head, usecases.approve, "nv-1")) == (DRAFT,)
    *_, (_, _, approved) = office.events("nv-1")
    assert approved.approval_files == []
    assert files_in_history(office) == [DRAFT]
