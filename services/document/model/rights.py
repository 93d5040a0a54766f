"""Who may do what, as one table, and what somebody sees (docs/domain.md, section Rights)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from .directives import Directive, Forwarding
from .proposals import ProposalState
from .sameness import Alike
from .supersession import Supersession


class Action(StrEnum):
    """What needs a role."""

    UPLOAD = "UPLOAD"
    READ = "READ"
    READ_ALL = "READ_ALL"
    READ_PROPOSALS = "READ_PROPOSALS"
    REGISTER = "REGISTER"
    DELETE = "DELETE"
    SUPERSEDE = "SUPERSEDE"
    KEEP_TASKS = "KEEP_TASKS"
    FORWARD = "FORWARD"
    PROPOSE = "PROPOSE"
    CONFIRM = "CONFIRM"


OFFICE = frozenset({"OFFICE_CHIEF", "OFFICE_SPECIALIST"})
REGISTRY = OFFICE | {"OFFICE_CLERK"}
LEADERS = frozenset({"CHAIRMAN", "VICE_CHAIRMAN"})
AGENCIES = frozenset({"AGENCY_HEAD", "AGENCY_CLERK", "UNIT_HEAD", "OFFICER"})
RIGHTS = {
    Action.UPLOAD: LEADERS | REGISTRY | AGENCIES,
    # What concerns the units of the position. Administrators have no right to contents.
    Action.READ: LEADERS | REGISTRY | AGENCIES,
    Action.READ_ALL: LEADERS | REGISTRY,
    Action.READ_PROPOSALS: LEADERS | REGISTRY,
    Action.REGISTER: REGISTRY,
    # Whoever may enter a directive may take a wrong one back.
    Action.DELETE: REGISTRY,
    Action.SUPERSEDE: REGISTRY,
    Action.KEEP_TASKS: LEADERS | OFFICE,
    Action.FORWARD: REGISTRY,
    Action.PROPOSE: OFFICE,
    Action.CONFIRM: OFFICE,
}

# The roles of the people whom a directive may name, as its tasks may.
CANDIDATES = {"assigner": LEADERS, "monitor": OFFICE}

# What a position oversees, as identity states it in a principal: the unit with all below it, or the whole agency.
OVERSEES_SUBTREE = frozenset({"AGENCY_HEAD", "UNIT_HEAD"})
OVERSEES_AGENCY = frozenset({"AGENCY_CLERK", "OFFICE_CHIEF", "OFFICE_CLERK"})


# Sees and mends events that could not be handled, without their contents.
MENDS_EVENTS = frozenset({"SYSTEM_ADMINISTRATOR"})


def may(roles: Iterable[str], action: Action) -> bool:
    """Whether one of the roles has the right."""
    return not RIGHTS[action].isdisjoint(roles)


class HeldPosition(Protocol):
    """A position held today, as far as the rights need it."""

    @property
    def role(self) -> str:
        """Its office."""

    @property
    def fields(self) -> Collection[str]:
        """The fields of work that it follows; all if empty."""


def may_keep_tasks(directive: Directive, positions: Iterable[HeldPosition], person: str) -> bool:
    """Whether a person may decide that the directive's tasks go on as they are.

    A specialist may if the specialist could issue them: the directive is of the specialist's fields, and nobody else
    follows its tasks (docs/domain.md, section Rights).
    """
    return any(
        may([held.role], Action.KEEP_TASKS)
        and (held.role != "OFFICE_SPECIALIST" or _follows(directive, held, person))
        for held in positions
    )


def _follows(directive: Directive, held: HeldPosition, person: str) -> bool:
    covers = not held.fields or not directive.field or directive.field in held.fields
    return covers and directive.monitor in ("", person)


@dataclass(frozen=True)
class Sight:
    """What a person sees: everything, or what the person made and what concerns the person's units.

    `holder` is the person's name under which tasks name a holder; empty without a right to read.
    """

    person: str
    holder: str = ""
    sees_all: bool = False
    sees_proposals: bool = False
    units: frozenset[str] = field(default_factory=frozenset)

    @property
    def readers(self) -> list[str]:
        """The names by which a task lets the person read its papers."""
        return [*self.units, *([self.holder] if self.holder else [])]


@dataclass(frozen=True)
class Superseded:
    """A supersession as one caller sees it: `other` is the other directive, None if the caller may not see it."""

    supersession: Supersession
    other: Directive | None


@dataclass(frozen=True)
class DirectiveView:
    """A directive as one caller sees it. `proposals` counts them by state, for those who may see proposals only."""

    directive: Directive
    proposals: Counter[ProposalState] | None
    allowed_actions: tuple[str, ...]
    forwardings: tuple[Forwarding, ...] = ()
    alike: tuple[Alike, ...] = ()
    supersessions: tuple[Superseded, ...] = ()
    supersedes: tuple[Superseded, ...] = ()
    affected_tasks: int = 0
