"""The history of a task tells every change that the step itself does not say."""

from __future__ import annotations

from dataclasses import fields

from services.task.announce import history
from services.task.model import Task

# What verb, state, actor and time of the steps say, and what no step changes after the first.
SAID_BY_STEPS = {
    *(
        "uid",
        "version",
        "state",
        "created_at",
        "updated_at",
        "directive",
        "directive_number",
        "directive_date",
    ),
    *("proposal", "parent_task", "parent_lead", "required_by_parent", "original_due_date"),
    *(
        "send_back_count",
        "returned_leads",
        "last_return",
        "redo_date",
        "urging_count",
        "unanswered_urgings",
        "last_urged_at",
    ),
    *(
        "periods",
        "proposed_at",
        "first_issued_at",
        "issued_at",
        "accept_by",
        "intake",
        "accepted_at",
        "confirmed_at",
        "suspended_at",
    ),
    *("closed_at", "decision_demanded_at"),
}


def test_each_field_of_a_task_is_in_its_history_or_said_by_its_steps() -> None:
    shown = {*history._PLAIN, *history._LISTS, *history._PARTS, "extensions"}
    assert {field.name for field in fields(Task)} - shown == SAID_BY_STEPS
