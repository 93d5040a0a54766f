"""The actions that a task lists for a person are exactly those that the person can take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from services.task import tables, usecases
from services.task.model import (
    ApprovalSettings,
    DelayCauseKind,
    Due,
    Extra,
    Holder,
    State,
    Task,
    Terms,
    Verb,
)
from services.task.rpc.translate import ACTIONS, to_proto
from services.task.tables import Caller
from services.task.usecases import (
    Coordinator,
    InternalDate,
    PartReport,
    Report,
    Result,
    StatedCause,
    deciding,
)
from shared.errors import NotFound, Refusal
from shared.principal import Principal

from .factories import (
    HEALTH,
    HEALTH_CLINIC,
    HEALTH_DESK,
    OFFICE,
    OFFICE_ROOM,
    PEOPLE,
    ROADS,
    ROADS_DESK,
    chief,
    clinic_officer,
    deputy,
    deputy_chief,
    desk_head,
    desk_officer,
    health_clerk,
    health_head,
    office_clerk,
    other_specialist,
    roads_clerk,
    roads_officer,
    room_head,
    specialist,
)
from .office import DUE, TODAY, Office, at

LATER = DUE + timedelta(days=10)
# The due date of a subtask that may be extended to `LATER` within its parent's.
PARENT_DUE = Due.on(DUE + timedelta(days=20))
Act = Callable[[Office, Principal, date, Task], Task]
"""Takes a step as a person, on a day, with the task as it stands before it."""
OF_ROADS = Coordinator(ROADS, lambda seen: seen.task.uid)
# What each action does, with values that no rule refuses.
STEPS: Mapping[str, tuple[Callable[..., Task], dict[str, Any]]] = {
    "update": (usecases.update, {"terms_for": lambda _: Terms(field="noi-vu")}),
    "propose": (usecases.propose, {}),
    "reject": (usecases.reject, {}),
    "issue": (usecases.issue, {}),
    "accept": (usecases.accept, {}),
    "return": (usecases.return_task, {}),
    "reissue": (usecases.reissue, {"lead": ""}),
    "insist": (usecases.insist, {}),
    "redo": (usecases.redo, {}),
    "stateCause": (usecases.state_cause, {"cause": StatedCause(DelayCauseKind.OBJECTIVE, "Bão")}),
    "confirmCause": (usecases.confirm_cause, {"refused": False}),
    "contestCause": (usecases.contest_cause, {}),
    "decideContest": (usecases.decide_contest, {"granted": True}),
    "reopen": (usecases.reopen, {}),
    "adjust": (usecases.adjust, {"output": "Kế hoạch"}),
    "recall": (usecases.recall, {}),
    "reportProgress": (usecases.report_progress, {"report": Report(40, "Đang làm")}),
    "submit": (usecases.submit, {"result": Result("Đã xong", "215/BC-SYT", open_subtasks_reason="Đã đủ")}),
    "confirm": (usecases.confirm, {"delay_cause": False}),
    "sendBack": (usecases.send_back, {}),
    "cancel": (usecases.cancel, {}),
    "suspend": (usecases.suspend, {}),
    "resume": (usecases.resume, {}),
    "requestExtension": (usecases.request_extension, {"new_date": LATER, "late": True}),
    "decideExtension": (usecases.decide_extension, {"granted": False}),
    "extend": (usecases.extend, {"new_date": LATER}),
    "urge": (usecases.urge, {}),
    "approve": (usecases.approve, {}),
    "askChanges": (usecases.ask_changes, {}),
    "withdraw": (usecases.withdraw, {}),
    "follow": (usecases.follow, {}),
    "acceptCoordination": (usecases.accept_coordination, {"coordinator": OF_ROADS}),
    "reportCoordination": (
        usecases.report_coordination,
        {"coordinator": OF_ROADS, "report": PartReport(40, "Đang làm")},
    ),
    "setCoordination": (
        usecases.set_coordination,
        {"coordinator": OF_ROADS, "part": "Phần khác", "due_date": None},
    ),
    "urgeCoordination": (usecases.urge_coordination, {"coordinator": OF_ROADS}),
    "sendBackCoordination": (usecases.send_back_coordination, {"coordinator": OF_ROADS}),
}


def led(office: Office) -> Task:
    """The task, whoever may see it."""
    task = tables.find(office.session, office.uid("nv-1"))
    assert task is not None
    return task


def of_the_office(task: Task) -> bool:
    """Whether the Office, or a unit of it, leads the task."""
    return task.lead in (OFFICE, OFFICE_ROOM)


def delegate(office: Office, who: Principal, day: date, task: Task) -> Task:
    own = Holder(OFFICE_ROOM, room_head.person)
    holder = own if of_the_office(task) else Holder(HEALTH_DESK, desk_head.person)
    holder = Holder(ROADS_DESK) if task.lead == ROADS else holder
    return office.do(who, usecases.delegate, "nv-1", day, holder=holder)


def create_subtask(office: Office, who: Principal, _: date, task: Task) -> Task:
    unit = OFFICE_ROOM if of_the_office(task) else HEALTH_CLINIC
    terms = Terms(title="Phần việc", output="Bảng", lead=unit, due=Due.on(DUE))
    return office.subtask(who, "nv-1", "nv-2", terms)


def transfer(office: Office, who: Principal, day: date, task: Task) -> Task:
    """A subtask moves inside its agency."""
    inside = task.parent_lead
    unit = OFFICE if inside == OFFICE else HEALTH_CLINIC
    return office.do(who, usecases.transfer, "nv-1", day, lead=unit if inside else ROADS)


def taking(step: Callable[..., Task], more: dict[str, Any]) -> Act:
    return lambda office, who, day, _: office.do(who, step, "nv-1", day, **more)


ACTS: Mapping[str, Act] = {name: taking(*step) for name, step in STEPS.items()} | {
    "delegate": delegate,
    "createSubtask": create_subtask,
    "transfer": transfer,
}


def held(office: Office) -> None:
    office.accepted("nv-1")
    office.do(health_clerk, usecases.delegate, "nv-1", holder=Holder(HEALTH_DESK, desk_officer.person))


def held_before_acceptance(office: Office) -> None:
    office.issued("nv-1")
    office.do(health_clerk, usecases.delegate, "nv-1", holder=Holder(HEALTH_DESK))


def held_by_two(office: Office) -> None:
    office.accepted("nv-1")
    holder = Holder(HEALTH_DESK, desk_officer.person, clinic_officer.person)
    office.do(health_clerk, usecases.delegate, "nv-1", holder=holder, internal=InternalDate(DUE))


def reported_by_a_co_holder(office: Office) -> None:
    """What the co-holder reports waits for approval."""
    settings = ApprovalSettings(steps=frozenset({Verb.REPORT_PROGRESS}))
    usecases.update_approval_settings(
        office.session, Caller.of(health_head), HEALTH, "", lambda _: settings, TODAY
    )
    held_by_two(office)
    office.report("nv-1", clinic_officer)


def led_by_the_office(office: Office, day: date = TODAY) -> None:
    office.issued("nv-1", day, lead=OFFICE)


def held_in_the_office(office: Office) -> None:
    led_by_the_office(office)
    office.do(office_clerk, usecases.accept, "nv-1")
    holder = Holder(OFFICE_ROOM, other_specialist.person)
    office.do(office_clerk, usecases.delegate, "nv-1", holder=holder)


def submitted_by_the_chief(office: Office) -> None:
    held_in_the_office(office)
    office.submit("nv-1", chief)


def submitted_late_by_the_office(office: Office) -> None:
    held_in_the_office(office)
    office.sought("nv-1", other_specialist, chief, DUE + timedelta(days=1))
    cause = StatedCause(DelayCauseKind.OBJECTIVE, "Bão")
    office.do(chief, usecases.state_cause, "nv-1", DUE + timedelta(days=1), cause=cause)


def held_by_the_chief(office: Office) -> None:
    led_by_the_office(office)
    office.do(office_clerk, usecases.accept, "nv-1")
    office.do(office_clerk, usecases.delegate, "nv-1", holder=Holder(OFFICE, chief.person))


def held_by_the_chief_beside_another(office: Office) -> None:
    led_by_the_office(office)
    office.do(office_clerk, usecases.accept, "nv-1")
    holder = Holder(OFFICE_ROOM, other_specialist.person, chief.person)
    office.do(office_clerk, usecases.delegate, "nv-1", holder=holder)
    usecases.demand_decisions(office.session, at(DUE + timedelta(days=60)), limit=10)


def overdue_with_the_chief(office: Office) -> None:
    held_by_the_chief(office)
    usecases.demand_decisions(office.session, at(DUE + timedelta(days=60)), limit=10)


def returned_by_the_chief(office: Office) -> None:
    led_by_the_office(office)
    office.do(chief, usecases.return_task, "nv-1")


def asked_by_the_chief(office: Office) -> None:
    held_in_the_office(office)
    office.do(chief, usecases.request_extension, "nv-1", new_date=LATER, late=False)


def subtask_of_the_office(office: Office) -> None:
    office.issued("nv-0", lead=OFFICE, due=PARENT_DUE)
    terms = Terms(title="Phần việc", output="Bảng", lead=OFFICE_ROOM, due=Due.on(DUE))
    office.subtask(chief, "nv-0", "nv-1", terms)
    office.do(room_head, usecases.accept, "nv-1")


def returned(office: Office) -> None:
    office.issued("nv-1")
    office.do(health_head, usecases.return_task, "nv-1")


def insisted(office: Office) -> None:
    returned(office)
    office.do(chief, usecases.insist, "nv-1")


def late(office: Office) -> None:
    office.accepted("nv-1")
    office.submit("nv-1", health_clerk, DUE + timedelta(days=1))


def explained(office: Office) -> None:
    late(office)
    cause = StatedCause(DelayCauseKind.OBJECTIVE, "Bão")
    office.do(health_head, usecases.state_cause, "nv-1", DUE + timedelta(days=1), cause=cause)


def explanation_refused(office: Office) -> None:
    explained(office)
    office.do(chief, usecases.confirm_cause, "nv-1", DUE + timedelta(days=1), refused=True)


def contested(office: Office) -> None:
    explanation_refused(office)
    office.do(health_head, usecases.contest_cause, "nv-1", DUE + timedelta(days=1))


def contested_by_the_office(office: Office) -> None:
    submitted_late_by_the_office(office)
    day = DUE + timedelta(days=1)
    office.do(deputy_chief, usecases.confirm_cause, "nv-1", day, refused=True)
    office.do(chief, usecases.contest_cause, "nv-1", day)


def subtask_contested(office: Office) -> None:
    """The only head of the agency has refused the cause that a unit inside it stated."""
    subtask(office)
    day = DUE + timedelta(days=1)
    office.submit("nv-1", desk_head, day)
    cause = StatedCause(DelayCauseKind.OBJECTIVE, "Bão")
    office.do(desk_head, usecases.state_cause, "nv-1", day, cause=cause)
    office.do(health_head, usecases.confirm_cause, "nv-1", day, refused=True)
    office.do(desk_head, usecases.contest_cause, "nv-1", day)


def contest_decided(office: Office) -> None:
    contested(office)
    office.do(deputy, usecases.decide_contest, "nv-1", DUE + timedelta(days=1), granted=False)


def subtask_completed(office: Office) -> None:
    subtask_submitted(office)
    office.do(health_head, usecases.confirm, "nv-1", delay_cause=False)


def rejected(office: Office) -> None:
    office.proposed("nv-1")
    office.do(specialist, usecases.reject, "nv-1")


def suspended(office: Office) -> None:
    held(office)
    office.do(chief, usecases.suspend, "nv-1")


def seeking(office: Office) -> None:
    """An officer's completion waits for approval."""
    held(office)
    office.submit("nv-1", desk_officer)


def seeking_of_charged(office: Office) -> None:
    office.charge(desk_head, clinic_officer)
    seeking(office)


def seeking_extension(office: Office) -> None:
    held(office)
    office.do(desk_officer, usecases.request_extension, "nv-1", new_date=LATER, late=True)


def seeking_return(office: Office) -> None:
    office.issued("nv-1")
    office.do(health_clerk, usecases.delegate, "nv-1", holder=Holder(HEALTH_DESK, desk_officer.person))
    office.do(desk_officer, usecases.return_task, "nv-1")


def seeking_in_the_office(office: Office) -> None:
    held_in_the_office(office)
    office.submit("nv-1", other_specialist)


def seeking_of_a_parent(office: Office) -> None:
    """Its head has made a required subtask since the completion was sought."""
    seeking(office)
    terms = Terms(title="Phần việc", output="Bảng", lead=HEALTH_DESK, due=Due.on(DUE))
    office.subtask(health_head, "nv-1", "nv-9", terms)


def seeking_of_a_coordinator(office: Office) -> None:
    """A coordinator's officer seeks approval for the coordinator's subtask."""
    office.accepted("nv-0", due=PARENT_DUE, co=(ROADS,))
    office.subtask(
        health_head, "nv-0", "nv-1", Terms(title="Phần việc", output="Bảng", lead=ROADS, due=Due.on(DUE))
    )
    office.do(roads_clerk, usecases.accept, "nv-1")
    office.do(roads_clerk, usecases.delegate, "nv-1", holder=Holder(ROADS_DESK, roads_officer.person))
    office.submit("nv-1", roads_officer)


def asking(office: Office) -> None:
    seeking_extension(office)
    office.do(health_head, usecases.approve, "nv-1")


def asking_and_submitted(office: Office) -> None:
    asking(office)
    office.sought("nv-1", desk_officer, health_head)


def subtask_in_work(office: Office) -> None:
    subtask(office)
    office.do(desk_head, usecases.accept, "nv-1")


def subtask_asking(office: Office) -> None:
    subtask_in_work(office)
    office.do(desk_head, usecases.request_extension, "nv-1", new_date=LATER, late=False)


def undated(office: Office) -> None:
    office.accepted("nv-1", due=Due.without_date())


def coordinated(office: Office) -> None:
    """A coordinator has accepted its part of a task that an officer of the lead holds."""
    office.accepted("nv-1", co=(ROADS,))
    office.do(health_clerk, usecases.delegate, "nv-1", holder=Holder(HEALTH_DESK, desk_officer.person))
    office.do(roads_clerk, usecases.accept_coordination, "nv-1", coordinator=OF_ROADS)


def coordination_done(office: Office) -> None:
    coordinated(office)
    report = PartReport(100, "Đã bố trí", done=True)
    office.do(roads_clerk, usecases.report_coordination, "nv-1", coordinator=OF_ROADS, report=report)


def coordinated_and_submitted(office: Office) -> None:
    coordinated(office)
    office.submit("nv-1", health_clerk)


def coordinated_and_completed(office: Office) -> None:
    coordinated_and_submitted(office)
    office.do(specialist, usecases.confirm, "nv-1", delay_cause=False)


def subtask(office: Office) -> None:
    office.accepted("nv-0", due=PARENT_DUE)
    terms = Terms(title="Phần việc", output="Bảng", lead=HEALTH_DESK, due=Due.on(DUE))
    office.subtask(health_head, "nv-0", "nv-1", terms)


def subtask_of_the_head(office: Office) -> None:
    """The head of the agency leads one of its subtasks and has submitted it."""
    office.accepted("nv-0", due=PARENT_DUE)
    office.subtask(health_head, "nv-0", "nv-1", Terms(title="Phần việc", output="Bảng", due=Due.on(DUE)))
    office.submit("nv-1", health_head)


def subtask_submitted(office: Office) -> None:
    subtask(office)
    office.submit("nv-1", desk_head)


def parent(office: Office, *, required: bool = True) -> None:
    """An officer holds a task that has an open subtask."""
    held(office)
    terms = Terms(title="Phần việc", output="Bảng", lead=HEALTH_DESK, due=Due.on(DUE))
    office.subtask(health_head, "nv-1", "nv-9", terms, required_by_parent=required)


def parent_submitted(office: Office) -> None:
    parent(office)
    result = Result("Đã xong", "215/BC-SYT", open_subtasks_reason="Đã đủ")
    office.do(health_head, usecases.submit, "nv-1", result=result)


SITUATIONS: Mapping[str, Callable[[Office], object]] = {
    "draft": lambda office: office.drafted("nv-1"),
    "proposed": lambda office: office.proposed("nv-1"),
    "rejected": rejected,
    "issued": lambda office: office.issued("nv-1", co=(ROADS,)),
    "coordinated": coordinated,
    "coordinated, with a result": coordination_done,
    "coordinated, submitted": coordinated_and_submitted,
    "coordinated, completed": coordinated_and_completed,
    "returned": returned,
    "returned, then insisted on": insisted,
    "submitted late": late,
    "submitted late with a cause": explained,
    "submitted late with a refused cause": explanation_refused,
    "submitted late with a contested cause": contested,
    "submitted late with a cause decided finally": contest_decided,
    "led by the Office, with a contested cause": contested_by_the_office,
    "subtask with a contested cause": subtask_contested,
    "subtask completed": subtask_completed,
    "subtask in work": subtask_in_work,
    "held": held,
    "held before acceptance": held_before_acceptance,
    "held by two": held_by_two,
    "reported by a co-holder": reported_by_a_co_holder,
    "led by the Office, held by a chief beside another": held_by_the_chief_beside_another,
    "submitted": lambda office: office.submitted("nv-1"),
    "completed": lambda office: office.completed("nv-1"),
    "suspended": suspended,
    "extension asked": asking,
    "extension asked, then submitted": asking_and_submitted,
    "extension asked for a subtask": subtask_asking,
    "approval sought": seeking,
    "approval sought of a person charged": seeking_of_charged,
    "approval of an extension sought": seeking_extension,
    "approval of a return sought": seeking_return,
    "approval sought in the Office": seeking_in_the_office,
    "approval sought, then a subtask made": seeking_of_a_parent,
    "approval sought in a coordinator": seeking_of_a_coordinator,
    "without a date": undated,
    "subtask": subtask,
    "subtask of the head": subtask_of_the_head,
    "parent of a required subtask": parent,
    "parent of another subtask": lambda office: parent(office, required=False),
    "parent submitted": parent_submitted,
    "subtask submitted": subtask_submitted,
    "led by the Office": led_by_the_office,
    "led by the Office, held": held_in_the_office,
    "led by the Office, submitted by a chief": submitted_by_the_chief,
    "led by the Office, submitted late, with a cause": submitted_late_by_the_office,
    "led by the Office, extension asked by a chief": asked_by_the_chief,
    "led by the Office, held by a chief": held_by_the_chief,
    "led by the Office, held by a chief, long overdue": overdue_with_the_chief,
    "led by the Office, returned by a chief": returned_by_the_chief,
    "subtask of the Office": subtask_of_the_office,
}


def test_every_action_has_an_act() -> None:
    # These are no steps of a task; they are offered with the baskets.
    beside = {ACTIONS[Verb.DRAFT], ACTIONS[Extra.ISSUE_AT_ONCE], ACTIONS[Extra.READ_SETS]}
    assert set(ACTS) == set(ACTIONS.values()) - beside


@pytest.mark.parametrize("situation", SITUATIONS)
def test_exactly_the_actions_that_work_are_listed(session: Session, situation: str) -> None:
    office = Office(session)
    SITUATIONS[situation](office)
    attempts = Attempts(led(office))
    for day in (TODAY, TODAY + timedelta(days=7)):
        for who in PEOPLE:
            assert listed(office, who, day) == working(office, who, day, attempts), (day, who.display_name)


def remembered(load: Callable[..., Task]) -> Callable[..., Task]:
    """Loads each task once for each caller; one that is absent or hidden is refused again."""
    known: dict[object, Task | NotFound] = {}

    def once(session: Session, caller: Caller, uid: str, *, for_change: bool = False) -> Task:
        if (caller, uid) not in known:
            try:
                known[caller, uid] = load(session, caller, uid, for_change=for_change)
            except NotFound as refusal:
                known[caller, uid] = refusal
        found = known[caller, uid]
        if isinstance(found, NotFound):
            raise found
        return found

    return once


@dataclass
class Attempts:
    """What is known of the actions on a task: none that is taken is really taken, so that it stays as it is.

    Nobody can take one that is refused because of the task's state. A step is saved only for the first person who can
    take it: saving does not depend on the person or the day.
    """

    task: Task
    impossible: set[str] = field(default_factory=set)
    saved: set[str] = field(default_factory=set)


def working(office: Office, who: Principal, day: date, attempts: Attempts) -> set[str]:
    """The actions that a person can take; a refused one has changed nothing."""
    found = set()
    before = office.session.begin_nested()
    with pytest.MonkeyPatch.context() as patch:
        # Before each attempt the tasks are the same: they are loaded once, since hundreds of attempts are refused.
        patch.setattr(tables, "load", remembered(tables.load))
        for name in [each for each in ACTS if each not in attempts.impossible]:
            with pytest.MonkeyPatch.context() as saving:
                if name in attempts.saved:
                    saving.setattr(deciding, "_save", lambda *_: None)
                try:
                    ACTS[name](office, who, day, attempts.task)
                except Refusal as refusal:
                    if refusal.reason == "TASK_STATE":
                        attempts.impossible.add(name)
                    continue
            found.add(name)
            attempts.saved.add(name)
            before.rollback()
            before = office.session.begin_nested()
    before.rollback()
    return found


def accepted(office: Office, who: Principal, act: Callable[..., Any], day: date) -> bool:
    """Whether a person can take a step, which is undone again."""
    attempt = office.session.begin_nested()
    try:
        act(office, who, day)
    except Refusal:
        return False
    finally:
        attempt.rollback()
    return True


def listed(office: Office, who: Principal, day: date) -> set[str]:
    try:
        return set(to_proto(office.seen(who, "nv-1", day)).allowed_actions)
    except Refusal:
        return set()


def test_a_unit_that_holds_a_task_does_not_answer_for_its_agency(session: Session) -> None:
    office = Office(session)
    held_before_acceptance(office)
    assert listed(office, desk_head, TODAY) == {"delegate", "follow", "reportProgress", "return", "submit"}


@pytest.mark.parametrize(("who", "reaches"), [(health_head, True), (health_clerk, True), (desk_head, False)])
def test_the_head_of_a_unit_delegates_inside_the_unit(
    session: Session, who: Principal, reaches: bool
) -> None:
    office = Office(session)
    held(office)
    beside = Holder(HEALTH_CLINIC, clinic_officer.person)
    assert (
        accepted(office, who, lambda *_: office.do(who, usecases.delegate, "nv-1", holder=beside), TODAY)
        is reaches
    )


def test_nobody_confirms_their_own_submission(session: Session) -> None:
    office = Office(session)
    subtask_of_the_head(office)
    with pytest.raises(Refusal) as refusal:
        office.do(health_head, usecases.confirm, "nv-1", delay_cause=False)
    assert refusal.value.reason == "OWN_SUBMISSION"
    assert "confirm" in listed(office, chief, TODAY)


def test_the_office_works_on_what_it_leads(session: Session) -> None:
    office = Office(session)
    led_by_the_office(office)
    assert {"accept", "return", "delegate"} <= listed(office, office_clerk, TODAY)
    assert listed(office, room_head, TODAY) == set()
    office.do(office_clerk, usecases.accept, "nv-1")
    office.do(chief, usecases.delegate, "nv-1", holder=Holder(OFFICE_ROOM))
    assert {"delegate", "submit"} <= listed(office, room_head, TODAY)
    holder = Holder(OFFICE_ROOM, other_specialist.person)
    office.do(room_head, usecases.delegate, "nv-1", holder=holder)
    assert {"reportProgress", "requestExtension", "submit"} <= listed(office, other_specialist, TODAY)
    # The chief who approves a submission does not confirm it; the clerk sends up without a chief.
    office.submit("nv-1", office_clerk)
    for basket, who in (
        ("mine", other_specialist),
        ("unit", room_head),
        ("unit", chief),
        ("unit", office_clerk),
    ):
        found = usecases.count_basket(office.session.connection(), Caller.of(who), f"baskets/{basket}", TODAY)
        assert found.total == 1, basket
    # Its monitor, a specialist of the Office, does not confirm it.
    confirming = {who.display_name for who in PEOPLE if "confirm" in listed(office, who, TODAY)}
    assert confirming == {each.display_name for each in (deputy, chief, deputy_chief)}


@pytest.mark.parametrize(
    ("situation", "action"),
    [
        (submitted_by_the_chief, "confirm"),
        (submitted_by_the_chief, "sendBack"),
        (asked_by_the_chief, "decideExtension"),
        (submitted_late_by_the_office, "confirmCause"),
        (submitted_by_the_chief, "cancel"),
        (returned_by_the_chief, "cancel"),
        *(
            (held_by_the_chief, step)
            for step in ("extend", "redo", "cancel", "adjust", "transfer", "suspend")
        ),
        (contested, "decideContest"),
    ],
)
def test_nobody_decides_their_own_matter(
    session: Session, situation: Callable[[Office], object], action: str
) -> None:
    office = Office(session)
    situation(office)
    day = DUE + timedelta(days=1)
    assert action not in listed(office, chief, day)
    assert action in listed(office, deputy_chief, day)
    assert action in listed(office, deputy, day)


def test_a_chief_does_not_decide_on_the_own_return(session: Session) -> None:
    office = Office(session)
    returned_by_the_chief(office)
    assert not {"reissue", "insist"} & listed(office, chief, TODAY)
    assert {"reissue", "insist"} <= listed(office, deputy_chief, TODAY)
    with pytest.raises(Refusal) as refusal:
        office.do(chief, usecases.insist, "nv-1")
    assert refusal.value.reason == "OWN_REQUEST"


def test_whoever_holds_a_task_does_not_decide_what_becomes_of_it(session: Session) -> None:
    office = Office(session)
    held_by_the_chief(office)
    with pytest.raises(Refusal) as refusal:
        office.do(chief, usecases.extend, "nv-1", new_date=LATER)
    assert refusal.value.reason == "OWN_TASK"


def test_whoever_ends_the_work_on_a_parent_ends_also_the_own_subtask(session: Session) -> None:
    office = Office(session)
    office.accepted("nv-0", due=PARENT_DUE)
    office.subtask(health_head, "nv-0", "nv-1", Terms(title="Phần việc", output="Bảng", due=Due.on(DUE)))
    office.do(health_head, usecases.delegate, "nv-1", holder=Holder(HEALTH, health_head.person))
    office.submit("nv-0", health_head, open_subtasks_reason="Đã đủ")
    office.do(specialist, usecases.confirm, "nv-0", delay_cause=False)
    assert led(office).state is State.CANCELLED


def test_the_office_acts_for_no_other_agency(session: Session) -> None:
    office = Office(session)
    office.issued("nv-1")
    for who in (chief, office_clerk, other_specialist, room_head):
        assert not {"accept", "return", "delegate", "submit"} & listed(office, who, TODAY)
