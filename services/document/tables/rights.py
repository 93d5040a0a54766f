"""Who may see which rows (docs/domain.md, section Rights): parts of the conditions of every query."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, literal, or_, true
from sqlalchemy.dialects.postgresql import array

from services.document.model import Reader

from .schema import DIRECTIVES, FILES, FORWARDINGS, TASKS


def sees_directive(reader: Reader) -> ColumnElement[bool]:
    """The rows of directives that the reader sees: all, own ones, those forwarded, those of the units' tasks."""
    if reader.sees_all:
        return true()
    units = list(reader.units)
    assigned = exists().where(
        TASKS.c.directive == literal("directives/") + DIRECTIVES.c.uid, TASKS.c.readers.overlap(units)
    )
    return or_(DIRECTIVES.c.creator == reader.person, forwarded_to_own(reader), assigned)


def forwarded_to_own(reader: Reader, unopened_only: bool = False) -> ColumnElement[bool]:
    """The rows of directives that were forwarded to a unit of the reader, or that such a unit has yet to open."""
    mine = [FORWARDINGS.c.directive == DIRECTIVES.c.uid, FORWARDINGS.c.unit.in_(list(reader.units))]
    return exists().where(*mine, *([FORWARDINGS.c.opened_at.is_(None)] if unopened_only else []))


def sees_file(reader: Reader) -> ColumnElement[bool]:
    """The rows of files: own ones, those of visible directives, evidence of the units' tasks."""
    if reader.sees_all:
        return true()
    name = literal("files/") + FILES.c.uid
    of_directive = exists().where(DIRECTIVES.c.files.contains(array([name])), sees_directive(reader))
    evidence = exists().where(
        TASKS.c.files.contains(array([name])), TASKS.c.evidence_readers.overlap(list(reader.units))
    )
    return or_(FILES.c.creator == reader.person, of_directive, evidence)
