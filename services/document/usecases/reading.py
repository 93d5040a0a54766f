"""Reads the directives that wait for it: text, fields of the form, and proposals, with their units."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from services.document import announce, tables
from services.document.model import (
    KIND_BY_WORDS,
    LONGEST_OUTPUT,
    LONGEST_QUOTE,
    LONGEST_REPORT_TO,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_COORDINATIONS,
    URGENCY_BY_WORDS,
    Coordination,
    Directive,
    DueKind,
    Kind,
    Proposal,
    ReadingState,
    Recurrence,
    Urgency,
    check_secrecy,
    collapsed,
    next_version,
    proposed_assigner,
    text_bands,
)
from services.document.reading import (
    Header,
    Reason,
    TextState,
    UnreadableFileError,
    read_file,
    read_passage,
)
from services.document.reading import Proposal as ReadProposal
from services.document.reading.matching import UnitName, match
from services.document.storage import Storage
from services.document.usecases import watching
from shared.db import ReadSession
from shared.refused import Refused
from shared.resource_names import id_of

ATTEMPTS = 5
"""A file whose readings killed the process so many times is treated as broken."""
REASONS = {
    Reason.ENCRYPTED: "FILE_ENCRYPTED",
    Reason.BROKEN: "FILE_BROKEN",
    Reason.TOO_LARGE: "FILE_TOO_LARGE",
    Reason.TOO_MANY_PAGES: "FILE_TOO_LARGE",
    Reason.UNKNOWN_TYPE: "FILE_TYPE",
}


def begin(session: Session, uid: str | None, tried: set[str]) -> str | None:
    """Finds a directive that waits to be read, counts the attempt, and returns its id; None if there is none."""
    directive = tables.claim_unread(session, uid, tried)
    if directive is None:
        return None
    tables.count_attempt(session, directive.uid)
    return directive.uid


def read(session: Session, storage: Storage, uid: str, largest: int, at: datetime, today: date) -> bool:
    """Reads a directive; False if another worker reads it or has read it. The row is locked until the end."""
    directive = tables.claim_unread(session, uid)
    if directive is None:
        return False
    read_directive, proposals = _read(session, storage, directive, largest, today)
    read_directive = next_version(read_directive, at)
    tables.save_directive(session, read_directive)
    tables.add_proposals(session, proposals)
    announce.directive_changed(session, read_directive)
    watching.directive_changed(session, read_directive)
    return True


def _read(
    session: ReadSession, storage: Storage, directive: Directive, largest: int, today: date
) -> tuple[Directive, list[Proposal]]:
    try:
        reading = read_file(_content(session, storage, directive, largest))
        check_secrecy(reading.header.secrecy or "")
    except UnreadableFileError as refused:
        return _unreadable(directive, REASONS[refused.reason]), []
    except Refused as refused:
        # Secret documents must not be entered, and nothing of their text is kept (docs/domain.md, section Directive).
        return _unreadable(directive, refused.reason), []
    if reading.state is TextState.SCAN:
        return replace(directive, reading=ReadingState.SCAN, reading_error=""), []
    filled = _filled(session, replace(directive, text=reading.text), reading.header, today)
    proposals = _proposals(directive, reading.proposals, tables.unit_names(session), today)
    first = tables.last_sort_order(session, directive.uid) + 1
    return filled, [replace(each, sort_order=order) for order, each in enumerate(proposals, first)]


def passage_reader(session: ReadSession, directive: Directive, today: date) -> Callable[[int, int], Proposal]:
    """A function that reads the passage between two offsets of a directive's text, as a proposal without an order.

    If a passage names several leads, it takes the first, and the person chooses.
    """
    units = tables.unit_names(session)

    def read(start: int, end: int) -> Proposal:
        since = directive.meeting_date or directive.issue_date
        found = read_passage(directive.text, start, end, since)
        words = found.lead[0] if found.lead else ""
        proposal = _proposal(directive, found, words, units, today)
        quote = collapsed(directive.text[start:end])
        return replace(proposal, quote=quote, quote_start=start, quote_end=end)

    return read


def _content(session: ReadSession, storage: Storage, directive: Directive, largest: int) -> bytes:
    file = tables.get_file(session, id_of(directive.files[0]))
    if file.size > largest:
        raise UnreadableFileError(Reason.TOO_LARGE, f"{file.size} bytes")
    if tables.attempts(session, directive.uid) > ATTEMPTS:
        raise UnreadableFileError(Reason.BROKEN, f"{ATTEMPTS} readings failed")
    return storage.content(file.storage_key)


def _unreadable(directive: Directive, reason: str) -> Directive:
    return replace(directive, reading=ReadingState.UNREADABLE, reading_error=reason)


def _filled(session: ReadSession, directive: Directive, header: Header, today: date) -> Directive:
    """The directive, with what its form says in the fields that nobody has typed."""
    read: dict[str, Any] = {
        "number_symbol": header.number or "",
        "kind": KIND_BY_WORDS.get(header.kind or "", Kind.OTHER if header.kind else Kind.UNKNOWN),
        "issue_date": header.issued,
        "issuer": (header.issuer or "")[:300],
        "signer": (header.signer or "")[:200],
        "signer_title": (header.signer_office or "")[:300],
        "subject": (header.subject or "")[:2000],
        "urgency": URGENCY_BY_WORDS.get(header.urgency or "", Urgency.ORDINARY),
        "recipients": header.recipients[:500],
        "meeting_date": header.meeting_day,
        "meeting_chair": (header.meeting_chair or "")[:300],
    }
    missing = {name: value for name, value in read.items() if value and not getattr(directive, name)}
    filled = replace(directive, reading=ReadingState.READ, reading_error="", **missing)
    if not filled.assigner:
        assigner = proposed_assigner(filled.meeting_chair, filled.signer, tables.leaders(session, today))
        filled = replace(filled, assigner=assigner)
    filled = replace(filled, text_bands=text_bands(filled.text))
    twin = tables.find_twin(session, filled)
    if twin is None:
        return filled
    # A person decides which of the two stays, so the number is not filled in.
    return replace(filled, number_symbol="", reading_error="DIRECTIVE_EXISTS", twin=f"directives/{twin}")


def _proposals(
    directive: Directive, read: tuple[ReadProposal, ...], units: list[UnitName], today: date
) -> Iterator[Proposal]:
    """One proposal for each lead, since a task has exactly one (docs/domain.md, section Words).

    A group as lead ("các sở, ban, ngành") stays one proposal with its words, and a person chooses.
    """
    for each in read:
        for words in each.lead or ("",):
            yield _proposal(directive, each, words, units, today)


def _proposal(
    directive: Directive, read: ReadProposal, words: str, units: list[UnitName], today: date
) -> Proposal:
    lead = match(words, units, today)
    unit = "" if lead.is_group or not lead.units else lead.units[0]
    start, end = read.span
    return Proposal(
        uid=str(uuid.uuid4()),
        directive=directive.uid,
        sort_order=0,
        title=read.content[:LONGEST_TITLE],
        quote=read.quote[:LONGEST_QUOTE],
        quote_start=start,
        quote_end=end,
        output=(read.output or "")[:LONGEST_OUTPUT],
        lead=unit,
        lead_words=words[:LONGEST_WORDS],
        coordinations=_coordinations(read.coordinators, unit, units, today),
        report_to=(read.report_to or "")[:LONGEST_REPORT_TO],
        general=read.specificity == "general",
        **_due(read),
    )


def _coordinations(
    names: tuple[str, ...], lead: str, units: list[UnitName], today: date
) -> tuple[Coordination, ...]:
    """A group becomes all its units; a name that matches no unit stays as words."""
    found: dict[str, Coordination] = {}
    for words in names:
        matched = match(words, units, today).units or ("",)
        for unit in matched:
            if not unit or unit != lead:
                found.setdefault(unit or words, Coordination(unit, words[:LONGEST_WORDS]))
    return tuple(found.values())[:MOST_COORDINATIONS]


def _due(read: ReadProposal) -> dict[str, Any]:
    """ "Thường xuyên" means explicitly no due date; every other recurrence is periodic."""
    deadline = read.deadline
    words = (deadline.text or "")[:LONGEST_WORDS]
    if deadline.recurrence == "other: thường xuyên":
        return {"due_kind": DueKind.NONE, "due_words": words}
    if deadline.recurrence:
        every = deadline.recurrence.upper().replace("-", "_")
        recurrence = Recurrence(every) if every in Recurrence.__members__ else Recurrence.OTHER
        kind = {"due_kind": DueKind.PERIODIC, "recurrence": recurrence}
        return kind | {"due_words": words, "due_date": deadline.day}
    kind_of_day = DueKind.FIXED if deadline.day else DueKind.UNSET
    return {"due_kind": kind_of_day, "due_date": deadline.day, "due_words": words}
