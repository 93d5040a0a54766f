"""Makes the projections from events: from one event as it arrives, or from all stored events again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.reporting.model.history import (
    Change,
    DirectiveNumber,
    Fact,
    PersonName,
    TaskStep,
    Unit,
    after_change,
    after_step,
)
from services.reporting.tables import events, facts
from shared.event import Event


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One projection after a rebuild: how many rows it has, and whether they are the same as before."""

    table: str
    rows: int
    same: bool


def record(session: Session, event: Event, change: Change | None) -> None:
    """Stores an event for ever, and applies what it changes to the projections."""
    events.store(session, event)
    match change:
        case TaskStep():
            known = facts.of_task(session, change.task)
            facts.save(session, known, after_step(known, change))
        case Unit():
            described = facts.of_unit(session, change.unit)
            facts.save(session, described, after_change(described, change))
        case PersonName() | DirectiveNumber():
            facts.keep(session, change)


def rebuild(session: Session, decode: Callable[[Event], Change | None]) -> list[Rebuilt]:
    """Makes every projection anew from the stored events, in the session's one transaction.

    Events that arrive meanwhile wait for its end. `decode` is the function that arriving events are decoded with.
    """
    events.hold_back_new(session)
    before = events.fingerprints(session)
    facts.empty(session)
    facts.add_all(session, _histories(session, decode))
    after = events.fingerprints(session)
    return [Rebuilt(table, after[table][0], after[table] == before[table]) for table in after]


def _histories(
    session: Session, decode: Callable[[Event], Change | None]
) -> Iterator[list[Fact] | list[Unit]]:
    """The dated facts of each task and unit; names are kept on the way."""
    for history in events.by_aggregate(session):
        known: list[Fact] = []
        described: list[Unit] = []
        for change in map(decode, history):
            match change:
                case TaskStep():
                    known = after_step(known, change)
                case Unit():
                    described = after_change(described, change)
                case PersonName() | DirectiveNumber():
                    facts.keep(session, change)
        yield known
        yield described
