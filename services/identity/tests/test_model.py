"""The rules of the organisation, by example and by Hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.identity.model import (
    RIGHTS,
    ROLE_RULES,
    Action,
    Chart,
    Organisation,
    Period,
    Person,
    Position,
    Reason,
    Role,
    UnitGroup,
    UnitKind,
    UnitVersion,
    check_position,
    covered,
    end_unit,
    may_in_own_agency,
    principal_positions,
    split_name,
)
from shared.refused import Refused

START = date(2020, 1, 1)
DAY = date(2025, 3, 10)


def version(
    unit: str,
    parent: str | None,
    kind: UnitKind = UnitKind.UNIT,
    first: date = START,
    last: date | None = None,
    name: str = "",
    group: UnitGroup = UnitGroup.DEPARTMENT,
) -> UnitVersion:
    return UnitVersion(unit, Period(first, last), name or unit, kind, group, parent)


PROVINCE = Organisation(
    (
        version("ubnd-tinh", None, UnitKind.PROVINCE),
        version("van-phong", "ubnd-tinh", UnitKind.AGENCY, group=UnitGroup.OFFICE),
        version("phong-tong-hop", "van-phong", group=UnitGroup.OFFICE),
        version("so-y-te", "ubnd-tinh", UnitKind.AGENCY, name="Sở Y tế"),
        version("phong-nghiep-vu", "so-y-te"),
        version("to-giam-sat", "phong-nghiep-vu"),
        version("so-noi-vu", "ubnd-tinh", UnitKind.AGENCY),
        version("ban-thi-dua", "so-noi-vu", UnitKind.AGENCY),
        version("phong-phong-trao", "ban-thi-dua"),
    )
)


def position(
    role: Role,
    unit: str,
    person: str = "an",
    first: date = START,
    last: date | None = None,
    name: str = "p1",
) -> Position:
    return Position(name, unit, person, role, "Chuyên viên", Period(first, last))


class TestPeriod:
    def test_the_last_day_is_included(self) -> None:
        period = Period(date(2025, 1, 1), date(2025, 6, 30))
        assert period.contains(date(2025, 6, 30))
        assert not period.contains(date(2025, 7, 1))

    def test_a_reversed_period_is_refused_with_both_days(self) -> None:
        with pytest.raises(Refused, match=Reason.PERIOD_REVERSED) as refusal:
            Period(date(2025, 2, 1), date(2025, 1, 31))
        assert refusal.value.facts == {"first": "2025-02-01", "last": "2025-01-31"}
        assert refusal.value.field == "end_date"

    @given(
        st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10)), max_size=5),
        st.integers(0, 40),
        st.integers(0, 10),
    )
    def test_a_period_is_covered_if_every_day_lies_in_another_period(
        self, parts: list[tuple[int, int]], first: int, length: int
    ) -> None:
        periods = [_days(begin, size) for begin, size in parts]
        period = _days(first, length)
        days = [period.first + timedelta(days=n) for n in range(length + 1)]
        assert covered(period, periods) == all(any(part.contains(day) for part in periods) for day in days)

    @given(st.integers(0, 20), st.integers(0, 8), st.integers(0, 20), st.integers(0, 8))
    def test_periods_overlap_if_they_have_a_common_day(
        self, a: int, a_size: int, b: int, b_size: int
    ) -> None:
        one, other = _days(a, a_size), _days(b, b_size)
        common = any(
            one.contains(START + timedelta(days=n)) and other.contains(START + timedelta(days=n))
            for n in range(30)
        )
        assert one.overlaps(other) == other.overlaps(one) == common


def _days(first: int, length: int) -> Period:
    return Period(START + timedelta(days=first), START + timedelta(days=first + length))


class TestTree:
    def test_a_path_begins_at_the_top(self) -> None:
        chart = PROVINCE.as_of(DAY)
        assert chart.path("to-giam-sat") == ("ubnd-tinh", "so-y-te", "phong-nghiep-vu", "to-giam-sat")

    def test_the_agency_of_a_unit_is_the_nearest_one_above(self) -> None:
        chart = PROVINCE.as_of(DAY)
        assert chart.agency_of("to-giam-sat") == "so-y-te"
        assert chart.agency_of("phong-phong-trao") == "ban-thi-dua"
        assert chart.agency_of("so-noi-vu") == "so-noi-vu"

    def test_a_subtree_has_all_units_below_and_inner_units_stop_at_the_next_agency(self) -> None:
        chart = PROVINCE.as_of(DAY)
        assert chart.subtree("so-noi-vu") == ("so-noi-vu", "ban-thi-dua", "phong-phong-trao")
        assert chart.inner_units("so-noi-vu") == ("so-noi-vu",)
        assert len(chart.subtree("ubnd-tinh")) == 9

    def test_a_unit_does_not_exist_before_its_first_day(self) -> None:
        with pytest.raises(Refused, match=Reason.UNIT_NOT_FOUND) as refusal:
            PROVINCE.as_of(START - timedelta(days=1)).version("so-y-te")
        assert refusal.value.facts["unit"] == "so-y-te"

    def test_a_rename_keeps_the_earlier_name_for_earlier_days(self) -> None:
        renamed = PROVINCE.changed(
            version("so-y-te", "ubnd-tinh", UnitKind.AGENCY, date(2025, 7, 1), name="Sở Y tế mới")
        )
        assert renamed.as_of(date(2025, 6, 30)).version("so-y-te").display_name == "Sở Y tế"
        assert renamed.as_of(date(2025, 7, 1)).version("so-y-te").display_name == "Sở Y tế mới"
        assert len(renamed.history("so-y-te")) == 2

    def test_a_change_on_the_first_day_replaces_the_version(self) -> None:
        renamed = PROVINCE.changed(version("so-y-te", "ubnd-tinh", UnitKind.AGENCY, name="Sở Y tế mới"))
        assert [each.display_name for each in renamed.history("so-y-te")] == ["Sở Y tế mới"]

    def test_a_move_changes_the_path_from_its_day_on(self) -> None:
        moved = PROVINCE.changed(version("to-giam-sat", "so-noi-vu", first=date(2025, 7, 1)))
        assert moved.as_of(DAY).agency_of("to-giam-sat") == "so-y-te"
        assert moved.as_of(date(2025, 7, 1)).agency_of("to-giam-sat") == "so-noi-vu"

    def test_overlapping_versions_are_refused(self) -> None:
        with pytest.raises(Refused, match=Reason.UNIT_CHANGED_LATER):
            PROVINCE.with_version(version("so-y-te", "ubnd-tinh", UnitKind.AGENCY, date(2024, 1, 1)))

    def test_a_unit_below_itself_is_refused(self) -> None:
        with pytest.raises(Refused, match=Reason.UNIT_CYCLE) as refusal:
            PROVINCE.changed(version("phong-nghiep-vu", "to-giam-sat", first=date(2025, 7, 1)))
        assert refusal.value.facts["argument"] == "parent_unit"

    def test_two_units_that_swap_places_on_one_day_make_no_cycle(self) -> None:
        day = date(2025, 7, 1)
        before = [each for each in PROVINCE.versions if each.unit not in ("phong-nghiep-vu", "to-giam-sat")]
        swapped = Organisation(
            (
                *before,
                version("phong-nghiep-vu", "so-y-te", last=day - timedelta(days=1)),
                version("to-giam-sat", "phong-nghiep-vu", last=day - timedelta(days=1)),
                version("to-giam-sat", "so-y-te", first=day),
                version("phong-nghiep-vu", "to-giam-sat", first=day),
            )
        )
        assert swapped.as_of(day).path("phong-nghiep-vu")[-2:] == ("to-giam-sat", "phong-nghiep-vu")

    def test_a_parent_that_ends_earlier_is_refused(self) -> None:
        with pytest.raises(Refused, match=Reason.UNIT_LIFE):
            Organisation(
                (
                    version("ubnd-tinh", None, UnitKind.PROVINCE, last=date(2025, 6, 30)),
                    version("so-y-te", "ubnd-tinh", UnitKind.AGENCY),
                )
            )

    def test_an_inner_unit_without_agency_is_refused(self) -> None:
        with pytest.raises(Refused, match=Reason.AGENCY_MISSING):
            Organisation((version("phong-la", None),))

    def test_only_an_empty_unit_can_be_ended(self) -> None:
        with pytest.raises(Refused, match=Reason.UNIT_IN_USE) as refusal:
            PROVINCE.ended("phong-nghiep-vu", DAY)
        assert refusal.value.facts["below"] == "to-giam-sat"
        with pytest.raises(Refused, match=Reason.UNIT_LIFE):
            PROVINCE.ended("to-giam-sat", DAY).ended("to-giam-sat", DAY + timedelta(days=1))
        emptied = PROVINCE.ended("to-giam-sat", DAY).ended("phong-nghiep-vu", DAY)
        assert "phong-nghiep-vu" not in emptied.as_of(DAY + timedelta(days=1)).versions
        assert "phong-nghiep-vu" in emptied.as_of(DAY).versions

    def test_ending_a_unit_with_a_position_that_lasts_is_refused(self) -> None:
        held = position(Role.OFFICER, "to-giam-sat", last=DAY + timedelta(days=1))
        with pytest.raises(Refused, match=Reason.UNIT_IN_USE):
            end_unit(PROVINCE, "to-giam-sat", DAY, [held])
        end_unit(PROVINCE, "to-giam-sat", DAY, [held.ended(DAY)])

    def test_an_invalid_identifier_is_refused(self) -> None:
        for unfit in ("", "So-Y-Te", "so y te", "-a", "a" * 64, "tasks:x"):
            with pytest.raises(Refused, match=Reason.IDENTIFIER_INVALID):
                version(unfit, None, UnitKind.PROVINCE)


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    """A random tree: each unit is below an earlier one, and some are renamed or moved later."""
    size = draw(st.integers(1, 12))
    tree = Organisation((version("u0", None, UnitKind.PROVINCE),))
    for number in range(1, size):
        parent = f"u{draw(st.integers(0, number - 1))}"
        kind = draw(st.sampled_from([UnitKind.AGENCY, UnitKind.UNIT, UnitKind.UNIT]))
        tree = tree.with_version(version(f"u{number}", parent, kind))
    for _ in range(draw(st.integers(0, 4))):
        tree = draw(_moves(tree))
    return tree


@st.composite
def _moves(draw: st.DrawFn, tree: Organisation) -> Organisation:
    units = sorted({each.unit for each in tree.versions} - {"u0"})
    if not units:
        return tree
    unit, parent = draw(st.sampled_from(units)), draw(st.sampled_from(["u0", *units]))
    day = START + timedelta(days=draw(st.integers(0, 20)))
    kind = tree.history(unit)[0].kind
    try:
        return tree.changed(version(unit, parent, kind, day))
    except Refused as refused:
        if refused.reason in (Reason.UNIT_CYCLE, Reason.UNIT_CHANGED_LATER):
            return tree
        raise


class TestAnyTree:
    @given(organisations(), st.integers(0, 25))
    def test_every_unit_has_a_path_and_an_agency_and_is_in_the_subtree_of_all_units_above(
        self, tree: Organisation, day: int
    ) -> None:
        chart = tree.as_of(START + timedelta(days=day))
        for unit in chart.versions:
            path = chart.path(unit)
            assert (path[0], path[-1], len(set(path))) == ("u0", unit, len(path))
            assert chart.agency_of(unit) in path
            assert all(unit in chart.subtree(above) for above in path)

    @given(organisations(), st.integers(0, 25))
    def test_every_unit_is_an_inner_unit_of_exactly_one_agency(self, tree: Organisation, day: int) -> None:
        chart = tree.as_of(START + timedelta(days=day))
        agencies = [unit for unit, each in chart.versions.items() if each.kind.is_agency]
        inner = [unit for agency in agencies for unit in chart.inner_units(agency)]
        assert sorted(inner) == sorted(chart.versions)

    @given(organisations(), st.integers(0, 25))
    def test_the_subtrees_of_siblings_never_overlap(self, tree: Organisation, day: int) -> None:
        chart: Chart = tree.as_of(START + timedelta(days=day))
        for unit in chart.versions:
            below = [set(chart.subtree(child)) for child in chart.children(unit)]
            assert sum(map(len, below)) + 1 == len(chart.subtree(unit))


class TestPositions:
    @pytest.mark.parametrize(
        ("role", "unit", "fits"),
        [
            (Role.CHAIRMAN, "ubnd-tinh", True),
            (Role.CHAIRMAN, "so-y-te", False),
            (Role.OFFICE_SPECIALIST, "phong-tong-hop", True),
            (Role.OFFICE_SPECIALIST, "so-y-te", False),
            (Role.OFFICE_CHIEF, "ubnd-tinh", False),
            (Role.AGENCY_HEAD, "so-y-te", True),
            (Role.AGENCY_HEAD, "phong-nghiep-vu", False),
            (Role.AGENCY_HEAD, "van-phong", False),
            (Role.UNIT_HEAD, "phong-nghiep-vu", True),
            (Role.UNIT_HEAD, "so-y-te", False),
            (Role.OFFICER, "to-giam-sat", True),
            (Role.AGENCY_CLERK, "phong-nghiep-vu", True),
        ],
    )
    def test_a_role_is_possible_only_in_its_kind_of_unit(self, role: Role, unit: str, fits: bool) -> None:
        if fits:
            check_position(position(role, unit), PROVINCE, [])
            return
        with pytest.raises(Refused, match=Reason.ROLE_NOT_IN_UNIT):
            check_position(position(role, unit), PROVINCE, [])

    def test_every_role_has_a_rule(self) -> None:
        assert set(ROLE_RULES) == set(Role)

    def test_a_position_outside_the_life_of_its_unit_is_refused(self) -> None:
        ended = PROVINCE.ended("to-giam-sat", DAY)
        check_position(position(Role.OFFICER, "to-giam-sat", last=DAY), ended, [])
        with pytest.raises(Refused, match=Reason.POSITION_OUTSIDE_UNIT):
            check_position(position(Role.OFFICER, "to-giam-sat"), ended, [])
        with pytest.raises(Refused, match=Reason.POSITION_OUTSIDE_UNIT):
            check_position(
                position(Role.OFFICER, "to-giam-sat", first=START - timedelta(days=1)), PROVINCE, []
            )

    def test_a_position_in_an_unknown_unit_is_refused(self) -> None:
        with pytest.raises(Refused, match=Reason.UNIT_NOT_FOUND):
            check_position(position(Role.OFFICER, "so-la"), PROVINCE, [])

    def test_a_person_can_hold_several_positions_but_not_the_same_one_twice(self) -> None:
        held = [position(Role.OFFICER, "to-giam-sat", name="p0", last=DAY)]
        with pytest.raises(Refused, match=Reason.POSITION_OVERLAPS):
            check_position(position(Role.OFFICER, "to-giam-sat", first=DAY), PROVINCE, held)
        check_position(position(Role.OFFICER, "to-giam-sat", first=DAY + timedelta(days=1)), PROVINCE, held)
        check_position(position(Role.OFFICER, "phong-tong-hop", first=DAY), PROVINCE, held)
        check_position(position(Role.AGENCY_CLERK, "to-giam-sat", first=DAY), PROVINCE, held)
        deputy = replace(position(Role.OFFICER, "to-giam-sat", first=DAY), title="Phó")
        check_position(deputy, PROVINCE, held)

    def test_a_person_of_an_agencys_provider_needs_an_employee_number(self) -> None:
        with pytest.raises(Refused, match=Reason.EMPLOYEE_NUMBER_MISSING):
            Person("an", "Nguyễn Văn An", "so-y-te", identity_provider="agency-a")

    def test_names_begin_with_the_family_name(self) -> None:
        assert split_name("Nguyễn Văn  An") == ("Nguyễn", "Văn  An")
        assert split_name(" Y ") == ("Y", "")

    def test_an_ended_position_can_be_shortened_but_not_extended(self) -> None:
        with pytest.raises(Refused, match=Reason.POSITION_ENDED):
            position(Role.OFFICER, "to-giam-sat", last=DAY).ended(DAY + timedelta(days=1))
        shortened = position(Role.OFFICER, "to-giam-sat", last=DAY).ended(DAY - timedelta(days=1))
        assert shortened.period.last == DAY - timedelta(days=1)
        with pytest.raises(Refused, match=Reason.PERIOD_REVERSED):
            position(Role.OFFICER, "to-giam-sat").ended(START - timedelta(days=1))


class TestPrincipal:
    def test_a_principal_has_the_agency_and_the_overseen_units_of_each_position(self) -> None:
        held = [
            position(Role.AGENCY_HEAD, "so-y-te", name="p1"),
            position(Role.OFFICER, "phong-phong-trao", name="p2", first=date(2024, 1, 1)),
            position(Role.OFFICER, "phong-tong-hop", name="p3", last=date(2024, 12, 31)),
            position(Role.OFFICER, "phong-tong-hop", person="binh", name="p4"),
        ]
        principal = principal_positions(PROVINCE.as_of(DAY), held, "an")
        assert [(each.position, each.agency) for each in principal] == [
            ("units/so-y-te/positions/p1", "units/so-y-te"),
            ("units/phong-phong-trao/positions/p2", "units/ban-thi-dua"),
        ]
        assert principal[0].units == ("units/so-y-te", "units/phong-nghiep-vu", "units/to-giam-sat")
        assert principal[1].units == ()

    def test_a_clerk_oversees_the_agency_but_no_other_agency_below_it(self) -> None:
        clerk = principal_positions(PROVINCE.as_of(DAY), [position(Role.AGENCY_CLERK, "so-noi-vu")], "an")
        assert clerk[0].units == ("units/so-noi-vu",)
        in_inner_unit = position(Role.AGENCY_CLERK, "to-giam-sat")
        [held] = principal_positions(PROVINCE.as_of(DAY), [in_inner_unit], "an")
        assert held.units == ("units/so-y-te", "units/phong-nghiep-vu", "units/to-giam-sat")

    @pytest.mark.parametrize("role", [Role.OFFICE_CHIEF, Role.OFFICE_CLERK])
    def test_chiefs_and_clerks_oversee_the_office_wherever_they_sit(self, role: Role) -> None:
        [held] = principal_positions(PROVINCE.as_of(DAY), [position(role, "phong-tong-hop")], "an")
        assert held.units == ("units/van-phong", "units/phong-tong-hop")

    def test_a_specialist_oversees_no_unit(self) -> None:
        specialist = position(Role.OFFICE_SPECIALIST, "phong-tong-hop")
        [held] = principal_positions(PROVINCE.as_of(DAY), [specialist], "an")
        assert held.units == ()

    def test_a_role_that_sees_everything_has_no_list_of_units(self) -> None:
        [held] = principal_positions(PROVINCE.as_of(DAY), [position(Role.CHAIRMAN, "ubnd-tinh")], "an")
        assert (held.agency, held.units) == ("units/ubnd-tinh", ())

    def test_a_position_is_held_until_its_last_day(self) -> None:
        held = [position(Role.OFFICER, "to-giam-sat", last=DAY)]
        assert principal_positions(PROVINCE.as_of(DAY), held, "an")
        assert not principal_positions(PROVINCE.as_of(DAY + timedelta(days=1)), held, "an")


class TestRights:
    def test_the_system_administrator_has_every_right_to_change(self) -> None:
        for action in set(Action) - {Action.READ_UNITS, Action.READ_PEOPLE, Action.READ_NAMES}:
            assert RIGHTS[action].everywhere == {Role.SYSTEM_ADMINISTRATOR}

    def test_the_administrator_of_an_agency_changes_only_that_agency(self) -> None:
        allowed = {action for action in Action if Role.AGENCY_ADMINISTRATOR in RIGHTS[action].in_own_agency}
        assert allowed == {
            Action.READ_PEOPLE,
            Action.CHANGE_INNER_UNIT,
            Action.CHANGE_PERSON,
            Action.CHANGE_POSITION,
        }

    def test_an_unknown_role_has_no_right(self) -> None:
        assert not any(may_in_own_agency(action, "ROLE_OF_TOMORROW") for action in Action)
