"""Refusals of a model become errors of the API."""

from enum import StrEnum

import pytest

from shared.errors import FailedPrecondition, FieldViolation, InvalidArgument, NotFound
from shared.refused import Refused, refusing, require


class Reason(StrEnum):
    TASK_STATE = "TASK_STATE"
    TASK_NOT_FOUND = "TASK_NOT_FOUND"
    DATE_IMPOSSIBLE = "DATE_IMPOSSIBLE"


def test_a_refusal_without_a_field_is_a_failed_precondition() -> None:
    with pytest.raises(FailedPrecondition) as refusal, refusing("tasks/42"):
        require(False, Reason.TASK_STATE, state="CONFIRMED")
    assert refusal.value.reason == "TASK_STATE"
    assert refusal.value.facts == {"name": "tasks/42", "state": "CONFIRMED"}
    assert refusal.value.fields == ()


def test_an_invalid_field_has_the_path_of_the_request() -> None:
    with pytest.raises(InvalidArgument) as refusal, refusing("tasks/42", {"due_date": "task.due.date"}):
        require(False, Reason.DATE_IMPOSSIBLE, "due_date", first="2026-03-01")
    facts = {"name": "tasks/42", "first": "2026-03-01"}
    assert refusal.value.fields == (FieldViolation("task.due.date", "DATE_IMPOSSIBLE", facts),)
    assert refusal.value.facts == {"field": "task.due.date", **facts}


@pytest.mark.parametrize(
    ("field", "path"),
    [
        ("coordinations[2].unit", "task.coordinations[2].unit"),
        ("coordinations[0]", "first"),
        ("percent", "percent"),
    ],
)
def test_the_path_of_an_item_keeps_its_index(field: str, path: str) -> None:
    paths = {"coordinations": "task.coordinations", "coordinations[0]": "first"}
    with pytest.raises(InvalidArgument) as refusal, refusing("", paths):
        raise Refused(Reason.DATE_IMPOSSIBLE, field)
    assert [each.path for each in refusal.value.fields] == [path]


def test_a_missing_resource_is_not_found() -> None:
    with pytest.raises(NotFound, match="TASK_NOT_FOUND"), refusing():
        raise Refused(Reason.TASK_NOT_FOUND, unit="so-la")


def test_a_use_case_may_be_decorated() -> None:
    @refusing()
    def confirm(state: str) -> str:
        require(state == "SUBMITTED", Reason.TASK_STATE)
        return "CONFIRMED"

    assert confirm("SUBMITTED") == "CONFIRMED"
    for _ in range(2):
        with pytest.raises(FailedPrecondition):
            confirm("ISSUED")
