"""The columns of a list of tasks, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.task import model, usecases
from services.task.model import Mark, Task
from services.task.usecases import Seen
from services.task.workbook.texts import Texts, day
from shared.errors import invalid

Value = str | int
_SAID = {
    Mark.DUE_SOON: "DUE_SOON",
    Mark.NOT_ACCEPTED: "NOT_ACCEPTED",
    Mark.WAITING_FOR_CONFIRMATION: "WAITING_FOR_CONFIRMATION",
    Mark.OVERDUE_NEVER_UPDATED: "OVERDUE_NOT_UPDATED",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the API, its width, how it is aligned, and its value for a task on a day."""

    name: str
    width: float
    style: str
    value: Callable[[Seen, date, Texts], Value]


def choose(names: Sequence[str]) -> list[Column]:
    """The columns asked for, in their order; those of the official form if none are.

    Raises InvalidArgument naming one that there is not.
    """
    for name in names:
        if name not in COLUMNS:
            raise invalid("columns", "column.unknown", "LIST_ARGUMENT", name=name)
    return [COLUMNS[name] for name in names or OFFICIAL]


def row_of(seen: Seen, columns: Iterable[Column], today: date, texts: Texts) -> list[Value]:
    """The values of a task as one reader sees it."""
    return [column.value(seen, today, texts) for column in columns]


def _plain(value: Callable[[Task, Texts], Value]) -> Callable[[Seen, date, Texts], Value]:
    return lambda seen, _, texts: value(seen.task, texts)


def _directive(task: Task, texts: Texts) -> str:
    if not task.directive_date:
        return task.directive_number
    return texts("list.dated", number=task.directive_number, day=day(task.directive_date))


def _due(task: Task, texts: Texts) -> str:
    if task.due_date is None:
        return texts("list.no_due_date")
    if not task.times_extended:
        return day(task.due_date)
    return texts("list.extended", day=day(task.due_date), count=task.times_extended)


def _co_ordinators(task: Task, texts: Texts) -> str:
    return "; ".join(name for each in task.co_ordinators if (name := texts.name(each.unit)))


def _progress(task: Task, _: Texts) -> str:
    return f"{task.progress.percent} %: {task.progress.text}".removesuffix(": ") if task.progress else ""


def _result(task: Task, _: Texts) -> str:
    evidence = task.submission.evidence if task.submission else ()
    return "; ".join(each.document for each in evidence if each.document)


def _holder(task: Task, texts: Texts) -> str:
    if task.holder is None:
        return ""
    return ", ".join(name for each in (task.holder.person, task.holder.unit) if (name := texts.name(each)))


def _state(seen: Seen, today: date, texts: Texts) -> str:
    """The class with its marks; the state of what is in no class. Nothing for who may see the text only."""
    if not usecases.may_see_marks(seen):
        return ""
    its_class = model.class_of(seen.task.standing, today)
    marks = model.marks(seen.task, today, usecases.CALENDAR, usecases.POLICY)
    words = [texts(f"class.{its_class}") if its_class else texts(f"state.{seen.task.state}")]
    return "; ".join([*words, *(texts(f"mark.{name}") for mark, name in _SAID.items() if mark in marks)])


def _days_left(seen: Seen, today: date, _: Texts) -> Value:
    if not usecases.may_see_marks(seen):
        return ""
    left = model.working_days_left(seen.task.standing, today, usecases.CALENDAR)
    return "" if left is None else left


_ALL = (
    Column("directive", 15, "middle", _plain(_directive)),
    Column("title", 36, "text", _plain(lambda task, _: task.title)),
    Column("output", 20, "text", _plain(lambda task, _: task.output)),
    Column("assigner", 13, "text", _plain(lambda task, texts: texts.name(task.assigner))),
    Column("lead", 19, "text", _plain(lambda task, texts: texts.name(task.lead))),
    Column("coordinations", 18, "text", _plain(_co_ordinators)),
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
        _plain(lambda task, _: day(model.day_of(task.assigned_at) if task.assigned_at else None)),
    ),
    Column("days_left", 9, "middle", _days_left),
    Column("holder", 18, "text", _plain(_holder)),
    Column("urging_count", 9, "middle", _plain(lambda task, _: task.urges)),
)
COLUMNS = {column.name: column for column in _ALL}
OFFICIAL = tuple(column.name for column in _ALL[:11])
