"""Proposals: listing, adding, changing, dropping and confirming them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.document import announce, tables
from services.document.model import (
    RECURRENCES,
    Action,
    Proposal,
    ProposalState,
    check_complete,
    check_open,
    check_read,
)
from services.document.usecases.access import reader_of, refusing, require, unknown
from shared.errors import check_etag, invalid
from shared.principal import Principal


def page(session: Session, caller: Principal, directive: str, after: int, size: int) -> list[Proposal]:
    """The proposals of a directive in the order of its text. Raises NotFound."""
    tables.load_directive(session, reader_of(caller), directive)
    return tables.page_of_proposals(session, directive, after, size)


def add(session: Session, caller: Principal, directive: str, fields: Mapping[str, Any]) -> Proposal:
    """Adds a proposal by hand, after the others.

    Raises PermissionDenied, NotFound, FailedPrecondition (`DIRECTIVE_UNREAD`), InvalidArgument (`UNKNOWN_UNIT`).
    """
    require(caller, Action.PROPOSE)
    loaded = tables.load_directive(session, reader_of(caller), directive, for_change=True)
    with refusing():
        check_read(loaded)
    place = tables.last_place(session, directive) + 1
    proposal = Proposal(uid=str(uuid.uuid4()), directive=directive, place=place, **fields)
    _check(session, proposal)
    tables.add_proposals(session, [proposal])
    return proposal


def change(
    session: Session, caller: Principal, directive: str, uid: str, etag: str, fields: Mapping[str, Any]
) -> Proposal:
    """Changes a proposal that is neither confirmed nor dropped.

    Raises PermissionDenied, NotFound, Aborted (`ETAG_MISMATCH`), FailedPrecondition (`PROPOSAL_STATE`),
    InvalidArgument (`UNKNOWN_UNIT`).
    """
    before = _load(session, caller, Action.PROPOSE, directive, uid, etag)
    proposal = replace(before, version=before.version + 1, **fields)
    _check(session, proposal)
    tables.save_proposal(session, proposal)
    return proposal


def drop(session: Session, caller: Principal, directive: str, uid: str, etag: str) -> Proposal:
    """Drops a proposal. Raises PermissionDenied, NotFound, Aborted, FailedPrecondition (`PROPOSAL_STATE`)."""
    before = _load(session, caller, Action.PROPOSE, directive, uid, etag)
    proposal = replace(before, version=before.version + 1, state=ProposalState.DROPPED)
    tables.save_proposal(session, proposal)
    return proposal


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
    return confirmed


def _own(directive: str, names: Sequence[str]) -> list[str]:
    parent = f"directives/{directive}"
    for at, name in enumerate(names):
        if not name.startswith(f"{parent}/proposals/"):
            raise invalid(f"names[{at}]", "name.other_parent", parent=parent)
    return [name.rpartition("/")[2] for name in names]


def _load(
    session: Session, caller: Principal, action: Action, directive: str, uid: str, etag: str
) -> Proposal:
    require(caller, action)
    tables.load_directive(session, reader_of(caller), directive, for_change=True)
    (proposal,) = tables.load_proposals(session, directive, [uid])
    check_etag(etag, proposal.etag)
    with refusing():
        check_open(proposal)
    return proposal


def _check(session: Session, proposal: Proposal) -> None:
    if proposal.recurrence and proposal.recurrence not in RECURRENCES:
        raise invalid("proposal.recurrence", "recurrence.unknown", value=proposal.recurrence)
    paths = {proposal.lead: "proposal.lead"} if proposal.lead else {}
    for at, each in enumerate(proposal.coordinations):
        if each.unit:
            paths.setdefault(each.unit, f"proposal.coordinations[{at}].unit")
    for name in tables.unknown_units(session, paths):
        raise unknown(paths[name], "UNKNOWN_UNIT", name)
