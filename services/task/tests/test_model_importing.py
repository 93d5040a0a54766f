"""Which rows of a form are new, whatever has been done to the form since."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.task.model import FormRow, ImportedRow, RowKind, sort_rows

NEW, KNOWN, CHANGED, REPEATED = RowKind.NEW, RowKind.KNOWN, RowKind.CHANGED, RowKind.REPEATED


def rows(says: str) -> list[FormRow]:
    """A form whose rows from the fifth on say these letters."""
    return [FormRow(number, digest) for number, digest in enumerate(says, start=5)]


@pytest.mark.parametrize(
    ("before", "now", "kinds"),
    [
        ("", "ab", [NEW, NEW]),
        ("ab", "ab", [KNOWN, KNOWN]),
        ("ab", "ba", [KNOWN, KNOWN]),
        ("ab", "abc", [KNOWN, KNOWN, NEW]),
        ("ab", "cab", [NEW, KNOWN, KNOWN]),
        ("ab", "b", [KNOWN]),
        ("ab", "xb", [CHANGED, KNOWN]),
        ("ab", "xy", [CHANGED, CHANGED]),
        ("", "aa", [NEW, REPEATED]),
        ("a", "aba", [KNOWN, NEW, REPEATED]),
    ],
)
def test_rows_are_known_by_what_they_say(before: str, now: str, kinds: list[RowKind]) -> None:
    imported = [
        ImportedRow(row.number, row.digest, f"tasks/{row.digest}", datetime.now(UTC)) for row in rows(before)
    ]
    found = sort_rows(rows(now), imported)
    assert [each.kind for each in found] == kinds
    for row, each in zip(rows(now), found, strict=True):
        if each.kind is KNOWN:
            assert each.earlier is not None
            assert each.earlier.digest == row.digest
        if each.kind is CHANGED:
            assert each.earlier is not None
            assert each.earlier.number == row.number
