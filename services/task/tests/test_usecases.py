"""The steps of tasks, on a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.type.v1.task_types_pb import TaskClass, TaskState
from services.task import announce, model, usecases
from services.task.model import Coordination, DelayCauseKind, Due, Holder, State, Terms
from services.task.tables import Caller
from services.task.usecases import StatedCause
from shared.errors import (
    Aborted,
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
)

from .factories import (
    HEALTH,
    HEALTH_CLINIC,
    HEALTH_DESK,
    OFFICE,
    ROADS,
    ROADS_DESK,
    chief,
    clinic_officer,
    desk_head,
    desk_officer,
    health_clerk,
    health_head,
    other_specialist,
    roads_clerk,
    roads_head,
    specialist,
)
from .office import DUE, TODAY, Office, at

LATE = DUE + timedelta(days=1)


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session)


def test_every_step_of_a_completed_task_is_published(office: Office) -> None:
    office.accepted("nv-1")
    holder = Holder(HEALTH_DESK, desk_officer.person)
    office.do(health_clerk, usecases.delegate, "nv-1", holder=holder)
    office.report("nv-1", desk_officer)
    office.sought("nv-1", desk_officer, health_head)
    done = office.do(specialist, usecases.confirm, "nv-1", LATE, delay_cause=False)
    assert done.state is State.COMPLETED
    events = office.events("nv-1")
    assert [(type, version) for type, version, _ in events] == [
        ("task.drafted", 1),
        ("task.proposed", 2),
        ("task.issued", 3),
        ("task.accepted", 4),
        ("task.delegated", 5),
        ("task.progressed", 6),
        ("task.approval-sought", 7),
        ("task.submitted", 8),
        ("task.confirmed", 9),
    ]
    sought, submitted = events[6][2], events[7][2]
    assert sought.task is not None
    assert (sought.task.state, sought.approval_seeker) == (TaskState.IN_PROGRESS, "")
    assert submitted.approval_seeker == desk_officer.person
    last = events[-1][2]
    assert last.task is not None
    assert last.task.state is TaskState.COMPLETED
    assert [count.class_ for count in last.counts] == [TaskClass.DONE_ON_TIME]


def test_a_saved_task_is_read_back_unchanged(office: Office) -> None:
    saved = office.submitted(
        "nv-1", due=Due.periodic(model.Recurrence(model.Every.MONTHLY, DUE)), co=(ROADS,)
    )
    assert office.seen(specialist, "nv-1").task == saved


def test_events_contain_the_day_on_which_the_class_changes(office: Office) -> None:
    office.issued("nv-1", co=(ROADS,))
    _, _, issued = office.events("nv-1")[-1]
    (count,) = issued.counts
    assert count.class_ is TaskClass.OPEN_IN_TIME
    assert count.not_accepted
    assert (count.overdue_from_date, count.due_soon_from_date) == ("2025-09-16", "2025-09-10")
    assert issued.readers == [ROADS]
    assert office.events("nv-1")[0][2].counts == []


def test_events_contain_the_future_periods(office: Office) -> None:
    office.issued("nv-1", due=Due.periodic(model.Recurrence(model.Every.MONTHLY, DUE)))
    _, _, issued = office.events("nv-1")[-1]
    begins = [count.period_start_date for count in issued.counts]
    assert len(begins) == 13
    assert begins[:2] == ["", (DUE + timedelta(days=1)).isoformat()]


def test_a_task_issued_late_is_urged_after_the_time_to_accept_it(office: Office) -> None:
    office.issued("nv-1", LATE + timedelta(days=3))
    _, _, issued = office.events("nv-1")[-1]
    (count,) = issued.counts
    assert count.issued_late
    days = {each.anchor.name: each for each in issued.working_days}
    assert set(days) == {"DUE", "ASSIGNMENT", "PROGRESS", "ACCEPTANCE"}
    # Issued on a Friday, it is accepted in time on Monday.
    after = days["ACCEPTANCE"]
    assert (after.first, after.dates[0], len(after.dates)) == (1, "2025-09-23", 30)


def test_events_contain_the_working_days_needed_for_reminders(office: Office) -> None:
    office.issued("nv-1")
    office.do(specialist, usecases.urge, "nv-1", LATE, reason="Đề nghị khẩn trương")
    _, _, urged = office.events("nv-1")[-1]
    days = {
        each.anchor.name: (each.first, [(int(day[5:7]), int(day[8:])) for day in each.dates])
        for each in urged.working_days
    }
    assert set(days) == {"DUE", "ASSIGNMENT", "PROGRESS", "URGING"}
    assert days["DUE"][0] == -5
    assert days["DUE"][1][:7] == [(9, 8), (9, 9), (9, 10), (9, 11), (9, 12), (9, 15), (9, 16)]
    assert len(days["DUE"][1]) == 5 + 1 + 1 + 30
    assert days["URGING"] == (
        1,
        [(9, 17), (9, 18), (9, 19), *[(9, day) for day in range(22, 27)], (9, 29), (9, 30)],
    )
    assert (urged.unanswered_urgings, urged.message) == (1, "Đề nghị khẩn trương")
    assert urged.step is not None
    assert urged.step.actor == specialist.person
    office.submit("nv-1", health_clerk)
    _, _, done = office.events("nv-1")[-1]
    assert (list(done.working_days), done.unanswered_urgings) == ([], 0)


def test_history_names_person_position_and_reason(office: Office) -> None:
    office.issued("nv-1")
    office.do(health_head, usecases.return_task, "nv-1", reason="Thuộc Sở Giao thông")
    steps = usecases.list_steps(office.session.connection(), Caller.of(specialist), "nv-1", 0, 50)
    assert [step.verb.value for step in steps] == ["DRAFT", "PROPOSE", "ISSUE", "RETURN"]
    last = steps[-1]
    assert last.act.actor.person == health_head.person
    assert last.act.actor.position == health_head.positions[0].position
    assert last.act.actor.name == health_head.display_name
    assert last.act.reason == "Thuộc Sở Giao thông"
    later = usecases.list_steps(office.session.connection(), Caller.of(specialist), "nv-1", 2, 1)
    assert [step.version for step in later] == [3]


def test_history_lists_each_field_that_a_step_changed(office: Office) -> None:
    office.accepted("nv-1", co=(ROADS,))
    office.do(health_clerk, usecases.delegate, "nv-1", holder=Holder(HEALTH_DESK, desk_officer.person))
    office.report("nv-1", desk_officer)
    cause = StatedCause(DelayCauseKind.OBJECTIVE, "Bão")
    office.do(health_clerk, usecases.submit, "nv-1", LATE, result=RESULT, cause=cause)
    steps = usecases.list_steps(office.session.connection(), Caller.of(specialist), "nv-1", 0, 50)
    # The names of its time are the history's alone.
    messages = [announce.step_message(replace(step, names={})) for step in steps]
    # Events contain the same steps as the history in the database.
    assert messages == [event.step for _, _, event in office.events("nv-1")]
    assert [(each.verb.name, changed(each)) for each in messages if each.changes] == [
        ("DELEGATE", [("holder.unit", "", HEALTH_DESK), ("holder.person", "", desk_officer.person)]),
        ("REPORT_PROGRESS", [("progress.percent", "", "40"), ("progress.text", "", "Đang làm")]),
        ("SUBMIT", [("submission.text", "", "Đã xong"), ("submission.document_number", "", "215/BC-SYT")]),
        ("STATE_CAUSE", [("delay_cause.kind", "", "OBJECTIVE"), ("delay_cause.text", "", "Bão")]),
    ]


def test_history_shows_dates_and_coordinators_before_and_after(office: Office) -> None:
    office.proposed("nv-1", co=(ROADS,))
    terms = Terms(
        due=Due.periodic(model.Recurrence(model.Every.MONTHLY, LATE), "hằng tháng"),
        coordinations=(Coordination(ROADS, "Số liệu"), Coordination(OFFICE)),
    )
    office.do(specialist, usecases.update, "nv-1", terms_for=lambda _: terms)
    (step,) = usecases.list_steps(office.session.connection(), Caller.of(specialist), "nv-1", 2, 1)
    assert changed(announce.step_message(step)) == [
        ("coordinations", f"{ROADS}: Phần của {ROADS}", f"{ROADS}: Số liệu, {OFFICE}"),
        ("due.kind", "FIXED", "PERIODIC"),
        ("due.date", DUE.isoformat(), LATE.isoformat()),
        ("due.words", "", "hằng tháng"),
        ("due.recurrence", "", "MONTHLY"),
    ]


def changed(step: pb.TaskStep) -> list[tuple[str, str, str]]:
    return [(each.field_path, each.before, each.after) for each in step.changes]


def test_the_history_cannot_be_rewritten(office: Office) -> None:
    office.drafted("nv-1")
    for statement in ("UPDATE task_steps SET reason = ''", "DELETE FROM task_steps"):
        with pytest.raises(DBAPIError, match="never changed"), office.session.begin_nested():
            office.session.execute(text(statement))


def test_a_stale_etag_is_refused_and_changes_nothing(office: Office) -> None:
    office.issued("nv-1")
    with pytest.raises(Aborted) as refusal:
        office.do(health_clerk, usecases.accept, "nv-1", etag="v1")
    assert refusal.value.reason == "ETAG_MISMATCH"
    assert office.do(health_clerk, usecases.accept, "nv-1", etag="v3").version == 4


def test_a_task_of_another_agency_looks_unknown(office: Office) -> None:
    office.issued("nv-1")
    answers = []
    for uid in ("nv-1", "nv-absent"):
        with pytest.raises(NotFound) as refusal:
            office.seen(roads_head, uid)
        answers.append((refusal.value.reason, refusal.value.facts["name"].replace(uid, "")))
        with pytest.raises(NotFound):
            office.do(roads_clerk, usecases.accept, uid)
    assert answers[0] == answers[1]


def test_the_lead_agency_does_not_see_a_task_before_its_issue(office: Office) -> None:
    office.proposed("nv-1")
    with pytest.raises(NotFound):
        office.seen(health_head, "nv-1")


def test_seeing_a_task_does_not_allow_every_step(office: Office) -> None:
    office.issued("nv-1")
    with pytest.raises(PermissionDenied) as refusal:
        office.do(health_clerk, usecases.confirm, "nv-1", delay_cause=False)
    assert refusal.value.reason == "NOT_ALLOWED"
    with pytest.raises(PermissionDenied):
        office.do(other_specialist, usecases.recall, "nv-1")


def test_a_coordinator_sees_the_task_and_its_own_part(office: Office) -> None:
    office.accepted("nv-1", co=(ROADS, "units/van-phong"))
    office.report("nv-1", health_clerk)
    seen = office.seen(roads_head, "nv-1")
    assert seen.view is model.View.PART
    assert seen.task.progress is None
    assert [each.unit for each in seen.task.coordinations] == [ROADS]
    # Of its part only: to the task itself it does nothing but follow it.
    verbs = {model.Verb.ACCEPT_COORDINATION, model.Verb.REPORT_COORDINATION}
    assert seen.verbs == verbs | {model.Extra.FOLLOW}
    assert usecases.list_steps(office.session.connection(), Caller.of(roads_head), "nv-1", 0, 50) == []


def test_an_officer_sees_only_held_tasks(office: Office) -> None:
    office.accepted("nv-1")
    with pytest.raises(NotFound):
        office.seen(desk_officer, "nv-1")
    holder = Holder(HEALTH_DESK, desk_officer.person)
    office.do(health_clerk, usecases.delegate, "nv-1", holder=holder)
    assert office.seen(desk_officer, "nv-1").view is model.View.WHOLE
    assert office.seen(desk_head, "nv-1").view is model.View.WHOLE
    with pytest.raises(NotFound):
        office.seen(clinic_officer, "nv-1")


def test_a_holder_belongs_to_the_lead_agency(office: Office) -> None:
    office.accepted("nv-1")
    for holder, field in (
        (Holder(ROADS_DESK), "unit"),
        (Holder("units/absent"), "unit"),
        (Holder(HEALTH_CLINIC, desk_officer.person), "person"),
    ):
        with pytest.raises(InvalidArgument) as refusal:
            office.do(health_clerk, usecases.delegate, "nv-1", holder=holder)
        assert refusal.value.reason == "UNKNOWN_HOLDER"
        assert refusal.value.fields[0].path == field


def test_unknown_units_and_people_are_refused_with_their_field(office: Office) -> None:
    cases = [
        (Terms(title="Việc", lead="units/absent"), "UNKNOWN_UNIT", "task.lead"),
        (
            Terms(title="Việc", coordinations=(Coordination("units/x"),)),
            "UNKNOWN_UNIT",
            "task.coordinations[0].unit",
        ),
        (Terms(title="Việc", assigner="people/absent"), "UNKNOWN_PERSON", "task.assigner"),
    ]
    for terms, reason, path in cases:
        with pytest.raises(InvalidArgument) as refusal:
            usecases.create(office.session, Caller.of(specialist), "nv-1", terms, "", at(TODAY))
        assert (refusal.value.reason, refusal.value.fields[0].path) == (reason, path)


def test_a_taken_id_is_refused(office: Office) -> None:
    office.drafted("nv-1")
    with pytest.raises(AlreadyExists):
        office.drafted("nv-1")


def test_a_task_needs_a_lead_an_output_and_a_date_to_be_issued(office: Office) -> None:
    terms = Terms(title="Việc", monitor=specialist.person)
    caller = Caller.of(specialist)
    usecases.create(office.session, caller, "nv-1", terms, "", at(TODAY))
    office.do(specialist, usecases.propose, "nv-1")
    with pytest.raises(FailedPrecondition) as refusal:
        office.do(chief, usecases.issue, "nv-1")
    assert refusal.value.reason == "TASK_INCOMPLETE"
    assert refusal.value.facts["missing"] == "lead, assigner, output, due.date"


def test_a_batch_is_issued_completely_or_not_at_all(office: Office) -> None:
    office.proposed("nv-1")
    office.drafted("nv-2")
    with (
        pytest.raises(FailedPrecondition) as refusal,
        office.session.begin_nested(),
    ):
        usecases.batch_issue(office.session, Caller.of(chief), ["nv-2", "nv-1"], at(TODAY))
    assert refusal.value.facts["name"] == "tasks/nv-2"
    assert office.seen(specialist, "nv-1").task.state is State.PROPOSED
    office.do(specialist, usecases.propose, "nv-2")
    issued = usecases.batch_issue(office.session, Caller.of(chief), ["nv-2", "nv-1"], at(TODAY))
    assert [task.uid for task in issued] == ["nv-2", "nv-1"]


def test_a_late_return_is_refused_with_the_last_possible_day(office: Office) -> None:
    office.issued("nv-1")
    with pytest.raises(FailedPrecondition) as refusal:
        office.do(health_head, usecases.return_task, "nv-1", date(2025, 9, 8))
    assert refusal.value.reason == "RETURN_TOO_LATE"
    assert refusal.value.facts["latest"] == "2025-09-07"


def test_a_returned_task_may_be_reissued_to_another_agency(office: Office) -> None:
    office.issued("nv-1")
    office.do(health_head, usecases.return_task, "nv-1")
    with pytest.raises(PermissionDenied):
        office.do(specialist, usecases.reissue, "nv-1", lead=ROADS)
    moved = office.do(chief, usecases.reissue, "nv-1", lead=ROADS)
    assert moved.lead == ROADS
    with pytest.raises(NotFound):
        office.seen(health_head, "nv-1")
    assert office.seen(roads_head, "nv-1").task.state is State.ISSUED


def test_a_late_submission_states_its_cause(office: Office) -> None:
    office.accepted("nv-1")
    cause = StatedCause(DelayCauseKind.OBJECTIVE, "Bão số 4")
    late = office.do(health_clerk, usecases.submit, "nv-1", LATE, result=RESULT, cause=cause)
    assert (late.version, late.delay_cause and late.delay_cause.text) == (6, "Bão số 4")
    done = office.do(specialist, usecases.confirm, "nv-1", LATE, delay_cause=True)
    assert done.delay_cause is not None
    assert done.delay_cause.confirmed_kind is DelayCauseKind.OBJECTIVE
    types = [type for type, _, _ in office.events("nv-1")]
    assert types[-3:] == ["task.submitted", "task.cause-stated", "task.confirmed"]


def test_a_cause_stated_in_time_undoes_the_whole_request(office: Office) -> None:
    office.accepted("nv-1")
    cause = StatedCause(DelayCauseKind.OBJECTIVE, "Bão số 4")
    with pytest.raises(InvalidArgument) as refusal, office.session.begin_nested():
        office.do(health_clerk, usecases.submit, "nv-1", DUE, result=RESULT, cause=cause)
    assert refusal.value.fields[0].path == "delay_cause"
    assert office.seen(specialist, "nv-1").task.state is State.IN_PROGRESS


def test_an_agency_creates_a_subtask_that_holds_up_its_parent(office: Office) -> None:
    office.accepted("nv-1")
    terms = Terms(title="Tổng hợp số liệu", lead=HEALTH_DESK, due=Due.on(DUE))
    with pytest.raises(InvalidArgument) as unseen:
        office.subtask(roads_head, "nv-1", "nv-1a", terms)
    assert (unseen.value.reason, unseen.value.fields[0].path) == ("UNKNOWN_TASK", "task.parent_task")
    subtask = office.subtask(health_head, "nv-1", "nv-1a", terms)
    assert (subtask.state, subtask.parent_lead) == (State.ISSUED, HEALTH)
    facts = office.events("nv-1a")[-1][2].task
    assert facts is not None
    assert facts.parent_lead == HEALTH
    # The head of the unit does not see the parent.
    assert office.seen(desk_head, "nv-1a").task == replace(subtask, parent_task="")
    with pytest.raises(FailedPrecondition) as refusal:
        office.submit("nv-1", health_clerk)
    assert (refusal.value.reason, refusal.value.facts["subtasks"]) == ("SUBTASKS_OPEN", "nv-1a")
    with pytest.raises(PermissionDenied):
        office.submit("nv-1", health_clerk, open_subtasks_reason="Không ảnh hưởng")
    submitted = office.submit("nv-1", health_head, open_subtasks_reason="Không ảnh hưởng")
    assert submitted.state is State.SUBMITTED


def test_terms_change_only_before_issue(office: Office) -> None:
    office.proposed("nv-1")
    changed = office.do(specialist, usecases.update, "nv-1", terms_for=lambda _: Terms(output="Kế hoạch"))
    assert changed.output == "Kế hoạch"
    office.do(chief, usecases.issue, "nv-1")
    with pytest.raises(FailedPrecondition) as refusal:
        office.do(specialist, usecases.update, "nv-1", terms_for=lambda _: Terms(output="X"))
    assert refusal.value.reason == "TERMS_FIXED"


def test_every_caller_gets_the_steps_allowed_to_them_now(office: Office) -> None:
    office.issued("nv-1")
    assert {verb.value for verb in office.seen(health_clerk, "nv-1").verbs} == {
        "ACCEPT", "RETURN", "DELEGATE", "CREATE_SUBTASK", "REPORT_PROGRESS", "SUBMIT", "FOLLOW",
    }  # fmt: skip
    assert {verb.value for verb in office.seen(specialist, "nv-1").verbs} == {
        "AMEND", "RECALL", "URGE", "DEMAND_DECISION", "FOLLOW",
    }  # fmt: skip


RESULT = usecases.Result("Đã xong", "215/BC-SYT")
