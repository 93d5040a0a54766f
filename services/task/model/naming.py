"""Who may be named in a task: one definition for the people offered and the people accepted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from .rights import HEADS, LEADERS, Role, covers


class Purpose(StrEnum):
    """What a person may be named as in a task."""

    ASSIGNER = "ASSIGNER"
    MONITOR = "MONITOR"


# The roles of the people who may be named, highest rank first.
CANDIDATES: Mapping[Purpose, Sequence[Role]] = {
    Purpose.ASSIGNER: LEADERS,
    Purpose.MONITOR: (Role.OFFICE_CHIEF, Role.OFFICE_SPECIALIST),
}
# The roles of the people who assign a subtask, in the agency that answers for its parent.
SUBTASK_ASSIGNERS = HEADS
# What the fields of a task that hold people name them as.
NAMED_AS: Mapping[str, Purpose] = {
    "assigner": Purpose.ASSIGNER,
    "monitor": Purpose.MONITOR,
}


def is_candidate(purpose: Purpose, role: str, fields: Collection[str], field: str = "") -> bool:
    """Whether a position allows its holder to be named in a task of a field of work.

    A monitor must be able to follow the task: a specialist only in the fields of the position.
    """
    return role in CANDIDATES[purpose] and (purpose is Purpose.ASSIGNER or covers(role, fields, field))
