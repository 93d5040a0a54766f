"""Who may do what: everything the table does not grant is forbidden (docs/domain.md, section Rights)."""

from __future__ import annotations

from itertools import product

import pytest

from services.task.model import (
    ACTION_OF_VERB,
    RIGHTS,
    Action,
    Parties,
    Relation,
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
    co_ordinators=frozenset({"units/co"}),
    informed=frozenset({"units/informed"}),
    monitor="people/monitor",
    field="y-te",
    holder_unit="units/holder",
    holder_person="people/holder",
)
UNITS = {
    Relation.LEAD: "units/lead",
    Relation.PARENT_LEAD: "units/parent",
    Relation.HOLDER_UNIT: "units/holder",
    Relation.CO_ORDINATOR: "units/co",
    Relation.INFORMED: "units/informed",
}
PEOPLE = {Relation.MONITOR: "people/monitor", Relation.HOLDER: "people/holder"}
OFFICE_ROLES = {
    Role.CHAIRMAN,
    Role.VICE_CHAIRMAN,
    Role.OFFICE_CHIEF,
    Role.OFFICE_SPECIALIST,
    Role.OFFICE_CLERK,
}


def held(role: Role, relation: Relation | None) -> Held:
    units = frozenset({UNITS[relation]}) if relation in UNITS else frozenset({"units/elsewhere"})
    return Held(role, PEOPLE.get(relation, "people/nobody") if relation else "people/nobody", units)


@pytest.mark.parametrize(("action", "role"), list(product(Action, Role)))
def test_only_what_the_table_grants(action: Action, role: Role) -> None:
    for relation in (*Relation, None):
        position = held(role, relation)
        granted = any((role, each) in RIGHTS[action] for each in relations_for(position, PARTIES))
        assert may(action, [position], PARTIES) is granted


@pytest.mark.parametrize("role", sorted(set(Role) - OFFICE_ROLES))
def test_a_task_of_others_is_nobodys(role: Role) -> None:
    stranger = held(role, None)
    assert [action for action in Action if may(action, [stranger], PARTIES)] == []
    assert view(allowed([stranger], PARTIES)) is None


@pytest.mark.parametrize("action", [Action.ACCEPT, Action.SUBMIT, Action.RETURN, Action.DELEGATE])
def test_the_office_does_not_act_for_the_agency(action: Action) -> None:
    for role in OFFICE_ROLES:
        assert not may(action, [held(role, Relation.MONITOR)], PARTIES)


@pytest.mark.parametrize("action", [Action.ISSUE, Action.CONFIRM, Action.DECIDE_EXTENSION, Action.URGE])
def test_the_agency_does_not_act_for_the_office(action: Action) -> None:
    for role in set(Role) - OFFICE_ROLES:
        assert not may(action, [held(role, Relation.LEAD)], PARTIES)


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.AGENCY_ADMINISTRATOR, Role.INSPECTOR])
def test_administrators_read_no_tasks_by_office(role: Role) -> None:
    everywhere = Held(role, "people/holder", frozenset(UNITS.values()))
    assert view(allowed([everywhere], PARTIES)) is None


@pytest.mark.parametrize(
    ("role", "relation", "seen"),
    [
        (Role.CHAIRMAN, None, View.WHOLE),
        (Role.OFFICE_CLERK, None, View.WHOLE),
        (Role.AGENCY_CLERK, Relation.LEAD, View.WHOLE),
        (Role.AGENCY_HEAD, Relation.PARENT_LEAD, View.WHOLE),
        (Role.OFFICER, Relation.HOLDER, View.WHOLE),
        (Role.UNIT_HEAD, Relation.HOLDER_UNIT, View.WHOLE),
        (Role.AGENCY_HEAD, Relation.CO_ORDINATOR, View.PART),
        (Role.AGENCY_CLERK, Relation.INFORMED, View.TEXT),
        (Role.OFFICER, Relation.LEAD, None),
        (Role.OFFICER, Relation.HOLDER_UNIT, None),
        (Role.OFFICER, Relation.CO_ORDINATOR, None),
    ],
)
def test_how_much_each_sees(role: Role, relation: Relation | None, seen: View | None) -> None:
    assert view(allowed([held(role, relation)], PARTIES)) is seen


def test_a_specialist_acts_in_his_field_until_somebody_follows() -> None:
    free = Parties(lead="units/lead", field="y-te")
    health = Held(Role.OFFICE_SPECIALIST, fields=frozenset({"y-te"}))
    roads = Held(Role.OFFICE_SPECIALIST, fields=frozenset({"giao-thong"}))
    assert may(Action.ISSUE, [health], free)
    assert not may(Action.ISSUE, [roads], free)
    assert not may(Action.ISSUE, [health], PARTIES)


def test_the_history_names_the_position_that_carried_the_right() -> None:
    idle, acting = held(Role.OFFICER, None), held(Role.AGENCY_CLERK, Relation.LEAD)
    assert acting_position(Action.ACCEPT, [idle, acting], PARTIES) is acting
    assert acting_position(Action.CONFIRM, [idle, acting], PARTIES) is None


def test_every_verb_has_a_rule() -> None:
    assert set(ACTION_OF_VERB) == set(Verb)
    assert set(RIGHTS) == set(Action)
    assert all(RIGHTS.values())
