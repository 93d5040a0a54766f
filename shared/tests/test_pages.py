"""Page tokens are signed and valid only for their request; page sizes have limits."""

import pytest

from dondoc_api.dondoc.task.v1.task_service_pb import ListTasksRequest
from shared import pages
from shared.errors import InvalidArgument

TOKENS = pages.PageTokens("a key of this test")


def test_a_token_returns_the_cursor_for_any_page_size() -> None:
    token = TOKENS.make(ListTasksRequest(filter="a"), ["2026-11-24", "tasks/đ"])
    assert TOKENS.read(ListTasksRequest(filter="a", page_size=7, page_token=token)) == [
        "2026-11-24",
        "tasks/đ",
    ]


def test_the_first_page_has_no_cursor() -> None:
    assert TOKENS.read(ListTasksRequest()) is None


@pytest.mark.parametrize("change", ["other arguments", "other key", "cut", "rubbish"])
def test_a_forged_or_foreign_token_is_refused(change: str) -> None:
    token = TOKENS.make(ListTasksRequest(filter="a"), [1])
    request = ListTasksRequest(filter="b" if change == "other arguments" else "a")
    request.page_token = {
        "other arguments": token,
        "other key": pages.PageTokens("another key").make(ListTasksRequest(filter="a"), [1]),
        "cut": token[:-2],
        "rubbish": "ÿ",
    }[change]
    with pytest.raises(InvalidArgument) as refused:
        TOKENS.read(request)
    assert (refused.value.reason, refused.value.fields[0].path) == ("PAGE_TOKEN_INVALID", "page_token")


@pytest.mark.parametrize(("requested", "expected"), [(0, 50), (1, 1), (200, 200), (201, 200)])
def test_page_sizes(requested: int, expected: int) -> None:
    assert pages.size(requested) == expected


def test_a_negative_page_size_is_refused() -> None:
    with pytest.raises(InvalidArgument):
        pages.size(-1)
