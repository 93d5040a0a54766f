"""What a caller may do with directives, as the API names it, by the rights that changes are checked with."""

from __future__ import annotations

from collections import Counter

from services.document.model import Action, Directive, ProposalState, ReadingState, may
from services.document.usecases.access import roles_of
from shared.principal import Principal


def somewhere(caller: Principal) -> list[str]:
    """What the caller may do besides with directives that exist."""
    return ["create"] if may(roles_of(caller), Action.REGISTER) else []


def with_directive(
    caller: Principal, directive: Directive, proposals: Counter[ProposalState], *, is_issued: bool
) -> tuple[str, ...]:
    """What the caller may do with a directive now, given its proposals by state and whether a task was issued."""
    roles, reading = roles_of(caller), directive.reading
    if directive.deleted_at:
        return ("listProposals",) if may(roles, Action.READ_PROPOSALS) else ()
    is_read = reading is not ReadingState.PENDING
    is_open = proposals[ProposalState.PROPOSED] > 0
    possible = (
        ("update", Action.REGISTER, True),
        ("delete", Action.DELETE, not is_issued),
        ("reread", Action.REGISTER, reading is ReadingState.UNREADABLE),
        ("forward", Action.FORWARD, is_read),
        ("listProposals", Action.READ_PROPOSALS, True),
        ("createProposal", Action.PROPOSE, is_read),
        ("changeProposals", Action.PROPOSE, is_open),
        ("confirmProposals", Action.CONFIRM, is_open),
    )
    return tuple(name for name, action, now in possible if now and may(roles, action))
