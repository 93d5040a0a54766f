"""What one clause assigns to each of several agencies (bộ nhiệm vụ). docs/domain.md, section Life cycle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from .assigning import Terms


@dataclass(frozen=True)
class TaskSet:
    """A set as it was assigned; its tasks name it, and go their own ways."""

    uid: str
    title: str
    directive: str
    creator: str
    created_at: datetime

    @property
    def name(self) -> str:
        """Its resource name."""
        return f"taskSets/{self.uid}"


def terms_of_lead(terms: Terms, lead: str) -> Terms:
    """What the task of one lead of a set says: nobody coordinates their own task, or is only informed of it."""
    coordinations = tuple(each for each in terms.coordinations or () if each.unit != lead)
    informed = tuple(unit for unit in terms.informed or () if unit != lead)
    return replace(terms, lead=lead, coordinations=coordinations, informed=informed)
