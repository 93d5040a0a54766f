"""Lists and counters: every basket lists exactly what it counts, and nothing that the caller may not see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from deploy.local.postgres import RunningPostgres
from services.task import model, tables, usecases
from services.task.model import DelayCauseKind, Due, Holder, Source, TaskClass, Terms
from services.task.tables import Caller, Counts, directives
from services.task.usecases import Query, Seen, StatedCause
from shared import testing
from shared.db import Database
from shared.errors import InvalidArgument, NotFound
from shared.principal import Principal

from .conftest import with_everyone
from .factories import (
    HEALTH,
    HEALTH_CLINIC,
    HEALTH_DESK,
    PEOPLE,
    ROADS,
    administrator,
    chairman,
    chief,
    clinic_officer,
    deputy,
    desk_head,
    desk_officer,
    health_clerk,
    health_head,
    roads_clerk,
    roads_head,
    specialist,
    vice_chairman,
)
from .office import DUE, TODAY, Office
from .recount import recount, recount_parts

LATER = DUE + timedelta(days=1)
BASKETS = ("deciding", "mine", "unit", "coordinated", "assigned", "monitored", "drafts", "all")


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session)


def rows(session: Session, who: Principal, today: date = TODAY, size: int = 50, **query: Any) -> list[Seen]:
    """All rows of a list, read page by page."""
    found: list[Seen] = []
    cursor = None
    while True:
        page = usecases.list_tasks(
            session.connection(), Caller.of(who), Query(cursor=cursor, size=size, **query), today
        )
        found += page.rows
        cursor = page.cursor
        if cursor is None:
            return found


def names(session: Session, who: Principal, today: date = TODAY, **query: Any) -> list[str]:
    """The ids of all tasks in a list."""
    return [seen.task.uid for seen in rows(session, who, today, **query)]


@contextmanager
def offices(postgres: RunningPostgres, name: str, enter: Callable[[Office], None]) -> Iterator[str]:
    """A database with everyone and the tasks that `enter` makes; it is filled once."""

    def fill(url: str) -> None:
        with_everyone(url)
        database = Database(url)
        with database.transaction() as session:
            enter(Office(session))
        database.engine.dispose()

    with postgres.copy_of(name, fill) as url:
        yield url


@pytest.fixture(scope="module")
def province_url(postgres: RunningPostgres) -> Iterator[str]:
    """A database with a task for every situation."""
    with offices(postgres, "task-every-situation", enter_tasks) as url:
        yield url


@pytest.fixture
def province(province_url: str) -> Iterator[Office]:
    """An office in the province with a task for every situation."""
    with testing.rolled_back(province_url) as session:
        yield Office(session)


@pytest.fixture(scope="module")
def fourteen_url(postgres: RunningPostgres) -> Iterator[str]:
    """A database with fourteen tasks, many of them with the same title, due date or time of issue."""
    with offices(postgres, "task-fourteen", enter_fourteen) as url:
        yield url


@pytest.fixture
def fourteen(fourteen_url: str) -> Iterator[Office]:
    """An office with the fourteen tasks."""
    with testing.rolled_back(fourteen_url) as session:
        yield Office(session)


def enter_fourteen(office: Office) -> None:
    """Issues tasks whose sort keys often coincide."""
    random = Random(7)
    for number in range(14):
        due = Due.on(DUE + timedelta(days=random.randint(0, 3))) if number % 4 else Due.without_date()
        office.issued(
            f"nv-{number:02}", TODAY + timedelta(days=number % 3), due=due, title=f"Việc {number % 5}"
        )


def enter_tasks(office: Office) -> None:
    """Makes a task for every situation."""
    office.drafted("nv-draft", assigner=chairman.person)
    office.proposed_on_behalf("nv-proposed", vice_chairman, chairman)
    office.issued("nv-issued", due=Due.on(DUE + timedelta(days=2)), co=(ROADS,))
    office.accepted("nv-open", due=Due.on(DUE + timedelta(days=30)), assigner=chairman.person)
    office.accepted("nv-overdue", co=(ROADS,))
    office.accepted("nv-reported", due=Due.on(DUE - timedelta(days=3)))
    office.report("nv-reported", health_clerk)
    office.accepted("nv-undated", due=Due.without_date())
    office.submitted("nv-waiting")
    office.submitted("nv-waiting-late", LATER)
    office.completed("nv-done", DUE)
    office.completed("nv-done-late", LATER)
    office.issued("nv-roads", lead=ROADS)
    office.do(specialist, usecases.recall, "nv-roads")
    office.accepted("nv-cancelled", by=roads_clerk, lead=ROADS)
    office.do(chief, usecases.cancel, "nv-cancelled")
    holder = Holder(HEALTH_DESK, desk_officer.person)
    office.do(health_clerk, usecases.delegate, "nv-open", holder=holder)
    terms = Terms(title="Phần việc", lead=HEALTH_CLINIC, due=Due.on(DUE))
    office.subtask(health_head, "nv-open", "nv-subtask", terms)


@pytest.mark.parametrize("today", [TODAY, DUE, LATER, DUE + timedelta(days=60)])
def test_every_basket_counts_exactly_what_it_lists(province: Office, today: date) -> None:
    for person in PEOPLE:
        for basket in BASKETS:
            name = f"baskets/{basket}"
            listed = rows(province.session, person, today, basket=name)
            counts = usecases.count_basket(province.session.connection(), Caller.of(person), name, today)
            again = recount_parts if basket == "coordinated" else recount
            assert counts == again(listed), (person.person, basket)


@pytest.mark.parametrize(
    "filter",
    ['class = "OPEN_OVERDUE"', 'state != "DRAFT"', 'mark = "OVERDUE_NOT_UPDATED"', 'text:"tiem chung"',
     f'lead = "{ROADS}"', 'due_date = "NONE"', 'due_date != NONE AND due_date < "2025-09-20"',
     f'monitor = "{specialist.person}" AND class = "DONE_LATE"'],
)  # fmt: skip
def test_a_filtered_basket_counts_exactly_what_it_lists(province: Office, filter: str) -> None:
    for person in PEOPLE:
        for basket in BASKETS:
            name, caller = f"baskets/{basket}", Caller.of(person)
            listed = rows(province.session, person, LATER, basket=name, filter=filter)
            counts = usecases.count_basket(province.session.connection(), caller, name, LATER, filter)
            again = recount_parts if basket == "coordinated" else recount
            assert counts == again(listed), (person.person, basket)


def test_the_basket_assigned_has_tasks_assigned_in_person_or_on_behalf(province: Office) -> None:
    assigned = names(province.session, chairman, basket="baskets/assigned")
    assert set(assigned) == {"nv-draft", "nv-proposed", "nv-open"}
    assert names(province.session, vice_chairman, basket="baskets/assigned") == ["nv-proposed"]
    assert names(province.session, specialist, basket="baskets/assigned") == []
    assert names(province.session, health_head, basket="baskets/assigned") == []


def test_counting_with_an_invalid_filter_is_refused(office: Office) -> None:
    for person in (chief, administrator):
        with pytest.raises(InvalidArgument):
            usecases.count_basket(
                office.session.connection(), Caller.of(person), "baskets/all", TODAY, "colour = 1"
            )


def test_the_counters_of_the_province(province: Office) -> None:
    counts = usecases.count_basket(province.session.connection(), Caller.of(chief), "baskets/all", LATER)
    assert counts == Counts(
        done_on_time=1, done_late=1, open_in_time=4, open_overdue=3, due_soon=1, not_accepted=1,
        waiting_for_confirmation=2, not_issued=2, overdue_not_updated=1, total_count=13,
    )  # fmt: skip
    assert counts.total == 9


def test_folding_does_not_change_the_counters(province: Office) -> None:
    before = {
        basket: usecases.count_basket(
            province.session.connection(), Caller.of(health_head), f"baskets/{basket}", LATER
        )
        for basket in BASKETS
    }
    tables.fold_tallies(province.session)
    tables.fold_tallies(province.session)
    assert before == {
        basket: usecases.count_basket(
            province.session.connection(), Caller.of(health_head), f"baskets/{basket}", LATER
        )
        for basket in BASKETS
    }


def test_a_list_shows_exactly_the_tasks_that_the_caller_may_get(province: Office) -> None:
    every = set(names(province.session, chief))
    for person in PEOPLE:
        listed = set(names(province.session, person))
        for uid in every | {"nv-subtask"}:
            try:
                province.seen(person, uid)
                assert uid in listed, (person.person, uid)
            except NotFound:
                assert uid not in listed, (person.person, uid)


def test_each_caller_sees_their_tasks(province: Office) -> None:
    assert names(province.session, administrator) == []
    assert names(province.session, desk_officer) == ["nv-open"]
    assert names(province.session, clinic_officer) == []
    assert set(names(province.session, roads_head)) == {"nv-roads", "nv-cancelled", "nv-issued", "nv-overdue"}
    assert names(province.session, roads_head, basket="baskets/coordinated") == ["nv-overdue", "nv-issued"]
    assert set(names(province.session, specialist, basket="baskets/drafts")) == {"nv-draft", "nv-proposed"}


@pytest.mark.parametrize("its_class", sorted(TaskClass))
@pytest.mark.parametrize("today", [TODAY, DUE, LATER])
def test_the_filter_by_class_agrees_with_the_model(
    province: Office, today: date, its_class: TaskClass
) -> None:
    every = {uid: province.seen(chief, uid).task for uid in names(province.session, chief)}
    expected = {uid for uid, task in every.items() if model.class_of(task.standing, today) is its_class}
    assert set(names(province.session, chief, today, filter=f'class = "{its_class}"')) == expected
    assert (
        set(names(province.session, chief, today, filter=f'class != "{its_class}"')) == set(every) - expected
    )


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ('state = "IN_PROGRESS" AND class = "OPEN_OVERDUE"', {"nv-overdue", "nv-reported"}),
        ('mark = "OVERDUE_NOT_UPDATED"', {"nv-overdue"}),
        ('mark = "DUE_SOON"', {"nv-issued"}),
        ("mark = NOT_ACCEPTED", {"nv-issued"}),
        ('mark = "WAITING_FOR_CONFIRMATION"', {"nv-waiting", "nv-waiting-late"}),
        (f'lead = "{ROADS}"', {"nv-roads", "nv-cancelled"}),
        (f'coordinator = "{ROADS}"', {"nv-issued", "nv-overdue"}),
        (f'holder_person = "{desk_officer.person}"', {"nv-open"}),
        ('due_date > "2025-09-17" AND state != "CANCELLED"', {"nv-open"}),
        (f'parent_task = "tasks/nv-open" AND lead = "{HEALTH_CLINIC}"', {"nv-subtask"}),
        ('issue_date < "2025-09-03"', set()),
        ('due_date = "NONE"', {"nv-undated"}),
        ('due_date != "NONE" AND mark = "OVERDUE_NOT_UPDATED"', {"nv-overdue"}),
        (f'assigner = "{vice_chairman.person}"', {"nv-proposed"}),
        ('issue_date = "2025-09-03" AND state = "SUBMITTED"', {"nv-waiting", "nv-waiting-late"}),
    ],
)
def test_a_filter_finds_the_tasks(province: Office, filter: str, expected: set[str]) -> None:
    filtered = names(province.session, chief, LATER, filter=filter)
    if "parent_task" not in filter and expected:
        filtered = [uid for uid in filtered if uid != "nv-subtask"]
    assert set(filtered) == expected


def test_a_search_in_titles_ignores_case_and_diacritics(office: Office) -> None:
    office.drafted("nv-1", title="Đôn đốc giải ngân vốn đầu tư công")
    office.drafted("nv-2", title="Báo cáo")
    assert names(office.session, chief, filter='title:"DON doc von"') == ["nv-1"]
    assert names(office.session, chief, filter='title:"  "') == []
    assert names(office.session, chief, filter='title:"\'; DROP TABLE tasks"') == []


@pytest.mark.parametrize(
    ("words", "found"),
    [("215/TB", ["nv-1"]), ("215/tb-ubnd", ["nv-1"]), ("216", ["nv-2"]), ("quyết 30", []), ("QD", ["nv-2"]),
     ("215 TB doc gi", ["nv-1"]), ("von", ["nv-1"]), ("von dau", ["nv-1"]), ("vo dau", []), ("on doc", []), ("/", []),
     ("bao cao | von", []), ("báo c:*", ["nv-2"]), ("' OR 1=1 --", [])],
)  # fmt: skip
def test_a_text_search_covers_the_title_and_the_number_of_the_directive(
    office: Office, words: str, found: list[str]
) -> None:
    directives.keep(office.session, Source("directives/d-1", number="215/TB-UBND", date=date(2025, 9, 1)))
    directives.keep(office.session, Source("directives/d-2", number="2161/QĐ-UBND", date=date(2025, 9, 1)))
    office.drafted(
        "nv-1", title="Đôn đốc giải ngân vốn đầu tư công", directive="directives/d-1", output="Bảng"
    )
    office.drafted("nv-2", title="Báo cáo, giải trình", directive="directives/d-2", output="Bảng")
    assert names(office.session, chief, filter=f'text:"{words}"') == found


@pytest.mark.parametrize("reader", [chief, health_head, roads_head])
@pytest.mark.parametrize(
    ("words", "open_to_all"),
    [("kế hoạch thu", True), ("sở y tế", True), ("hoang lanh dao", True), ("tiem chung Sở Y", True),
     ("đang tập huấn", False), ("mot cua", False), ("phong y duoc", False), ("tiem chung tap huan", False)],
)  # fmt: skip
def test_a_text_search_finds_what_its_reader_sees_of_output_names_and_work(
    office: Office, reader: Principal, words: str, open_to_all: bool
) -> None:
    for table, name, display_name in (
        (tables.UNITS, HEALTH, "Sở Y tế"),
        (tables.UNITS, HEALTH_DESK, "Phòng Y - Dược"),
        (tables.PEOPLE, deputy.person, "Hoàng Lãnh Đạo"),
    ):
        named = update(table).where(table.c.name == name).values(display_name=display_name)
        office.session.execute(named)
    office.accepted("nv-1", output="Kế hoạch thu thập", co=(ROADS,))
    office.do(health_clerk, usecases.delegate, "nv-1", holder=Holder(HEALTH_DESK))
    office.report("nv-1", desk_head, text="Đang tập huấn, một cửa")
    assert names(office.session, reader, filter=f'text:"{words}"') == (
        ["nv-1"] if open_to_all or reader is not roads_head else []
    )


def test_the_words_as_typed_come_before_the_phrase_and_the_phrase_before_the_words(office: Office) -> None:
    directives.keep(office.session, Source("directives/d-1", number="12/KH-UBND", date=date(2025, 9, 1)))
    for uid, title in (
        ("nv-1", "Vốn cho đầu tư: kế hoạch công"),
        ("nv-2", "BÁO CÁO ĐẦU TƯ CÔNG"),
        ("nv-3", "Rà soát dau tu cong"),
        ("nv-4", "Đầu tư công năm 2026"),
        ("nv-5", "Đấu tư cộng"),
    ):
        office.drafted(uid, title=title)
    office.drafted("nv-6", title="Khác", directive="directives/d-1")
    for words, found in (
        ("Đầu tư công", ["nv-2", "nv-4", "nv-3", "nv-5", "nv-1"]),
        ("dau tu cong", ["nv-3", "nv-2", "nv-4", "nv-5", "nv-1"]),
        ("12/kh", ["nv-6"]),
    ):
        filter, order_by = f'text:"{words}"', "relevance,due_date"
        # Page by page too, where the code says what the database has sorted by.
        for size in (1, 2, 50):
            assert names(office.session, chief, size=size, filter=filter, order_by=order_by) == found
    for filter in ("", 'title:"cong"', 'text:"  "'):
        with pytest.raises(InvalidArgument):
            names(office.session, chief, filter=filter, order_by="relevance")


@pytest.mark.parametrize(
    ("words", "found"),
    [("ky", ["nv-1", "nv-2"]), ("ki", ["nv-1", "nv-2"]), ("Kỹ", ["nv-1", "nv-2"]), ("kĩ thuật", ["nv-1"]),
     ("hoà", ["nv-2"]), ("hòa", ["nv-2"]), ("HOA BINH", ["nv-2"]), ("ĐẠI", ["nv-1"]), ("Ðại", ["nv-1"]),
     ("dai", ["nv-1"]), ("tha", ["nv-1"]), ("thả", []), ("thả hoà", []), ("thanh", ["nv-1"])],
)  # fmt: skip
def test_a_word_is_found_in_each_spelling_and_typed_with_marks_only_as_a_whole(
    office: Office, words: str, found: list[str]
) -> None:
    office.drafted("nv-1", title="Kỹ thuật cải tạo đại lộ Thanh niên", output="Bảng")
    office.drafted("nv-2", title="Kì họp ở Hoà Bình", output="Bảng")
    assert names(office.session, chief, filter=f'text:"{words}"') == found


@pytest.mark.parametrize(
    "filter",
    ["state", "state = ", 'state = "OVERDUE"', "nothing = 1", 'state = "DRAFT" OR state = "ISSUED"',
     'state = "DRAFT" AND', 'due_date = "31/12/2025"', 'due_date = "2025-02-30"', 'lead > "units/a"',
     'due_date > "9999-12-31"', 'issue_date = "0001-01-01"',
     'text = "x"', 'field = "y-te"', 'field != "Y tế"', 'due_date > "NONE"',
     'title = "x"', 'class = "LATE"', '(state = "DRAFT")', 'state : "DRAFT"', 'issue_date:"2025-01-01"'],
)  # fmt: skip
def test_an_invalid_filter_is_refused_with_its_field(office: Office, filter: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        names(office.session, chief, filter=filter)
    assert refusal.value.reason == "LIST_ARGUMENT"
    assert refusal.value.fields[0].path == "filter"


@pytest.mark.parametrize("order_by", ["colour", "due_date up", "title,title", ",", "due_date,days_left"])
def test_an_invalid_order_is_refused_with_its_field(office: Office, order_by: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        names(office.session, chief, order_by=order_by)
    assert refusal.value.fields[0].path == "order_by"


@pytest.mark.parametrize(
    "order_by",
    ["", "due_date", "due_date desc", "title", "title desc, due_date", "update_time desc",
     "issue_date desc, title", "create_time, due_date desc", "lead, days_left desc", "days_left"],
)  # fmt: skip
def test_pages_lose_no_task_in_any_order(fourteen: Office, order_by: str) -> None:
    listed = names(fourteen.session, chief, order_by=order_by, size=3)
    assert sorted(listed) == [f"nv-{number:02}" for number in range(14)]
    tasks = [fourteen.seen(chief, uid).task for uid in listed]
    if order_by in ("", "due_date", "days_left"):
        keys = [(task.due_date or date.max, task.uid) for task in tasks]
        assert keys == sorted(keys)
    if order_by == "title":
        assert [task.title for task in tasks] == sorted(task.title for task in tasks)


def test_an_unknown_basket_is_refused(office: Office) -> None:
    for name in ("baskets/absent", "baskets/"):
        with pytest.raises(NotFound) as refusal:
            usecases.count_basket(office.session.connection(), Caller.of(chief), name, TODAY)
        assert refusal.value.reason == "BASKET_NOT_FOUND"


def test_a_delay_cause_does_not_move_counters_twice(office: Office) -> None:
    office.accepted("nv-1")
    cause = StatedCause(DelayCauseKind.OBJECTIVE, "Bão")
    report = usecases.Report(10, "Đang làm")
    office.do(health_clerk, usecases.report_progress, "nv-1", LATER, report=report, cause=cause)
    counts = usecases.count_basket(office.session.connection(), Caller.of(health_head), "baskets/unit", LATER)
    assert counts == Counts(open_overdue=1, total_count=1)
