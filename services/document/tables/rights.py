"""Who may see which rows (docs/domain.md, section Rights): conditions that are part of every query."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, literal, or_, true
from sqlalchemy.dialects.postgresql import array

from services.document.model import Sight

from .schema import COMMENT_FILES, DIRECTIVES, EVIDENCE, FILES, FORWARDINGS, TASKS


def sees_directive(sight: Sight) -> ColumnElement[bool]:
    """Directives that the person entered, that came to the person's units, or whose tasks the person reads; or all.

    One that is deleted is seen only by those who see all.
    """
    if sight.sees_all:
        return true()
    assigned = exists().where(
        TASKS.c.directive == literal("directives/") + DIRECTIVES.c.uid,
        TASKS.c.readers.overlap(sight.readers),
    )
    concerned = or_(DIRECTIVES.c.creator == sight.person, is_forwarded_to(sight), assigned)
    return and_(DIRECTIVES.c.deleted_at.is_(None), concerned)


def is_forwarded_to(sight: Sight, *, unopened_only: bool = False) -> ColumnElement[bool]:
    """Directives that were forwarded to one of the person's units; with `unopened_only`, and not opened there."""
    mine = [FORWARDINGS.c.directive == DIRECTIVES.c.uid, FORWARDINGS.c.unit.in_(list(sight.units))]
    return exists().where(*mine, *([FORWARDINGS.c.opened_at.is_(None)] if unopened_only else []))


def sees_file(sight: Sight) -> ColumnElement[bool]:
    """Files that the person uploaded, of visible directives, or granted as evidence of the person's tasks or with
    comments on them; or all.
    """
    if sight.sees_all:
        return true()
    name = literal("files/") + FILES.c.uid
    of_directive = exists().where(DIRECTIVES.c.files.contains(array([name])), sees_directive(sight))
    evidence = exists().where(
        EVIDENCE.c.file == name,
        TASKS.c.name == EVIDENCE.c.task,
        or_(EVIDENCE.c.lasting, TASKS.c.files.contains(array([name]))),
        TASKS.c.evidence_readers.overlap(sight.readers),
    )
    commented = exists().where(
        COMMENT_FILES.c.file == name,
        TASKS.c.name == COMMENT_FILES.c.task,
        TASKS.c.comment_readers.overlap(sight.readers),
    )
    return or_(FILES.c.creator == sight.person, of_directive, evidence, commented)
