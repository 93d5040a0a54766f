"""Proposals of a directive. Whoever changes them has locked the row of the directive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from services.document.model import Coordination, DueKind, Proposal, ProposalState, Recurrence, RecurrenceDay
from shared.db import ReadSession
from shared.errors import NotFound

from .schema import PROPOSALS


def add_proposals(session: Session, proposals: Sequence[Proposal]) -> None:
    """Adds proposals."""
    if proposals:
        session.execute(insert(PROPOSALS), [_proposal_values(proposal) for proposal in proposals])


def save_proposal(session: Session, proposal: Proposal) -> None:
    """Saves a proposal; the row of its directive is locked."""
    values = _proposal_values(proposal)
    session.execute(update(PROPOSALS).where(PROPOSALS.c.uid == proposal.uid).values(**values))


def load_proposals(session: ReadSession, directive: str, uids: Sequence[str]) -> list[Proposal]:
    """These proposals of a directive, in the order of `uids`. Raises NotFound (`PROPOSAL_NOT_FOUND`)."""
    query = select(PROPOSALS).where(PROPOSALS.c.directive == directive, PROPOSALS.c.uid.in_(uids))
    found = {row.uid: _proposal(row) for row in session.execute(query)}
    for uid in uids:
        if uid not in found:
            raise NotFound("PROPOSAL_NOT_FOUND", {"proposal": f"directives/{directive}/proposals/{uid}"})
    return [found[uid] for uid in uids]


def list_proposals(session: ReadSession, directive: str, cursor: int, size: int) -> list[Proposal]:
    """The proposals of a directive in the order of the text, from the one after `cursor` on."""
    query = select(PROPOSALS).where(PROPOSALS.c.directive == directive, PROPOSALS.c.sort_order > cursor)
    return [_proposal(row) for row in session.execute(query.order_by(PROPOSALS.c.sort_order).limit(size))]


def make_room(session: Session, directive: str, sort_order: int, count: int) -> None:
    """Moves the proposals behind `sort_order` so that `count` more fit in. In two steps, since each order is unique."""
    mine, column = PROPOSALS.c.directive == directive, PROPOSALS.c.sort_order
    session.execute(update(PROPOSALS).where(mine, column > sort_order).values(sort_order=-(column + count)))
    session.execute(update(PROPOSALS).where(mine, column < 0).values(sort_order=-column))


def counts_of_proposals(session: ReadSession, directives: Sequence[str]) -> dict[str, Counter[ProposalState]]:
    """How many proposals these directives have in each state."""
    states = PROPOSALS.c.directive, PROPOSALS.c.state
    query = select(*states, func.count()).where(PROPOSALS.c.directive.in_(directives)).group_by(*states)
    counts: dict[str, Counter[ProposalState]] = {directive: Counter() for directive in directives}
    for directive, state, count in session.execute(query):
        counts[directive][ProposalState(state)] = count
    return counts


def last_sort_order(session: ReadSession, directive: str) -> int:
    """The highest order of a proposal of the directive; -1 if it has none."""
    found = session.scalar(select(func.max(PROPOSALS.c.sort_order)).where(PROPOSALS.c.directive == directive))
    return -1 if found is None else int(found)


def _proposal_values(proposal: Proposal) -> dict[str, Any]:
    return asdict(proposal) | {
        "coordinations": [asdict(each) for each in proposal.coordinations],
    }


def _proposal(row: Row[Any]) -> Proposal:
    values = dict(row._mapping)
    return Proposal(
        **values
        | {
            "coordinations": tuple(Coordination(**each) for each in values["coordinations"]),
            "due_kind": DueKind(values["due_kind"]),
            "recurrence": Recurrence(values["recurrence"]),
            "recurrence_day": RecurrenceDay(values["recurrence_day"]),
            "state": ProposalState(values["state"]),
        }
    )
