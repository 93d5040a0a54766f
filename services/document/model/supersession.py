"""A directive is recalled, replaced or amended by another one, and its tasks ask what becomes of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.refused import Refused

from .directives import Directive
from .reasons import Reason


class SupersessionKind(StrEnum):
    """What one directive does to another one (Quyết định 28/2018/QĐ-TTg)."""

    RECALLED = "RECALLED"
    REPLACED = "REPLACED"
    AMENDED = "AMENDED"


class Answer(StrEnum):
    """What becomes of a task whose directive was recalled, replaced or amended."""

    NONE = ""
    KEPT = "KEPT"
    CANCELLED = "CANCELLED"
    ADJUSTED = "ADJUSTED"
    TRANSFERRED = "TRANSFERRED"
    COMPLETED = "COMPLETED"


# A directive that is no longer in force assigns no more tasks.
ENDS = frozenset({SupersessionKind.RECALLED, SupersessionKind.REPLACED})
# The states of a task that is over, and the steps that decide what becomes of one that is not. Issuing it does not:
# whoever issues it may not know yet that its directive was amended.
OVER = frozenset({"COMPLETED", "RECALLED", "CANCELLED", "REJECTED", "UNSPECIFIED"})
_ANSWERS: Mapping[str, Answer] = {
    "CANCEL": Answer.CANCELLED,
    "RECALL": Answer.CANCELLED,
    "REJECT": Answer.CANCELLED,
    "ADJUST": Answer.ADJUSTED,
    "EXTEND": Answer.ADJUSTED,
    "TRANSFER": Answer.TRANSFERRED,
    "REISSUE": Answer.KEPT,
    "INSIST": Answer.KEPT,
    "REDO": Answer.KEPT,
    "CONFIRM": Answer.COMPLETED,
}

# What a returned task that is issued again means, by what changes in it.
_REISSUED = {"lead": Answer.TRANSFERRED, "due": Answer.ADJUSTED}


@dataclass(frozen=True)
class Supersession:
    """One directive recalls, replaces or amends another one; both by their ids.

    One that is taken back (`taken_back_at`) holds no longer.
    """

    uid: str
    directive: str
    kind: SupersessionKind
    by: str
    actor: str
    at: datetime
    note: str = ""
    taken_back_at: datetime | None = None
    taker: str = ""
    take_back_reason: str = ""

    @property
    def ends(self) -> bool:
        """Whether its directive assigns no more tasks because of it."""
        return self.kind in ENDS and self.taken_back_at is None


@dataclass(frozen=True)
class AffectedTask:
    """A task that asks what becomes of it, and the answer."""

    supersession: str
    task: str
    kind: SupersessionKind
    asked_at: datetime
    answer: Answer = Answer.NONE
    answerer: str = ""
    answered_at: datetime | None = None


def is_in_force(supersessions: Iterable[Supersession]) -> bool:
    """Whether a directive with these supersessions still assigns tasks."""
    return ender(supersessions) == ""


def ender(supersessions: Iterable[Supersession]) -> str:
    """The resource name of the directive that recalls or replaces the one with these supersessions, if any does."""
    return next((f"directives/{each.by}" for each in supersessions if each.ends), "")


def check_in_force(directive: Directive, supersessions: Iterable[Supersession]) -> None:
    """Refuses (`DIRECTIVE_SUPERSEDED`) a directive that is recalled or replaced."""
    if not is_in_force(supersessions):
        raise Refused(Reason.DIRECTIVE_SUPERSEDED, directive=f"directives/{directive.uid}")


def answer_of(verb: str, state: str, changed: Collection[str] = ()) -> Answer:
    """What a step decides about a task that asks; `state` is the state after it, `changed` names fields."""
    answer = _ANSWERS.get(verb, Answer.NONE)
    if verb == "REISSUE":
        answer = next((_REISSUED[field] for field in _REISSUED if field in changed), answer)
    # A period of a periodic task that is confirmed does not end the task.
    return Answer.NONE if answer is Answer.COMPLETED and state not in OVER else answer
