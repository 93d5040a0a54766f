"""Whoever is asked for a decision has the task in the basket of pending decisions, and a step that decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from services.task import model, tables, usecases
from services.task.model import (
    ANSWERS,
    Actor,
    Contest,
    Decision,
    DelayCause,
    DelayCauseKind,
    PendingDecision,
    Task,
)
from services.task.rpc.translate import to_proto
from services.task.tables import Caller, units
from services.task.tables.scopes import WATCHED
from services.task.usecases import Query
from shared.errors import PermissionDenied
from shared.principal import HeldPosition, Principal

from .factories import (
    HEALTH,
    OFFICE,
    PEOPLE,
    ROADS,
    chairman,
    chief,
    clinic_officer,
    deputy,
    deputy_chief,
    health_clerk,
    health_head,
    other_specialist,
    roads_head,
    specialist,
    vice_chairman,
)
from .histories import lives
from .office import DUE, TODAY, Office, at
from .test_classes_in_sql import engine, saved
from .test_offers import SITUATIONS, led

__all__ = ["engine"]
BASKET = "baskets/deciding"
LEADERS = {chairman, vice_chairman, deputy}
# They wait for a decision, and who is asked first.
FIRST_ASKED = {
    "proposed": (PendingDecision.ISSUE, deputy),
    "returned": (PendingDecision.RETURN, chief),
    "extension asked": (PendingDecision.EXTENSION, deputy),
    "extension asked, then submitted": (PendingDecision.EXTENSION, chief),
    "extension asked for a subtask": (PendingDecision.EXTENSION, health_head),
    "submitted": (PendingDecision.COMPLETION, specialist),
    "submitted late with a cause": (PendingDecision.DELAY_CAUSE, specialist),
    "submitted late with a contested cause": (PendingDecision.CONTEST, deputy),
    "led by the Office, with a contested cause": (PendingDecision.CONTEST, deputy),
    "subtask with a contested cause": (PendingDecision.CONTEST, health_head),
    "subtask submitted": (PendingDecision.COMPLETION, health_head),
    "approval sought": (PendingDecision.APPROVAL, health_head),
    "approval sought of a person charged": (PendingDecision.APPROVAL, clinic_officer),
    "approval of a return sought": (PendingDecision.APPROVAL, health_head),
    "approval sought in the Office": (PendingDecision.APPROVAL, chief),
    "approval sought in a coordinator": (PendingDecision.APPROVAL, roads_head),
}
# Of two heads one decides on what the other has submitted.
health_deputy = replace(health_head, subject="subject-health-deputy", person="people/health-deputy")
field_specialist = Principal(
    "subject-field",
    person="people/field",
    positions=(
        HeldPosition(f"{OFFICE}/positions/f", OFFICE, OFFICE, "OFFICE_SPECIALIST", fields=("noi-vu",)),
    ),
)


def asked_for(session: Session, who: Principal, *, counted: bool = True) -> dict[str, set[PendingDecision]]:
    """The tasks of a person's basket of pending decisions, and what each asks for."""
    caller = Caller.of(who)
    found = usecases.list_tasks(session.connection(), caller, Query(BASKET, size=200), TODAY).rows
    if counted:
        counts = usecases.count_basket(session.connection(), caller, BASKET, TODAY)
        assert counts.total_count == len(found)
    return {seen.task.uid: set(seen.pending) for seen in found}


# These change what the tasks of other situations wait for.
BY_ITSELF = (
    "approval sought of a person charged",
    "reported by a co-holder",
    "led by the Office, held by a chief, long overdue",
    "led by the Office, held by a chief beside another",
)
TOGETHER = [situation for situation in SITUATIONS if situation not in BY_ITSELF]


@pytest.mark.parametrize(
    "situations", [TOGETHER, *([each] for each in BY_ITSELF)], ids=["together", *BY_ITSELF]
)
def test_a_pending_decision_is_in_the_basket_of_whoever_decides(
    session: Session, situations: list[str]
) -> None:
    offices = {situation: Office(session, f"{at}-") for at, situation in enumerate(situations)}
    for situation, office in offices.items():
        SITUATIONS[situation](office)
    everyone = (*PEOPLE, health_deputy)
    baskets = {who.person: asked_for(session, who) for who in everyone}
    for situation, office in offices.items():
        asked = {who: baskets[who.person].get(office.uid("nv-1"), set()) for who in everyone}
        assert set().union(*asked.values()) == model.pending_decisions(led(office)), situation
        for who, decisions in asked.items():
            verbs = office.seen(who, "nv-1", TODAY + timedelta(days=1)).verbs if decisions else frozenset()
            for decision in decisions:
                assert not ANSWERS[decision].isdisjoint(verbs), (situation, who.display_name)
        if situation in FIRST_ASKED:
            decision, who = FIRST_ASKED[situation]
            assert decision in asked[who], situation


@pytest.mark.parametrize("change", [{"end_date": date(2025, 9, 2)}, {"fields": ["noi-vu"]}])
def test_the_chiefs_are_asked_once_a_monitor_may_follow_no_longer(
    session: Session, change: dict[str, Any]
) -> None:
    office = Office(session)
    office.submitted("nv-1", field="van-xa")
    assert asked_for(session, chief) == {}
    [held] = specialist.positions
    session.execute(update(tables.POSITIONS).where(tables.POSITIONS.c.name == held.position).values(change))
    assert asked_for(session, chief) == {"nv-1": {PendingDecision.COMPLETION}}
    assert "confirm" in to_proto(office.seen(chief, "nv-1")).allowed_actions


def leave(session: Session, *people: Principal) -> None:
    """These people hold their positions no longer."""
    left = tables.POSITIONS.c.person.in_([who.person for who in people])
    session.execute(update(tables.POSITIONS).where(left).values(end_date=TODAY - timedelta(days=1)))


def test_the_assigner_is_asked_for_what_the_only_chief_has_submitted(session: Session) -> None:
    office = Office(session)
    SITUATIONS["led by the Office, submitted by a chief"](office)
    assert (asked_for(session, deputy), asked_for(session, deputy_chief)) == (
        {},
        {"nv-1": {PendingDecision.COMPLETION}},
    )
    leave(session, deputy_chief)
    assert asked_for(session, deputy) == {"nv-1": {PendingDecision.COMPLETION}}
    assert (asked_for(session, chief), asked_for(session, chairman)) == ({}, {})
    # Once the assigner has left too, the other leaders stand in, and may decide.
    leave(session, deputy)
    assert asked_for(session, chairman) == {"nv-1": {PendingDecision.COMPLETION}}
    assert office.do(chairman, usecases.confirm, "nv-1", delay_cause=False).state is model.State.COMPLETED


def test_leaders_stand_in_only_while_nobody_else_is_left(session: Session) -> None:
    office = Office(session)
    SITUATIONS["returned"](office)
    with pytest.raises(PermissionDenied):
        office.do(deputy, usecases.insist, "nv-1")
    leave(session, chief, deputy_chief)
    assert asked_for(session, deputy) == {"nv-1": {PendingDecision.RETURN}}
    office.do(deputy, usecases.insist, "nv-1")


def test_a_clerk_approves_in_an_agency_without_a_head(session: Session) -> None:
    office = Office(session)
    SITUATIONS["approval sought"](office)
    connection, clerk = session.connection(), Caller.of(health_clerk)
    assert (asked_for(session, health_clerk), usecases.is_approver(connection, clerk, TODAY)) == ({}, False)
    leave(session, health_head)
    assert asked_for(session, health_clerk) == {"nv-1": {PendingDecision.APPROVAL}}
    assert usecases.is_approver(connection, clerk, TODAY)
    assert office.do(health_clerk, usecases.approve, "nv-1").state is model.State.SUBMITTED


def test_the_basket_can_be_filtered_by_what_is_asked(session: Session) -> None:
    office = Office(session)
    office.proposed("nv-1")
    office.issued("nv-2")
    office.do(health_head, usecases.return_task, "nv-2")
    for decision, found in (("ISSUE", ["nv-1"]), ("RETURN", ["nv-2"]), ("COMPLETION", [])):
        query = Query(BASKET, f'pending_decision = "{decision}"')
        page = usecases.list_tasks(session.connection(), Caller.of(chief), query, TODAY)
        assert [seen.task.uid for seen in page.rows] == found


def test_a_task_that_is_long_overdue_asks_its_assigner_and_the_chiefs(session: Session) -> None:
    office = Office(session)
    office.accepted("nv-1")
    usecases.demand_decisions(session, at(DUE + timedelta(days=60)), limit=10)
    for who, decisions in ((deputy, {PendingDecision.OVERDUE}), (chief, {PendingDecision.OVERDUE})):
        assert asked_for(session, who) == {"nv-1": decisions}
    for who in (chairman, specialist, health_head):
        assert asked_for(session, who) == {}
    office.do(deputy, usecases.redo, "nv-1", DUE + timedelta(days=60))
    assert asked_for(session, chief) == {}


def test_nobody_is_asked_for_what_was_decided_or(session: Session) -> None:
    office = Office(session)
    office.issued("nv-1")
    office.do(health_head, usecases.return_task, "nv-1")
    returned = office.seen(chief, "nv-1").task.last_return
    assert returned is not None
    assert (returned.lead, returned.reason, returned.by.person) == (HEALTH, "Có lý do", health_head.person)
    office.do(chief, usecases.insist, "nv-1")
    assert asked_for(session, chief) == {}


ASKED_PEOPLE = (*PEOPLE, field_specialist)
people = st.sampled_from(["", *(who.person for who in (specialist, other_specialist, deputy, chief))])


AUTHORS = st.sampled_from([None, chief, deputy, health_head, specialist])


def by(task: Task, who: Principal | None) -> Task:
    """The task as if this person had asked for everything that it waits for, and held it."""
    if who is None:
        return task
    author = Actor(who.person, who.positions[0].position, who.positions[0].unit)

    def signed(value: Any, name: str = "by") -> Any:
        return replace(value, **{name: author}) if value else value

    return replace(
        task,
        holder=replace(task.holder, person=who.person) if task.holder else None,
        last_return=signed(task.last_return),
        submission=signed(task.submission),
        delay_cause=signed(task.delay_cause, "stated_by"),
        approval=signed(task.approval),
        extensions=tuple(signed(each, "asked_by") for each in task.extensions),
    )


@st.composite
def placed(draw: st.DrawFn) -> list[Decision]:
    """A random life of a task that anybody may follow, of any field, directed or not, a subtask or not."""
    life = draw(lives())
    # A subtask is issued at once.
    parents = [""] if life[-1].task.state in model.NOT_ISSUED else ["", HEALTH, ROADS]
    parent = draw(st.sampled_from(parents))
    facts: dict[str, Any] = {
        "monitor": draw(people),
        "assigner": draw(people),
        "field": draw(st.sampled_from(["", "noi-vu", "van-xa"])),
        "directive_number": draw(st.sampled_from(["", "215/TB-UBND"])),
        "parent_task": f"tasks/{parent.rpartition('/')[2]}" if parent else "",
        "parent_lead": parent,
    }
    if draw(st.booleans()):
        facts |= {"lead": OFFICE}
    # Few random lives come as far as a contest.
    cause = draw(st.none() | st.builds(contested_cause, contester=people, decider=people))
    facts |= {"delay_cause": cause} if cause else {}
    author = draw(AUTHORS)
    return [Decision(by(replace(task, **facts), author), step) for task, step in life]


def contested_cause(contester: str, decider: str) -> DelayCause:
    """A cause that one person has refused, which another contests."""
    contest = Contest("Có lý do", "", at(TODAY), Actor(contester), None)
    cause = DelayCause(DelayCauseKind.OBJECTIVE, "Bão", at(TODAY), Actor("people/khac"), refused=True)
    return replace(cause, confirmed_at=at(TODAY), confirmed_by=Actor(decider), contest=contest)


vacancies = st.sets(st.sampled_from(PEOPLE), max_size=len(PEOPLE))


@settings(max_examples=20)
@given(st.lists(placed(), min_size=1, max_size=3), vacancies)
def test_the_basket_agrees_with_the_model(
    engine: Engine, several: list[list[Decision]], vacant: set[Principal]
) -> None:
    with saved(engine, several) as (session, tasks):
        leave(session, *vacant)
        for who in ASKED_PEOPLE:
            if who not in vacant:
                found = asked_for(session, who, counted=who in LEADERS)
                assert found == expected(session, who, tasks), who.person


@settings(max_examples=300)
@given(placed(), vacancies)
def test_nothing_lies_with_nobody_whatever_posts_are_vacant(
    life: list[Decision], vacant: set[Principal]
) -> None:
    """As long as the province has a leader, somebody is asked for every decision, and may make it."""
    task, here = life[-1].task, set(PEOPLE) - vacant
    posts = [
        units.Post(who.person, held.agency, held.agency, held.role, held.fields)
        for who in here
        for held in who.positions
    ]
    for decision in model.pending_decisions(task):
        people = model.people_asked(task, decision, posts)
        asked = {
            who: found
            for who in here
            if decision in (found := model.asked(task, who.positions, who.person, posts))
        }
        assert {who.person for who in asked} == set(people)
        others = {who.person for who in here & LEADERS} - model.authors_of(task, decision)
        assert people or not others
        for who, found in asked.items():
            rights = model.allowed(who.positions, who.person, model.parties_of(task))
            assert ANSWERS[decision] & (rights | model.standing_in(found).keys())


def expected(session: Session, who: Principal, tasks: list[Task]) -> dict[str, set[PendingDecision]]:
    posts = units.posts(session, tasks, TODAY)
    asked = {task.uid: set(model.asked(task, who.positions, who.person, posts)) for task in tasks}
    return {uid: decisions for uid, decisions in asked.items() if decisions}


def test_changes_are_published_to_exactly_the_scopes_that_somebody_watches() -> None:
    watched = {scope.partition(":")[0] for who in ASKED_PEOPLE for scope in usecases.watched(Caller.of(who))}
    assert watched == WATCHED
