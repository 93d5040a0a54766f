"""Texts of requests: one form of Vietnamese, and nothing that no database can keep."""

from typing import Any

import pytest

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.type.v1.task_types_pb import Due
from shared import rules
from shared.errors import InvalidArgument

DECOMPOSED, COMPOSED = "\u0110o\u0302n \u0111o\u0302\u0301c", "\u0110\u00f4n \u0111\u1ed1c"


def test_vietnamese_is_kept_in_one_form() -> None:
    task = pb.Task(title=DECOMPOSED, coordinations=[pb.Coordination(unit="units/a", part=DECOMPOSED)])
    request = pb.CreateTaskRequest(task=task)
    rules.check(request)
    assert request.task is not None
    assert request.task.title == COMPOSED
    assert request.task.coordinations[0].part == COMPOSED


@pytest.mark.parametrize(
    ("task", "path"),
    [
        ({"title": "a\0b"}, "task.title"),
        ({"title": "a", "due": Due(words="\0")}, "task.due.words"),
        (
            {"title": "a", "coordinations": [pb.Coordination(unit="units/a", part="\0")]},
            "task.coordinations[0].part",
        ),
    ],
)
def test_nul_is_refused_and_its_field_named(task: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        rules.check(pb.CreateTaskRequest(task=pb.Task(**task)))
    assert [(field.path, field.rule) for field in refusal.value.fields] == [(path, "string.nul")]
