"""Filters and orders of lists as conditions, which use only what the caller sees: the rest counts as empty."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, literal, literal_column, or_, true
from sqlalchemy.sql.expression import True_

from services.task.model import CLASS, OWN_COORDINATION, Mark, PendingDecision, Relation, State, TaskClass
from services.task.model.due import EARLIEST, LATEST
from shared import clock, texts
from shared.errors import invalid
from shared.messages import Catalogue

from . import coordinations, pending, sets
from .access import PARENT_VISIBLE, Sight
from .classes import FAR, MARKS, AsOf, class_is
from .relevance import relevance, typed_in
from .schema import SEARCH_WORDS, TASKS
from .scopes import DONE, OPENED, PHASES, phase_of
from .terms import REASON, Term, read_terms, wrong_operator, wrong_value

Condition = ColumnElement[bool]
# Written as in the index, which is not used otherwise.
_SIMPLE: ColumnElement[Any] = literal_column("'simple'::regconfig")
_WORD = re.compile(r"[^\W_]+")
# Compared with `due_date`, it finds tasks without one.
_NO_DATE = "NONE"
_EQUAL = ("=", "!=")
_ORDERED = ("=", "!=", "<", "<=", ">", ">=")
_FIELDS_OF_WORK = Catalogue(Path(__file__).parents[2] / "fields_of_work.toml")
# The facts with words that not every reader of a task sees.
_INSIDE = ("progress", "submission", "holder", "coordinations")
_OPEN_CLASSES = (TaskClass.OPEN_IN_TIME, TaskClass.OPEN_OVERDUE)


@dataclass(frozen=True)
class Filter:
    """A filter as a condition, and the only phases of a basket that can hold its tasks."""

    condition: Condition
    phases: frozenset[str]

    def within(self, condition: Condition) -> Filter:
        """What the filter finds among the tasks that fulfil a condition."""
        return replace(self, condition=and_(condition, self.condition))


def read_filter(text: str, as_of: AsOf, sight: Sight) -> Filter:
    """What a filter finds; raises InvalidArgument (`LIST_ARGUMENT`) if it is not understood."""
    conditions: list[Condition] = []
    phases = frozenset(PHASES)
    for term in read_terms(text):
        if term.field not in FIELDS:
            raise invalid("filter", "filter.field", REASON, name=term.field)
        conditions.append(FIELDS[term.field](term, as_of, sight))
        phases &= _phases(term)
    return Filter(and_(true(), *conditions), phases)


def _phases(term: Term) -> frozenset[str]:
    if term.op == "=" and term.field == "state":
        return frozenset({phase_of(State(term.value))})
    if term.op == "=" and term.field == "class":
        return frozenset({OPENED if TaskClass(term.value) in _OPEN_CLASSES else DONE})
    if term.op == "=" and term.field == "mark":
        return frozenset({OPENED})
    return frozenset(PHASES)


def _equal(column: str, fact: str) -> Callable[[Term, AsOf, Sight], Condition]:
    """Compares a text column, which holds a fact."""
    return lambda term, _, sight: _negated(term, sight.shown(TASKS.c[column], fact) == term.value)


def _state(term: Term, as_of: AsOf, sight: Sight) -> Condition:
    if term.value not in State.__members__:
        raise wrong_value(term)
    return _equal("state", "state")(term, as_of, sight)


def _field(term: Term, as_of: AsOf, sight: Sight) -> Condition:
    if term.value and f"field_of_work.{term.value}" not in _FIELDS_OF_WORK:
        raise wrong_value(term)
    return _equal("field", "field")(term, as_of, sight)


def _class(term: Term, as_of: AsOf, sight: Sight) -> Condition:
    if term.value not in TaskClass.__members__:
        raise wrong_value(term)
    return _negated(term, and_(sight.of(CLASS), class_is(TASKS.c, TaskClass(term.value), as_of)))


def _mark(term: Term, as_of: AsOf, sight: Sight) -> Condition:
    if term.value not in {mark.value for mark in MARKS}:
        raise wrong_value(term)
    mark = Mark(term.value)
    return _negated(term, and_(sight.of(mark), MARKS[mark](TASKS.c, as_of)))


def _pending_decision(term: Term, as_of: AsOf, sight: Sight) -> Condition:
    """Tasks that wait for this decision from the caller."""
    if term.value not in PendingDecision.__members__:
        raise wrong_value(term)
    return _negated(term, pending.is_asked(sight.caller, as_of.day, [PendingDecision(term.value)]))


def _coordinator(term: Term, _: AsOf, sight: Sight) -> Condition:
    fact = OWN_COORDINATION if term.value in sight.own else "coordinations"
    return _negated(term, and_(sight.of(fact), TASKS.c.coordinators.contains([term.value])))


def _coordination_class(term: Term, as_of: AsOf, sight: Sight) -> Condition:
    """A part of this class that the caller sees."""
    if term.value not in TaskClass.__members__:
        raise wrong_value(term)
    return _negated(term, coordinations.has_class(TaskClass(term.value), as_of, sight))


def _coordination_mark(term: Term, as_of: AsOf, sight: Sight) -> Condition:
    """A part with this mark that the caller sees."""
    if term.value not in {mark.value for mark in MARKS}:
        raise wrong_value(term)
    return _negated(term, coordinations.has_mark(Mark(term.value), as_of, sight))


def _parent_task(term: Term, _: AsOf, sight: Sight) -> Condition:
    """A subtask whose parent the caller does not see counts as one without a parent."""
    same = TASKS.c.parent_task == term.value
    hidden = and_(TASKS.c.parent_task != "", ~PARENT_VISIBLE)
    if sight.caller.sees(Relation.PROVINCE):
        return _negated(term, same)
    return _negated(term, and_(same, ~hidden) if term.value else or_(same, hidden))


def _task_set(term: Term, _: AsOf, sight: Sight) -> Condition:
    """For whoever may not know of sets, no task belongs to one."""
    known = sets.may_know(sight.caller)
    column = sight.shown(TASKS.c.task_set, "task_set") if known else literal("")
    return _negated(term, column == term.value)


def _title(term: Term, _: AsOf, sight: Sight) -> Condition:
    title: ColumnElement[Any] = func.to_tsvector(_SIMPLE, TASKS.c.title_words)
    words = texts.folded(term.value)
    found: Condition = title.bool_op("@@")(func.plainto_tsquery(_SIMPLE, words))
    return _has(term, and_(sight.of("title"), found) if not texts.is_blank(words) else None)


def _text(term: Term, _: AsOf, sight: Sight) -> Condition:
    """Every word is in the title, number, output or names of a task, or in what was done if the caller sees it.

    The last one may be the beginning of a word, unless it has marks: those are typed last, so that it is whole.
    """
    typed = _WORD.findall(term.value)
    if not typed:
        return _has(term, None)
    *whole, last = [_spellings(texts.folded(word)) for word in typed]
    if texts.folded(typed[-1]) == typed[-1].lower():
        last = {f"{word}:*" for word in last}
    wanted = (f"({' | '.join(sorted(spellings))})" for spellings in (*whole, last))
    query = func.to_tsquery(_SIMPLE, " & ".join(wanted))
    inside = and_(*map(sight.of, _INSIDE))
    # Callers who see the work of every task need one index only.
    if isinstance(inside, True_):
        return _has(term, _found("inside_words", query))
    found = _found("open_words", query)
    return _has(term, or_(found, and_(inside, _found("inside_words", query))))


def _found(words: str, query: ColumnElement[Any]) -> Condition:
    column = SEARCH_WORDS.c[words]
    return exists().where(SEARCH_WORDS.c.task == TASKS.c.uid, column.bool_op("@@")(query))


def _spellings(word: str) -> set[str]:
    """A word with the other letter of i and y at its end: `ky` and `ki` are one, and so are `quy` and `qui`."""
    return {word, *(word[:-1] + other for last, other in ("iy", "yi") if word.endswith(last))}


def _due_date(term: Term, _: AsOf, sight: Sight) -> Condition:
    column = sight.shown(TASKS.c.due_date, "due", None)
    if term.value == _NO_DATE:
        return _negated(term, column.is_(None))
    if term.op not in _ORDERED:
        raise wrong_operator(term)
    day = _date(term)
    return column.is_distinct_from(day) if term.op == "!=" else column.bool_op(term.op)(day)


def _issue_date(term: Term, _: AsOf, sight: Sight) -> Condition:
    """Days in Viet Nam, compared with the instant of the latest issue, so that an index can serve."""
    start = datetime.combine(_date(term), time(), clock.ZONE)
    end = start + timedelta(days=1)
    at = sight.shown(TASKS.c.issued_at, "issued_at", None)
    conditions = {
        "=": and_(at >= start, at < end),
        "!=": or_(at.is_(None), at < start, at >= end),
        "<": at < start,
        "<=": at < end,
        ">": at >= end,
        ">=": at >= start,
    }
    if term.op not in conditions:
        raise wrong_operator(term)
    return conditions[term.op]


def _update_time(term: Term, _: AsOf, sight: Sight) -> Condition:
    """A reader who must not learn of the lead agency's steps finds nothing by their time."""
    if term.op not in _ORDERED:
        raise wrong_operator(term)
    at, changed = _instant(term), sight.shown(TASKS.c.updated_at, "updated_at", None)
    return changed.is_distinct_from(at) if term.op == "!=" else changed.bool_op(term.op)(at)


# The fields of filters, and how a term becomes a condition.
FIELDS: Mapping[str, Callable[[Term, AsOf, Sight], Condition]] = {
    "state": _state,
    "field": _field,
    "class": _class,
    "mark": _mark,
    "pending_decision": _pending_decision,
    "coordinator": _coordinator,
    "coordination_class": _coordination_class,
    "coordination_mark": _coordination_mark,
    "due_date": _due_date,
    "issue_date": _issue_date,
    "update_time": _update_time,
    "title": _title,
    "text": _text,
    "holder_unit": _equal("holder_unit", "holder"),
    "holder_person": _equal("holder_person", "holder"),
    "parent_task": _parent_task,
    "task_set": _task_set,
    **{name: _equal(name, name) for name in ("lead", "directive", "proposal", "monitor", "assigner")},
}


def _negated(term: Term, condition: Condition) -> Condition:
    if term.op not in _EQUAL:
        raise wrong_operator(term)
    return condition if term.op == "=" else ~condition


def _has(term: Term, condition: Condition | None) -> Condition:
    """The condition of words; without words nothing is found."""
    if term.op != ":":
        raise wrong_operator(term)
    return ~true() if condition is None else condition


def _date(term: Term) -> date:
    try:
        day = date.fromisoformat(term.value)
    except ValueError:
        day = date.min
    if not EARLIEST <= day <= LATEST:
        raise wrong_value(term)
    return day


def _instant(term: Term) -> datetime:
    """A point in time with its zone, such as `2026-11-24T09:30:00Z`."""
    try:
        at = datetime.fromisoformat(term.value)
    except ValueError:
        raise wrong_value(term) from None
    if at.tzinfo is None or not EARLIEST <= at.date() <= LATEST:
        raise wrong_value(term)
    return at


@dataclass(frozen=True)
class SortKey:
    """One column of an order."""

    name: str
    column: ColumnElement[Any]
    descending: bool
    # The words of the search that an order by relevance is about.
    typed: str = ""

    def sorted(self) -> ColumnElement[Any]:
        """The ORDER BY."""
        return self.column.desc() if self.descending else self.column.asc()

    def after(self, value: Any) -> Condition:
        """Rows that come strictly later."""
        later: Condition = self.column < value if self.descending else self.column > value
        return later


class _Sortable(NamedTuple):
    """A column of orders, the fact that it holds, and its value for a reader who does not see the fact."""

    fact: str
    column: ColumnElement[Any]
    empty: Any = ""


NEVER = datetime(1900, 1, 1, tzinfo=clock.ZONE)
SORTABLE: Mapping[str, _Sortable] = {
    "due_date": _Sortable("due", func.coalesce(TASKS.c.due_date, FAR), FAR),
    "issue_date": _Sortable("issued_at", func.coalesce(TASKS.c.issued_at, NEVER), NEVER),
    "create_time": _Sortable("created_at", TASKS.c.created_at, NEVER),
    "update_time": _Sortable("updated_at", TASKS.c.updated_at, NEVER),
    "title": _Sortable("title", TASKS.c.title_words),
    "lead": _Sortable("lead", TASKS.c.lead),
}
RELEVANCE = "relevance"
# The days left end on the due date.
_SAME = {"days_left": "due_date"}


def read_sort_keys(order_by: str, sight: Sight, filter: str = "") -> list[SortKey]:
    """The columns of an order, ending with the id; `relevance` is to the words of the filter's search.

    Raises InvalidArgument if it is not understood.
    """
    typed = typed_in(read_terms(filter))
    keys: list[SortKey] = []
    for part in (order_by or "due_date").split(","):
        name, *rest = part.split() or [""]
        name = _SAME.get(name, name)
        known = (name in SORTABLE or (name == RELEVANCE and typed)) and rest in ([], ["asc"], ["desc"])
        if not known or any(name == each.name for each in keys):
            raise invalid("order_by", "order.unknown", REASON, value=part.strip())
        if name == RELEVANCE:
            keys.append(SortKey(name, relevance(typed), rest == ["desc"], typed))
            continue
        fact, column, empty = SORTABLE[name]
        keys.append(SortKey(name, sight.shown(column, fact, empty), rest == ["desc"]))
    return [*keys, SortKey("uid", TASKS.c.uid, keys[-1].descending)]
