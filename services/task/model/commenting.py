"""Comments (ý kiến) on an issued task, beside its steps: they change nothing about it.

docs/domain.md, section Comments.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.refused import Refused

from .reasons import Reason
from .rights import Extra, Parties, Right, View, parties_of
from .states import NOT_ISSUED, State
from .task import Task
from .views import shown
from .work import Actor


class CommentKind(StrEnum):
    """What a comment is: part of the discussion, or an opinion that directs the work."""

    DISCUSSION = "DISCUSSION"
    OPINION = "OPINION"


# The right to make a comment of each kind.
MAKING: Mapping[CommentKind, Extra] = {
    CommentKind.DISCUSSION: Extra.DISCUSS,
    CommentKind.OPINION: Extra.GIVE_OPINION,
}


@dataclass(frozen=True)
class Comment:
    """The comment `number` on a task, which is never changed or deleted.

    `names` are those of the author's unit and the people mentioned, and the title of the position, as they were then.
    """

    task: str
    number: int
    kind: CommentKind
    text: str
    at: datetime
    by: Actor
    files: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its resource name."""
        return f"tasks/{self.task}/comments/{self.number}"


def check_commenting(task: Task) -> None:
    """Raises Refused before the issue: what the Office discusses about a draft is not for the agency that gets it."""
    if task.state in NOT_ISSUED:
        allowed = ", ".join(sorted(frozenset(State) - NOT_ISSUED))
        raise Refused(Reason.TASK_STATE, state=task.state, step=Extra.DISCUSS, allowed=allowed)


def kinds_now(task: Task, rights: Collection[Right]) -> list[CommentKind]:
    """The kinds of comments that somebody with these rights may make now."""
    return [] if task.state in NOT_ISSUED else [kind for kind, right in MAKING.items() if right in rights]


def known_parties(task: Task, view: View, own: Collection[str]) -> Parties:
    """The parties of a task as far as a reader knows of them; `own` are the reader's coordinating units.

    Whom the reader may mention follows from these: it must not tell who holds the task, or whose agency has a part.
    """
    return parties_of(shown(task, view, own))
