"""Finds the directive that is the same as another one, and those that look like it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import array

from services.document.model import (
    Alike,
    Directive,
    Likeness,
    Sight,
    Traits,
    first_number,
    likenesses,
    number_key,
    subject_key,
)
from services.document.reading.issuers import Issuers
from shared.db import ReadSession
from shared.resource_names import id_of

from .copies import unit_names
from .rights import sees_directive
from .schema import DIRECTIVES

_MOST_CANDIDATES, _MOST_ALIKE = 200, 10
_FACTS = tuple(
    DIRECTIVES.c[name] for name in ("uid", "number_symbol", "issue_date", "issuer", "subject", "text_bands")
)


def find_twin(session: ReadSession, directive: Directive) -> str | None:
    """Another directive with the same issuer, number with symbol, and year, however they are written.

    Whoever else enters this number for this year waits until the end of the transaction.
    """
    if directive.numbered is None:
        return None
    number, year = directive.numbered
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{year}/{number}", 0))))
    same = DIRECTIVES.c.unique_number == number, DIRECTIVES.c.unique_year == year
    query = select(DIRECTIVES.c.uid, DIRECTIVES.c.issuer).where(*same, DIRECTIVES.c.uid != directive.uid)
    if not (rows := session.execute(query.order_by(DIRECTIVES.c.created_at)).all()):
        return None
    issuers = Issuers(unit_names(session))
    issuer = issuers.key(directive.issuer)
    return next((row.uid for row in rows if issuers.key(row.issuer) == issuer), None)


def alike(session: ReadSession, sight: Sight, directive: Directive) -> list[Alike]:
    """The directives that look like this one and that the person sees, the newest first."""
    conditions = [] if directive.deleted_at else list(_candidates(directive))
    if not conditions:
        return []
    other = DIRECTIVES.c.uid != directive.uid, DIRECTIVES.c.deleted_at.is_(None)
    seen = or_(*conditions), *other, sees_directive(sight)
    query = select(*_FACTS).where(*seen).order_by(DIRECTIVES.c.created_at.desc()).limit(_MOST_CANDIDATES)
    if not (rows := session.execute(query).all()):
        return []
    issuers = Issuers(unit_names(session))
    mine = _traits(directive, issuers)
    found = ((row, _likenesses(directive, mine, row, issuers)) for row in rows)
    return [_alike(row, how) for row, how in found if how][:_MOST_ALIKE]


def _candidates(directive: Directive) -> Iterator[ColumnElement[bool]]:
    if directive.twin:
        yield DIRECTIVES.c.uid == id_of(directive.twin)
    if directive.numbered and (first := first_number(directive.numbered[0])):
        year = DIRECTIVES.c.unique_year == directive.numbered[1]
        yield and_(year, DIRECTIVES.c.unique_number.startswith(first, autoescape=True))
    if subject := subject_key(directive.subject):
        # The second condition lets the partial index serve.
        yield and_(DIRECTIVES.c.subject_words == subject, DIRECTIVES.c.subject_words != "")
    if directive.text_bands:
        yield DIRECTIVES.c.text_bands.overlap(array([literal(band) for band in directive.text_bands]))


def _likenesses(directive: Directive, mine: Traits, row: Any, issuers: Issuers) -> tuple[Likeness, ...]:
    found = likenesses(mine, _traits(row, issuers))
    return (Likeness.SAME_NUMBER, *found) if directive.twin == f"directives/{row.uid}" else found


def _traits(directive: Any, issuers: Issuers) -> Traits:
    return Traits(
        number_key(directive.number_symbol),
        issuers.key(directive.issuer),
        directive.issue_date,
        subject_key(directive.subject),
        frozenset(directive.text_bands),
    )


def _alike(row: Any, how: tuple[Likeness, ...]) -> Alike:
    return Alike(row.uid, row.number_symbol, row.issue_date, row.issuer, row.subject, how)
