"""Rights: everything that the table does not grant is forbidden (docs/domain.md, section Rights)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from services.task.model import (
    ANSWERS,
    ASKED,
    EVERY_RIGHT,
    RIGHTS,
    Parties,
    PendingDecision,
    Relation,
    Right,
    Role,
    Verb,
    View,
    acting_position,
    allowed,
    may,
    relations_for,
    view,
)

from .factories import Held

PARTIES = Parties(
    lead="units/lead",
    parent_lead="units/parent",
    coordinators=frozenset({"units/coordinator"}),
    informed=frozenset({"units/informed"}),
    assigners=frozenset({"people/assigner"}),
    monitor="people/monitor",
    field="van-xa",
    directed=True,
    holder_unit="units/holder",
    holder_person="people/holder",
    co_holder="people/co-holder",
    approvers=frozenset({"people/approver"}),
)
UNITS = {
    Relation.LEAD: "units/lead",
    Relation.PARENT_LEAD: "units/parent",
    Relation.HOLDER_UNIT: "units/holder",
    Relation.COORDINATOR: "units/coordinator",
    Relation.INFORMED: "units/informed",
}
PEOPLE = {
    Relation.MONITOR: "people/monitor",
    Relation.MONITOR_ELSEWHERE: "people/monitor",
    Relation.DIRECTED: "people/monitor",
    Relation.ASSIGNER: "people/assigner",
    Relation.HOLDER: "people/holder",
    Relation.CO_HOLDER: "people/co-holder",
    Relation.APPROVER: "people/approver",
}
OFFICE_ROLES = {
    Role.CHAIRMAN,
    Role.VICE_CHAIRMAN,
    Role.OFFICE_CHIEF,
    Role.OFFICE_SPECIALIST,
    Role.OFFICE_CLERK,
}


def held(role: Role, relation: Relation | None) -> Held:
    if relation is Relation.APPROVER:
        return Held(role, agency=PARTIES.lead)
    return Held(role, units=frozenset({UNITS[relation]}) if relation in UNITS else frozenset())


def person(relation: Relation | None) -> str:
    return PEOPLE.get(relation, "people/nobody") if relation else "people/nobody"


@pytest.mark.parametrize(("right", "role"), list(product(EVERY_RIGHT, Role)))
def test_a_right_is_granted_only_by_the_table(right: Right, role: Role) -> None:
    for relation in (*Relation, None):
        position, who = held(role, relation), person(relation)
        granted = any((role, each) in RIGHTS[right] for each in relations_for(position, who, PARTIES))
        assert may(right, [position], who, PARTIES) is granted


@pytest.mark.parametrize("role", sorted(set(Role) - OFFICE_ROLES))
def test_an_uninvolved_person_has_no_right(role: Role) -> None:
    stranger = held(role, None)
    assert [right for right in EVERY_RIGHT if may(right, [stranger], "people/nobody", PARTIES)] == []
    assert view(allowed([stranger], "people/nobody", PARTIES)) is None


@pytest.mark.parametrize("verb", [Verb.ACCEPT, Verb.SUBMIT, Verb.RETURN, Verb.DELEGATE])
def test_the_office_does_not_act_for_the_agency(verb: Verb) -> None:
    for role in OFFICE_ROLES:
        assert not may(verb, [held(role, Relation.MONITOR)], "people/monitor", PARTIES)


@pytest.mark.parametrize("relation", [Relation.LEAD, Relation.PARENT_LEAD, Relation.COORDINATOR])
@pytest.mark.parametrize(
    ("own", "role"), [(Role.OFFICE_CHIEF, Role.AGENCY_HEAD), (Role.OFFICE_CLERK, Role.AGENCY_CLERK)]
)
def test_a_chief_and_a_clerk_of_the_office_act_for_it_as_for_an_agency(
    own: Role, role: Role, relation: Relation
) -> None:
    rights = allowed([held(role, relation)], "people/nobody", PARTIES)
    assert rights <= allowed([held(own, relation)], "people/nobody", PARTIES)
    elsewhere = allowed([held(own, None)], "people/nobody", PARTIES)
    assert elsewhere == {right for right in EVERY_RIGHT if (own, Relation.PROVINCE) in RIGHTS[right]}


def test_a_specialist_works_on_what_the_specialist_holds() -> None:
    rights = allowed([Held(Role.OFFICER)], "people/holder", PARTIES)
    assert {Verb.REPORT_PROGRESS, Verb.SUBMIT} <= rights
    assert rights <= allowed([Held(Role.OFFICE_SPECIALIST)], "people/holder", PARTIES)
    assert Verb.SUBMIT not in allowed([Held(Role.OFFICE_SPECIALIST)], "people/monitor", PARTIES)


def test_a_co_holder_reads_what_the_holder_reads_and_only_reports() -> None:
    rights = allowed([Held(Role.OFFICER)], "people/co-holder", PARTIES)
    assert rights < allowed([Held(Role.OFFICER)], "people/holder", PARTIES)
    assert rights & set(Verb) == {Verb.REPORT_PROGRESS, Verb.SEEK_APPROVAL}


@pytest.mark.parametrize("verb", [Verb.CONFIRM, Verb.CLOSE_PERIOD, Verb.SEND_BACK, Verb.CONFIRM_CAUSE])
@pytest.mark.parametrize("agency", ["units/lead", "units/parent"])
def test_what_the_office_leads_its_specialists_do_not_confirm(agency: str, verb: Verb) -> None:
    inside = Held(Role.OFFICE_SPECIALIST, agency=agency)
    assert may(verb, [Held(Role.OFFICE_SPECIALIST)], "people/monitor", PARTIES)
    assert not may(verb, [inside], "people/monitor", PARTIES)
    assert may(verb, [Held(Role.OFFICE_CHIEF, agency=agency)], "people/nobody", PARTIES)


@pytest.mark.parametrize("verb", [Verb.CONFIRM, Verb.CLOSE_PERIOD, Verb.SEND_BACK])
def test_a_leader_confirms_what_the_leader_assigned(verb: Verb) -> None:
    for role in (Role.CHAIRMAN, Role.VICE_CHAIRMAN):
        assert may(verb, [Held(role)], "people/assigner", PARTIES)
        assert not may(verb, [Held(role)], "people/nobody", PARTIES)


@pytest.mark.parametrize("decision", sorted(set(PendingDecision) - {PendingDecision.OVERDUE}))
def test_whoever_is_asked_may_give_every_answer(decision: PendingDecision) -> None:
    for role, relation in ASKED[decision][0]:
        answers = allowed([held(Role(role), relation)], person(relation), PARTIES)
        assert answers >= ANSWERS[decision], role


@pytest.mark.parametrize("verb", [Verb.ISSUE, Verb.CONFIRM, Verb.DECIDE_EXTENSION, Verb.URGE])
def test_the_agency_does_not_act_for_the_office(verb: Verb) -> None:
    for role in set(Role) - OFFICE_ROLES:
        assert not may(verb, [held(role, Relation.LEAD)], "people/nobody", PARTIES)


@pytest.mark.parametrize("verb", [Verb.CLOSE_PERIOD, Verb.SEND_BACK, Verb.CONFIRM_CAUSE])
def test_who_confirms_a_task_decides_on_all_of_its_submission(verb: Verb) -> None:
    assert RIGHTS[Verb.CONFIRM] <= RIGHTS[verb]


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.AGENCY_ADMINISTRATOR, Role.INSPECTOR])
def test_an_administrator_or_inspector_sees_no_task(role: Role) -> None:
    everywhere = Held(role, units=frozenset(UNITS.values()))
    assert view(allowed([everywhere], "people/holder", PARTIES)) is None


@pytest.mark.parametrize(
    ("role", "relation", "seen"),
    [
        (Role.CHAIRMAN, None, View.WHOLE),
        (Role.OFFICE_CLERK, None, View.WHOLE),
        (Role.AGENCY_CLERK, Relation.LEAD, View.WHOLE),
        (Role.AGENCY_HEAD, Relation.PARENT_LEAD, View.WHOLE),
        (Role.OFFICER, Relation.HOLDER, View.WHOLE),
        (Role.OFFICER, Relation.CO_HOLDER, View.WHOLE),
        (Role.UNIT_HEAD, Relation.HOLDER_UNIT, View.WHOLE),
        (Role.AGENCY_HEAD, Relation.COORDINATOR, View.PART),
        (Role.AGENCY_CLERK, Relation.INFORMED, View.TEXT),
        (Role.OFFICER, Relation.LEAD, None),
        (Role.OFFICER, Relation.HOLDER_UNIT, None),
        (Role.OFFICER, Relation.COORDINATOR, None),
    ],
)
def test_role_and_relation_decide_the_view(role: Role, relation: Relation | None, seen: View | None) -> None:
    assert view(allowed([held(role, relation)], person(relation), PARTIES)) is seen


def test_a_specialist_acts_in_their_field_until_a_monitor_is_named() -> None:
    free = Parties(lead="units/lead", field="van-xa", directed=True)
    health = Held(Role.OFFICE_SPECIALIST, fields=frozenset({"van-xa"}))
    roads = Held(Role.OFFICE_SPECIALIST, fields=frozenset({"xay-dung-giao-thong"}))
    assert may(Verb.ISSUE, [health], "people/ai-do", free)
    assert not may(Verb.ISSUE, [roads], "people/ai-do", free)
    assert not may(Verb.ISSUE, [health], "people/ai-do", PARTIES)
    # Without a directive, or outside the fields that they follow, specialists can only propose.
    assert not may(Verb.ISSUE, [health], "people/ai-do", replace(free, directed=False))
    assert may(Verb.PROPOSE, [roads], "people/ai-do", replace(free, directed=False))


def test_the_history_names_the_position_that_has_the_right() -> None:
    idle, acting = held(Role.OFFICER, None), held(Role.AGENCY_CLERK, Relation.LEAD)
    assert acting_position(Verb.ACCEPT, [idle, acting], "people/ai-do", PARTIES) is acting
    assert acting_position(Verb.CONFIRM, [idle, acting], "people/ai-do", PARTIES) is None


def test_every_right_has_a_unique_name_and_is_granted_to_some_role() -> None:
    assert set(RIGHTS) == set(EVERY_RIGHT)
    assert len(RIGHTS) == len(EVERY_RIGHT)
    assert all(RIGHTS.values())
