"""Who is asked for the decisions that a task waits for. docs/domain.md, section Pending decisions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from .pending import ANSWERS, PendingDecision, authors_of, pending_decisions
from .rights import (
    AGENCY,
    CLERKS,
    HEADS,
    LEADERS,
    WORKERS,
    Extra,
    Grant,
    HeldPosition,
    Parties,
    Relation,
    Right,
    Role,
    grant,
    parties_of,
    relations_for,
)
from .task import Task

H = TypeVar("H", bound=HeldPosition)
_LEADERS = grant(LEADERS, Relation.PROVINCE)
_CHIEF = grant((Role.OFFICE_CHIEF,), Relation.PROVINCE)
_ASSIGNER = grant(LEADERS, Relation.ASSIGNER)
_DIRECTED = grant((Role.OFFICE_SPECIALIST,), Relation.DIRECTED)
# Asked about a submission: whoever follows the task, or may because nobody does; the chiefs if the Office leads it.
_FOLLOWER = grant((Role.OFFICE_CHIEF,), Relation.MONITOR, Relation.LEAD) | grant(
    (Role.OFFICE_SPECIALIST,), Relation.MONITOR_ELSEWHERE
)
_HEAD = grant(HEADS, Relation.LEAD)
_CLERK = grant(CLERKS, Relation.LEAD)
_PARENT_HEAD = grant(HEADS, Relation.PARENT_LEAD)
_APPROVER = grant((*AGENCY, *WORKERS), Relation.APPROVER)
Line = frozenset[Grant]

# Those asked for a decision, in lines: the first in which anybody but the person who asks is in office, so that every
# decision has somebody to make it. Of those who may decide the first line asks a leader only about what the leader
# has assigned, and a chief not about what somebody else follows.
ASKED: Mapping[PendingDecision, Sequence[Line]] = {
    PendingDecision.ISSUE: (_ASSIGNER | _CHIEF | _DIRECTED, _LEADERS),
    PendingDecision.RETURN: (_CHIEF, _ASSIGNER, _LEADERS),
    PendingDecision.EXTENSION: (_ASSIGNER | _CHIEF, _LEADERS),
    PendingDecision.COMPLETION: (_FOLLOWER, _CHIEF, _ASSIGNER, _LEADERS),
    PendingDecision.OVERDUE: (_ASSIGNER | _CHIEF, _LEADERS),
    PendingDecision.DELAY_CAUSE: (_FOLLOWER, _CHIEF, _ASSIGNER, _LEADERS),
    PendingDecision.CONTEST: (_ASSIGNER | _CHIEF, _LEADERS),
    PendingDecision.APPROVAL: (_HEAD | _APPROVER, _CLERK, _CHIEF, _LEADERS),
}
# About a subtask the agency is asked that answers for its parent task.
_ASKED_OF_SUBTASK: Sequence[Line] = (_PARENT_HEAD, _CHIEF, _LEADERS)
# The rights of people who are asked because the lines before theirs are empty.
_STANDING_IN: Mapping[PendingDecision, frozenset[Right]] = {
    **ANSWERS,
    PendingDecision.APPROVAL: frozenset(
        {Extra.APPROVE, Extra.READ_INSIDE, *ANSWERS[PendingDecision.APPROVAL]}
    ),
}


def lines_asked(decision: PendingDecision, *, of_subtask: bool) -> Sequence[Line]:
    """Those asked for a decision, in lines; its own approval is the lead's affair even of a subtask."""
    if of_subtask and decision is not PendingDecision.APPROVAL:
        return _ASKED_OF_SUBTASK
    return ASKED[decision]


def within_reach(lines: Sequence[Line], several: Collection[str]) -> Sequence[Line]:
    """The lines up to one that is never empty: several people hold a role of it that is asked about every task."""
    for number, line in enumerate(lines, start=1):
        if any((role, Relation.PROVINCE) in line for role in several):
            return lines[:number]
    return lines


def roles_asked(*relations: Relation) -> frozenset[str]:
    """The roles that may be asked for some decision for one of these reasons."""
    lines = [line for decision in ASKED for line in (*ASKED[decision], *_ASKED_OF_SUBTASK)]
    return frozenset(role for line in lines for role, relation in line if relation in relations)


class Post(HeldPosition, Protocol):
    """A position and the person who holds it today."""

    @property
    def person(self) -> str:
        """The person."""


class Asked(NamedTuple, Generic[H]):
    """The position for which a person is asked; `stands_in`: because nobody else is left."""

    position: H
    stands_in: bool


def asked(
    task: Task, positions: Collection[H], person: str, posts: Collection[Post]
) -> dict[PendingDecision, Asked[H]]:
    """The pending decisions that a person is asked for; nobody decides on what they asked for themselves.

    `posts` are those of today in which people may be asked about the task.
    """
    found = {
        decision: _asked(task, decision, positions, person, posts) for decision in pending_decisions(task)
    }
    return {decision: each for decision, each in found.items() if each}


def _asked(
    task: Task, decision: PendingDecision, positions: Collection[H], person: str, posts: Collection[Post]
) -> Asked[H] | None:
    authors, parties = authors_of(task, decision), parties_of(task)
    if person in authors:
        return None
    for number, line in enumerate(lines_asked(decision, of_subtask=bool(task.parent_task))):
        for position in positions:
            if _is_in(line, position, person, parties):
                return Asked(position, stands_in=number > 0)
        if _people_in(line, posts, authors, parties):
            return None
    return None


def people_asked(task: Task, decision: PendingDecision, posts: Collection[Post]) -> list[str]:
    """Everybody who is asked for a decision on a task, each once."""
    authors, parties = authors_of(task, decision), parties_of(task)
    lines = lines_asked(decision, of_subtask=bool(task.parent_task))
    return next(filter(None, (_people_in(line, posts, authors, parties) for line in lines)), [])


def _people_in(line: Line, posts: Collection[Post], authors: Collection[str], parties: Parties) -> list[str]:
    found = (post.person for post in posts if _is_in(line, post, post.person, parties))
    return [person for person in dict.fromkeys(found) if person not in authors]


def _is_in(line: Line, position: HeldPosition, person: str, parties: Parties) -> bool:
    return any((position.role, relation) in line for relation in relations_for(position, person, parties))


def may_stand_in(task: Task, right: Right) -> bool:
    """Whether anybody may have the right because the task waits for a decision and nobody else is left."""
    return any(right in _STANDING_IN[decision] for decision in pending_decisions(task))


def standing_in(asked: Mapping[PendingDecision, Asked[H]]) -> dict[Right, H]:
    """The rights of a person who is asked because nobody else is left, each with the position that gives it."""
    return {
        right: each.position
        for decision, each in asked.items()
        if each.stands_in
        for right in _STANDING_IN[decision]
    }
