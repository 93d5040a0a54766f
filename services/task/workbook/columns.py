"""The columns of a list of tasks and their values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.task.model import Actor, Contest, DelayCause, Mark, Task, shows
from services.task.usecases import Seen
from services.task.workbook.texts import Texts, day
from shared import clock
from shared.errors import invalid

Value = str | int


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the API, its width, its style, and its value for a task."""

    name: str
    width: float
    style: str
    value: Callable[[Seen, Texts], Value]


def choose(names: Sequence[str]) -> list[Column]:
    """The columns of these names, in their order; those of the official form without names.

    Raises InvalidArgument for an unknown name.
    """
    for name in names:
        if name not in COLUMNS:
            raise invalid("columns", "column.unknown", "LIST_ARGUMENT", name=name)
    return [COLUMNS[name] for name in names or OFFICIAL]


def row_of(seen: Seen, columns: Iterable[Column], texts: Texts) -> list[Value]:
    """The values of a task as one reader sees it."""
    return [column.value(seen, texts) for column in columns]


def as_own_part(seen: Seen) -> Seen:
    """A task that the reader's agency coordinates, with the date, class, progress and result of the agency's part."""
    own = next(iter(seen.task.coordinations), None)
    if own is None or own.unit not in seen.parts:
        return seen
    part, due = seen.parts[own.unit], seen.task.due
    task = replace(
        seen.task,
        due=replace(due, date=own.due_date) if own.due_date else due,
        progress=own.progress,
        submission=own.submission,
    )
    return replace(seen, task=task, its_class=part.its_class, marks=part.marks, days_left=part.days_left)


def _plain(value: Callable[[Task, Texts], Value]) -> Callable[[Seen, Texts], Value]:
    return lambda seen, texts: value(seen.task, texts)


def _directive(task: Task, texts: Texts) -> str:
    if not task.directive_date:
        return task.directive_number
    return texts("list.dated", number=task.directive_number, day=day(task.directive_date))


def _due(task: Task, texts: Texts) -> str:
    if task.due_date is None:
        return texts("list.no_due_date")
    if not task.extension_count:
        return day(task.due_date)
    return texts("list.extended", day=day(task.due_date), count=task.extension_count)


def _coordinations(task: Task, texts: Texts) -> str:
    return "; ".join(name for unit in task.coordinators if (name := texts.name(unit)))


def _progress(task: Task, _: Texts) -> str:
    return f"{task.progress.percent} %: {task.progress.text}".removesuffix(": ") if task.progress else ""


def _result(task: Task, _: Texts) -> str:
    return task.submission.document_number if task.submission else ""


def _holder(task: Task, texts: Texts) -> str:
    if task.holder is None:
        return ""
    return ", ".join(name for each in (task.holder.person, task.holder.unit) if (name := texts.name(each)))


def _state(seen: Seen, texts: Texts) -> str:
    """The class with its marks; the state of a task without class; nothing for a reader of the text only."""
    if not shows(seen.view, "state"):
        return ""
    words = [texts(f"class.{seen.its_class}") if seen.its_class else texts(f"state.{seen.task.state}")]
    return "; ".join([*words, *(texts(f"mark.{mark}") for mark in Mark if mark in seen.marks)])


def _delay_cause(task: Task, texts: Texts) -> str:
    """The cause as it holds, who decided on it and when, and the contest of that decision, a line each."""
    cause = task.delay_cause
    if cause is None:
        return ""
    stated = f"{texts(f'list.cause.{cause.kind}')}: {cause.text}"
    if cause.confirmed_at is None:
        return f"{stated}\n{texts('list.cause.waits')}"
    lines = [stated, _decided(cause, texts)]
    if cause.contest is not None:
        lines.append(texts("list.cause.contested", day=day(clock.day_of(cause.contest.at))))
        lines.append(_decided_finally(cause.contest, texts))
    return "\n".join(lines)


def _decided(cause: DelayCause, texts: Texts) -> str:
    """The first decision, which a contest may have changed since."""
    kind = cause.contest.against if cause.contest else (None if cause.refused else cause.confirmed_kind)
    key = f"list.cause.{'confirmed' if kind is cause.stated_kind else 'changed' if kind else 'refused'}"
    return _signed(key, cause.confirmed_at, cause.confirmed_by, texts)


def _decided_finally(contest: Contest, texts: Texts) -> str:
    if contest.decided_at is None:
        return texts("list.cause.waits")
    key = "list.cause.granted" if contest.granted else "list.cause.upheld"
    return _signed(key, contest.decided_at, contest.decided_by, texts)


def _signed(key: str, at: datetime | None, by: Actor | None, texts: Texts) -> str:
    return texts(key, day=day(clock.day_of(at) if at else None), name=texts.name(by.person if by else ""))


def _days_left(seen: Seen, _: Texts) -> Value:
    return "" if seen.days_left is None else seen.days_left


_ALL = (
    Column("directive", 15, "middle", _plain(_directive)),
    Column("title", 36, "text", _plain(lambda task, _: task.title)),
    Column("output", 20, "text", _plain(lambda task, _: task.output)),
    Column("assigner", 13, "text", _plain(lambda task, texts: texts.name(task.assigner))),
    Column("lead", 19, "text", _plain(lambda task, texts: texts.name(task.lead))),
    Column("coordinations", 18, "text", _plain(_coordinations)),
    Column("due", 13, "middle", _plain(_due)),
    Column("progress", 24, "text", _plain(_progress)),
    Column("result", 12, "middle", _plain(_result)),
    Column("state", 14, "text", _state),
    Column("monitor", 13, "text", _plain(lambda task, texts: texts.name(task.monitor))),
    Column("field", 14, "text", _plain(lambda task, texts: texts.field_of_work(task.field))),
    Column(
        "issue_date",
        12,
        "middle",
        _plain(lambda task, _: day(clock.day_of(task.issued_at) if task.issued_at else None)),
    ),
    Column("days_left", 9, "middle", _days_left),
    Column("holder", 18, "text", _plain(_holder)),
    Column("urging_count", 9, "middle", _plain(lambda task, _: task.urging_count)),
    Column("delay_cause", 30, "text", _plain(_delay_cause)),
)
COLUMNS = {column.name: column for column in _ALL}
OFFICIAL = tuple(column.name for column in _ALL[:11])
