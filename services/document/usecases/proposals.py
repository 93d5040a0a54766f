"""Proposals: listing, adding, changing, dropping and confirming them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from services.document import announce, recasting, tables
from services.document.model import (
    Action,
    Directive,
    Proposal,
    ProposalState,
    check_complete,
    check_open,
    check_read,
)
from services.document.recasting import collapsed, dropped, filled, merged, passage, pieces
from services.document.usecases import watching
from services.document.usecases.access import reader_of, require, unknown
from services.document.usecases.reading import passage_reader
from shared.db import ReadSession
from shared.errors import check_etag, invalid
from shared.principal import Principal
from shared.refused import refusing


def page(session: ReadSession, caller: Principal, directive: str, after: int, size: int) -> list[Proposal]:
    """The proposals of a directive in the order of its text. Raises NotFound."""
    tables.load_directive(session, reader_of(caller), directive)
    return tables.page_of_proposals(session, directive, after, size)


def add(
    session: Session, caller: Principal, directive: str, fields: Mapping[str, Any], today: date
) -> Proposal:
    """Adds a proposal by hand, after the others; with a place in the text, what is empty is read from there.

    Raises PermissionDenied, NotFound, FailedPrecondition (`DIRECTIVE_UNREAD`), InvalidArgument (`UNKNOWN_UNIT`,
    `QUOTE_OFFSET`).
    """
    require(caller, Action.PROPOSE)
    loaded = tables.load_directive(session, reader_of(caller), directive, for_change=True)
    with refusing():
        check_read(loaded)
    place = tables.last_place(session, directive) + 1
    proposal = Proposal(uid=str(uuid.uuid4()), directive=directive, place=place, **fields)
    if proposal.quote_start or proposal.quote_end:
        proposal = _quoted(loaded, proposal, proposal.quote)
        read = passage_reader(session, loaded, today)(proposal.quote_start, proposal.quote_end)
        proposal = filled(proposal, read)
    _check(session, proposal)
    tables.add_proposals(session, [proposal])
    watching.tell(session, loaded)
    return proposal


def change(
    session: Session, caller: Principal, directive: str, uid: str, etag: str, fields: Mapping[str, Any]
) -> Proposal:
    """Changes a proposal that is neither confirmed nor dropped.

    Raises PermissionDenied, NotFound, Aborted (`ETAG_MISMATCH`), FailedPrecondition (`PROPOSAL_STATE`),
    InvalidArgument (`UNKNOWN_UNIT`, `QUOTE_OFFSET`).
    """
    loaded, before = _load(session, caller, Action.PROPOSE, directive, uid, etag)
    proposal = _replaced(loaded, before, fields)
    _check(session, proposal)
    tables.save_proposal(session, proposal)
    watching.tell(session, loaded)
    return proposal


def drop(session: Session, caller: Principal, directive: str, uid: str, etag: str) -> Proposal:
    """Drops a proposal. Raises PermissionDenied, NotFound, Aborted, FailedPrecondition (`PROPOSAL_STATE`)."""
    loaded, before = _load(session, caller, Action.PROPOSE, directive, uid, etag)
    proposal = dropped(before)
    tables.save_proposal(session, proposal)
    watching.tell(session, loaded)
    return proposal


def merge(
    session: Session,
    caller: Principal,
    directive: str,
    names: Sequence[str],
    title: str,
    etags: Sequence[str],
) -> Proposal:
    """Merges proposals into the first; the others are dropped. All or none.

    Raises PermissionDenied, NotFound, InvalidArgument for a name of another directive or too few etags, Aborted
    (`ETAG_MISMATCH`), FailedPrecondition (`PROPOSAL_STATE`).
    """
    require(caller, Action.PROPOSE)
    loaded = tables.load_directive(session, reader_of(caller), directive, for_change=True)
    proposals = tables.load_proposals(session, directive, _own(directive, names))
    if etags and len(etags) != len(names):
        raise invalid("etags", "etags.count", count=len(names))
    for proposal, etag in zip(proposals, etags, strict=False):
        check_etag(etag, proposal.etag)
    with refusing():
        for proposal in proposals:
            check_open(proposal)
    whole = merged(proposals, loaded.text, title)
    for proposal in (whole, *map(dropped, proposals[1:])):
        tables.save_proposal(session, proposal)
    watching.tell(session, loaded)
    return whole


def split(
    session: Session,
    caller: Principal,
    directive: str,
    uid: str,
    positions: Sequence[int],
    etag: str,
    today: date,
) -> list[Proposal]:
    """Splits a proposal where its passage is cut; the new ones follow it in the order of the text.

    Raises PermissionDenied, NotFound, Aborted (`ETAG_MISMATCH`), FailedPrecondition (`PROPOSAL_STATE`),
    InvalidArgument (`QUOTE_OFFSET`).
    """
    loaded, whole = _load(session, caller, Action.PROPOSE, directive, uid, etag)
    places = pieces(loaded.text, whole.quote_start, whole.quote_end, positions)
    if places is None:
        raise invalid(
            "positions", "QUOTE_OFFSET", "QUOTE_OFFSET", start=whole.quote_start, end=whole.quote_end
        )
    read = passage_reader(session, loaded, today)
    parts = [read(start, end) for start, end in places]
    first, *new = recasting.split(whole, parts, read(whole.quote_start, whole.quote_end))
    tables.make_room(session, directive, whole.place, len(new))
    tables.save_proposal(session, first)
    tables.add_proposals(session, new)
    watching.tell(session, loaded)
    return [first, *new]


def confirm(
    session: Session, caller: Principal, directive: str, names: Sequence[str], at: datetime
) -> list[Proposal]:
    """Confirms proposals, all or none: a task of the same id is made from each.

    Raises PermissionDenied, NotFound, InvalidArgument for a name of another directive, FailedPrecondition
    (`PROPOSAL_STATE`, `PROPOSAL_INCOMPLETE`).
    """
    position = require(caller, Action.CONFIRM)
    loaded = tables.load_directive(session, reader_of(caller), directive, for_change=True)
    proposals = tables.load_proposals(session, directive, _own(directive, names))
    with refusing():
        for proposal in proposals:
            check_open(proposal)
            check_complete(proposal)
    confirmed = [replace(each, version=each.version + 1, state=ProposalState.CONFIRMED) for each in proposals]
    for proposal in confirmed:
        tables.save_proposal(session, proposal)
    loaded = tables.next_version(loaded, at)
    tables.save_directive(session, loaded)
    announce.proposals_confirmed(session, loaded, confirmed, caller, position)
    watching.tell(session, loaded)
    return confirmed


def _own(directive: str, names: Sequence[str]) -> list[str]:
    parent = f"directives/{directive}"
    for at, name in enumerate(names):
        if not name.startswith(f"{parent}/proposals/"):
            raise invalid(f"names[{at}]", "name.other_parent", parent=parent)
    return [name.rpartition("/")[2] for name in names]


def _load(
    session: ReadSession, caller: Principal, action: Action, directive: str, uid: str, etag: str
) -> tuple[Directive, Proposal]:
    require(caller, action)
    loaded = tables.load_directive(session, reader_of(caller), directive, for_change=True)
    (proposal,) = tables.load_proposals(session, directive, [uid])
    check_etag(etag, proposal.etag)
    with refusing():
        check_open(proposal)
    return loaded, proposal


def _replaced(directive: Directive, before: Proposal, fields: Mapping[str, Any]) -> Proposal:
    """The proposal with new values; words that do not stand at their place any more have none."""
    proposal = replace(before, version=before.version + 1, **fields)
    moved = (proposal.quote_start, proposal.quote_end) != (before.quote_start, before.quote_end)
    reworded = collapsed(proposal.quote) != collapsed(before.quote)
    if moved and proposal.quote_end:
        return _quoted(directive, proposal, proposal.quote if reworded else "")
    return replace(proposal, quote_start=0, quote_end=0) if moved or reworded else proposal


def _quoted(directive: Directive, proposal: Proposal, said: str) -> Proposal:
    """The proposal with the words at its place. Raises InvalidArgument (`QUOTE_OFFSET`) if others were said."""
    start, end = proposal.quote_start, proposal.quote_end
    words = passage(directive.text, start, end)
    if words is None or (said and collapsed(said) != words):
        raise invalid("proposal.quote_end", "QUOTE_OFFSET", "QUOTE_OFFSET", start=start, end=end)
    return replace(proposal, quote=words)


def _check(session: ReadSession, proposal: Proposal) -> None:
    paths = {proposal.lead: "proposal.lead"} if proposal.lead else {}
    for at, each in enumerate(proposal.coordinations):
        if each.unit:
            paths.setdefault(each.unit, f"proposal.coordinations[{at}].unit")
    for name in tables.unknown_units(session, paths):
        raise unknown(paths[name], "UNKNOWN_UNIT", name)
