"""A decision on a cause of delay is contested in time and once, and decided finally by somebody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.task import model
from services.task.model import Act, Actor, DelayCause, DelayCauseKind, Due, Policy, Reason, State, Task

from .factories import CALENDAR, CHIEF, HEAD, REPORT, SPECIALIST, act, in_progress
from .test_model import refused

OBJECTIVE, SUBJECTIVE = DelayCauseKind.OBJECTIVE, DelayCauseKind.SUBJECTIVE
# A Friday; the decision is made on the Monday after it.
DUE = date(2025, 10, 3)
DECIDED = DUE + timedelta(days=3)
LAST_DAY = DECIDED + timedelta(days=7)
LEADER = Actor("people/lanh-dao", "units/ubnd/positions/pct", "units/ubnd")


def by(actor: Actor, day: date = DECIDED) -> Act:
    return act(day, actor, "Có lý do")


def stated(task: Task | None = None) -> Task:
    """The agency has stated an objective cause of a late task in progress."""
    late = task or in_progress(Due.on(DUE))
    return model.state_cause(late, by(HEAD), OBJECTIVE, "Bão").task


def decided(kind: DelayCauseKind | None = None, *, refused: bool = False) -> Task:
    return model.confirm_cause(stated(), by(SPECIALIST), kind, refused=refused).task


def contested(kind: DelayCauseKind | None = None) -> Task:
    task = decided(kind, refused=kind is None)
    return model.contest_cause(task, by(HEAD), CALENDAR, document_number=REPORT).task


def cause_of(task: Task) -> DelayCause:
    assert task.delay_cause is not None
    return task.delay_cause


def test_a_decision_is_contested_within_the_days_of_the_policy() -> None:
    task = decided(refused=True)
    assert cause_of(model.contest_cause(task, by(HEAD, LAST_DAY), CALENDAR).task).contested
    day_after = LAST_DAY + timedelta(days=1)
    with refused(Reason.CONTEST_TOO_LATE):
        model.contest_cause(task, by(HEAD, day_after), CALENDAR)
    longer = Policy(contest_within=6)
    assert cause_of(model.contest_cause(task, by(HEAD, day_after), CALENDAR, longer).task).contested


@pytest.mark.parametrize("kind", [None, OBJECTIVE])
def test_only_a_cause_that_was_changed_or_refused_is_contested(kind: DelayCauseKind | None) -> None:
    for task in (in_progress(Due.on(DUE)), stated(), decided(kind)):
        with refused(Reason.NOTHING_TO_CONTEST):
            model.contest_cause(task, by(HEAD), CALENDAR)
    assert cause_of(contested(SUBJECTIVE)).contested


def test_a_contest_has_a_reason_and_happens_once() -> None:
    with refused(Reason.REASON_MISSING, "reason"):
        model.contest_cause(decided(refused=True), act(DECIDED, HEAD), CALENDAR)
    upheld = model.decide_contest(contested(), by(LEADER), granted=False).task
    granted = model.decide_contest(contested(), by(LEADER), granted=True).task
    for task in (contested(), upheld, granted):
        with refused(Reason.CAUSE_CONTESTED):
            model.contest_cause(task, by(HEAD), CALENDAR)


def test_neither_who_contests_nor_who_decided_first_decides_finally() -> None:
    for actor, reason in ((HEAD, Reason.OWN_REQUEST), (SPECIALIST, Reason.OWN_DECISION)):
        with refused(reason):
            model.decide_contest(contested(), by(actor), granted=True)
    with refused(Reason.OWN_DECISION):
        model.contest_cause(decided(refused=True), by(SPECIALIST), CALENDAR)


def test_the_decision_stands_or_the_cause_holds_with_name_day_and_reason() -> None:
    upheld = cause_of(model.decide_contest(contested(), by(LEADER, LAST_DAY), granted=False).task)
    assert (upheld.refused, upheld.confirmed_kind) == (True, None)
    granted = cause_of(model.decide_contest(contested(), by(LEADER, LAST_DAY), granted=True).task)
    assert (granted.refused, granted.confirmed_kind) == (False, OBJECTIVE)
    for cause in (upheld, granted):
        assert cause.contest is not None
        assert (cause.contest.decided_by, cause.contest.answer) == (LEADER, "Có lý do")
        assert (cause.contest.decided_at, cause.contest.document_number) == (by(LEADER, LAST_DAY).at, REPORT)
        # The first decision is not overwritten.
        assert (cause.confirmed_by, cause.contest.against) == (SPECIALIST, None)
    with refused(Reason.CONTEST_NOT_PENDING):
        model.decide_contest(decided(refused=True), by(LEADER), granted=True)


def test_a_refused_cause_may_hold_as_another_kind_but_the_same_decision_is_none() -> None:
    other = model.decide_contest(contested(), by(LEADER), granted=True, kind=SUBJECTIVE).task
    assert cause_of(other).confirmed_kind is SUBJECTIVE
    with refused(Reason.TERMS_UNCHANGED, "kind"):
        model.decide_contest(contested(SUBJECTIVE), by(LEADER), granted=True, kind=SUBJECTIVE)


def test_a_decision_that_was_not_as_stated_is_contested_and_not_undone_by_a_new_statement() -> None:
    for task in (decided(refused=True), decided(SUBJECTIVE), contested()):
        with refused(Reason.CAUSE_ANSWERED, "delay_cause"):
            stated(task)
    assert cause_of(stated(decided())).pending
    # Late by a later date, the task is late for another reason.
    later = model.extend(decided(refused=True), by(CHIEF), LAST_DAY).task
    again = model.state_cause(later, by(HEAD, LAST_DAY + timedelta(days=1)), OBJECTIVE, "Thiếu vốn").task
    assert cause_of(again).pending


def test_another_lead_answers_for_its_own_delay_only() -> None:
    moved = model.transfer(decided(refused=True), by(CHIEF), CALENDAR, lead="units/khac").task
    assert moved.delay_cause is None


def test_a_cause_is_contested_after_the_completion_too() -> None:
    done = model.submit(decided(refused=True), by(HEAD), text="Xong", document_number=REPORT).task
    done = model.confirm(done, by(CHIEF), CALENDAR).task
    task = model.contest_cause(done, by(HEAD), CALENDAR).task
    assert task.state is State.COMPLETED
    assert model.pending_decisions(task) == {model.PendingDecision.CONTEST}
    assert cause_of(model.decide_contest(task, by(LEADER), granted=True).task).kind is OBJECTIVE
