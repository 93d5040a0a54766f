"""The use cases and their refusals on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dondoc_api.dondoc.identity.v1.identity_events_pb import PersonChanged, PositionChanged, UnitChanged
from services.identity import tables
from services.identity.model import (
    Action,
    Period,
    Position,
    Role,
    StoredPerson,
    UnitKind,
    may_everywhere,
    may_in_own_agency,
)
from services.identity.tests.factories import (
    NOW,
    POSITIONS,
    START,
    TODAY,
    as_role,
    caller,
    person,
    province,
    version,
)
from services.identity.usecases import callers, people, positions, seeding, units
from shared import outbox, texts
from shared.errors import (
    Aborted,
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    Refusal,
)
from shared.event import Event
from shared.principal import HeldPosition, Principal

SYSTEM = caller("quan-tri")
ADMIN_A = caller("a-quan-tri")
GATEWAY = Principal("service:gateway", service="gateway")
YESTERDAY = TODAY - timedelta(days=1)


def announced(session: Session, aggregate: str) -> list[Event]:
    return [event for event in outbox.waiting(session, "identity", 1000) if event.aggregate == aggregate]


class TestUnits:
    def test_units_are_listed_in_the_order_of_the_tree_page_by_page(self, session: Session) -> None:
        names: list[str] = []
        cursor = None
        for _ in range(10):
            page = units.list_units(session.connection(), caller("a-can-bo"), TODAY, None, (), cursor, 3)
            names += [unit.version.unit for unit in page.rows]
            cursor = page.cursor
            if cursor is None:
                break
        assert names == ["ubnd-tinh", "van-phong", "phong-tong-hop", "so-a", "phong-a", "so-b", "phong-b"]

    def test_units_can_be_found_without_diacritics_and_below_an_ancestor(self, session: Session) -> None:
        def found(ancestor: str | None, *words: str) -> list[str]:
            page = units.list_units(session.connection(), SYSTEM, TODAY, ancestor, words, None, 50)
            return [unit.version.unit for unit in page.rows]

        assert found(None, "duong", "THUY") == ["so-b"]
        assert found("so-b", "nghiep vu") == ["phong-b"]
        assert found("so-b") == ["phong-b"]

    def test_a_list_below_an_unknown_ancestor_is_refused(self, session: Session) -> None:
        with pytest.raises(InvalidArgument, match="UNKNOWN_UNIT"):
            units.list_units(session.connection(), SYSTEM, TODAY, "so-la", (), None, 50)

    def test_the_administrator_of_an_agency_creates_an_inner_unit_which_is_announced(
        self, session: Session
    ) -> None:
        created = units.create(session, ADMIN_A, version("phong-moi", "so-a", UnitKind.UNIT), NOW)
        assert (created.agency, created.revision) == ("so-a", 1)
        [event] = announced(session, "units/phong-moi")
        event_facts = UnitChanged.from_binary(event.payload)
        assert (event.type, event.version, event.snapshot) == ("unit.changed", 1, False)
        assert (event_facts.parent_unit, event_facts.agency) == ("units/so-a", "units/so-a")

    def test_a_new_name_does_not_change_the_past_and_is_announced_as_the_next_event(
        self, session: Session
    ) -> None:
        before = units.get(session.connection(), SYSTEM, "phong-a", TODAY, exactly=False)
        changed = units.update(
            session, ADMIN_A, "phong-a", {"display_name": "Phòng mới"}, before.etag, TODAY, NOW
        )
        assert changed.version.display_name == "Phòng mới"
        assert changed.etag != before.etag
        past = units.get(session.connection(), SYSTEM, "phong-a", YESTERDAY, exactly=True)
        assert past.version.display_name == "Phòng Nghiệp vụ Y"
        assert past.life == Period(START)
        assert [event.version for event in announced(session, "units/phong-a")] == [1, 2]

    def test_only_the_system_administrator_may_move_a_unit_to_another_agency(self, session: Session) -> None:
        with pytest.raises(PermissionDenied, match="NOT_ALLOWED"):
            units.update(session, ADMIN_A, "phong-a", {"parent": "so-b"}, "", TODAY, NOW)
        moved = units.update(session, SYSTEM, "phong-a", {"parent": "so-b"}, "", TODAY, NOW)
        assert moved.agency == "so-b"

    def test_a_stale_etag_is_refused(self, session: Session) -> None:
        units.update(session, ADMIN_A, "phong-a", {"short_name": "P.A"}, "1", TODAY, NOW)
        with pytest.raises(Aborted):
            units.update(session, ADMIN_A, "phong-a", {"short_name": "P.B"}, "1", TODAY, NOW)

    def test_a_cycle_is_refused(self, session: Session) -> None:
        units.create(session, ADMIN_A, version("to", "phong-a", UnitKind.UNIT), NOW)
        with pytest.raises(FailedPrecondition, match="UNIT_CYCLE"):
            units.update(session, SYSTEM, "phong-a", {"parent": "to"}, "", TODAY, NOW)

    def test_only_the_system_administrator_may_change_an_agency(self, session: Session) -> None:
        for change in ({"display_name": "Sở khác"}, {"end_date": TODAY}, {"kind": UnitKind.UNIT}):
            with pytest.raises(PermissionDenied, match="NOT_ALLOWED"):
                units.update(session, ADMIN_A, "so-a", change, "", TODAY, NOW)
        with pytest.raises(PermissionDenied, match="NOT_ALLOWED"):
            units.create(session, ADMIN_A, version("so-c", "so-a", UnitKind.AGENCY), NOW)
        with pytest.raises(PermissionDenied, match="NOT_ALLOWED"):
            units.update(session, ADMIN_A, "phong-a", {"kind": UnitKind.AGENCY}, "", TODAY, NOW)
        units.create(session, SYSTEM, version("so-c", "ubnd-tinh", UnitKind.AGENCY), NOW)

    def test_a_unit_that_begins_before_its_parent_is_refused(self, session: Session) -> None:
        early = version("phong-moi", "so-a", UnitKind.UNIT)
        early = replace(early, period=Period(START - timedelta(days=1)))
        with pytest.raises(FailedPrecondition, match="UNIT_LIFE"):
            units.create(session, SYSTEM, early, NOW)

    def test_an_existing_id_is_refused(self, session: Session) -> None:
        with pytest.raises(AlreadyExists):
            units.create(session, ADMIN_A, version("phong-a", "so-a", UnitKind.UNIT), NOW)

    def test_an_empty_unit_can_be_ended_and_reopened(self, session: Session) -> None:
        with pytest.raises(FailedPrecondition, match="UNIT_IN_USE"):
            units.update(session, ADMIN_A, "phong-a", {"end_date": TODAY}, "", TODAY, NOW)
        units.create(session, ADMIN_A, version("to", "phong-a", UnitKind.UNIT), NOW)
        ended = units.update(session, ADMIN_A, "to", {"end_date": TODAY}, "", TODAY, NOW)
        assert ended.life == Period(START, TODAY)
        with pytest.raises(NotFound, match="UNIT_NOT_FOUND"):
            units.get(session.connection(), SYSTEM, "to", TODAY + timedelta(days=1), exactly=True)
        assert (
            units.get(session.connection(), SYSTEM, "to", TODAY + timedelta(days=1), exactly=False).life.last
            == TODAY
        )
        assert units.update(session, ADMIN_A, "to", {"end_date": None}, "", TODAY, NOW).life.last is None

    def test_the_first_day_cannot_be_changed(self, session: Session) -> None:
        with pytest.raises(InvalidArgument):
            units.update(session, ADMIN_A, "phong-a", {"start_date": TODAY}, "", TODAY, NOW)
        units.update(session, ADMIN_A, "phong-a", {"start_date": START}, "", TODAY, NOW)


class TestPeople:
    def test_people_are_listed_in_vietnamese_order_page_by_page(self, session: Session) -> None:
        for number, name in enumerate(("Đỗ An", "Dương Ba", "Đinh Ân", "Em Ba", "Đinh An", "Dũng Ba")):
            tables.insert_person(session, replace(person(f"ten-{number}", "so-a"), display_name=name), NOW)
        names: list[str] = []
        cursor = None
        while True:
            page = people.list_people(session.connection(), SYSTEM, TODAY, None, (), cursor, 2)
            names += [each.person.display_name for each in page.rows]
            cursor = page.cursor
            if cursor is None:
                break
        assert len(names) == len(POSITIONS) + 6
        assert [name for name in names if not name.startswith("Nguyễn")] == [
            "Dũng Ba", "Dương Ba", "Đinh An", "Đinh Ân", "Đỗ An", "Em Ba",
        ]  # fmt: skip

    def test_the_database_sorts_names_as_the_code_does(self, session: Session) -> None:
        for name in (texts.LETTERS, "Nguyễn Thị Ngọc Uyên, 12 \\ 'a'", ""):
            key = session.scalar(select(func.dictionary_key(name)))
            assert key == texts.dictionary_key(name)

    def test_a_caller_sees_the_people_of_the_agency_and_nobody_else(self, session: Session) -> None:
        seen = {each.person.person for each in self.page(session, "a-can-bo")}
        assert seen == {name for name in POSITIONS if name.startswith("a-")}
        people.get(session.connection(), caller("a-can-bo"), "a-giam-doc", TODAY)
        refusals = []
        for name in ("b-can-bo", "khong-co-ai"):
            with pytest.raises(NotFound) as refused:
                people.get(session.connection(), caller("a-can-bo"), name, TODAY)
            refusals.append((refused.value.reason, set(refused.value.facts)))
        assert refusals[0] == refusals[1]

    def test_leaders_and_the_office_see_everyone(self, session: Session) -> None:
        for name, (role, _) in POSITIONS.items():
            sees_everyone = len(self.page(session, name)) == len(POSITIONS)
            assert sees_everyone == may_everywhere(Action.READ_PEOPLE, role)

    def test_a_person_seconded_to_an_agency_is_visible_there(self, session: Session) -> None:
        lent = Position("biet-phai", "phong-a", "b-can-bo", Role.OFFICER, "Biệt phái", Period(TODAY))
        positions.create(session, SYSTEM, lent, TODAY, NOW)
        assert "b-can-bo" in {each.person.person for each in self.page(session, "a-can-bo")}
        with pytest.raises(PermissionDenied, match="NOT_ALLOWED"):
            people.update(session, ADMIN_A, "b-can-bo", {"email": "x@a.example"}, "", TODAY, NOW)

    def test_people_are_listed_by_name_page_by_page_with_positions(self, session: Session) -> None:
        names: list[str] = []
        cursor = None
        for _ in range(20):
            page = people.list_people(session.connection(), SYSTEM, TODAY, None, (), cursor, 4)
            names += [each.person.person for each in page.rows]
            assert all(len(each.positions) == 1 for each in page.rows)
            cursor = page.cursor
            if cursor is None:
                break
        assert names == sorted(POSITIONS)

    def test_people_can_be_listed_by_unit_with_all_units_below(self, session: Session) -> None:
        page = people.list_people(session.connection(), SYSTEM, TODAY, "so-b", ("NGUYEN",), None, 50)
        assert {each.person.person for each in page.rows} == {"b-giam-doc", "b-quan-tri", "b-can-bo"}
        with pytest.raises(InvalidArgument, match="UNKNOWN_UNIT"):
            people.list_people(session.connection(), SYSTEM, TODAY, "so-la", (), None, 50)

    def test_a_person_is_entered_into_the_callers_agency_and_announced(self, session: Session) -> None:
        entered, _ = people.create(session, ADMIN_A, person("moi", ""), TODAY, NOW)
        assert (entered.person.agency, entered.person.family_name) == ("so-a", "Nguyễn")
        [event] = announced(session, "people/moi")
        event_facts = PersonChanged.from_binary(event.payload)
        assert (event_facts.person, event_facts.display_name, event_facts.agency) == (
            "people/moi",
            "Nguyễn moi",
            "units/so-a",
        )
        assert people.get(session.connection(), ADMIN_A, "moi", TODAY)[0].person.username == "moi"

    def test_a_new_name_is_split_again(self, session: Session) -> None:
        changed, _ = people.update(
            session, ADMIN_A, "a-can-bo", {"display_name": "Hồ Thị Lan"}, "", TODAY, NOW
        )
        assert (changed.person.family_name, changed.person.given_name) == ("Hồ", "Thị Lan")
        assert [event.version for event in announced(session, "people/a-can-bo")] == [1, 2]

    def test_a_stale_etag_is_refused(self, session: Session) -> None:
        people.update(session, ADMIN_A, "a-can-bo", {"email": "a@a.example"}, "1", TODAY, NOW)
        with pytest.raises(Aborted):
            people.update(session, ADMIN_A, "a-can-bo", {"email": "b@a.example"}, "1", TODAY, NOW)

    @pytest.mark.parametrize("taken", [{"username": "a-giam-doc"}, {"username": "A-Giam-Doc"}])
    def test_a_user_name_belongs_to_one_person(self, session: Session, taken: dict[str, str]) -> None:
        with pytest.raises(AlreadyExists) as refused:
            people.create(session, ADMIN_A, person("moi", "so-a", **taken), TODAY, NOW)
        assert refused.value.facts["field"] == "person.username"
        with pytest.raises(AlreadyExists):
            people.update(session, ADMIN_A, "a-can-bo", taken, "", TODAY, NOW)

    def test_an_employee_number_belongs_to_one_person_at_a_provider(self, session: Session) -> None:
        link = {"identity_provider": "agency-a", "employee_number": "A-1"}
        people.create(session, ADMIN_A, person("moi", "so-a", **link), TODAY, NOW)
        for number in ("A-1", "a-1"):
            again = link | {"employee_number": number}
            with pytest.raises(AlreadyExists) as refused:
                people.update(session, ADMIN_A, "a-can-bo", again, "", TODAY, NOW)
            assert refused.value.facts["field"] == "person.employee_number"

    def test_an_existing_id_is_refused(self, session: Session) -> None:
        with pytest.raises(AlreadyExists):
            people.create(session, ADMIN_A, person("a-can-bo", "so-a", username="khac"), TODAY, NOW)

    def test_the_administrator_of_another_agency_may_not_change_people(self, session: Session) -> None:
        with pytest.raises(PermissionDenied, match="NOT_ALLOWED"):
            people.create(session, ADMIN_A, person("moi", "so-b"), TODAY, NOW)
        with pytest.raises(NotFound):
            people.update(session, ADMIN_A, "b-can-bo", {"email": "x@a.example"}, "", TODAY, NOW)
        with pytest.raises(PermissionDenied, match="NOT_ALLOWED"):
            people.update(session, ADMIN_A, "a-can-bo", {"agency": "so-b"}, "", TODAY, NOW)

    def test_nobody_may_sign_in_at_another_agencys_provider(self, session: Session) -> None:
        link = {"identity_provider": "agency-a", "employee_number": "A-1"}
        for administrator in (caller("b-quan-tri"), SYSTEM):
            with pytest.raises(FailedPrecondition, match="IDENTITY_PROVIDER_FOREIGN"):
                people.update(session, administrator, "b-can-bo", link, "", TODAY, NOW)
            with pytest.raises(FailedPrecondition, match="IDENTITY_PROVIDER_FOREIGN"):
                people.create(session, administrator, person("moi", "so-b", **link), TODAY, NOW)
        people.update(session, ADMIN_A, "a-can-bo", link, "", TODAY, NOW)
        with pytest.raises(FailedPrecondition, match="IDENTITY_PROVIDER_FOREIGN"):
            people.update(session, SYSTEM, "a-can-bo", {"agency": "so-b"}, "", TODAY, NOW)

    def test_a_person_needs_an_existing_agency(self, session: Session) -> None:
        for agency in ("phong-a", "so-la"):
            with pytest.raises(InvalidArgument, match="UNKNOWN_UNIT"):
                people.create(session, SYSTEM, person("moi", agency), TODAY, NOW)

    def test_a_person_of_the_province_needs_a_user_name(self, session: Session) -> None:
        with pytest.raises(InvalidArgument) as refused:
            people.create(session, ADMIN_A, person("moi", "so-a", username=""), TODAY, NOW)
        assert refused.value.fields[0].path == "person.username"

    def page(self, session: Session, name: str) -> Sequence[StoredPerson]:
        page = people.list_people(session.connection(), caller(name), TODAY, None, (), None, 50)
        assert page.cursor is None
        return page.rows


class TestPositions:
    def test_a_new_position_is_announced(self, session: Session) -> None:
        given = Position("kiem", "phong-a", "a-giam-doc", Role.UNIT_HEAD, "Kiêm", Period(TODAY), ("van-xa",))
        stored, agency = positions.create(session, ADMIN_A, given, TODAY, NOW)
        assert (stored.position, agency) == (given, "so-a")
        [event] = announced(session, "units/phong-a/positions/kiem")
        event_facts = PositionChanged.from_binary(event.payload)
        assert (event_facts.person, event_facts.unit, event_facts.agency, list(event_facts.fields)) == (
            "people/a-giam-doc",
            "units/phong-a",
            "units/so-a",
            ["van-xa"],
        )

    def test_a_position_can_be_ended_once(self, session: Session) -> None:
        end = self.end
        ended, _ = end(session, TODAY, "1")
        assert ended.position.period.last == TODAY
        with pytest.raises(Aborted):
            end(session, YESTERDAY, "1")
        with pytest.raises(FailedPrecondition, match="POSITION_ENDED"):
            end(session, TODAY + timedelta(days=1), "")
        with pytest.raises(InvalidArgument, match="PERIOD_REVERSED"):
            end(session, START - timedelta(days=1), "")
        assert [event.version for event in announced(session, "units/phong-a/positions/a-can-bo")] == [1, 2]

    def test_positions_can_be_listed_as_of_a_day(self, session: Session) -> None:
        self.end(session, YESTERDAY, "")

        def holders(day: date) -> list[str]:
            page = positions.list_positions(
                session.connection(), caller("a-giam-doc"), day, "phong-a", None, 50
            )
            return [each.position.person for each in page.rows]

        assert holders(YESTERDAY) == ["a-can-bo", "a-quan-tri", "a-truong-phong"]
        assert holders(TODAY) == ["a-quan-tri", "a-truong-phong"]

    def test_the_positions_of_all_units_are_those_of_visible_people(self, session: Session) -> None:
        seen: list[str] = []
        cursor = None
        for _ in range(10):
            page = positions.list_positions(session.connection(), caller("b-can-bo"), TODAY, None, cursor, 2)
            seen += [each.position.person for each in page.rows]
            cursor = page.cursor
            if cursor is None:
                break
        assert sorted(seen) == ["b-can-bo", "b-giam-doc", "b-quan-tri"]

    def test_a_list_of_an_unknown_unit_is_refused(self, session: Session) -> None:
        with pytest.raises(NotFound, match="UNIT_NOT_FOUND"):
            positions.list_positions(session.connection(), SYSTEM, TODAY, "so-la", None, 50)

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"unit": "so-la"}, "UNIT_NOT_FOUND"),
            ({"unit": "phong-b"}, "NOT_ALLOWED"),
            ({"person": "b-can-bo"}, "UNKNOWN_PERSON"),
            ({"person": "khong-co-ai"}, "UNKNOWN_PERSON"),
            ({"role": Role.SYSTEM_ADMINISTRATOR}, "NOT_ALLOWED"),
            ({"role": Role.INSPECTOR}, "NOT_ALLOWED"),
            ({"role": Role.CHAIRMAN}, "ROLE_NOT_IN_UNIT"),
            ({"role": Role.OFFICE_SPECIALIST}, "ROLE_NOT_IN_UNIT"),
            ({"period": Period(START - timedelta(days=1))}, "POSITION_OUTSIDE_UNIT"),
            ({"role": Role.OFFICER, "title": "Chức vụ a-can-bo"}, "POSITION_OVERLAPS"),
            ({"position": "a-quan-tri"}, "POSITION_EXISTS"),
        ],
    )
    def test_a_wrong_position_is_refused(self, session: Session, change: dict[str, Any], reason: str) -> None:
        wanted = Position("moi", "phong-a", "a-can-bo", Role.AGENCY_CLERK, "Văn thư", Period(TODAY))
        with pytest.raises(Refusal, match=reason):
            positions.create(session, ADMIN_A, replace(wanted, **change), TODAY, NOW)
        assert not announced(session, "units/phong-a/positions/moi")

    def test_only_the_system_administrator_may_end_a_system_role(self, session: Session) -> None:
        found = POSITIONS["thanh-tra"][1]
        with pytest.raises(NotFound, match="POSITION_NOT_FOUND"):
            positions.end(session, ADMIN_A, found, "thanh-tra", TODAY, "", TODAY, NOW)
        inspector = Position("thanh-tra", "phong-a", "a-can-bo", Role.INSPECTOR, "", Period(TODAY))
        positions.create(session, SYSTEM, inspector, TODAY, NOW)
        with pytest.raises(PermissionDenied, match="NOT_ALLOWED"):
            positions.end(session, ADMIN_A, "phong-a", "thanh-tra", TODAY, "", TODAY, NOW)
        positions.end(session, SYSTEM, found, "thanh-tra", TODAY, "", TODAY, NOW)

    def test_an_unknown_position_is_not_found(self, session: Session) -> None:
        with pytest.raises(NotFound):
            positions.end(session, ADMIN_A, "phong-a", "khong-co", TODAY, "", TODAY, NOW)

    def end(self, session: Session, last: date, etag: str) -> positions.Shown:
        return positions.end(session, ADMIN_A, "phong-a", "a-can-bo", last, etag, TODAY, NOW)


COMMANDS: dict[str, tuple[Action, Callable[[Session, Principal], object]]] = {
    "create an inner unit": (
        Action.CHANGE_INNER_UNIT,
        lambda session, who: units.create(session, who, version("moi", "so-a", UnitKind.UNIT), NOW),
    ),
    "change an inner unit": (
        Action.CHANGE_INNER_UNIT,
        lambda session, who: units.update(session, who, "phong-a", {"short_name": "P"}, "", TODAY, NOW),
    ),
    "create an agency": (
        Action.CHANGE_AGENCY,
        lambda session, who: units.create(session, who, version("moi", "ubnd-tinh", UnitKind.AGENCY), NOW),
    ),
    "change an agency": (
        Action.CHANGE_AGENCY,
        lambda session, who: units.update(session, who, "so-a", {"short_name": "S"}, "", TODAY, NOW),
    ),
    "enter a person": (
        Action.CHANGE_PERSON,
        lambda session, who: people.create(session, who, person("moi", "so-a"), TODAY, NOW),
    ),
    "change a person": (
        Action.CHANGE_PERSON,
        lambda session, who: people.update(
            session, who, "a-can-bo", {"email": "x@a.example"}, "", TODAY, NOW
        ),
    ),
    "move a person": (
        Action.CHANGE_PERSONS_AGENCY,
        lambda session, who: people.update(session, who, "a-can-bo", {"agency": "so-b"}, "", TODAY, NOW),
    ),
    "give a position": (
        Action.CHANGE_POSITION,
        lambda session, who: positions.create(
            session,
            who,
            Position("moi", "so-a", "a-can-bo", Role.AGENCY_CLERK, "", Period(TODAY)),
            TODAY,
            NOW,
        ),
    ),
    "give a role of the system": (
        Action.GIVE_SYSTEM_ROLE,
        lambda session, who: positions.create(
            session, who, Position("moi", "so-a", "a-can-bo", Role.INSPECTOR, "", Period(TODAY)), TODAY, NOW
        ),
    ),
    "end a position": (
        Action.CHANGE_POSITION,
        lambda session, who: positions.end(session, who, "phong-a", "a-can-bo", TODAY, "", TODAY, NOW),
    ),
}


class TestRights:
    """Every role tries every command; the table of rights decides."""

    @pytest.mark.parametrize("command", COMMANDS)
    @pytest.mark.parametrize("name", POSITIONS)
    def test_a_command_is_allowed_if_the_table_says_so(
        self, session: Session, name: str, command: str
    ) -> None:
        action, run = COMMANDS[command]
        role, unit = POSITIONS[name]
        own = unit in ("so-a", "phong-a")
        allowed = may_in_own_agency(action, role) if own else may_everywhere(action, role)
        before = len(outbox.waiting(session, "identity", 1000))
        if allowed:
            run(session, caller(name))
            assert len(outbox.waiting(session, "identity", 1000)) == before + 1
            return
        with pytest.raises(Refusal, match=r"NOT_ALLOWED|_NOT_FOUND"):
            run(session, caller(name))
        assert len(outbox.waiting(session, "identity", 1000)) == before

    @pytest.mark.parametrize("command", COMMANDS)
    def test_neither_portals_nor_services_may_change_anything(self, session: Session, command: str) -> None:
        portal = Principal("p", display_name="Cổng", scopes=("statistics.read",))
        service = Principal("service:task", service="task")
        for who in (portal, service, Principal("nobody", "people/a-can-bo")):
            with pytest.raises(PermissionDenied, match="NOT_ALLOWED"):
                COMMANDS[command][1](session, who)

    def test_portals_may_read_neither_units_nor_people(self, session: Session) -> None:
        portal = Principal("p", display_name="Cổng", scopes=("statistics.read",))
        for read in (
            lambda: units.get(session.connection(), portal, "so-a", TODAY, exactly=False),
            lambda: units.list_units(session.connection(), portal, TODAY, None, (), None, 5),
            lambda: people.get(session.connection(), portal, "a-can-bo", TODAY),
            lambda: people.list_people(session.connection(), portal, TODAY, None, (), None, 5),
            lambda: positions.list_positions(session.connection(), portal, TODAY, None, None, 5),
        ):
            with pytest.raises(PermissionDenied):
                read()

    def test_services_may_read_everything(self, session: Session) -> None:
        service = Principal("service:task", service="task")
        page = people.list_people(session.connection(), service, TODAY, None, (), None, 50)
        assert len(page.rows) == len(POSITIONS)

    def test_every_role_is_tested(self) -> None:
        assert {role for role, _ in POSITIONS.values()} == set(Role)
        assert all(as_role(role).positions[0].role == role for role in Role)


ADMINISTRATORS = ("a-quan-tri", "quan-tri")


class TestNothingForOneself:
    """Another administrator must give a person a position or change that person's record."""

    @pytest.mark.parametrize("name", ADMINISTRATORS)
    @pytest.mark.parametrize("fields", [(), ("van-xa",)])
    def test_nobody_may_give_themselves_a_position(
        self, session: Session, name: str, fields: tuple[str, ...]
    ) -> None:
        unit = POSITIONS[name][1]
        wanted = Position("them", unit, name, Role.OFFICER, "Thêm", Period(TODAY), fields)
        with pytest.raises(PermissionDenied, match="NOT_FOR_ONESELF"):
            positions.create(session, caller(name), wanted, TODAY, NOW)
        assert not announced(session, f"units/{unit}/positions/them")

    @pytest.mark.parametrize("name", ADMINISTRATORS)
    @pytest.mark.parametrize(
        "change",
        [
            {"username": "khac"},
            {"employee_number": "A-9"},
            {"identity_provider": "agency-a", "employee_number": "A-9"},
            {"agency": "so-b"},
            {"email": "x@a.example"},
            {},
        ],
    )
    def test_nobody_may_change_their_own_record(
        self, session: Session, name: str, change: dict[str, str]
    ) -> None:
        with pytest.raises(PermissionDenied, match="NOT_FOR_ONESELF"):
            people.update(session, caller(name), name, change, "", TODAY, NOW)

    def test_nobody_may_enter_their_own_number_in_a_second_record(self, session: Session) -> None:
        people.update(session, SYSTEM, "a-quan-tri", {"employee_number": "A-1"}, "", TODAY, NOW)
        link = {"identity_provider": "agency-a", "employee_number": "a-1"}
        with pytest.raises(PermissionDenied, match="NOT_FOR_ONESELF"):
            people.create(session, ADMIN_A, person("hai", "so-a", **link), TODAY, NOW)
        with pytest.raises(PermissionDenied, match="NOT_FOR_ONESELF"):
            people.update(session, ADMIN_A, "a-giam-doc", link, "", TODAY, NOW)

    def test_nobody_may_take_over_the_sign_in_of_a_system_role(self, session: Session) -> None:
        inspector = Position("thanh-tra", "phong-a", "a-can-bo", Role.INSPECTOR, "", Period(START))
        positions.create(session, SYSTEM, inspector, TODAY, NOW)
        link = {"identity_provider": "agency-a", "employee_number": "A-1"}
        for change in (link, {"username": "khac"}, {"employee_number": "A-1"}):
            with pytest.raises(PermissionDenied, match="NOT_ALLOWED"):
                people.update(session, ADMIN_A, "a-can-bo", change, "", TODAY, NOW)
        people.update(session, ADMIN_A, "a-can-bo", {"phone_number": "0235"}, "", TODAY, NOW)
        people.update(session, SYSTEM, "a-can-bo", link, "", TODAY, NOW)
        positions.end(session, SYSTEM, "phong-a", "thanh-tra", YESTERDAY, "", TODAY, NOW)
        people.update(session, ADMIN_A, "a-can-bo", {"username": "khac"}, "", TODAY, NOW)

    def test_nobody_may_move_units_below_a_unit_they_head(self, session: Session) -> None:
        head = HeldPosition("units/phong-a/positions/t", "units/phong-a", "units/so-a", Role.UNIT_HEAD.value)
        who = replace(ADMIN_A, positions=(*ADMIN_A.positions, head))
        units.create(session, who, version("phong-c", "so-a", UnitKind.UNIT), NOW)
        # A new unit has no tasks yet.
        units.create(session, who, version("to-moi", "phong-a", UnitKind.UNIT), NOW)
        with pytest.raises(PermissionDenied, match="NOT_FOR_ONESELF"):
            units.update(session, who, "phong-c", {"parent": "phong-a"}, "", TODAY, NOW)
        units.update(session, ADMIN_A, "phong-c", {"parent": "phong-a"}, "", TODAY, NOW)
        units.update(session, who, "phong-c", {"parent": "so-a"}, "", TODAY, NOW)

    def test_administrators_may_end_their_own_position(self, session: Session) -> None:
        ended = positions.end(session, ADMIN_A, "phong-a", "a-quan-tri", TODAY, "", TODAY, NOW)
        assert ended.position.position.period.last == TODAY


class TestUnitsThatMoved:
    """The administrator of a unit's former agency has no right to it any more."""

    @pytest.fixture
    def moved(self, session: Session) -> None:
        """The unit `to`, below `phong-a`, which has belonged to the other agency since yesterday."""
        units.create(session, ADMIN_A, version("to", "phong-a", UnitKind.UNIT), NOW)
        held = Position("to-truong", "to", "a-can-bo", Role.UNIT_HEAD, "Tổ trưởng", Period(START))
        positions.create(session, ADMIN_A, held, TODAY, NOW)
        units.update(session, SYSTEM, "phong-a", {"parent": "so-b"}, "", YESTERDAY, NOW)

    @pytest.mark.usefixtures("moved")
    @pytest.mark.parametrize("day", [START, YESTERDAY, TODAY])
    def test_the_former_agency_may_neither_change_nor_end_the_unit(self, session: Session, day: date) -> None:
        for change in ({"display_name": "Tổ khác"}, {"end_date": TODAY}, {"parent": "so-a"}):
            for unit in ("to", "phong-a"):
                with pytest.raises(PermissionDenied, match="NOT_ALLOWED"):
                    units.update(session, ADMIN_A, unit, change, "", day, NOW)

    @pytest.mark.usefixtures("moved")
    @pytest.mark.parametrize("first", [START, TODAY])
    def test_the_former_agency_may_not_give_positions_in_the_unit(
        self, session: Session, first: date
    ) -> None:
        wanted = Position("moi", "to", "a-can-bo", Role.OFFICER, "Mới", Period(first))
        with pytest.raises(PermissionDenied, match="NOT_ALLOWED"):
            positions.create(session, ADMIN_A, wanted, TODAY, NOW)

    @pytest.mark.usefixtures("moved")
    @pytest.mark.parametrize("first", [START, TODAY])
    def test_the_former_agency_may_not_create_units_below_the_unit(
        self, session: Session, first: date
    ) -> None:
        new = replace(version("to-hai", "phong-a", UnitKind.UNIT), period=Period(first))
        with pytest.raises(PermissionDenied, match="NOT_ALLOWED"):
            units.create(session, ADMIN_A, new, NOW)

    @pytest.mark.usefixtures("moved")
    def test_only_the_current_agency_may_end_positions_in_the_unit(self, session: Session) -> None:
        with pytest.raises(PermissionDenied, match="NOT_ALLOWED"):
            positions.end(session, ADMIN_A, "to", "to-truong", TODAY, "", TODAY, NOW)
        ended = positions.end(session, caller("b-quan-tri"), "to", "to-truong", TODAY, "", TODAY, NOW)
        assert ended.agency == "so-b"

    def test_a_change_of_the_past_announces_todays_facts(self, session: Session) -> None:
        units.update(session, ADMIN_A, "phong-a", {"display_name": "Tên nay"}, "", TODAY, NOW)
        past = units.update(session, ADMIN_A, "phong-a", {"display_name": "Tên xưa"}, "", YESTERDAY, NOW)
        *_, event = announced(session, "units/phong-a")
        assert past.version.display_name == "Tên xưa"
        assert UnitChanged.from_binary(event.payload).display_name == "Tên nay"

    def test_an_update_that_changes_nothing_is_not_announced(self, session: Session) -> None:
        before = units.get(session.connection(), SYSTEM, "phong-a", TODAY, exactly=True)
        same = {"display_name": before.version.display_name, "end_date": None}
        after = units.update(session, ADMIN_A, "phong-a", same, before.etag, TODAY, NOW)
        assert after == before


def resolved(
    session: Session, subject: str, today: date, client: str = "", scopes: Sequence[str] = ()
) -> callers.Resolved:
    """A caller, resolved for the gateway."""
    return callers.resolve(session.connection(), GATEWAY, subject, client, scopes, today)


class TestCallers:
    @pytest.mark.parametrize("who", [SYSTEM, Principal("s", service="task"), Principal("s")])
    def test_only_the_gateway_resolves_subjects(self, session: Session, who: Principal) -> None:
        with pytest.raises(PermissionDenied, match="NOT_ALLOWED"):
            callers.resolve(session.connection(), who, "s-1", "", (), TODAY)

    def test_a_subject_resolves_to_a_person_with_the_positions_of_the_day(self, session: Session) -> None:
        seeding.note_subjects(session, {"a-giam-doc": "s-1"})
        found = resolved(session, "s-1", TODAY)
        [held] = found.positions
        assert (found.person, held.agency) == ("a-giam-doc", "units/so-a")
        assert held.units == ("units/so-a", "units/phong-a")
        assert found.unit_names == {"units/so-a": "Sở Y tế"}

    def test_a_person_without_a_current_position_is_unknown(self, session: Session) -> None:
        seeding.note_subjects(session, {"a-can-bo": "s-2"})
        positions.end(session, ADMIN_A, "phong-a", "a-can-bo", YESTERDAY, "", TODAY, NOW)
        assert resolved(session, "s-2", YESTERDAY).person == "a-can-bo"
        with pytest.raises(NotFound) as refused:
            resolved(session, "s-2", TODAY)
        assert refused.value.reason == "SUBJECT_UNKNOWN"

    def test_an_unknown_subject_is_refused(self, session: Session) -> None:
        with pytest.raises(NotFound):
            resolved(session, "ai-do", TODAY)

    def test_a_portal_gets_the_scopes_that_it_requests_and_may_have(self, session: Session) -> None:
        requested = ("openid", "statistics.read", "tasks.read")
        assert resolved(session, "s", TODAY, "cong-du-lieu", requested).scopes == ("statistics.read",)
        assert resolved(session, "s", TODAY, "cong-du-lieu").scopes == ()

    @pytest.mark.parametrize("client", ["cong-cu", "cong-la", "dondoc-gateway"])
    def test_a_disabled_or_unknown_portal_is_refused(self, session: Session, client: str) -> None:
        with pytest.raises(NotFound):
            resolved(session, "s", TODAY, client, ("statistics.read",))


class TestSeeding:
    def test_a_second_run_adds_nothing_and_keeps_changes(self, session: Session) -> None:
        units.update(session, SYSTEM, "so-a", {"display_name": "Sở khác"}, "", TODAY, NOW)
        events = len(outbox.waiting(session, "identity", 1000))
        assert seeding.seed(session, province(), NOW, TODAY) == seeding.Added(0, 0, 0)
        assert len(outbox.waiting(session, "identity", 1000)) == events
        assert (
            units.get(session.connection(), SYSTEM, "so-a", TODAY, exactly=True).version.display_name
            == "Sở khác"
        )

    def test_everything_is_announced_once(self, session: Session) -> None:
        aggregates = [event.aggregate for event in outbox.waiting(session, "identity", 1000)]
        assert len(aggregates) == len(set(aggregates)) == 7 + 2 * len(POSITIONS)

    def test_republished_events_are_snapshots_of_today(self, session: Session) -> None:
        units.update(session, SYSTEM, "so-a", {"display_name": "Sở khác"}, "", TODAY, NOW)
        assert seeding.republish(session, TODAY) == 7 + 2 * len(POSITIONS)
        *_, event = announced(session, "units/so-a")
        event_facts = UnitChanged.from_binary(event.payload)
        assert (event.version, event.snapshot) == (2, True)
        assert event_facts.display_name == "Sở khác"

    def test_a_person_without_a_position_today_must_not_sign_in(self, session: Session) -> None:
        positions.end(session, ADMIN_A, "phong-a", "a-can-bo", YESTERDAY, "", TODAY, NOW)
        serving = {
            each.person.person: each.serving
            for each in seeding.people_to_provision(session.connection(), TODAY)
        }
        assert [name for name, is_serving in serving.items() if not is_serving] == ["a-can-bo"]
