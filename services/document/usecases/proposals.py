"""Proposals: listing, adding, changing, merging, splitting, dropping and confirming them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from services.document import announce, model, tables
from services.document.model import (
    Action,
    Directive,
    Proposal,
    ProposalState,
    check_complete,
    check_in_force,
    check_open,
    check_read,
    collapsed,
    dropped,
    filled,
    merged,
    next_version,
    passage,
    spans,
)
from services.document.usecases import references, watching
from services.document.usecases.access import load_for_change, require, sight_of
from services.document.usecases.reading import passage_reader
from shared.db import ReadSession
from shared.errors import check_etag, invalid
from shared.principal import Principal
from shared.refused import refusing
from shared.resource_names import id_of


def list_page(
    session: ReadSession, caller: Principal, directive: str, cursor: int, size: int
) -> list[Proposal]:
    """The proposals of a directive in the order of its text. Raises PermissionDenied, NotFound."""
    require(caller, Action.READ_PROPOSALS)
    tables.load_directive(session, sight_of(caller), directive)
    return tables.list_proposals(session, directive, cursor, size)


def create(
    session: Session, caller: Principal, directive: str, fields: Mapping[str, Any], today: date
) -> Proposal:
    """Adds a proposal after the others. With a passage, the fields that are empty are read from it.

    Raises PermissionDenied, NotFound, FailedPrecondition (`DIRECTIVE_UNREAD`, `DIRECTIVE_SUPERSEDED`),
    InvalidArgument (`UNKNOWN_UNIT`, `LEAD_NOT_AN_AGENCY`, `QUOTE_OFFSET`).
    """
    require(caller, Action.PROPOSE)
    loaded = load_for_change(session, caller, directive)
    with refusing():
        check_in_force(loaded, tables.supersessions_of(session, directive))
        check_read(loaded)
    references.check(session, sight_of(caller), references.of_proposal(fields))
    references.check_lead(session, fields)
    order = tables.last_sort_order(session, directive) + 1
    proposal = Proposal(uid=str(uuid.uuid4()), directive=directive, sort_order=order, **fields)
    if proposal.quote_start or proposal.quote_end:
        proposal = _quoted(loaded, proposal, proposal.quote)
        read = passage_reader(session, loaded, today)(proposal.quote_start, proposal.quote_end)
        proposal = filled(proposal, read)
    tables.add_proposals(session, [proposal])
    watching.proposals_changed(session, loaded)
    return proposal


def update(
    session: Session, caller: Principal, directive: str, uid: str, etag: str, fields: Mapping[str, Any]
) -> Proposal:
    """Changes a proposal that is neither confirmed nor dropped; values that change nothing make no new version.

    Raises PermissionDenied, NotFound, Aborted (`ETAG_MISMATCH`), FailedPrecondition (`PROPOSAL_STATE`),
    InvalidArgument (`UNKNOWN_UNIT`, `LEAD_NOT_AN_AGENCY`, `QUOTE_OFFSET`).
    """
    loaded, before = _load(session, caller, directive, uid, etag)
    references.check(session, sight_of(caller), references.of_proposal(fields))
    references.check_lead(session, fields)
    if replace(before, **fields) == before:
        return before
    proposal = _replaced(loaded, before, fields)
    tables.save_proposal(session, proposal)
    watching.proposals_changed(session, loaded)
    return proposal


def drop(session: Session, caller: Principal, directive: str, uid: str, etag: str) -> Proposal:
    """Drops a proposal.

    Raises PermissionDenied, NotFound, Aborted (`ETAG_MISMATCH`), FailedPrecondition (`PROPOSAL_STATE`).
    """
    loaded, before = _load(session, caller, directive, uid, etag)
    proposal = dropped(before)
    tables.save_proposal(session, proposal)
    watching.proposals_changed(session, loaded)
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
    loaded = load_for_change(session, caller, directive)
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
    watching.proposals_changed(session, loaded)
    return whole


def split(
    session: Session,
    caller: Principal,
    directive: str,
    uid: str,
    offsets: Sequence[int],
    etag: str,
    today: date,
) -> list[Proposal]:
    """Splits a proposal at these offsets of the text; the new ones follow it in the order of the text.

    Raises PermissionDenied, NotFound, Aborted (`ETAG_MISMATCH`), FailedPrecondition (`PROPOSAL_STATE`),
    InvalidArgument (`QUOTE_OFFSET`).
    """
    loaded, whole = _load(session, caller, directive, uid, etag)
    start, end = whole.quote_start, whole.quote_end
    found = spans(loaded.text, start, end, offsets)
    if found is None:
        raise invalid("offsets", "QUOTE_OFFSET", "QUOTE_OFFSET", start=start, end=end)
    read = passage_reader(session, loaded, today)
    first, *new = model.split(whole, [read(*each) for each in found], read(start, end))
    tables.make_room(session, directive, whole.sort_order, len(new))
    tables.save_proposal(session, first)
    tables.add_proposals(session, new)
    watching.proposals_changed(session, loaded)
    return [first, *new]


def confirm(
    session: Session, caller: Principal, directive: str, names: Sequence[str], at: datetime
) -> list[Proposal]:
    """Confirms proposals, all or none. The task service makes a task with the same id from each.

    Raises PermissionDenied, NotFound, InvalidArgument for a name of another directive, FailedPrecondition
    (`PROPOSAL_STATE`, `PROPOSAL_INCOMPLETE`, `DIRECTIVE_SUPERSEDED`).
    """
    position = require(caller, Action.CONFIRM)
    loaded = load_for_change(session, caller, directive)
    proposals = tables.load_proposals(session, directive, _own(directive, names))
    with refusing():
        check_in_force(loaded, tables.supersessions_of(session, directive))
        for proposal in proposals:
            check_open(proposal)
            check_complete(proposal)
    confirmed = [replace(each, version=each.version + 1, state=ProposalState.CONFIRMED) for each in proposals]
    for proposal in confirmed:
        tables.save_proposal(session, proposal)
    loaded = next_version(loaded, at)
    tables.save_directive(session, loaded)
    announce.proposals_confirmed(session, loaded, confirmed, caller, position)
    watching.proposals_changed(session, loaded)
    return confirmed


def _own(directive: str, names: Sequence[str]) -> list[str]:
    parent = f"directives/{directive}"
    for number, name in enumerate(names):
        if not name.startswith(f"{parent}/proposals/"):
            raise invalid(f"names[{number}]", "name.other_parent", parent=parent)
    return [id_of(name) for name in names]


def _load(
    session: Session, caller: Principal, directive: str, uid: str, etag: str
) -> tuple[Directive, Proposal]:
    require(caller, Action.PROPOSE)
    loaded = load_for_change(session, caller, directive)
    (proposal,) = tables.load_proposals(session, directive, [uid])
    check_etag(etag, proposal.etag)
    with refusing():
        check_open(proposal)
    return loaded, proposal


def _replaced(directive: Directive, before: Proposal, fields: Mapping[str, Any]) -> Proposal:
    """The proposal with new values. Offsets that no longer fit the words are removed."""
    proposal = replace(before, version=before.version + 1, **fields)
    moved = (proposal.quote_start, proposal.quote_end) != (before.quote_start, before.quote_end)
    reworded = collapsed(proposal.quote) != collapsed(before.quote)
    if moved and proposal.quote_end:
        return _quoted(directive, proposal, proposal.quote if reworded else "")
    return replace(proposal, quote_start=0, quote_end=0) if moved or reworded else proposal


def _quoted(directive: Directive, proposal: Proposal, given: str) -> Proposal:
    """The proposal with the words at its offsets. Raises InvalidArgument (`QUOTE_OFFSET`) if the given words differ."""
    start, end = proposal.quote_start, proposal.quote_end
    words = passage(directive.text, start, end)
    if words is None or (given and collapsed(given) != words):
        raise invalid("proposal.quote_end", "QUOTE_OFFSET", "QUOTE_OFFSET", start=start, end=end)
    return replace(proposal, quote=words)
