"""The month of a basket: what is due on each day, as the list of that day has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import event
from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from services.task import usecases
from services.task.model import Due, Holder
from services.task.tables import Caller
from services.task.usecases import DueDay
from shared.errors import InvalidArgument, NotFound
from shared.principal import Principal
from shared.testing import Keys, as_caller

from .desks import DUE as LATER
from .desks import Desk, accepted, completed, held, issued
from .factories import (
    HEALTH,
    HEALTH_DESK,
    PEOPLE,
    ROADS,
    chief,
    desk_officer,
    health_clerk,
    health_head,
    roads_head,
    roads_officer,
    specialist,
)
from .office import DUE, TODAY, Office
from .test_usecases_lists import BASKETS, offices, province, province_url, rows

__all__ = ["offices", "province", "province_url"]


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session)


def month(
    session: Session, who: Principal, basket: str = "", filter: str = "", of: date = DUE
) -> list[DueDay]:
    return usecases.list_due_days(session.connection(), Caller.of(who), of, basket, filter, TODAY)


@pytest.mark.parametrize("filter", [f'lead = "{HEALTH}" AND ', 'class = "OPEN_OVERDUE" AND '])
def test_each_day_has_what_the_list_has_of_that_day(province: Office, filter: str) -> None:
    in_month = f'{filter}due_date >= "2025-09-01" AND due_date <= "2025-09-30"'
    found = set()
    for person in PEOPLE:
        for basket in (*BASKETS, ""):
            name = basket and f"baskets/{basket}"
            listed: dict[date | None, list[str]] = defaultdict(list)
            for seen in rows(province.session, person, basket=name, filter=in_month):
                listed[seen.task.due_date].append(seen.task.uid)
            days = month(province.session, person, name, filter.removesuffix(" AND "))
            assert {due.day: due.count for due in days if due.count} == {
                day: len(uids) for day, uids in listed.items()
            }, (person.person, basket)
            for due in days:
                assert [seen.task.uid for seen in due.rows] == listed[due.day][:5]
            found |= set(listed)
    assert found


def test_a_month_has_all_of_its_days_and_says_on_which_offices_work(office: Office) -> None:
    days = month(office.session, chief)
    assert [due.day for due in days] == [date(2025, 9, day) for day in range(1, 31)]
    off = {due.day.day: due.reason for due in days if not due.working}
    assert "Quốc khánh" in off[2]
    assert off[6] == off[7] == ""
    assert 8 not in off


def test_a_day_shows_five_of_its_tasks_and_counts_all(office: Office) -> None:
    for number in range(7):
        office.issued(f"nv-{number}")
    (due,) = (each for each in month(office.session, chief, "baskets/all") if each.count)
    assert (due.day, due.count) == (DUE, 7)
    assert [seen.task.uid for seen in due.rows] == [f"nv-{number}" for number in range(5)]


def test_a_month_takes_one_query_for_all_of_its_days(office: Office) -> None:
    for number in range(4):
        office.issued(f"nv-{number}", due=Due.on(date(2025, 9, 10 + number)))
    asked: list[str] = []
    connection = office.session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
    days = usecases.list_due_days(connection, Caller.of(roads_head), DUE, "baskets/all", "", TODAY)
    assert not any(due.count for due in days)
    # What is shown of tasks is read for all of them together.
    assert len([statement for statement in asked if "task_scopes" in statement]) == 1


def test_a_coordinator_sees_its_part_and_finds_nothing_by_what_is_withheld(office: Office) -> None:
    office.accepted("nv-1", co=(ROADS,))
    holder = Holder(HEALTH_DESK, desk_officer.person)
    office.do(health_clerk, usecases.delegate, "nv-1", holder=holder)
    (due,) = (each for each in month(office.session, roads_head, "baskets/coordinated") if each.count)
    assert due.rows[0].task.holder is None
    for who, count in ((roads_head, 0), (health_head, 1)):
        days = month(office.session, who, "", f'holder_unit = "{HEALTH_DESK}"')
        assert sum(each.count for each in days) == count


def test_a_month_without_a_calendar_and_an_unknown_basket_are_refused(office: Office) -> None:
    for year in (2014, 2041):
        with pytest.raises(InvalidArgument) as refusal:
            month(office.session, chief, of=date(year, 1, 1))
        assert (refusal.value.reason, refusal.value.fields[0].path) == ("LIST_ARGUMENT", "month")
    with pytest.raises(NotFound):
        month(office.session, chief, "baskets/theirs")
    with pytest.raises(InvalidArgument):
        month(office.session, chief, filter="colour = 1")


@pytest.fixture
def calendar(stub: Any, keys: Keys) -> Callable[..., Any]:
    """The calendar that a person exports, with the headers of the answer."""

    async def export(who: Principal, **request: Any) -> tuple[Any, dict[str, Any]]:
        call = stub.export_calendar(pb.ExportCalendarRequest(**request), **as_caller(keys, who))
        content = b"".join([piece.data async for piece in call])
        return Calendar.from_ical(content), dict(await call.initial_metadata())

    return export


def titles(calendar: Any) -> set[str]:
    return {str(each["summary"]) for each in calendar.walk("VEVENT")}


async def test_a_calendar_has_what_a_person_holds_leads_or_monitors(
    desk: Callable[..., Desk], calendar: Callable[..., Any]
) -> None:
    name = await held(desk)
    found = {}
    for who in (desk_officer, health_head, specialist, roads_officer, chief):
        found[who.person], headers = await calendar(who)
        assert headers["content-disposition"] == 'attachment; filename="dondoc.ics"'
    uid = name.partition("/")[2]
    uids = {
        person: {str(each["uid"]).partition("@")[0] for each in of.walk("VEVENT")}
        for person, of in found.items()
    }
    assert uid in uids[desk_officer.person]
    assert uid in uids[health_head.person]
    assert uid in uids[specialist.person]
    assert uids[roads_officer.person] == set()


async def test_an_event_lasts_the_due_day_and_links_to_the_portal(
    desk: Callable[..., Desk], calendar: Callable[..., Any]
) -> None:
    title = "Báo cáo; tiêm chủng, " + "rất dài " * 30
    name = await accepted(desk, title=title.strip())
    found, headers = await calendar(health_clerk, portal="https://dondoc.tinh.gov.vn")
    (event,) = (each for each in found.walk("VEVENT") if each["url"].endswith(name))
    assert event["dtstart"].dt == LATER
    assert event["summary"] == title.strip()
    assert event["url"] == f"https://dondoc.tinh.gov.vn/{name}"
    again, same = await calendar(health_clerk, portal="https://dondoc.tinh.gov.vn")
    assert headers["etag"] == same["etag"]
    await issued(desk)
    assert (await calendar(health_clerk, portal="https://dondoc.tinh.gov.vn"))[1]["etag"] != same["etag"]
    without, _ = await calendar(health_clerk)
    assert all("url" not in each for each in without.walk("VEVENT"))
    assert titles(again) <= titles(without)


async def test_a_task_that_is_over_or_without_a_date_is_in_no_calendar(
    desk: Callable[..., Desk], calendar: Callable[..., Any]
) -> None:
    over = await completed(desk)
    undated = await issued(desk, due=types.Due(kind=types.Due.Kind.NONE))
    found, _ = await calendar(health_clerk)
    uids = {str(each["uid"]).partition("@")[0] for each in found.walk("VEVENT")}
    assert uids.isdisjoint(each.partition("/")[2] for each in (over, undated))
