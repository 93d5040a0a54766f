"""Which rows of a filled-in form are new. docs/domain.md, section Life cycle.

A row is known by what it says, wherever it stands now: a form may be sorted, lengthened and imported again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

FIRST_DIGITS = "^[^0-9]*0*([0-9]+)"
"""The first digits of a directive's number, such as those of `Số 0215/TB-UBND`; PostgreSQL understands it too."""


@dataclass(frozen=True)
class FormRow:
    """A row of a form: where it stands, and a digest of what it says."""

    number: int
    digest: str


@dataclass(frozen=True)
class ImportedRow:
    """A row that became a task."""

    number: int
    digest: str
    task: str
    time: datetime


class RowKind(StrEnum):
    """What a row is to an import."""

    NEW = "NEW"
    # Its task exists.
    KNOWN = "KNOWN"
    # It said something else when it was imported.
    CHANGED = "CHANGED"
    # A row above it says the same.
    REPEATED = "REPEATED"


@dataclass(frozen=True)
class SortedRow:
    """What a row is; `earlier` is the imported row that it is or was, `above` the row that it repeats."""

    kind: RowKind
    earlier: ImportedRow | None = None
    above: int = 0


def sort_rows(rows: Sequence[FormRow], imported: Iterable[ImportedRow]) -> list[SortedRow]:
    """What each row of a form is, in their order.

    A new row in the place of an imported one that the form no longer has counts as a change of it: the task is changed
    in the system, or the form would make a second one.
    """
    by_digest = {each.digest: each for each in imported}
    given = {row.digest for row in rows}
    gone = {each.number: each for digest, each in by_digest.items() if digest not in given}
    first: dict[str, int] = {}
    found = []
    for row in rows:
        above = first.setdefault(row.digest, row.number)
        if above != row.number:
            found.append(SortedRow(RowKind.REPEATED, above=above))
        elif row.digest in by_digest:
            found.append(SortedRow(RowKind.KNOWN, by_digest[row.digest]))
        elif row.number in gone:
            found.append(SortedRow(RowKind.CHANGED, gone[row.number]))
        else:
            found.append(SortedRow(RowKind.NEW))
    return found
