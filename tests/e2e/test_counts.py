"""Lists, counters, workbooks and statistics count the tasks of the demo's year in the same way."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from io import BytesIO

import pytest
from openpyxl import load_workbook

from deploy.demo.desk import Desk, Json
from tests import periods
from tests.e2e.conftest import Enter

LONG_AGO = "2000-01-01"
PATIENCE = 600
COUNTERS = {
    "DONE_ON_TIME": "doneOnTime",
    "DONE_LATE": "doneLate",
    "OPEN_IN_TIME": "openInTime",
    "OPEN_OVERDUE": "openOverdue",
}
# People who see statistics, a basket with the same tasks, and their agency (empty: all agencies).
READERS = [
    ("doan-the-khai", "baskets/all", ""),
    ("huynh-tan-thanh", "baskets/all", ""),
    ("chau-phuong-anh", "baskets/unit", "units/so-y-te"),
]


@pytest.fixture
def settled(enter: Enter) -> None:
    """Waits until reporting has handled every event of the year."""
    desk, last_moment = enter("doan-the-khai"), time.monotonic() + PATIENCE
    while set(statistics_of(desk)) != {task["name"] for task in counted(desk, "baskets/all")}:
        assert time.monotonic() < last_moment, f"reporting is not done within {PATIENCE} s"
        time.sleep(1)


def counted(desk: Desk, basket: str) -> list[Json]:
    """The tasks of a basket that have a class."""
    listed = desk.all("v1/tasks", "tasks", basket=basket)
    return [task for task in listed if task["class"] in COUNTERS]


def statistics_of(desk: Desk) -> dict[str, list[Json]]:
    """The rows behind the statistics of all time, by task."""
    rows: dict[str, list[Json]] = defaultdict(list)
    for row in desk.all("v1/statistics/tasks", "tasks", periodStartDate=LONG_AGO):
        rows[row["task"]].append(row)
    return rows


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("person", "basket", "agency"), READERS)
def test_list_counters_workbook_and_statistics_agree(
    settled: None, enter: Enter, person: str, basket: str, agency: str
) -> None:
    desk = enter(person)
    tasks, rows = counted(desk, basket), statistics_of(desk)
    kinds = {task["due"]["kind"] for task in tasks}
    assert {"FIXED", "PERIODIC"} <= kinds
    counters = desk.get(f"v1/{basket}")
    classes = Counter(task["class"] for task in tasks)
    assert {each: counters[name] for each, name in COUNTERS.items()} == {
        each: classes[each] for each in COUNTERS
    }
    assert set(rows) == {task["name"] for task in tasks}
    for task in tasks:
        of_task = [(row.get("dueDate", ""), row["class"]) for row in rows[task["name"]]]
        due = task["due"]
        shown = (due.get("date", ""), task["class"])
        assert periods.agrees(due["kind"] == "PERIODIC", shown, of_task), task["name"]
    total = totals(desk, agency)
    all_rows = Counter(row["class"] for each in rows.values() for row in each)
    assert {each: total[name] for each, name in COUNTERS.items()} == {
        each: all_rows[each] for each in COUNTERS
    }
    assert exported(desk, basket) == counters["totalCount"]


def totals(desk: Desk, agency: str) -> Json:
    """The numbers of one agency, or of all agencies if none is given."""
    table = desk.get("v1/statistics", periodStartDate=LONG_AGO)
    if not agency:
        return dict(table["total"])
    return next(dict(row["counts"]) for row in table["agencies"] if row["agency"] == agency)


def exported(desk: Desk, basket: str) -> int:
    """The number of tasks in the workbook of a basket."""
    sheet = load_workbook(BytesIO(desk.download("v1/tasks:export", basket=basket, columns="title"))).active
    assert sheet is not None
    return sum(isinstance(row[0], int) for row in sheet.iter_rows(values_only=True))
