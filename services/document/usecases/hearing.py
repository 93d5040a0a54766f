"""What the service learns from the events of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from services.document import tables

# States in which a task is not, or no longer, given to anybody.
NOT_GIVEN = frozenset({"UNSPECIFIED", "DRAFT", "PROPOSED", "REJECTED", "RECALLED"})


def keep_unit(session: Session, values: Mapping[str, Any]) -> None:
    """Keeps a unit."""
    tables.keep(session, tables.UNITS, dict(values))


def keep_task(
    session: Session, name: str, directive: str, state: str, parties: Sequence[str], informed: Sequence[str],
    files: Sequence[str],
) -> None:  # fmt: skip
    """Keeps who may read the directive of a task (all who see the task) and its evidence (its parties)."""
    given = state not in NOT_GIVEN
    evidence_readers = sorted({unit for unit in parties if unit}) if given else []
    readers = sorted({*evidence_readers, *(unit for unit in informed if unit)}) if given else []
    values = {
        "name": name,
        "directive": directive,
        "readers": readers,
        "evidence_readers": evidence_readers,
        "files": list(files),
    }
    tables.keep(session, tables.TASKS, values)
