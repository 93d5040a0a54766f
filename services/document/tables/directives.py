"""Loads, saves and lists directives, and finds those that wait to be read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, insert, literal, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.document.model import (
    Directive,
    Kind,
    ProposalState,
    ReadingState,
    Selection,
    Sight,
    Urgency,
    subject_key,
)
from services.document.reading.issuers import issuer_words
from shared.db import ReadSession
from shared.errors import AlreadyExists, NotFound
from shared.resource_names import id_of

from .rights import is_forwarded_to, sees_directive
from .schema import DIRECTIVES, PROPOSALS
from .supersessions import HAS_OPEN

_WITHOUT_TEXT = select(
    *(column for column in DIRECTIVES.c if column.name != "text"), literal("").label("text")
)


def add_directive(session: Session, directive: Directive) -> None:
    """Adds a directive. Raises AlreadyExists (`DIRECTIVE_EXISTS`) if it has a twin."""
    with _unique():
        session.execute(insert(DIRECTIVES).values(**_directive_values(directive)))


def save_directive(session: Session, directive: Directive) -> None:
    """Saves a directive whose row is locked. Raises AlreadyExists (`DIRECTIVE_EXISTS`) if it has a twin."""
    values = _directive_values(directive)
    with _unique():
        session.execute(update(DIRECTIVES).where(DIRECTIVES.c.uid == directive.uid).values(**values))


@contextmanager
def _unique() -> Iterator[None]:
    # Two people may enter the same directive at once.
    try:
        yield
    except IntegrityError as error:
        raise AlreadyExists("DIRECTIVE_EXISTS", {"existing": ""}) from error


def load_directive(session: ReadSession, sight: Sight, uid: str, *, for_change: bool = False) -> Directive:
    """The directive. Raises NotFound (`DIRECTIVE_NOT_FOUND`) if it does not exist or may not be seen."""
    query = select(DIRECTIVES).where(DIRECTIVES.c.uid == uid, sees_directive(sight))
    row = session.execute(query.with_for_update() if for_change else query).first()
    if row is None:
        raise NotFound("DIRECTIVE_NOT_FOUND", {"directive": f"directives/{uid}"})
    return _directive(row)


def visible_directives(session: ReadSession, sight: Sight, names: Collection[str]) -> set[str]:
    """Those of the directives, given by their resource names, that exist and may be seen; none that is deleted."""
    uids = [id_of(name) for name in names]
    kept = DIRECTIVES.c.uid.in_(uids), DIRECTIVES.c.deleted_at.is_(None), sees_directive(sight)
    return {f"directives/{uid}" for uid in session.scalars(select(DIRECTIVES.c.uid).where(*kept))}


def find_deleted(session: Session, name: str) -> Directive | None:
    """The directive of that resource name if it is deleted, locked."""
    deleted = DIRECTIVES.c.uid == id_of(name), DIRECTIVES.c.deleted_at.is_not(None)
    row = session.execute(select(DIRECTIVES).where(*deleted).with_for_update()).first()
    return _directive(row) if row else None


def lock_directives(session: Session, uids: Collection[str]) -> list[Directive]:
    """Those of these directives that exist, locked in one order."""
    query = select(DIRECTIVES).where(DIRECTIVES.c.uid.in_(list(uids))).order_by(DIRECTIVES.c.uid)
    return [_directive(row) for row in session.execute(query.with_for_update())]


def directive_exists(session: ReadSession, uid: str) -> bool:
    """Whether a directive has this id, be it visible or not."""
    return bool(session.scalar(select(exists().where(DIRECTIVES.c.uid == uid))))


def list_directives(
    session: ReadSession, sight: Sight, selection: Selection, cursor: tuple[datetime, str] | None, size: int
) -> list[Directive]:
    """The selected directives that the person sees, newest first from the one after `cursor` on.

    Without their text, and without those that are deleted.
    """
    conditions = [sees_directive(sight), DIRECTIVES.c.deleted_at.is_(None), *_selected(sight, selection)]
    if cursor:
        conditions.append(tuple_(DIRECTIVES.c.created_at, DIRECTIVES.c.uid) < cursor)
    newest = (DIRECTIVES.c.created_at.desc(), DIRECTIVES.c.uid.desc())
    query = _WITHOUT_TEXT.where(and_(*conditions)).order_by(*newest).limit(size)
    return [_directive(row) for row in session.execute(query)]


def find_directives(session: ReadSession, sight: Sight, uids: Sequence[str]) -> list[Directive]:
    """Those of these directives that the person sees, without their text."""
    query = _WITHOUT_TEXT.where(DIRECTIVES.c.uid.in_(uids), sees_directive(sight)).order_by(DIRECTIVES.c.uid)
    return [_directive(row) for row in session.execute(query)]


def _selected(sight: Sight, selection: Selection) -> list[ColumnElement[bool]]:
    chosen = [DIRECTIVES.c.search_words.contains(word, autoescape=True) for word in selection.words]
    if selection.readings:
        chosen.append(DIRECTIVES.c.reading.in_(selection.readings))
    if selection.proposed_only and not sight.sees_proposals:
        chosen.append(false())
    elif selection.proposed_only:
        waiting = PROPOSALS.c.state == ProposalState.PROPOSED
        chosen.append(exists().where(PROPOSALS.c.directive == DIRECTIVES.c.uid, waiting))
    if selection.affected_only:
        chosen.append(HAS_OPEN if sight.sees_proposals else false())
    if selection.forwarded_only or selection.unopened_only:
        chosen.append(is_forwarded_to(sight, unopened_only=selection.unopened_only))
    return chosen


def claim_unread(session: Session, uid: str | None = None, without: Iterable[str] = ()) -> Directive | None:
    """A directive that waits to be read, `uid` if given, locked; None if there is none that no other worker reads."""
    unread = DIRECTIVES.c.reading == ReadingState.PENDING, DIRECTIVES.c.deleted_at.is_(None)
    waiting = and_(*unread, DIRECTIVES.c.uid.not_in(list(without)))
    query = select(DIRECTIVES).where(waiting)
    if uid:
        query = query.where(DIRECTIVES.c.uid == uid)
    row = session.execute(
        query.order_by(DIRECTIVES.c.created_at).limit(1).with_for_update(skip_locked=True)
    ).first()
    return _directive(row) if row else None


def forget_attempts(session: Session, uid: str) -> None:
    """Starts counting the readings of the directive again, for another file."""
    session.execute(update(DIRECTIVES).where(DIRECTIVES.c.uid == uid).values(reading_attempts=0))


def attempts(session: ReadSession, uid: str) -> int:
    """How many readings of the directive have begun."""
    return session.scalar(select(DIRECTIVES.c.reading_attempts).where(DIRECTIVES.c.uid == uid)) or 0


def take_back_attempt(session: Session, uid: str) -> None:
    """Does not count the last attempt to read: something outside the file interrupted it."""
    counted = update(DIRECTIVES).where(DIRECTIVES.c.uid == uid, DIRECTIVES.c.reading_attempts > 0)
    session.execute(counted.values(reading_attempts=DIRECTIVES.c.reading_attempts - 1))


def count_attempt(session: Session, uid: str) -> int:
    """Counts that a reading of the directive begins; returns how many have begun."""
    counted = update(DIRECTIVES).where(DIRECTIVES.c.uid == uid)
    counted = counted.values(reading_attempts=DIRECTIVES.c.reading_attempts + 1)
    return int(session.scalar(counted.returning(DIRECTIVES.c.reading_attempts)) or 0)


def _directive_values(directive: Directive) -> dict[str, Any]:
    values = asdict(directive)
    number, year = directive.numbered or (None, None)
    return values | {
        "recipients": list(directive.recipients),
        "files": list(directive.files),
        "text_bands": list(directive.text_bands),
        "unique_issuer": issuer_words(directive.issuer) if number else None,
        "unique_number": number,
        "unique_year": year,
        "search_words": directive.search_words,
        "subject_words": subject_key(directive.subject),
    }


_DERIVED = (
    *("unique_issuer", "unique_number", "unique_year", "search_words", "subject_words", "reading_attempts"),
)


def _directive(row: Any) -> Directive:
    values = {name: value for name, value in row._mapping.items() if name not in _DERIVED}
    return Directive(
        **values
        | {
            "kind": Kind(values["kind"]),
            "urgency": Urgency(values["urgency"]),
            "reading": ReadingState(values["reading"]),
            "recipients": tuple(values["recipients"]),
            "files": tuple(values["files"]),
            "text_bands": tuple(values["text_bands"]),
        }
    )
