"""Facts withheld from a reader count as empty everywhere: two tasks that differ only in such facts look alike.

The tests try every field of filters, every order and every column of the tables in the code, in every view.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from services.task import model, rpc, tables, usecases, workbook
from services.task.model import (
    RIGHTS,
    SHOWN_MARKS,
    WITHHELD,
    Coordination,
    Decision,
    DelayCauseKind,
    Due,
    Holder,
    Mark,
    PendingDecision,
    State,
    Task,
    TaskClass,
    View,
)
from services.task.rpc.translate import to_proto
from services.task.tables import Caller, units
from services.task.tables.access import VIEWS
from services.task.tables.scopes import KINDS
from services.task.tables.search import FIELDS, SORTABLE
from services.task.usecases import Query, Seen
from services.task.workbook import Texts
from services.task.workbook.columns import COLUMNS
from shared.errors import InvalidArgument
from shared.principal import Principal

from .factories import (
    CHIEF,
    HEALTH,
    HEALTH_CLINIC,
    HEALTH_DESK,
    OFFICE,
    ROADS,
    _person,
    act,
    chairman,
    chief,
    clinic_officer,
    desk_officer,
    health_head,
    in_progress,
    roads_head,
    specialist,
)

ISSUED, DUE = date(2025, 9, 3), date(2025, 9, 15)
LATER = DUE + timedelta(days=30)
FIRE = "units/so-canh-sat-pccc"
informed_head = _person("fire-head", FIRE, "AGENCY_HEAD", units=(FIRE,))


@dataclass(frozen=True)
class Reader:
    """A person, their view of the pair of tasks, and the basket in which they see it."""

    who: Principal
    view: View
    basket: str

    def __str__(self) -> str:
        return f"{self.who.display_name}: {self.view}, {self.basket or 'everything'}"


READERS = (
    Reader(roads_head, View.PART, "baskets/coordinated"),
    Reader(roads_head, View.PART, "baskets/all"),
    Reader(roads_head, View.PART, ""),
    Reader(informed_head, View.TEXT, "baskets/all"),
    Reader(informed_head, View.TEXT, ""),
)
WHOLE = (
    Reader(chief, View.WHOLE, "baskets/all"),
    Reader(chief, View.WHOLE, ""),
    Reader(health_head, View.WHOLE, "baskets/unit"),
    Reader(health_head, View.WHOLE, ""),
    Reader(desk_officer, View.WHOLE, "baskets/mine"),
)
# The values to compare each field with; at least one of them is the value of the full task.
VALUES: dict[str, tuple[Any, ...]] = {
    "state": tuple(State),
    "class": tuple(TaskClass),
    "mark": tuple(sorted(SHOWN_MARKS)),
    "pending_decision": tuple(PendingDecision),
    "coordinator": (ROADS, OFFICE, FIRE),
    "coordination_class": tuple(TaskClass),
    "coordination_mark": tuple(sorted(SHOWN_MARKS)),
    "due_date": (DUE, "NONE"),
    "issue_date": (ISSUED,),
    "update_time": (act(LATER).at.isoformat(),),
    "title": ("tiem chung",),
    "text": ("tiem", "dang lam", "tiem xong"),
    "holder_unit": (HEALTH_DESK, HEALTH, ""),
    "holder_person": (desk_officer.person, ""),
    "lead": (HEALTH, ""),
    "directive": ("directives/khac",),
    "proposal": ("directives/khac/proposals/1", ""),
    "monitor": (specialist.person, ""),
    "assigner": (chairman.person, ""),
    "field": ("van-xa", ""),
    "parent_task": ("tasks/khac", ""),
    "task_set": ("taskSets/bo-1", ""),
}
# Other values of the facts that a task never lacks.
OTHERWISE = {"version": 99, "state": State.COMPLETED, "updated_at": act(LATER + timedelta(days=60)).at}
OPERATORS = ("=", "!=", "<", "<=", ">", ">=", ":")


def full_task() -> Task:
    """A task that has every fact that may be withheld."""
    task = replace(
        in_progress(Due.on(DUE), ISSUED),
        uid="nv-full", directive="directives/full", lead=HEALTH, field="van-xa", monitor=specialist.person,
        assigner=chairman.person, informed=(FIRE,), task_set="taskSets/bo-1",
        coordinations=(Coordination(ROADS, "Phần của giao thông"), Coordination(OFFICE, "Phần của văn phòng")),
    )  # fmt: skip
    holder = Holder(HEALTH_DESK, desk_officer.person, clinic_officer.person)
    task = model.delegate(task, act(ISSUED), holder, internal_due_date=DUE).task
    task = model.report_progress(task, act(ISSUED), percent=40, text="Đang làm").task
    task = model.submit(task, act(LATER), text="Xong", document_number="1/BC").task
    task = model.send_back(task, act(LATER, CHIEF, "Thiếu")).task
    task = model.state_cause(task, act(LATER), DelayCauseKind.OBJECTIVE, "Bão").task
    task = model.request_extension(task, act(LATER, reason="Chờ"), LATER + timedelta(days=9), late=True).task
    return model.urge(task, act(LATER)).task


def emptied(task: Task, view: View) -> Task:
    """The same task without the facts that the view withholds; of its coordinations the reader's remains."""
    empty: dict[str, Any] = {
        field.name: OTHERWISE.get(field.name, field.default)
        for field in fields(Task)
        if field.name in WITHHELD[view]
    }
    empty["coordinations"] = tuple(each for each in task.coordinations if each.unit == ROADS)
    return replace(task, **empty, uid="nv-bare", directive="directives/bare")


def save(session: Session, *tasks: Task) -> None:
    for task in tasks:
        assert tables.insert_histories(session, [[Decision(task, replace(_STEP, task=task.uid))]])


_STEP = model.draft(act(ISSUED), "nv", model.Terms(title="Việc")).step


def terms(field: str) -> Iterator[str]:
    """A term with the field for every operator and value."""
    for value in VALUES[field]:
        yield from (f'{field} {operator} "{value}"' for operator in OPERATORS)


def listed(
    session: Session, reader: Reader, filter: str = "", order_by: str = "", size: int = 1
) -> list[Seen]:
    """The rows that a reader sees, read page by page."""
    rows: list[Seen] = []
    cursor = None
    while True:
        query = Query(reader.basket, filter, order_by, cursor, size)
        page = usecases.list_tasks(session.connection(), Caller.of(reader.who), query, LATER)
        rows += page.rows
        cursor = page.cursor
        if cursor is None:
            return rows


def uids(session: Session, reader: Reader, filter: str) -> set[str]:
    return {seen.task.uid for seen in listed(session, reader, filter, size=3)}


def understood(session: Session, reader: Reader, field: str) -> Iterator[tuple[str, set[str]]]:
    """The valid terms with the field, and the tasks that each one finds."""
    for term in terms(field):
        try:
            yield term, uids(session, reader, term)
        except InvalidArgument:
            continue


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_a_filter_finds_both_tasks_or_neither(session: Session, field: str) -> None:
    full = full_task()
    for view in (View.PART, View.TEXT):
        with session.begin_nested() as savepoint:
            save(session, full, emptied(full, view))
            for reader in READERS:
                if reader.view is view:
                    tried = list(understood(session, reader, field))
                    assert tried
                    for term, found in tried:
                        assert found in (set(), {"nv-full", "nv-bare"}), (str(reader), term)
            savepoint.rollback()


FILTERS_OF_WITHHELD = {
    "holder_unit": f'holder_unit = "{HEALTH_DESK}"',
    "holder_person": f'holder_person = "{desk_officer.person}"',
    "coordinator": f'coordinator = "{OFFICE}"',
    "mark": 'mark != "OVERDUE_NOT_UPDATED"',
}


@pytest.mark.parametrize("reader", WHOLE, ids=str)
def test_a_reader_of_the_whole_task_can_tell_the_pair_apart(session: Session, reader: Reader) -> None:
    full = full_task()
    bare = replace(emptied(full, View.PART), holder=Holder(HEALTH_CLINIC, ""))
    save(session, full, bare)
    for term in FILTERS_OF_WITHHELD.values():
        assert uids(session, reader, term) == {"nv-full"}, term


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_a_withheld_holder_counts_as_empty(session: Session, reader: Reader) -> None:
    save(session, full_task())
    for filter, found in (
        (f'holder_person = "{desk_officer.person}"', set()),
        (f'holder_person != "{desk_officer.person}"', {"nv-full"}),
        ('holder_person = ""', {"nv-full"}),
        (f'coordinator != "{OFFICE}"', {"nv-full"}),
    ):
        assert uids(session, reader, filter) == found, filter
    seen_class = reader.view is View.PART
    assert bool(uids(session, reader, 'class = "OPEN_OVERDUE"')) is seen_class
    assert bool(uids(session, reader, 'class != "OPEN_OVERDUE"')) is not seen_class


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_answers_orders_and_workbooks_show_the_pair_alike(session: Session, reader: Reader) -> None:
    full = full_task()
    save(session, full, emptied(full, reader.view))
    texts = Texts(rpc.CATALOGUE, "vi", units.labels(session))
    for name in SORTABLE:
        for direction in ("", " desc"):
            rows = listed(session, reader, order_by=name + direction)
            assert [seen.task.uid for seen in rows] == sorted(("nv-bare", "nv-full"), reverse=bool(direction))
    first, second = rows
    assert first.view is second.view is reader.view
    for column in workbook.choose(sorted(COLUMNS)):
        (one,), (other,) = (workbook.row_of(seen, [column], texts) for seen in rows)
        assert one == other, column.name
    messages = [to_proto(seen) for seen in rows]
    for message in messages:
        message.name = message.directive = message.etag = ""
    assert messages[0] == messages[1]


@pytest.mark.parametrize("reader", READERS, ids=str)
@pytest.mark.parametrize("filter", ["", 'state != "DRAFT"'])
def test_counters_count_the_pair_alike(session: Session, reader: Reader, filter: str) -> None:
    counts = []
    for task in (full_task(), emptied(full_task(), reader.view)):
        with session.begin_nested() as savepoint:
            save(session, task)
            counts.append(
                usecases.count_basket(
                    session.connection(), Caller.of(reader.who), reader.basket, LATER, filter
                )
            )
            savepoint.rollback()
    assert counts[0] == counts[1]
    assert counts[0].total_count == 1
    assert counts[0].total == (1 if reader.view is View.PART else 0)


def test_a_withheld_column_sorts_as_empty(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """No sortable column is withheld today; this shows that orders would follow the table of withheld facts."""
    full = full_task()
    save(session, replace(full, uid="nv-1", lead=HEALTH_DESK), replace(full, uid="nv-2", lead=HEALTH))
    for view in (View.PART, View.TEXT):
        monkeypatch.setitem(WITHHELD, view, WITHHELD[view] | {"lead"})
    for reader in READERS:
        if reader.view is View.PART:
            for direction, uids in (("", ["nv-1", "nv-2"]), (" desc", ["nv-2", "nv-1"])):
                rows = listed(session, reader, order_by="lead" + direction)
                assert [seen.task.uid for seen in rows] == uids
    for direction, uids in (("", ["nv-2", "nv-1"]), (" desc", ["nv-1", "nv-2"])):
        assert [seen.task.uid for seen in listed(session, WHOLE[0], order_by="lead" + direction)] == uids


def test_the_table_of_withheld_facts_names_real_facts() -> None:
    facts = {field.name for field in fields(Task)} | set(Mark) | {
        model.CLASS, model.DAYS_LEFT, model.OWN_COORDINATION
    }  # fmt: skip
    assert set(WITHHELD) == set(View)
    assert all(withheld <= facts for withheld in WITHHELD.values())
    assert WITHHELD[View.WHOLE] < WITHHELD[View.PART] < WITHHELD[View.TEXT]
    # The default order of a basket is by due date, for all readers alike.
    assert all(model.shows(view, "due") for view in View)
    assert {fact for fact, *_ in SORTABLE.values()} <= facts
    assert set(VALUES) == set(FIELDS)


# What is withheld from nobody who may know of the task.
SHOWN_TO_ALL = {
    *("uid", "created_at", "title", "directive"),
    *("directive_number", "directive_date", "assign_date", "proposal", "quote", "output", "field"),
    *("assigner", "on_behalf_of", "monitor", "lead", "informed", "parent_task", "parent_lead"),
    *("required_by_parent", "due", "original_due_date", "proposed_at"),
    *("first_issued_at", "issued_at", "intake", "accept_by", "source_kind", "urgency", "meeting"),
}


def test_each_fact_of_a_task_is_withheld_or_shown_to_all() -> None:
    """Nobody sees a new field by oversight: it is added to WITHHELD, or here."""
    assert {field.name for field in fields(Task)} - WITHHELD[View.TEXT] == SHOWN_TO_ALL


def test_every_kind_of_scope_shows_exactly_one_view() -> None:
    assert set(KINDS.values()) == set(VIEWS)
    for relation, view in VIEWS.items():
        assert [each for each in View if relation in {to for _, to in RIGHTS[each]}] == [view]
