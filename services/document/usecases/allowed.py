"""What a caller may do with directives, as the API names it, by the rights that changes are checked with."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from services.document.model import (
    Action,
    Directive,
    ProposalState,
    ReadingState,
    Supersession,
    is_in_force,
    may,
    may_keep_tasks,
)
from services.document.usecases.access import roles_of
from shared.principal import Principal


@dataclass(frozen=True)
class Facts:
    """What the actions depend on besides the directive: its proposals by state, its supersessions and its tasks.

    `is_issued` says whether a task was issued, `is_asked` whether one asks what becomes of it.
    """

    proposals: Counter[ProposalState]
    supersessions: tuple[Supersession, ...] = ()
    is_issued: bool = False
    is_asked: bool = False


def somewhere(caller: Principal) -> list[str]:
    """What the caller may do apart from changing directives that exist."""
    return ["create"] if may(roles_of(caller), Action.REGISTER) else []


def with_directive(caller: Principal, directive: Directive, facts: Facts) -> tuple[str, ...]:
    """What the caller may do with a directive now."""
    roles, reading = roles_of(caller), directive.reading
    if directive.deleted_at:
        return ("listProposals",) if may(roles, Action.READ_PROPOSALS) else ()
    is_read = reading is not ReadingState.PENDING
    is_open = facts.proposals[ProposalState.PROPOSED] > 0
    is_valid = is_in_force(facts.supersessions)
    holds = any(each.taken_back_at is None for each in facts.supersessions)
    keeps = may_keep_tasks(directive, caller.positions, caller.person)
    possible = (
        ("update", Action.REGISTER, True),
        ("delete", Action.DELETE, not facts.is_issued),
        ("reread", Action.REGISTER, reading is ReadingState.UNREADABLE),
        ("forward", Action.FORWARD, is_read),
        ("supersede", Action.SUPERSEDE, is_valid),
        ("takeBackSupersession", Action.SUPERSEDE, holds),
        ("listAffectedTasks", Action.READ_PROPOSALS, holds),
        ("keepTasks", Action.KEEP_TASKS, facts.is_asked and keeps),
        ("listProposals", Action.READ_PROPOSALS, True),
        ("createProposal", Action.PROPOSE, is_read and is_valid),
        ("changeProposals", Action.PROPOSE, is_open),
        ("confirmProposals", Action.CONFIRM, is_open and is_valid),
    )
    return tuple(name for name, action, now in possible if now and may(roles, action))
