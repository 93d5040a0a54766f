"""Filters (AIP-160, a subset) and orders of lists, made into conditions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal_column, or_, true

from services.task.model import RUNNING, State, TaskClass
from services.task.model.due import EARLIEST, LATEST
from services.task.model.task import VIETNAM
from shared.errors import InvalidArgument, invalid

from .schema import TASKS, WORDS
from .scopes import DONE, FAR, OPENED, PHASES, phase_of
from .words import fold

REASON = "LIST_ARGUMENT"
# Written as in the index, which is not used otherwise.
_SIMPLE: ColumnElement[Any] = literal_column("'simple'::regconfig")
_TERM = re.compile(
    r'\s*(?P<field>[a-z_]+)\s*(?P<op>!=|<=|>=|=|<|>|:)\s*(?P<value>"(?:[^"\\]|\\.)*"|[^\s"()]+)\s*'
)
_AND = re.compile(r"AND\s+")
_WORD = re.compile(r"[^\W_]+")
# Compared with `due_date`, it finds tasks without one.
_NO_DATE = "NONE"
_EQUAL = ("=", "!=")
_ORDERED = ("=", "!=", "<", "<=", ">", ">=")
_COLUMNS = {
    "lead": "lead",
    "directive": "directive",
    "proposal": "proposal",
    "monitor": "monitor",
    "assigner": "assigner",
    "holder_unit": "holder_unit",
    "holder_person": "holder_person",
    "field": "field",
    "parent_task": "parent_task",
}


@dataclass(frozen=True)
class Term:
    """One condition of a filter."""

    field: str
    op: str
    value: str


@dataclass(frozen=True)
class Filter:
    """A filter as a condition, and the only phases of a basket that can hold its tasks."""

    condition: ColumnElement[bool]
    phases: frozenset[str]


def read_terms(text: str) -> list[Term]:
    """The terms of a filter; raises InvalidArgument (`LIST_ARGUMENT`) if it is not understood."""
    terms: list[Term] = []
    offset, rest = 0, text.strip()
    while offset < len(rest):
        match = _TERM.match(rest, offset)
        if match is None:
            raise invalid("filter", "filter.syntax", REASON, offset=offset + 1)
        terms.append(Term(match["field"], match["op"], _unquoted(match["value"])))
        offset = match.end()
        if offset < len(rest):
            joint = _AND.match(rest, offset)
            if joint is None or joint.end() == len(rest):
                raise invalid("filter", "filter.syntax", REASON, offset=offset + 1)
            offset = joint.end()
    return terms


def read_filter(text: str, day: date, soon: date) -> Filter:
    """The condition of a filter on `day`; `soon` is the last day that counts as due soon."""
    conditions: list[ColumnElement[bool]] = []
    phases = frozenset(PHASES)
    for term in read_terms(text):
        each, within = _read(term, day, soon)
        conditions.append(each)
        phases &= within
    return Filter(and_(true(), *conditions), phases)


def _read(term: Term, day: date, soon: date) -> tuple[ColumnElement[bool], frozenset[str]]:
    everywhere = frozenset(PHASES)
    if term.field == "state":
        return _state(term)
    if term.field == "class":
        return _class(term, day)
    if term.field == "mark":
        return _negated(term, _mark(term, day, soon)), everywhere if term.op == "!=" else frozenset({OPENED})
    if term.field in _COLUMNS:
        column = TASKS.c[_COLUMNS[term.field]]
        return _negated(term, column == term.value), everywhere
    return _other(term), everywhere


def _other(term: Term) -> ColumnElement[bool]:
    special: dict[str, Callable[[Term], ColumnElement[bool]]] = {
        "coordinator": lambda term: _negated(term, TASKS.c.coordinators.contains([term.value])),
        "due_date": _due_date,
        "issue_date": _issue_date,
        "title": _title,
        "text": _text,
    }
    if term.field not in special:
        raise invalid("filter", "filter.field", REASON, name=term.field)
    return special[term.field](term)


def class_is(its_class: TaskClass, day: date) -> ColumnElement[bool]:
    """Whether a row is of a class at the end of `day`, as `model.class_of` says."""
    running = TASKS.c.state.in_(sorted(RUNNING))
    settled = TASKS.c.settled == its_class.value
    if its_class is TaskClass.OPEN_OVERDUE:
        return or_(settled, and_(running, func.coalesce(TASKS.c.due_date, FAR) < day))
    if its_class is TaskClass.OPEN_IN_TIME:
        return or_(settled, and_(running, func.coalesce(TASKS.c.due_date, FAR) >= day))
    return settled


def _class(term: Term, day: date) -> tuple[ColumnElement[bool], frozenset[str]]:
    if term.value not in TaskClass.__members__:
        raise invalid("filter", "filter.value", REASON, name=term.field, value=term.value)
    its_class = TaskClass(term.value)
    is_open = its_class in (TaskClass.OPEN_IN_TIME, TaskClass.OPEN_OVERDUE)
    within = frozenset(PHASES) if term.op == "!=" else frozenset({OPENED if is_open else DONE})
    return _negated(term, class_is(its_class, day)), within


def _state(term: Term) -> tuple[ColumnElement[bool], frozenset[str]]:
    if term.value not in State.__members__:
        raise invalid("filter", "filter.value", REASON, name=term.field, value=term.value)
    within = frozenset(PHASES) if term.op == "!=" else frozenset({phase_of(State(term.value))})
    return _negated(term, TASKS.c.state == term.value), within


def _mark(term: Term, day: date, soon: date) -> ColumnElement[bool]:
    running = TASKS.c.state.in_(sorted(RUNNING))
    marks = {
        "DUE_SOON": and_(running, func.coalesce(TASKS.c.due_date, FAR).between(day, soon)),
        "NOT_ACCEPTED": TASKS.c.state == State.ISSUED.value,
        "WAITING_FOR_CONFIRMATION": TASKS.c.state == State.SUBMITTED.value,
        "OVERDUE_NOT_UPDATED": and_(
            running, class_is(TaskClass.OPEN_OVERDUE, day), TASKS.c.progress.is_(None)
        ),
    }
    if term.value not in marks:
        raise invalid("filter", "filter.value", REASON, name=term.field, value=term.value)
    return marks[term.value]


def _title(term: Term) -> ColumnElement[bool]:
    if term.op != ":":
        raise _operator(term)
    words = fold(term.value)
    if not words.strip():
        return false()
    title: ColumnElement[Any] = func.to_tsvector(_SIMPLE, TASKS.c.title_words)
    found: ColumnElement[bool] = title.bool_op("@@")(func.plainto_tsquery(_SIMPLE, words))
    return found


def _text(term: Term) -> ColumnElement[bool]:
    """Every word is in the title or in the directive's number; the last one may be the beginning of a word."""
    if term.op != ":":
        raise _operator(term)
    words = _WORD.findall(fold(term.value))
    if not words:
        return false()
    asked = func.to_tsquery(_SIMPLE, " & ".join(words) + ":*")
    found: ColumnElement[bool] = func.to_tsvector(_SIMPLE, literal_column(WORDS)).bool_op("@@")(asked)
    return found


def _due_date(term: Term) -> ColumnElement[bool]:
    if term.value == _NO_DATE:
        return _negated(term, TASKS.c.due_date.is_(None))
    return _compared(term, TASKS.c.due_date, _date(term))


def _issue_date(term: Term) -> ColumnElement[bool]:
    """Days in Viet Nam, compared with the instant of the latest issue, so that an index can serve."""
    start = datetime.combine(_date(term), time(), VIETNAM)
    end = start + timedelta(days=1)
    at = TASKS.c.issued_at
    conditions = {
        "=": and_(at >= start, at < end),
        "!=": or_(at < start, at >= end),
        "<": at < start,
        "<=": at < end,
        ">": at >= end,
        ">=": at >= start,
    }
    if term.op not in conditions:
        raise _operator(term)
    return conditions[term.op]


def _compared(term: Term, column: ColumnElement[Any], value: date) -> ColumnElement[bool]:
    if term.op not in _ORDERED:
        raise _operator(term)
    if term.op == "!=":
        return column.is_distinct_from(value)
    return column.bool_op(term.op)(value)


def _negated(term: Term, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    if term.op not in _EQUAL:
        raise _operator(term)
    return condition if term.op == "=" else ~condition


def _date(term: Term) -> date:
    try:
        day = date.fromisoformat(term.value)
    except ValueError:
        day = date.min
    if not EARLIEST <= day <= LATEST:
        raise invalid("filter", "filter.value", REASON, name=term.field, value=term.value)
    return day


def _operator(term: Term) -> InvalidArgument:
    return invalid("filter", "filter.operator", REASON, name=term.field, operator=term.op)


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


@dataclass(frozen=True)
class SortKey:
    """One column of an order."""

    name: str
    column: ColumnElement[Any]
    descending: bool

    def sorted(self) -> ColumnElement[Any]:
        """The ORDER BY."""
        return self.column.desc() if self.descending else self.column.asc()

    def after(self, value: Any) -> ColumnElement[bool]:
        """Rows that come strictly later."""
        later: ColumnElement[bool] = self.column < value if self.descending else self.column > value
        return later


NEVER = datetime(1900, 1, 1, tzinfo=VIETNAM)
SORT_COLUMNS: dict[str, ColumnElement[Any]] = {
    "due_date": func.coalesce(TASKS.c.due_date, FAR),
    "issue_date": func.coalesce(TASKS.c.issued_at, NEVER),
    "create_time": TASKS.c.created_at,
    "update_time": TASKS.c.updated_at,
    "title": TASKS.c.title_words,
    "lead": TASKS.c.lead,
}
# The days left end on the due date.
_SAME = {"days_left": "due_date"}


def read_sort_keys(order_by: str) -> list[SortKey]:
    """The columns of an order, ending with the id; raises InvalidArgument if it is not understood."""
    keys: list[SortKey] = []
    for part in (order_by or "due_date").split(","):
        name, *rest = part.split() or [""]
        name = _SAME.get(name, name)
        known = name in SORT_COLUMNS and rest in ([], ["asc"], ["desc"])
        if not known or any(name == each.name for each in keys):
            raise invalid("order_by", "order.unknown", REASON, value=part.strip())
        keys.append(SortKey(name, SORT_COLUMNS[name], rest == ["desc"]))
    return [*keys, SortKey("uid", TASKS.c.uid, keys[-1].descending)]
