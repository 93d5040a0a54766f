"""Saved lists: who has them, who changes them, and what they say of names that are gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from services.task import tables, usecases
from services.task.model import MOST_SAVED_LISTS, SavedList, Source
from services.task.tables import Caller, directives, units
from services.task.usecases import SeenList
from shared.errors import (
    Aborted,
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    Refusal,
)
from shared.principal import Principal

from .factories import (
    HEALTH,
    HEALTH_CLINIC,
    HEALTH_DESK,
    OFFICE,
    PROVINCE_UNIT,
    ROADS,
    administrator,
    chairman,
    chief,
    clinic_officer,
    desk_head,
    desk_officer,
    health_clerk,
    health_head,
    office_clerk,
    roads_head,
    roads_officer,
    room_head,
    specialist,
)
from .office import TODAY, Office


def save(session: Session, who: Principal, name: str = "Quá hạn", **fields: Any) -> SavedList:
    new = SavedList(str(uuid4()), who.person, name, **fields)
    return usecases.create_saved(session, Caller.of(who), new, TODAY).saved


def lists(session: Session, who: Principal, today: date = TODAY) -> list[SeenList]:
    return usecases.list_saved(session.connection(), Caller.of(who), today)


def names(session: Session, who: Principal) -> list[str]:
    return [seen.saved.display_name for seen in lists(session, who)]


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refusal:
        call()
    return refusal.value.reason


def renamed(session: Session, who: Principal, uid: str, name: str, etag: str = "") -> SavedList:
    def change(saved: SavedList) -> SavedList:
        return replace(saved, display_name=name)

    return usecases.update_saved(session, Caller.of(who), uid, etag, change, TODAY).saved


def test_a_list_is_of_its_owner_alone_or_of_everybody_in_a_unit(session: Session) -> None:
    save(session, desk_officer, "Của tôi")
    save(session, health_clerk, "Của Sở", unit=HEALTH)
    save(session, desk_head, "Của phòng", unit=HEALTH_DESK)
    assert names(session, desk_officer) == ["Của tôi", "Của Sở", "Của phòng"]
    assert names(session, clinic_officer) == ["Của Sở"]
    # Who oversees the room has its lists, too.
    assert names(session, health_head) == ["Của Sở", "Của phòng"]
    assert names(session, roads_officer) == names(session, chief) == []


@pytest.mark.parametrize(
    ("who", "unit", "may"),
    [
        (health_head, HEALTH, True),
        (health_clerk, HEALTH, True),
        (health_head, HEALTH_CLINIC, True),
        (desk_head, HEALTH_DESK, True),
        (chief, OFFICE, True),
        (office_clerk, OFFICE, True),
        (desk_head, HEALTH, False),
        (desk_head, HEALTH_CLINIC, False),
        (desk_officer, HEALTH_DESK, False),
        (specialist, OFFICE, False),
        (room_head, OFFICE, False),
        (roads_head, HEALTH, False),
        (chairman, PROVINCE_UNIT, False),
    ],
)
def test_heads_and_clerks_save_lists_for_their_units(
    session: Session, who: Principal, unit: str, may: bool
) -> None:
    assert (unit in usecases.units_to_share_with(Caller.of(who))) is may
    if may:
        assert save(session, who, unit=unit).unit == unit
    else:
        assert refused(lambda: save(session, who, unit=unit)) == "NOT_ALLOWED"


def test_whoever_sees_no_tasks_saves_no_list(session: Session) -> None:
    for call in (lambda: save(session, administrator), lambda: lists(session, administrator)):
        with pytest.raises(PermissionDenied):
            call()


def test_a_list_is_changed_by_its_owner_that_of_a_unit_by_head_and_clerk(session: Session) -> None:
    own = save(session, desk_officer, "Của tôi")
    shared = save(session, health_clerk, "Của Sở", unit=HEALTH)
    assert renamed(session, desk_officer, own.uid, "Việc của tôi").display_name == "Việc của tôi"
    assert renamed(session, health_head, shared.uid, "Việc của Sở").version == 2
    assert refused(lambda: renamed(session, desk_officer, shared.uid, "Khác")) == "NOT_ALLOWED"
    for who in (health_head, roads_head):
        assert refused(lambda who=who: renamed(session, who, own.uid, "Khác")) == "SAVED_LIST_NOT_FOUND"  # type: ignore[misc]
    with pytest.raises(PermissionDenied):
        usecases.delete_saved(session, Caller.of(desk_officer), shared.uid, "")
    with pytest.raises(NotFound):
        usecases.delete_saved(session, Caller.of(roads_head), shared.uid, "")
    with pytest.raises(Aborted):
        renamed(session, health_head, shared.uid, "Khác", "v1")
    usecases.delete_saved(session, Caller.of(health_head), shared.uid, "v2")
    assert names(session, desk_officer) == ["Việc của tôi"]
    changeable = {seen.saved.display_name: seen.changeable for seen in lists(session, desk_officer)}
    assert changeable == {"Việc của tôi": True}


def test_a_name_is_given_once_however_it_is_written(session: Session) -> None:
    save(session, desk_officer, "Quá hạn")
    other = save(session, desk_officer, "Trong hạn")
    save(session, health_clerk, "Quá hạn", unit=HEALTH)
    save(session, clinic_officer, "Quá hạn")
    for name in ("Quá hạn", "QUA HAN"):
        with pytest.raises(AlreadyExists), session.begin_nested():
            save(session, desk_officer, name)
        with pytest.raises(AlreadyExists), session.begin_nested():
            renamed(session, desk_officer, other.uid, name)


def test_there_are_so_many_lists_of_one_person(session: Session) -> None:
    for number in range(MOST_SAVED_LISTS):
        save(session, desk_officer, f"Danh sách {number}")
    with pytest.raises(FailedPrecondition):
        save(session, desk_officer, "Thêm nữa")
    save(session, clinic_officer)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"filter": "colour = 1"}, "LIST_ARGUMENT"),
        ({"order_by": "colour"}, "LIST_ARGUMENT"),
        ({"basket": "baskets/theirs"}, "UNKNOWN_BASKET"),
        ({"filter": 'lead = "units/absent"'}, "UNKNOWN_UNIT"),
        ({"filter": 'monitor = "people/absent"'}, "UNKNOWN_PERSON"),
        ({"filter": 'directive = "directives/absent"'}, "UNKNOWN_DIRECTIVE"),
        ({"filter": 'parent_task = "tasks/absent"'}, "UNKNOWN_TASK"),
        ({"unit": "units/absent"}, "UNKNOWN_UNIT"),
    ],
)
def test_a_list_that_is_not_understood_or_names_what_is_unknown_is_refused(
    session: Session, fields: dict[str, str], reason: str
) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        save(session, desk_officer, **fields)
    assert refusal.value.reason == reason


def test_a_list_names_what_has_gone_or_is_not_visible(session: Session) -> None:
    office = Office(session)
    for name in ("directives/d-1", "directives/d-2"):
        directives.keep(session, Source(name, number="215/TB-UBND", date=TODAY))
    office.accepted("nv-1", directive="directives/d-1")
    filter = f'lead = "{ROADS}" AND directive = "directives/d-1" AND state != "DRAFT"'
    save(session, health_head, "Của Sở", unit=HEALTH, filter=filter)
    assert [seen.missing for seen in lists(session, health_head)] == [()]
    # Nobody tells an officer who does not see the task of its directive.
    assert [seen.missing for seen in lists(session, clinic_officer)] == [("directives/d-1",)]
    units.keep(session, tables.UNITS, {"name": ROADS, "end_date": date(2025, 1, 31)})
    (seen,) = lists(session, health_head)
    assert seen.missing == (ROADS,)
    # It can be renamed all the same, and its filter changed to what exists.
    assert renamed(session, health_head, seen.saved.uid, "Tên khác").display_name == "Tên khác"
