"""A basket and a filter in words, as forms carry it."""

from __future__ import annotations

from datetime import date, datetime

from services.task.tables.terms import Term, read_terms
from services.task.workbook.texts import Texts, day
from shared import clock

_NAMES = ("lead", "coordinator", "monitor", "assigner", "holder_unit", "holder_person")
_DATES = ("due_date", "issue_date")
_OF_PARTS = {"coordination_class": "class", "coordination_mark": "mark"}
# Their values are ids, which mean nothing to people: "of one directive" says enough.
_WITHOUT_VALUE = ("directive", "proposal", "parent_task", "task_set")


def in_words(basket: str, filter: str, texts: Texts) -> str:
    """What is in the list, in one sentence."""
    which = texts(f"basket.{basket.removeprefix('baskets/') or 'all'}")
    return texts(
        "list.filter", words="; ".join([which, *(_term(each, texts) for each in read_terms(filter))])
    )


def _term(term: Term, texts: Texts) -> str:
    facts = {"name": texts(f"filter.name.{term.field}"), "value": _value(term, texts)}
    if term.field in _WITHOUT_VALUE or not facts["value"]:
        return facts["name"]
    return texts(f"filter.says.{_RELATION[term.op]}", **facts)


_RELATION = {"=": "is", "!=": "is_not", "<": "before", "<=": "until", ">": "after", ">=": "from", ":": "has"}


def _value(term: Term, texts: Texts) -> str:
    if term.field in ("class", "mark", "pending_decision", "state"):
        return texts(f"{term.field}.{term.value}").lower()
    if term.field in _OF_PARTS:
        return texts(f"{_OF_PARTS[term.field]}.{term.value}").lower()
    if term.field in _NAMES:
        return texts.name(term.value)
    if term.field == "field":
        return texts.field_of_work(term.value)
    if term.field in _DATES:
        return texts("list.no_due_date") if term.value == "NONE" else day(date.fromisoformat(term.value))
    if term.field == "update_time":
        return f"{datetime.fromisoformat(term.value).astimezone(clock.ZONE):%H:%M %d/%m/%Y}"
    return f"“{term.value}”"
