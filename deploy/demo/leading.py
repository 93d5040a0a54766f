"""The Chairman's table: the statistics by agency, the tasks behind a number, and the workbook."""

from __future__ import annotations

import io
from typing import Any

from openpyxl.reader.excel import load_workbook

from deploy.demo.desk import Desk, Json, day_of
from deploy.demo.play import CHAIRMAN, Play

_FIRST_START = 600
_LONG_AGO = "2000-01-01"
_CLASSES = ("doneOnTime", "doneLate", "openInTime", "openOverdue")


def look_before(play: Play) -> None:
    """Shows the table as it is before the play."""
    play.stage.act("act_before")
    desk = play.desk(CHAIRMAN)
    agrees = play.stage.wait(lambda: _agrees(desk), bool, _FIRST_START)
    play.stage.expect(agrees, "table_agrees")
    _show(play, [])
    play.counted_before = len(_counted(desk))


def look_after(play: Play) -> None:
    """Checks that both tasks are in their class, the total counts the new tasks, and the workbook agrees."""
    play.stage.act("act_after")
    desk, stage = play.desk(CHAIRMAN), play.stage
    first, second = play.lead(play.first), play.lead(play.second)
    done = stage.wait(lambda: behind(desk, first, "DONE_ON_TIME"), lambda names: play.first in names)
    stage.expect(play.first in done, "class_of_first", agency=play.unit_name(first))
    late = stage.wait(lambda: behind(desk, second, "OPEN_OVERDUE"), lambda names: play.second in names)
    stage.expect(play.second in late, "class_of_second", agency=play.unit_name(second))
    # The total itself may grow by more: with the days of the play, periods of periodic tasks begin.
    grown = play.counted_before + len(play.tasks)
    counted = stage.wait(lambda: len(_counted(desk)), lambda count: count == grown)
    table = _show(play, [first, second])
    stage.expect(counted == grown, "grew", count=len(play.tasks))
    _read_workbook(play, desk, table)


def behind(desk: Desk, agency: str, kind: str) -> set[str]:
    """The names of the tasks behind one number of the table."""
    rows = desk.all("v1/statistics/tasks", "tasks", **{"agency": f"units/{agency}", "class": kind})
    return {row["task"] for row in rows}


def _agrees(desk: Desk) -> bool:
    """Whether reporting, which learns by events alone, counts the tasks that the task service counts.

    After the very first start it has a year of events to handle. A periodic task has a row for each period that has
    begun; the basket counts it once.
    """
    overdue = desk.all("v1/statistics/tasks", "tasks", **{"class": "OPEN_OVERDUE"})
    basket = desk.get("v1/baskets/all")
    found = (len(_counted(desk)), len({row["task"] for row in overdue}))
    return found == (_number(basket, "total"), _number(basket, "openOverdue"))


def _counted(desk: Desk) -> set[str]:
    """The tasks that reporting counts, of all time."""
    rows = desk.all("v1/statistics/tasks", "tasks", periodStartDate=_LONG_AGO)
    return {row["task"] for row in rows}


def _show(play: Play, agencies: list[str]) -> Json:
    stage, table = play.stage, play.desk(CHAIRMAN).get("v1/statistics")
    stage.say(
        "table_head",
        day=day_of(table["asOfDate"]) or "",
        agencies=len(table["agencies"]),
        **_facts(table["total"]),
    )
    shown = (
        dict.fromkeys(agencies)
        or sorted(
            (row["agency"].removeprefix("units/") for row in table["agencies"]),
            key=lambda unit: -_number(_row(table, unit), "openOverdue"),
        )[:5]
    )
    for unit in shown:
        stage.say("table_row", agency=play.unit_name(unit), **_facts(_row(table, unit)))
    stage.expect(_adds_up(table), "adds_up")
    return table


def _row(table: Json, unit: str) -> Json:
    return next((row["counts"] for row in table["agencies"] if row["agency"] == f"units/{unit}"), {})


def _facts(counts: Json) -> dict[str, int]:
    names = ("total", "done_on_time", "done_late", "open_in_time", "open_overdue")
    return dict(zip(names, [_number(counts, key) for key in ("total", *_CLASSES)], strict=True))


def _number(counts: Json, key: str) -> int:
    return int(counts.get(key, 0))


def _adds_up(table: Json) -> bool:
    rows = [row["counts"] for row in table["agencies"]]
    whole = all(
        sum(_number(row, key) for key in _CLASSES) == _number(row, "total") for row in [*rows, table["total"]]
    )
    return whole and sum(_number(row, "total") for row in rows) == _number(table["total"], "total")


def _read_workbook(play: Play, desk: Desk, table: Json) -> None:
    content = desk.download("v1/statistics:export")
    book = load_workbook(io.BytesIO(content), read_only=True)
    sheets = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    play.stage.say("workbook", size=len(content), sheets=", ".join(sheets))
    play.stage.expect(_holds(sheets, table), "workbook_equals")
    cells = {str(cell) for rows in sheets.values() for row in rows for cell in row if cell is not None}
    titles = [task["title"] for task in play.tasks[:2]]
    play.stage.expect(all(title in cells for title in titles), "workbook_lists")


def _holds(sheets: dict[str, list[tuple[Any, ...]]], table: Json) -> bool:
    """Whether every agency's row of the summary holds its five numbers in the order of the form."""
    wanted = {
        row["displayName"]: [_number(row["counts"], key) for key in ("total", *_CLASSES)]
        for row in table["agencies"]
    }
    found = {
        str(row[1]): [int(cell) for cell in row[2:7]]
        for rows in sheets.values()
        for row in rows
        if len(row) > 6 and str(row[1]) in wanted and all(isinstance(cell, int) for cell in row[2:7])
    }
    return found == wanted
