"""Whatever a sentence of the service names has words in both languages."""

from dataclasses import fields

from services.task.model import State, Terms
from services.task.model.assigning import AMENDABLE_AFTER_ISSUE
from services.task.rpc import CATALOGUE

LACKING = ("lead", "assigner", "output", "due.date", "due.recurrence")


def test_states_terms_and_what_is_missing_have_words() -> None:
    fixed = {field.name for field in fields(Terms)} - AMENDABLE_AFTER_ISSUE
    named = {f"state.{state.value}" for state in State} | {f"missing.{name}" for name in LACKING}
    assert {each for each in named | {f"terms.{name}" for name in fixed} if each not in CATALOGUE} == set()
