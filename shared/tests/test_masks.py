"""Update masks: the fields that a request changes."""

import pytest

from dondoc_api.dondoc.task.v1.task_service_pb import Task
from dondoc_api.dondoc.type.v1.task_types_pb import TaskState
from shared import masks
from shared.errors import InvalidArgument


def test_without_a_mask_the_set_fields_change() -> None:
    assert masks.paths(Task(name="tasks/a", title="b", state=TaskState.COMPLETED, etag="x"), None) == [
        "title"
    ]


def test_a_star_means_all_fields_that_may_change() -> None:
    every = masks.paths(Task(), ["*"])
    assert {"title", "lead", "due"} <= set(every)
    assert not {"name", "state", "directive", "create_time", "etag"} & set(every)


def test_output_only_fields_are_ignored_and_a_nested_path_means_its_top_level_field() -> None:
    assert masks.paths(Task(), ["state", "due.date", "due.words"]) == ["due"]


@pytest.mark.parametrize("path", ["titel", "due.day", "due.date.hour", "title.text", "due."])
def test_an_unknown_field_is_refused_with_its_path(path: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        masks.paths(Task(), ["lead", path])
    assert refused.value.facts["path"] == path


def test_the_nested_fields_that_a_mask_names() -> None:
    assert masks.parts(["title", "due.date", "due.words"], "due") == {"date", "words"}
    assert masks.parts(["due.date", "due"], "due") == set()
    assert masks.parts(["title"], "due") == set()
    assert masks.parts(None, "due") == set()
