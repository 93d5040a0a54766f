"""The files of the demo province, read for a day: every date moved by the same number of weeks."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from services.task import usecases
from services.task.model import (
    NO_MEETING,
    CommentKind,
    Due,
    Every,
    Meeting,
    Recurrence,
    RecurrenceDay,
    Source,
    Urgency,
)
from shared import clock, yamls

Row = Mapping[str, str]


@dataclass(frozen=True)
class StepRow:
    """One row of steps.csv."""

    step: str
    at: datetime
    person: str
    unit: str
    # The person who is to hold the task, and perhaps one beside.
    holders: tuple[str, ...]
    percent: int
    due_date: date | None
    text: str
    evidence: str


@dataclass(frozen=True)
class TaskRow:
    """One row of tasks.csv with its steps."""

    uid: str
    source: Source
    title: str
    output: str
    field: str
    urgency: Urgency
    lead: str
    coordinations: tuple[str, ...]
    assigner: str
    monitor: str
    due: Due
    steps: tuple[StepRow, ...]
    # The id of the task that it is a subtask of.
    parent: str = ""
    # How many tasks its directive has.
    siblings: int = 1


@dataclass(frozen=True)
class CommentRow:
    """One row of comments.csv."""

    task: str
    at: datetime
    person: str
    kind: CommentKind
    text: str
    mentions: tuple[str, ...]


@dataclass(frozen=True)
class Province:
    """The year of tasks, and the people who appear in it."""

    tasks: tuple[TaskRow, ...]
    people: frozenset[str]


def read(folder: Path, today: date) -> Province:
    """The tasks as if their year had just ended (README.md of the folder describes the format)."""
    shift = _shift(folder, today)
    names = {each["id"]: each["display_name"] for each in yamls.read(folder / "people.yaml")["people"]}
    directives = {row["id"]: _directive(row, names, shift) for row in _rows(folder / "directives.csv")}
    steps: dict[str, list[StepRow]] = defaultdict(list)
    for row in _rows(folder / "steps.csv"):
        steps[row["task"]].append(_step(row, shift))
    rows = _rows(folder / "tasks.csv")
    siblings = Counter(row["directive"] for row in rows if not row["parent"])
    tasks = tuple(
        replace(_task(row, directives, steps[row["id"]], shift), siblings=siblings[row["directive"]])
        for row in rows
    )
    people = {step.person for task in tasks for step in task.steps} - {"people/"}
    return Province(tasks, frozenset(people))


def read_comments(folder: Path, today: date) -> list[CommentRow]:
    """The comments on these tasks, oldest first for each task; a folder may have none."""
    file = folder / "comments.csv"
    shift = _shift(folder, today)
    return [
        CommentRow(
            task=row["task"],
            at=_moment(row["time"], shift),
            person=f"people/{row['person']}",
            kind=CommentKind(row["kind"]),
            text=row["text"],
            mentions=tuple(f"people/{person}" for person in row["mentions"].split()),
        )
        for row in (_rows(file) if file.exists() else [])
    ]


def read_followers(folder: Path) -> list[tuple[str, str]]:
    """Tasks by their ids, each with a person who follows it; a folder may have none."""
    file = folder / "followers.csv"
    rows = _rows(file) if file.exists() else []
    return [(row["task"], f"people/{row['person']}") for row in rows]


def _shift(folder: Path, today: date) -> timedelta:
    anchor: date = yamls.read(folder / "province.yaml")["anchor_date"]
    return timedelta(weeks=(today - anchor).days // 7)


def _moment(text: str, shift: timedelta) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.ZONE) + shift


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _directive(row: Row, names: Mapping[str, str], shift: timedelta) -> Source:
    held = row["meeting_date"], names.get(row["meeting_chair"], "")
    meeting = Meeting(_day(held[0], shift), held[1]) if held[0] else NO_MEETING
    return Source(
        f"directives/{row['id']}", number=row["number"], date=_day(row["date"], shift), meeting=meeting
    )


def _task(row: Row, directives: Mapping[str, Source], steps: list[StepRow], shift: timedelta) -> TaskRow:
    source = directives[row["directive"]]
    return TaskRow(
        uid=row["id"],
        # A proposal and the task made of it have one id.
        source=replace(
            source,
            proposal=f"{source.directive}/proposals/{row['id']}" if row["proposed"] else "",
            task_set=f"taskSets/{row['task_set']}" if row["task_set"] else "",
        ),
        title=row["title"],
        output=row["output"],
        field=row["field"],
        urgency=Urgency(row["urgency"]),
        lead=f"units/{row['lead']}",
        coordinations=tuple(f"units/{unit}" for unit in row["coordinators"].split()),
        assigner=f"people/{row['assigner']}" if row["assigner"] else "",
        monitor=f"people/{row['monitor']}" if row["monitor"] else "",
        due=_due(row, shift),
        steps=tuple(steps),
        parent=row["parent"],
    )


def _due(row: Row, shift: timedelta) -> Due:
    if row["due_kind"] == "NONE":
        return Due.without_date(row["deadline_text"])
    day = _due_day(row["due_date"], shift)
    if row["due_kind"] == "PERIODIC":
        until = _day(row["until"], shift) if row["until"] else None
        of_month = RecurrenceDay[row["recurrence_day"] or "UNSPECIFIED"]
        return Due.periodic(Recurrence(Every[row["recurrence"]], day, until, of_month), row["deadline_text"])
    return Due.on(day, row["deadline_text"] or f"trước ngày {day:%d/%m/%Y}")


def _step(row: Row, shift: timedelta) -> StepRow:
    return StepRow(
        step=row["step"],
        at=_moment(row["time"], shift),
        person=f"people/{row['person']}",
        unit=f"units/{row['unit']}" if row["unit"] else "",
        holders=tuple(f"people/{person}" for person in row["holder"].split()),
        percent=int(row["percent"] or 0),
        due_date=_due_day(row["due_date"], shift) if row["due_date"] else None,
        text=row["text"],
        evidence=row["evidence"],
    )


def _due_day(text: str, shift: timedelta) -> date:
    """A due date that now is a public holiday moves to the next working day; a weekend stays one."""
    day = _day(text, shift)
    holiday = day.weekday() < 5 and not usecases.CALENDAR.is_working(day)
    return usecases.CALENDAR.add_working_days(day, 1) if holiday else day


def _day(text: str, shift: timedelta) -> date:
    return date.fromisoformat(text) + shift
