"""The life cycle of a task follows the regulation (docs/domain.md, section Life cycle)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from services.task import model
from services.task.model import (
    Coordination,
    Decision,
    DelayCauseKind,
    Due,
    Every,
    Holder,
    PendingDecision,
    Reason,
    Recurrence,
    State,
    Step,
    Task,
    Terms,
    Verb,
)
from shared.refused import Refused

from .factories import (
    CALENDAR,
    CHIEF,
    HEAD,
    LEAD,
    OFFICER,
    OTHER_AGENCY,
    REPORT,
    act,
    in_progress,
    issued,
    proposed,
    submitted,
    terms,
)

ISSUED = date(2025, 9, 3)  # a Wednesday, the first working day after Quốc khánh
DUE = date(2025, 9, 15)
ON_DUE = Due.on(DUE, "trước ngày 15/9/2025")


def refused(reason: Reason, field: str | None = None, **facts: str) -> pytest.RaisesExc[Refused]:
    """Expects this refusal, with at least these facts."""
    return pytest.raises(
        Refused,
        check=lambda refusal: (
            (refusal.reason, refusal.field) == (reason, field) and facts.items() <= refusal.facts.items()
        ),
    )


def test_a_task_goes_from_proposal_to_completion() -> None:
    task = proposed(ON_DUE, ISSUED)
    steps: list[Step] = []
    story: list[Callable[[Task], Decision]] = [
        lambda task: model.issue(task, act(ISSUED), CALENDAR),
        lambda task: model.accept(task, act(ISSUED, HEAD)),
        lambda task: model.delegate(task, act(ISSUED, HEAD), Holder("units/so-y-te-nvy", OFFICER.person)),
        lambda task: model.report_progress(task, act(DUE, OFFICER), percent=60, text="Đã tổng hợp"),
        lambda task: model.submit(task, act(DUE, OFFICER), text="Đã báo cáo", document_number=REPORT),
        lambda task: model.confirm(task, act(DUE + timedelta(days=4)), CALENDAR),
    ]
    for step in story:
        task, entry = step(task)
        steps.append(entry)
    assert task.state is State.COMPLETED
    assert [entry.version for entry in steps] == [2, 3, 4, 5, 6, 7]
    assert [entry.to_state for entry in steps] == [
        State.ISSUED, State.IN_PROGRESS, State.IN_PROGRESS, State.IN_PROGRESS,
        State.SUBMITTED, State.COMPLETED,
    ]  # fmt: skip


def test_a_step_records_actor_time_reason_and_changes() -> None:
    behalf = model.Actor(CHIEF.person, CHIEF.position, CHIEF.unit, on_behalf_of="people/chu-tich")
    task, step = model.cancel(in_progress(ON_DUE), act(DUE, behalf, "Đã giao tại văn bản khác"))
    assert (step.verb, step.from_state, step.to_state) == (Verb.CANCEL, State.IN_PROGRESS, State.CANCELLED)
    assert step.act.actor.on_behalf_of == "people/chu-tich"
    assert step.act.reason == "Đã giao tại văn bản khác"
    assert step.act.today == DUE
    assert [(change.field_path, change.before) for change in step.changes] == [("closed_at", None)]
    assert task.closed_at == step.act.at


@pytest.mark.parametrize(
    ("lacking", "reason", "field", "facts"),
    [
        ({"lead": ""}, Reason.TASK_INCOMPLETE, None, {"missing": "lead"}),
        ({"output": ""}, Reason.TASK_INCOMPLETE, None, {"missing": "output"}),
        ({"due": model.UNDATED}, Reason.TASK_INCOMPLETE, None, {"missing": "due.date"}),
        ({"due": Due(model.DueKind.FIXED)}, Reason.TASK_INCOMPLETE, None, {"missing": "due.date"}),
        (
            {"due": Due(model.DueKind.PERIODIC, DUE)},
            Reason.TASK_INCOMPLETE,
            None,
            {"missing": "due.recurrence"},
        ),
        ({"due": Due(model.DueKind.NONE, DUE)}, Reason.DUE_UNWANTED, "due.date", {}),
        ({"due": Due.on(date.max)}, Reason.DATE_OUT_OF_RANGE, "due.date", {}),
        ({"title": ""}, Reason.TITLE_MISSING, "title", {}),
        ({"coordinations": (Coordination(LEAD),)}, Reason.LEAD_COORDINATES, "coordinations", {}),
        ({"coordinations": (Coordination("units/a"),) * 2}, Reason.COORDINATOR_REPEATED, "coordinations", {}),
    ],
)
def test_a_task_needs_a_lead_an_output_and_a_date_to_be_issued(
    lacking: dict[str, Any], reason: Reason, field: str | None, facts: dict[str, str]
) -> None:
    with refused(reason, field, **facts):
        model.issue(proposed(ON_DUE), act(ISSUED), CALENDAR, Terms(**lacking))


def test_an_explicit_no_date_is_enough_to_issue() -> None:
    task = issued(Due.without_date("thường xuyên"))
    assert task.state is State.ISSUED
    assert task.due_date is None


def test_the_office_may_enter_a_task_already_overdue() -> None:
    task = issued(Due.on(date(2025, 8, 20)), day=ISSUED, ordered=date(2025, 8, 1))
    assert task.due_date == date(2025, 8, 20)
    with refused(Reason.DUE_BEFORE_DIRECTIVE, "due.date"):
        issued(Due.on(date(2025, 7, 31)), day=ISSUED, ordered=date(2025, 8, 1))


def test_a_task_without_a_directive_is_due_on_or_after_the_day_of_issue() -> None:
    with refused(Reason.DUE_BEFORE_DIRECTIVE, "due.date"):
        issued(Due.on(date(2025, 9, 2)), day=ISSUED)


def test_a_proposal_is_rejected_only_with_a_reason() -> None:
    with refused(Reason.REASON_MISSING, "reason"):
        model.reject(proposed(ON_DUE), act(ISSUED))
    assert model.reject(proposed(ON_DUE), act(ISSUED, reason="Trùng")).task.state is State.REJECTED


def test_a_draft_is_proposed_before_it_is_issued() -> None:
    draft, step = model.draft(act(ISSUED), "task-1", terms(ON_DUE))
    assert (draft.state, draft.version, step.from_state) == (State.DRAFT, 1, None)
    with refused(Reason.TASK_STATE):
        model.issue(draft, act(ISSUED), CALENDAR)
    assert model.propose(draft, act(ISSUED)).task.state is State.PROPOSED


def test_terms_are_free_before_issue_and_fixed_after() -> None:
    amended, step = model.amend(proposed(ON_DUE), act(ISSUED), Terms(output="Kế hoạch"))
    assert amended.output == "Kế hoạch"
    assert [(change.field_path, change.before, change.after) for change in step.changes] == [
        ("output", "Báo cáo", "Kế hoạch")
    ]
    with refused(Reason.TERMS_FIXED, terms="due"):
        model.amend(issued(ON_DUE), act(ISSUED), Terms(due=Due.on(DUE + timedelta(days=1))))
    monitored = model.amend(issued(ON_DUE), act(ISSUED), Terms(monitor="people/khac")).task
    assert monitored.monitor == "people/khac"


def test_an_amendment_must_change_something() -> None:
    unchanged = Terms(output="Báo cáo")
    assert unchanged.changes(proposed(ON_DUE)) == {}
    with pytest.raises(ValueError, match="changes something"):
        model.amend(proposed(ON_DUE), act(ISSUED), unchanged)


def test_a_task_is_returned_within_two_working_days() -> None:
    friday = date(2025, 9, 5)
    task = issued(ON_DUE, day=friday)
    tuesday = date(2025, 9, 9)
    returned = model.return_(task, act(tuesday, HEAD, "Thuộc Sở Nội vụ"), CALENDAR).task
    assert (returned.state, returned.return_count) == (State.RETURNED, 1)
    with refused(Reason.RETURN_TOO_LATE):
        model.return_(task, act(date(2025, 9, 10), HEAD, "Thuộc Sở Nội vụ"), CALENDAR)
    with refused(Reason.REASON_MISSING, "reason"):
        model.return_(task, act(tuesday, HEAD), CALENDAR)


def test_after_a_return_the_office_reissues_or_insists() -> None:
    returned = model.return_(issued(ON_DUE), act(ISSUED, HEAD, "Không thuộc"), CALENDAR).task
    elsewhere = model.reissue(returned, act(ISSUED, CHIEF), CALENDAR, lead=OTHER_AGENCY).task
    assert (elsewhere.state, elsewhere.lead) == (State.ISSUED, OTHER_AGENCY)
    insisted = model.insist(returned, act(ISSUED, CHIEF, "Đúng chức năng"), CALENDAR).task
    with refused(Reason.RETURNED_BEFORE):
        model.return_(insisted, act(ISSUED, HEAD, "Không thuộc"), CALENDAR)
    again = model.reissue(returned, act(ISSUED, CHIEF), CALENDAR).task
    with refused(Reason.RETURNED_BEFORE):
        model.return_(again, act(ISSUED, HEAD, "Không thuộc"), CALENDAR)


def test_a_decision_demanded_on_a_returned_task_is_made_by_giving_it_to_a_lead() -> None:
    returned = model.return_(issued(ON_DUE), act(ISSUED, HEAD, "Không thuộc"), CALENDAR).task
    long_after = DUE + timedelta(days=60)
    demanded = model.demand_decision(returned, act(long_after), CALENDAR).task
    assert model.pending_decisions(demanded) == {PendingDecision.RETURN, PendingDecision.OVERDUE}
    by_chief = act(long_after, CHIEF, "Đúng chức năng")
    for given in (
        model.reissue(demanded, by_chief, CALENDAR, lead=OTHER_AGENCY).task,
        model.insist(demanded, by_chief, CALENDAR).task,
    ):
        assert model.pending_decisions(given) == set()


def test_a_task_given_to_a_lead_with_another_date_has_that_date_from_the_beginning() -> None:
    later = Due.on(date(2025, 10, 15))
    returned = model.return_(issued(ON_DUE), act(ISSUED, HEAD, "Không thuộc"), CALENDAR).task
    moved = [
        model.reissue(returned, act(ISSUED, CHIEF), CALENDAR, due=later).task,
        model.transfer(
            in_progress(ON_DUE), act(ISSUED, CHIEF, "Đổi"), CALENDAR, lead=OTHER_AGENCY, due=later
        ).task,
    ]
    assert [(task.due_date, task.original_due_date) for task in moved] == [(later.date, later.date)] * 2


def test_after_issue_title_and_output_change_by_a_decision_with_a_reason() -> None:
    task = in_progress(ON_DUE)
    adjusted = model.adjust(task, act(ISSUED, CHIEF, "Theo ý kiến"), output="Kế hoạch")
    assert (adjusted.task.output, adjusted.task.title) == ("Kế hoạch", task.title)
    assert adjusted.step.changes == (model.Change("output", task.output, "Kế hoạch"),)
    with refused(Reason.TERMS_UNCHANGED, "title"):
        model.adjust(task, act(ISSUED, CHIEF, "Theo ý kiến"), title=task.title)
    with refused(Reason.REASON_MISSING, "reason"):
        model.adjust(task, act(ISSUED, CHIEF), output="Kế hoạch")


def test_a_coordinator_that_becomes_lead_no_longer_coordinates() -> None:
    coordinations = (Coordination(OTHER_AGENCY), Coordination("units/khac"))
    task = model.amend(issued(ON_DUE), act(ISSUED), Terms(coordinations=coordinations)).task
    returned = model.return_(task, act(ISSUED, HEAD, "Không thuộc"), CALENDAR).task
    moved = model.reissue(returned, act(ISSUED, CHIEF), CALENDAR, lead=OTHER_AGENCY).task
    assert moved.coordinations == (Coordination("units/khac"),)


def test_the_time_for_a_return_starts_again_with_another_lead() -> None:
    returned = model.return_(issued(ON_DUE), act(ISSUED, HEAD, "Không thuộc"), CALENDAR).task
    later = date(2025, 9, 12)
    elsewhere = model.reissue(returned, act(later, CHIEF), CALENDAR, lead=OTHER_AGENCY).task
    assert model.return_(elsewhere, act(later, HEAD, "Không thuộc"), CALENDAR).task.return_count == 2
    assert elsewhere.first_issued_at != elsewhere.issued_at


def test_a_task_is_recalled_only_before_acceptance() -> None:
    assert model.recall(issued(ON_DUE), act(ISSUED, reason="Giao nhầm")).task.state is State.RECALLED
    with refused(Reason.TASK_STATE):
        model.recall(in_progress(ON_DUE), act(ISSUED, reason="Giao nhầm"))


def test_progress_counts_as_acceptance() -> None:
    task, step = model.report_progress(issued(ON_DUE), act(DUE, OFFICER), percent=10, text="Đang làm")
    assert (task.state, task.accepted_at) == (State.IN_PROGRESS, step.act.at)
    accepted = in_progress(ON_DUE)
    later = model.report_progress(accepted, act(DUE, OFFICER), percent=10, text="Đang làm").task
    assert later.accepted_at == accepted.accepted_at


@pytest.mark.parametrize("percent", [-1, 101])
def test_progress_needs_a_percentage_and_a_text(percent: int) -> None:
    with refused(Reason.PERCENT_OUT_OF_RANGE, "progress.percent"):
        model.report_progress(in_progress(ON_DUE), act(DUE), percent=percent, text="Đang làm")
    with refused(Reason.TEXT_MISSING, "progress.text"):
        model.report_progress(in_progress(ON_DUE), act(DUE), percent=50, text="")


def test_a_task_is_delegated_only_to_another_holder() -> None:
    holder = Holder("units/so-y-te-nvy", OFFICER.person)
    held = model.delegate(in_progress(ON_DUE), act(ISSUED, HEAD), holder).task
    assert held.holder == holder
    with refused(Reason.HOLDER_UNCHANGED, "unit"):
        model.delegate(held, act(ISSUED, HEAD), holder)
    with refused(Reason.HOLDER_MISSING, "unit"):
        model.delegate(held, act(ISSUED, HEAD), Holder(""))


def test_an_extension_keeps_the_original_date_and_shows_both() -> None:
    later = date(2025, 9, 30)
    requested = model.request_extension(in_progress(ON_DUE), act(DUE, HEAD, "Chờ số liệu"), later).task
    assert requested.due_date == DUE
    granted = model.decide_extension(requested, act(DUE, CHIEF), granted=True).task
    assert (granted.due_date, granted.original_due_date, granted.extension_count) == (later, DUE, 1)


def test_an_extension_may_be_refused_or_shortened() -> None:
    requested = model.request_extension(
        in_progress(ON_DUE), act(DUE, HEAD, "Chờ số liệu"), date(2025, 9, 30)
    ).task
    with refused(Reason.REASON_MISSING, "reason"):
        model.decide_extension(requested, act(DUE, CHIEF), granted=False)
    kept = model.decide_extension(requested, act(DUE, CHIEF, "Không có căn cứ"), granted=False).task
    assert (kept.due_date, kept.extension_count) == (DUE, 0)
    shorter = model.decide_extension(
        requested, act(DUE, CHIEF), granted=True, new_date=date(2025, 9, 20)
    ).task
    assert shorter.due_date == date(2025, 9, 20)


def test_a_request_to_extend_after_the_due_date_must_be_marked_late() -> None:
    after, later = DUE + timedelta(days=1), date(2025, 9, 30)
    with refused(Reason.EXTENSION_LATE, "late"):
        model.request_extension(in_progress(ON_DUE), act(after, HEAD, "Chậm"), later)
    requested = model.request_extension(in_progress(ON_DUE), act(after, HEAD, "Chậm"), later, late=True).task
    assert requested.extensions[0].late
    in_time = model.request_extension(in_progress(ON_DUE), act(DUE, HEAD, "Chậm"), later, late=True).task
    assert not in_time.extensions[0].late


def test_one_request_to_extend_may_be_pending_and_must_name_a_later_date() -> None:
    requested = model.request_extension(in_progress(ON_DUE), act(DUE, HEAD, "Chờ"), date(2025, 9, 30)).task
    with refused(Reason.EXTENSION_PENDING):
        model.request_extension(requested, act(DUE, HEAD, "Chờ"), date(2025, 10, 30))
    with refused(Reason.EXTENSION_NOT_LATER, "new_date"):
        model.request_extension(in_progress(ON_DUE), act(DUE, HEAD, "Chờ"), DUE)
    with refused(Reason.EXTENSION_NOT_PENDING):
        model.decide_extension(in_progress(ON_DUE), act(DUE, CHIEF), granted=True)
    with refused(Reason.NO_DUE_DATE):
        model.request_extension(in_progress(Due.without_date()), act(DUE, HEAD, "Chờ"), DUE)


def test_a_submission_needs_a_text_and_evidence() -> None:
    task = in_progress(ON_DUE)
    with refused(Reason.TEXT_MISSING, "submission.text"):
        model.submit(task, act(DUE, OFFICER), text="", document_number=REPORT)
    with refused(Reason.EVIDENCE_MISSING, "submission.files"):
        model.submit(task, act(DUE, OFFICER), text="Xong", document_number="")
    both = model.submit(task, act(DUE, OFFICER), text="Xong", document_number=REPORT, files=["files/1"]).task
    assert both.submission is not None
    assert (both.submission.document_number, both.submission.files) == (REPORT, ("files/1",))


def test_a_parent_waits_for_required_subtasks_unless_a_reason_is_given() -> None:
    task = in_progress(ON_DUE)
    with refused(Reason.SUBTASKS_OPEN, subtasks="task-2"):
        model.submit(task, act(DUE, HEAD), text="Xong", document_number=REPORT, open_subtasks=["task-2"])
    done = model.submit(
        task, act(DUE, HEAD), text="Xong", document_number=REPORT,
        open_subtasks=["task-2"], open_subtasks_reason="Phần còn lại không ảnh hưởng",
    ).task  # fmt: skip
    assert done.submission is not None
    assert done.submission.open_subtasks_reason == "Phần còn lại không ảnh hưởng"


def test_a_subtask_is_due_no_later_than_its_parent() -> None:
    parent = in_progress(ON_DUE)
    terms = Terms(title="Tổng hợp số liệu", lead="units/so-y-te-nvy", due=Due.on(DUE))
    subtask, step = model.create_subtask(parent, act(ISSUED, HEAD), "task-2", terms, CALENDAR)
    assert (subtask.state, subtask.parent_task) == (State.ISSUED, "tasks/task-1")
    assert subtask.required_by_parent
    assert (step.task, step.version) == ("task-2", 1)
    for late in (Due.on(DUE + timedelta(days=1)), Due.without_date()):
        with refused(Reason.DUE_AFTER_PARENT, "due.date"):
            model.create_subtask(parent, act(ISSUED, HEAD), "task-2", Terms(due=late), CALENDAR)
    with refused(Reason.DUE_AFTER_PARENT, "new_date"):
        model.extend(subtask, act(DUE, HEAD, "Chờ"), DUE + timedelta(days=1), parent=parent)
    with refused(Reason.SUBTASK_NESTED, "parent_task"):
        model.create_subtask(subtask, act(ISSUED, HEAD), "task-3", terms, CALENDAR)


def test_sending_back_removes_the_submission_and_is_counted() -> None:
    task = submitted(ON_DUE, ISSUED, DUE)
    with refused(Reason.REASON_MISSING, "reason"):
        model.send_back(task, act(DUE))
    back = model.send_back(task, act(DUE, reason="Thiếu phụ lục")).task
    assert (back.state, back.submission, back.send_back_count) == (State.IN_PROGRESS, None, 1)


def test_a_suspended_task_resumes_with_the_same_due_date() -> None:
    paused = model.suspend(in_progress(ON_DUE), act(ISSUED, CHIEF, "Chờ Trung ương")).task
    with refused(Reason.TASK_STATE):
        model.submit(paused, act(ISSUED, HEAD), text="Xong", document_number=REPORT)
    resumed = model.resume(paused, act(DUE, CHIEF)).task
    assert (resumed.state, resumed.due_date, resumed.suspended_at) == (State.IN_PROGRESS, DUE, None)


def test_a_suspension_may_name_the_day_on_which_the_work_goes_on() -> None:
    paused = model.suspend(in_progress(ON_DUE), act(ISSUED, CHIEF, "Chờ"), resume_date=DUE).task
    assert paused.resume_date == DUE
    assert model.resume(paused, act(ISSUED, CHIEF)).task.resume_date is None
    with refused(Reason.RESUME_DATE_PAST, "resume_date"):
        model.suspend(in_progress(ON_DUE), act(DUE, CHIEF, "Chờ"), resume_date=DUE)


def test_a_request_that_nobody_has_to_decide_any_more_lapses() -> None:
    asking = model.request_extension(in_progress(ON_DUE), act(ISSUED, HEAD, "Chờ"), date(2025, 9, 30)).task
    assert asking.pending_extension
    done = model.submit(asking, act(ISSUED, HEAD), text="Xong", document_number="1/BC").task
    ended = [
        model.confirm(done, act(ISSUED), CALENDAR),
        model.cancel(asking, act(ISSUED, CHIEF, "Thôi")),
        model.transfer(asking, act(ISSUED, CHIEF, "Đổi"), CALENDAR, lead="units/khac"),
    ]
    assert [decision.task.extensions for decision in ended] == [()] * 3


def test_a_completed_task_may_be_reopened_with_a_reason() -> None:
    done = model.confirm(submitted(ON_DUE, ISSUED, DUE), act(DUE), CALENDAR).task
    reopened = model.reopen(done, act(DUE, CHIEF, "Kết luận kiểm tra")).task
    assert (reopened.state, reopened.submission, reopened.confirmed_at) == (State.IN_PROGRESS, None, None)


def test_urgings_add_up_and_a_report_answers_them() -> None:
    task = in_progress(ON_DUE)
    for _ in range(3):
        task = model.urge(task, act(DUE)).task
    assert (task.urging_count, task.unanswered_urgings) == (3, 3)
    answered = model.report_progress(task, act(DUE, OFFICER), percent=90, text="Sắp xong").task
    assert (answered.urging_count, answered.unanswered_urgings) == (3, 0)


def test_a_late_task_keeps_the_stated_and_the_confirmed_cause() -> None:
    late = submitted(ON_DUE, ISSUED, DUE + timedelta(days=1))
    with refused(Reason.DELAY_CAUSE_MISSING, "delay_cause"):
        model.confirm(late, act(DUE + timedelta(days=2)), CALENDAR, delay_cause=DelayCauseKind.OBJECTIVE)
    stated = model.state_cause(late, act(DUE + timedelta(days=2), HEAD), DelayCauseKind.OBJECTIVE, "Bão").task
    done = model.confirm(
        stated, act(DUE + timedelta(days=3)), CALENDAR, delay_cause=DelayCauseKind.SUBJECTIVE
    ).task
    assert done.delay_cause is not None
    assert (done.delay_cause.stated_kind, done.delay_cause.confirmed_kind) == (
        DelayCauseKind.OBJECTIVE,
        DelayCauseKind.SUBJECTIVE,
    )


def test_a_late_completion_is_confirmed_once_a_cause_is_stated() -> None:
    late = submitted(ON_DUE, ISSUED, DUE + timedelta(days=1))
    with refused(Reason.DELAY_CAUSE_DEMANDED):
        model.confirm(late, act(DUE + timedelta(days=2)), CALENDAR)
    stated = model.state_cause(late, act(DUE + timedelta(days=2), HEAD), DelayCauseKind.OBJECTIVE, "Bão").task
    assert model.confirm(stated, act(DUE + timedelta(days=3)), CALENDAR).task.state is State.COMPLETED


def test_a_cause_is_confirmed_changed_or_refused_by_name_even_after_the_end() -> None:
    late, day = submitted(ON_DUE, ISSUED, DUE + timedelta(days=1)), DUE + timedelta(days=3)
    stated = model.state_cause(late, act(day, HEAD), DelayCauseKind.OBJECTIVE, "Bão").task
    done = model.confirm(stated, act(day), CALENDAR).task
    for kind, no in ((DelayCauseKind.SUBJECTIVE, False), (None, True)):
        with refused(Reason.REASON_MISSING, "reason"):
            model.confirm_cause(done, act(day, CHIEF), kind, refused=no)
        cause = model.confirm_cause(
            done, act(day, CHIEF, "Đã có kế hoạch"), kind, refused=no
        ).task.delay_cause
        assert cause is not None
        assert (cause.confirmed_by, cause.confirmed_kind, cause.refused) == (CHIEF, kind, no)
    confirmed = model.confirm_cause(done, act(day, CHIEF)).task
    assert confirmed.delay_cause
    assert confirmed.delay_cause.kind is DelayCauseKind.OBJECTIVE
    with refused(Reason.CAUSE_DECIDED):
        model.confirm_cause(confirmed, act(day, CHIEF))


def test_a_task_in_time_has_no_delay_cause() -> None:
    with refused(Reason.NOT_LATE, "delay_cause"):
        model.state_cause(in_progress(ON_DUE), act(DUE, HEAD), DelayCauseKind.OBJECTIVE, "Bão")


def test_a_decision_is_demanded_after_twenty_working_days_overdue() -> None:
    task = in_progress(ON_DUE)
    early = date(2025, 10, 10)
    with refused(Reason.DECISION_EARLY):
        model.demand_decision(task, act(early), CALENDAR)
    demanded = model.demand_decision(task, act(date(2025, 10, 13)), CALENDAR).task
    assert demanded.decision_demanded_at is not None
    day = date(2025, 10, 14)
    decisions = [
        model.redo(demanded, act(day, CHIEF, "Làm lại")),
        model.extend(demanded, act(day, CHIEF, "Gia hạn"), date(2025, 11, 14)),
        model.transfer(demanded, act(day, CHIEF, "Chuyển"), CALENDAR, lead=OTHER_AGENCY),
        model.cancel(demanded, act(day, CHIEF, "Không còn phù hợp")),
    ]
    assert {decision.task.decision_demanded_at for decision in decisions} == {None}
    redone, _, transferred, _ = decisions
    for again in (redone.task, transferred.task):
        with refused(Reason.DECISION_EARLY):
            model.demand_decision(again, act(date(2025, 11, 10)), CALENDAR)
        assert model.demand_decision(again, act(date(2025, 11, 11)), CALENDAR)


def test_a_periodic_task_goes_on_to_the_next_period() -> None:
    monthly = Recurrence(Every.MONTHLY, date(2025, 10, 31), until=date(2025, 12, 31))
    task = in_progress(Due.periodic(monthly, "định kỳ hằng tháng"))
    dues = []
    for day in (date(2025, 10, 31), date(2025, 12, 2), date(2025, 12, 31)):
        dues.append(task.due_date)
        given = model.submit(task, act(day, OFFICER), text="Báo cáo tháng", document_number=REPORT).task
        if day > (task.due_date or day):
            given = model.state_cause(given, act(day, HEAD), DelayCauseKind.OBJECTIVE, "Bão").task
        task = model.confirm(given, act(day), CALENDAR).task
        # A cause explains one period.
        assert task.state is State.COMPLETED or task.delay_cause is None
    assert dues == [date(2025, 10, 31), date(2025, 11, 30), date(2025, 12, 31)]
    assert task.state is State.COMPLETED
    assert [period.submit_date for period in task.periods] == [date(2025, 10, 31), date(2025, 12, 2)]
