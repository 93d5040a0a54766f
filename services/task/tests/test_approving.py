"""What goes up is approved inside the agency first, as its head has settled it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import grpc
import pytest
from grpc import aio
from protobuf.wkt.google.protobuf.field_mask_pb import FieldMask
from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from services.task import usecases
from services.task.model import (
    GOING_UP,
    ApprovalSettings,
    DelayCauseKind,
    Due,
    Holder,
    State,
    Task,
    Terms,
    Verb,
)
from services.task.tables import Caller, approvals
from services.task.usecases import Report, Result, StatedCause
from shared.errors import Refusal
from shared.principal import Principal

from .desks import SETTINGS, Desk, refusal_of, seeking
from .factories import (
    HEALTH,
    HEALTH_DESK,
    OFFICE,
    PROVINCE_UNIT,
    chief,
    clinic_officer,
    desk_head,
    desk_officer,
    health_clerk,
    health_head,
    roads_clerk,
    roads_head,
    specialist,
)
from .office import DUE, TODAY, Office

LATER, LATE = DUE + timedelta(days=10), DUE + timedelta(days=1)


@pytest.fixture
def office(session: Session) -> Office:
    """An office with a task that an officer holds."""
    office = Office(session)
    office.accepted("nv-1")
    office.do(health_clerk, usecases.delegate, "nv-1", holder=Holder(HEALTH_DESK, desk_officer.person))
    return office


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.reason


def settle(office: Office, *steps: Verb) -> None:
    settings = ApprovalSettings(frozenset(steps))
    usecases.update_approval_settings(
        office.session, Caller.of(health_head), HEALTH, "", lambda _: settings, TODAY
    )


def steps(office: Office, who: Principal) -> list[Verb]:
    found = usecases.list_steps(office.session.connection(), Caller.of(who), "nv-1", 0, 100)
    return [step.verb for step in found][4:]


def test_the_day_of_the_approval_decides_and_the_history_shows_both(office: Office) -> None:
    waiting = office.submit("nv-1", desk_officer, DUE)
    assert (waiting.state, waiting.submission) == (State.IN_PROGRESS, None)
    assert waiting.approval is not None
    assert waiting.approval.submission is not None
    assert (waiting.approval.submission.text, waiting.approval.by.person) == ("Đã xong", desk_officer.person)
    done = office.do(health_head, usecases.approve, "nv-1", LATE)
    assert (done.state, done.approval) == (State.SUBMITTED, None)
    assert done.submission is not None
    assert (done.submission.submit_date, done.submission.by.person) == (LATE, health_head.person)
    assert steps(office, desk_officer) == [Verb.DELEGATE, Verb.SEEK_APPROVAL, Verb.SUBMIT]


def test_what_the_agency_does_before_anything_goes_up_is_its_own_affair(office: Office) -> None:
    office.submit("nv-1", desk_officer)
    office.do(health_head, usecases.ask_changes, "nv-1", reason="Thiếu số liệu")
    office.submit("nv-1", desk_officer)
    assert office.seen(health_clerk, "nv-1").task.approval is not None
    for outside in (chief, specialist):
        assert office.seen(outside, "nv-1").task.approval is None
        assert steps(office, outside) == [Verb.DELEGATE]
    office.do(health_head, usecases.approve, "nv-1")
    assert steps(office, specialist) == [Verb.DELEGATE, Verb.SUBMIT]
    assert Verb.ASK_CHANGES in steps(office, health_head)
    found = usecases.list_steps(office.session.connection(), Caller.of(specialist), "nv-1", 0, 100)
    assert "approval" not in {change.field_path for change in found[-1].changes}


CAUSE = StatedCause(DelayCauseKind.OBJECTIVE, "Bão")
# What each kind does, with values that no rule refuses.
KINDS: Mapping[Verb, tuple[Callable[..., Task], dict[str, Any]]] = {
    Verb.SUBMIT: (usecases.submit, {"result": Result("Đã xong", "215/BC-SYT")}),
    Verb.REQUEST_EXTENSION: (usecases.request_extension, {"new_date": LATER, "late": False}),
    Verb.RETURN: (usecases.return_task, {}),
    Verb.REPORT_PROGRESS: (usecases.report_progress, {"report": Report(40, "Đang làm")}),
}


@pytest.mark.parametrize("verb", GOING_UP)
def test_each_kind_waits_only_if_the_agency_wants_it(session: Session, verb: Verb) -> None:
    office = Office(session)
    office.issued("nv-1")
    office.do(health_clerk, usecases.delegate, "nv-1", holder=Holder(HEALTH_DESK, desk_officer.person))
    if verb is Verb.REQUEST_EXTENSION:
        office.do(health_clerk, usecases.accept, "nv-1")
    act, more = KINDS[verb]
    settle(office, verb)
    assert office.seen(desk_officer, "nv-1").to_approve == {verb}
    waiting = office.do(desk_officer, act, "nv-1", **more)
    assert waiting.approval is not None
    assert waiting.approval.step is verb
    gone_up = office.do(health_head, usecases.approve, "nv-1")
    assert gone_up.approval is None
    assert steps(office, desk_officer)[-1] is verb


def test_nothing_waits_if_the_agency_wants_nothing_approved(office: Office) -> None:
    settle(office)
    assert office.seen(desk_officer, "nv-1").to_approve == frozenset()
    assert office.submit("nv-1", desk_officer).state is State.SUBMITTED


@pytest.mark.parametrize("who", [health_head, health_clerk])
def test_the_head_and_the_clerk_send_up_at_once_whatever_waits(office: Office, who: Principal) -> None:
    office.submit("nv-1", desk_officer)
    done = office.submit("nv-1", who)
    assert (done.state, done.approval) == (State.SUBMITTED, None)


def test_one_thing_waits_at_a_time(office: Office) -> None:
    office.submit("nv-1", desk_officer)
    assert refused(lambda: office.submit("nv-1", desk_officer)) == "APPROVAL_PENDING"
    assert (
        refused(
            lambda: office.do(desk_officer, usecases.request_extension, "nv-1", new_date=LATER, late=False)
        )
        == "APPROVAL_PENDING"
    )
    # What needs no approval goes up beside it.
    assert office.report("nv-1", desk_officer).approval is not None


def test_a_request_that_became_late_while_it_waited_goes_up_as_late(office: Office) -> None:
    office.do(desk_officer, usecases.request_extension, "nv-1", DUE, new_date=LATER, late=False)
    asked = office.do(health_head, usecases.approve, "nv-1", LATE)
    assert asked.pending_extension is not None
    assert (asked.pending_extension.late, asked.pending_extension.reason) == (True, "Có lý do")


@pytest.mark.parametrize("verb", [Verb.SUBMIT, Verb.REPORT_PROGRESS])
def test_the_cause_of_delay_stated_beside_it_goes_up_with_the_approval(office: Office, verb: Verb) -> None:
    settle(office, verb)
    step, more = KINDS[verb]
    waiting = office.do(desk_officer, step, "nv-1", LATE, cause=CAUSE, **more)
    assert waiting.delay_cause is None
    assert office.seen(specialist, "nv-1", LATE).pending == frozenset()
    assert waiting.approval is not None
    assert waiting.approval.delay_cause is not None
    assert waiting.approval.delay_cause.text == "Bão"
    done = office.do(health_head, usecases.approve, "nv-1", LATE)
    assert done.delay_cause is not None
    assert (done.delay_cause.text, done.delay_cause.stated_by.person) == ("Bão", health_head.person)
    assert steps(office, specialist)[-2:] == [verb, Verb.STATE_CAUSE]
    assert [event for event, _, _ in office.events("nv-1")][-1] == "task.cause-stated"


def test_a_cause_that_could_not_be_stated_does_not_wait_either(office: Office) -> None:
    result = Result("Đã xong", "215/BC-SYT")
    assert (
        refused(lambda: office.do(desk_officer, usecases.submit, "nv-1", DUE, result=result, cause=CAUSE))
        == "NOT_LATE"
    )


def test_a_cause_falls_away_with_a_later_date_that_was_granted_meanwhile(office: Office) -> None:
    result = Result("Đã xong", "215/BC-SYT")
    office.do(desk_officer, usecases.submit, "nv-1", LATE, result=result, cause=CAUSE)
    office.do(chief, usecases.extend, "nv-1", LATE, new_date=LATE + timedelta(days=5))
    done = office.do(health_head, usecases.approve, "nv-1", LATE)
    assert (done.state, done.delay_cause) == (State.SUBMITTED, None)


@pytest.mark.parametrize(
    ("who", "step", "more"),
    [
        (chief, usecases.transfer, {"lead": "units/so-giao-thong"}),
        (chief, usecases.cancel, {}),
        (chief, usecases.suspend, {}),
        (health_head, usecases.delegate, {"holder": Holder(HEALTH_DESK, desk_head.person)}),
    ],
)
def test_whatever_moves_the_task_ends_what_waits(
    office: Office, who: Principal, step: Callable[..., Any], more: dict[str, Any]
) -> None:
    office.submit("nv-1", desk_officer)
    assert office.do(who, step, "nv-1", **more).approval is None
    _, _, event = office.events("nv-1")[-1]
    assert event.approval_seeker == desk_officer.person


def test_only_a_head_or_a_person_charged_approves(office: Office) -> None:
    office.charge(clinic_officer, desk_officer)
    office.submit("nv-1", desk_officer)
    assert refused(lambda: office.do(desk_officer, usecases.approve, "nv-1")) == "OWN_REQUEST"
    assert refused(lambda: office.do(health_clerk, usecases.approve, "nv-1")) == "NOT_ALLOWED"
    assert office.seen(clinic_officer, "nv-1").task.approval is not None
    assert office.do(clinic_officer, usecases.approve, "nv-1").state is State.SUBMITTED
    # Whoever was charged with what waited has nothing to do with the task any more.
    assert refused(lambda: office.seen(clinic_officer, "nv-1")) == "TASK_NOT_FOUND"


def test_a_withdrawn_submission_is_void_and_not_sent_back(office: Office) -> None:
    office.sought("nv-1", desk_officer, health_head)
    task = office.do(desk_officer, usecases.withdraw, "nv-1")
    assert (task.state, task.submission, task.send_back_count) == (State.IN_PROGRESS, None, 0)
    assert office.events("nv-1")[-1][0] == "task.submission-withdrawn"
    assert refused(lambda: office.do(desk_officer, usecases.withdraw, "nv-1")) == "NOTHING_TO_WITHDRAW"


def test_a_withdrawn_request_may_be_made_again(office: Office) -> None:
    office.do(health_head, usecases.request_extension, "nv-1", new_date=LATER, late=False)
    assert office.do(health_head, usecases.withdraw, "nv-1").extensions == ()
    assert office.events("nv-1")[-1][0] == "task.request-withdrawn"
    office.do(health_head, usecases.request_extension, "nv-1", new_date=LATER, late=False)


def test_a_subtask_inside_the_agency_needs_no_approval(office: Office) -> None:
    for uid, lead in (("nv-2", HEALTH_DESK), ("nv-3", HEALTH)):
        office.subtask(
            health_head, "nv-1", uid, Terms(title="Phần việc", output="Bảng", lead=lead, due=Due.on(DUE))
        )
    assert office.submit("nv-2", desk_head).state is State.SUBMITTED
    office.do(health_clerk, usecases.delegate, "nv-3", holder=Holder(HEALTH_DESK, desk_officer.person))
    assert office.submit("nv-3", desk_officer).state is State.SUBMITTED


@pytest.mark.parametrize("unit", [HEALTH_DESK, PROVINCE_UNIT, "units/absent"])
def test_only_an_agency_has_settings(session: Session, unit: str) -> None:
    def get() -> object:
        return usecases.get_approval_settings(session.connection(), Caller.of(desk_head), unit)

    assert refused(get) == "APPROVAL_SETTINGS_NOT_FOUND"


async def test_the_head_settles_what_needs_approval_and_the_agency_reads_it(
    desk: Callable[..., Desk],
) -> None:
    get = pb.GetApprovalSettingsRequest(name=SETTINGS)
    before = await desk(desk_officer)("GetApprovalSettings", get)
    assert (before.completions, before.extensions, before.returns) == (True, True, True)
    assert before.allowed_actions == []
    given = pb.ApprovalSettings(name=SETTINGS, progress_reports=True, approvers=[desk_head.person])
    request = pb.UpdateApprovalSettingsRequest(approval_settings=given)
    after = await desk(health_head)("UpdateApprovalSettings", request)
    assert (after.progress_reports, after.completions, after.allowed_actions) == (True, True, ["update"])
    given.etag = "v0"
    found = await refusal(desk(health_head), "UpdateApprovalSettings", request)
    assert found["ErrorInfo"].reason == "ETAG_MISMATCH"
    # The other tests of this module begin with the settings that an agency has by default.
    back = pb.ApprovalSettings(name=SETTINGS)
    back_request = pb.UpdateApprovalSettingsRequest(
        approval_settings=back, update_mask=FieldMask(paths=["progress_reports", "approvers"])
    )
    assert (await desk(health_head)("UpdateApprovalSettings", back_request)).approvers == []


@pytest.mark.parametrize(
    ("who", "approver", "code", "reason"),
    [
        (roads_head, desk_head, grpc.StatusCode.NOT_FOUND, "APPROVAL_SETTINGS_NOT_FOUND"),
        (chief, desk_head, grpc.StatusCode.NOT_FOUND, "APPROVAL_SETTINGS_NOT_FOUND"),
        (health_clerk, desk_head, grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED"),
        (health_head, roads_clerk, grpc.StatusCode.INVALID_ARGUMENT, "INVALID_ARGUMENT"),
    ],
)
async def test_nobody_else_changes_the_settings(
    desk: Callable[..., Desk], who: Principal, approver: Principal, code: grpc.StatusCode, reason: str
) -> None:
    given = pb.ApprovalSettings(name=SETTINGS, approvers=[approver.person])
    request = pb.UpdateApprovalSettingsRequest(approval_settings=given)
    found = await refusal(desk(who), "UpdateApprovalSettings", request)
    assert found["code"] is code
    if code is grpc.StatusCode.INVALID_ARGUMENT:
        (violation,) = found["BadRequest"].field_violations
        assert violation.field == "approval_settings.approvers[0]"
    else:
        assert found["ErrorInfo"].reason == reason


async def test_the_office_has_settings_of_its_own(desk: Callable[..., Desk]) -> None:
    get = pb.GetApprovalSettingsRequest(name=f"{OFFICE}/approvalSettings")
    assert (await desk(chief)("GetApprovalSettings", get)).allowed_actions == ["update"]


async def test_the_holder_is_told_what_the_agency_approves_first(desk: Callable[..., Desk]) -> None:
    name = await seeking(desk)
    task = await desk(desk_officer)("GetTask", pb.GetTaskRequest(name=name))
    assert task.approval.step is pb.TaskStep.Verb.SUBMIT
    assert "withdraw" in task.allowed_actions
    assert "submit" not in task.allowed_actions
    task = await desk(desk_officer)("WithdrawTask", pb.WithdrawTaskRequest(name=name))
    assert {"submit", "requestExtension"} <= set(task.actions_to_approve)
    assert "reportProgress" not in task.actions_to_approve


async def refusal(desk: Desk, method: str, request: Any) -> dict[str, Any]:
    with pytest.raises(aio.AioRpcError) as error:
        await desk(method, request)
    return refusal_of(error.value)


def test_settings_are_read_at_once_for_several_agencies(session: Session) -> None:
    assert set(approvals.of_agencies(session.connection(), [HEALTH, HEALTH_DESK, OFFICE])) == {HEALTH, OFFICE}
