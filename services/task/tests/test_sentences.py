"""Whatever a sentence of the service names has words in both languages."""

from dataclasses import fields

from services.task.model import PendingDecision, State, TaskClass, Terms
from services.task.model.assigning import AMENDABLE_AFTER_ISSUE
from services.task.rpc import CATALOGUE
from services.task.tables.baskets import NAMES
from services.task.tables.classes import MARKS
from services.task.tables.search import FIELDS

LACKING = ("lead", "assigner", "output", "due.date", "due.recurrence")


def test_states_terms_and_what_is_missing_have_words() -> None:
    fixed = {field.name for field in fields(Terms)} - AMENDABLE_AFTER_ISSUE
    named = {f"state.{state.value}" for state in State} | {f"missing.{name}" for name in LACKING}
    assert {each for each in named | {f"terms.{name}" for name in fixed} if each not in CATALOGUE} == set()


def test_every_basket_and_filter_has_words() -> None:
    named = {f"basket.{name}" for name in NAMES} | {f"filter.name.{name}" for name in FIELDS}
    values = {"class": TaskClass, "mark": MARKS, "state": State, "pending_decision": PendingDecision}
    named |= {f"{field}.{value}" for field, several in values.items() for value in several}
    assert {each for each in named if each not in CATALOGUE} == set()
