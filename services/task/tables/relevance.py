"""How well a task matches the words of a search: in SQL for orders, in the code for the cursor after a task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_

from services.task.model import Task
from shared import texts

from .schema import TASKS
from .terms import Term

AS_TYPED, AS_PHRASE, BY_WORDS = 0, 1, 2
# The database may know no other letters than those of English.
_UPPER, _LOWER = texts.LETTERS[1::2], texts.LETTERS[::2]


def typed_in(terms: Iterable[Term]) -> str:
    """The words of a filter's search, in lower case; empty if it has none."""
    return next((" ".join(term.value.lower().split()) for term in terms if term.field == "text"), "")


def relevance(typed: str) -> ColumnElement[int]:
    """0 for a task with the words as they were typed, 1 without regard to marks, 2 for one with each of them."""
    as_typed = (_has(_lower(TASKS.c[name]), typed) for name in ("title", "directive_number"))
    return case(
        (or_(*as_typed), AS_TYPED),
        (_has(TASKS.c.title_words, texts.folded(typed)), AS_PHRASE),
        else_=BY_WORDS,
    )


def relevance_of(task: Task, typed: str) -> int:
    """The same of one task."""
    if _contains((task.title.translate(_TO_LOWER), task.directive_number.translate(_TO_LOWER)), typed):
        return AS_TYPED
    return AS_PHRASE if _contains((texts.folded(task.title),), texts.folded(typed)) else BY_WORDS


_TO_LOWER = str.maketrans(_UPPER, _LOWER)


def _lower(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.translate(column, _UPPER, _LOWER)


def _has(text: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """Whether the words stand in a text, from the beginning of a word on."""
    return func.strpos(func.concat(" ", text), f" {words}") > 0


def _contains(contents: Sequence[str], words: str) -> bool:
    return any(f" {words}" in f" {text}" for text in contents)
