"""Form 4: overdue tasks, for explanation. docs/domain.md, section Reports."""

from collections.abc import Iterable
from datetime import date

from openpyxl import Workbook

from services.reporting.usecases.reading import Statistics, TaskRow
from services.reporting.workbook.listing import Form, add_tasks, directive_of, due_of, state_of
from services.reporting.workbook.sheet import Texts, day

_FORM = Form(
    "overdue",
    ("number", "directive", "title_column", "lead", "due", "state", "days", "urgings", "cause", "answer"),
    (5, 15, 36, 19, 13, 14, 9, 9, 42, 34),
    centred=frozenset({"number", "due", "days", "urgings"}),
)


def add_overdue(book: Workbook, found: Statistics, tasks: Iterable[TaskRow], texts: Texts) -> None:
    """Adds the sheet: the tasks that are late, the latest first, with causes and the agencies' words."""
    add_tasks(book, found, (_values(task, texts) for task in tasks), texts, _FORM)


def _values(task: TaskRow, texts: Texts) -> tuple[str | int, ...]:
    fact = task.fact
    return (
        directive_of(task, texts),
        fact.title,
        task.lead,
        due_of(task, texts),
        state_of(task, texts),
        "" if fact.days_overdue is None else fact.days_overdue,
        fact.urging_count,
        _cause(task, texts),
        "; ".join(filter(None, (fact.progress_text, fact.progress_obstacles))),
    )


def _cause(task: TaskRow, texts: Texts) -> str:
    """The cause as it holds, who decided on it and when, and the contest of that decision."""
    fact = task.fact
    if not fact.delay_cause_kind:
        return texts("cause.none")
    stated = f"{texts(f'cause.{fact.delay_cause_kind}')}: {fact.delay_cause_text}"
    if fact.delay_cause_decide_date is None:
        return "; ".join((stated, texts("cause.waits")))
    first = _signed(f"cause.{_first(task)}", fact.delay_cause_decide_date, task.decider, texts)
    if fact.contest_date is None:
        return "; ".join((stated, first))
    contested = texts("cause.contested", day=day(fact.contest_date))
    return "; ".join((stated, first, contested, _last(task, texts)))


def _first(task: TaskRow) -> str:
    """What the first decision said, which a contest may have changed since."""
    fact = task.fact
    contested = fact.contest_date is not None
    kind = fact.contest_against if contested else "" if fact.delay_cause_refused else fact.delay_cause_kind
    if not kind:
        return "refused"
    return "confirmed" if kind == (fact.delay_cause_stated_kind or kind) else "changed"


def _last(task: TaskRow, texts: Texts) -> str:
    fact = task.fact
    if fact.contest_decide_date is None:
        return texts("cause.waits")
    key = "cause.granted" if fact.contest_granted else "cause.upheld"
    return _signed(key, fact.contest_decide_date, task.final_decider, texts)


def _signed(key: str, on: date, name: str, texts: Texts) -> str:
    return texts(key, day=day(on), name=name)
