"""Proposals of a directive. Their changes lock the row of the directive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from services.document.model import Coordination, DueKind, Proposal, ProposalState, Recurrence
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
    """These proposals of a directive, in the order asked for. Raises NotFound (`PROPOSAL_NOT_FOUND`)."""
    query = select(PROPOSALS).where(PROPOSALS.c.directive == directive, PROPOSALS.c.uid.in_(uids))
    found = {row.uid: _proposal(row) for row in session.execute(query)}
    for uid in uids:
        if uid not in found:
            raise NotFound("PROPOSAL_NOT_FOUND", {"proposal": f"directives/{directive}/proposals/{uid}"})
    return [found[uid] for uid in uids]


def page_of_proposals(session: ReadSession, directive: str, after: int, size: int) -> list[Proposal]:
    """The proposals of a directive after a place, in the order of the text."""
    query = select(PROPOSALS).where(PROPOSALS.c.directive == directive, PROPOSALS.c.place > after)
    return [_proposal(row) for row in session.execute(query.order_by(PROPOSALS.c.place).limit(size))]


def make_room(session: Session, directive: str, place: int, count: int) -> None:
    """Moves the proposals after a place so that `count` fit between; no two ever have the same place meanwhile."""
    mine, column = PROPOSALS.c.directive == directive, PROPOSALS.c.place
    session.execute(update(PROPOSALS).where(mine, column > place).values(place=-(column + count)))
    session.execute(update(PROPOSALS).where(mine, column < 0).values(place=-column))


def counts_of_proposals(session: ReadSession, directives: Sequence[str]) -> dict[str, Counter[ProposalState]]:
    """How many proposals in each state these directives have."""
    states = PROPOSALS.c.directive, PROPOSALS.c.state
    query = select(*states, func.count()).where(PROPOSALS.c.directive.in_(directives)).group_by(*states)
    counts: dict[str, Counter[ProposalState]] = {directive: Counter() for directive in directives}
    for directive, state, count in session.execute(query):
        counts[directive][ProposalState(state)] = count
    return counts


def last_place(session: ReadSession, directive: str) -> int:
    """The last place that a proposal of the directive has; -1 without any."""
    found = session.scalar(select(func.max(PROPOSALS.c.place)).where(PROPOSALS.c.directive == directive))
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
            "state": ProposalState(values["state"]),
        }
    )
