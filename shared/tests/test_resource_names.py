"""Ids in resource names."""

import pytest

from shared.resource_names import id_of, ids_of


@pytest.mark.parametrize(("name", "id"), [("things/42", "42"), ("things/a/parts/b", "b"), ("", "")])
def test_the_id_is_the_last_segment_of_a_name(name: str, id: str) -> None:
    assert id_of(name) == id


@pytest.mark.parametrize("name", ["", "a", "things/a", "things/a/b", "things/a/parts/b/c"])
def test_a_malformed_name_has_no_ids(name: str) -> None:
    assert ids_of("things/a/parts/b") == ("a", "b")
    assert ids_of(name) == ("", "")
