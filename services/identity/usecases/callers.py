"""Who calls: from the subject of a verified token to a person in positions, or to an external client."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from services.identity import tables
from services.identity.model import HeldPosition, principal_positions
from shared.db import ReadSession
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class Resolved:
    """A caller; `unit_names` are the display names of the units and agencies of the positions."""

    subject: str
    person: str
    display_name: str
    positions: tuple[HeldPosition, ...]
    unit_names: dict[str, str]
    scopes: tuple[str, ...] = ()


def resolve_person(session: ReadSession, subject: str, today: date) -> Resolved:
    """Raises NotFound (`SUBJECT_UNKNOWN`) if nobody has the subject or holds a position today."""
    person = tables.person_of_subject(session, subject)
    if person is None:
        raise NotFound("SUBJECT_UNKNOWN", {"subject": subject})
    chart = tables.chart(session, today)
    positions = principal_positions(chart, tables.positions_of_person(session, person.person), person.person)
    # Whoever has left is nobody here, even while Keycloak has yet to hear of it.
    if not positions:
        raise NotFound("SUBJECT_UNKNOWN", {"subject": subject})
    units = {unit for held in positions for unit in (held.unit, held.agency)}
    names = {unit: chart.version(unit).display_name for unit in units}
    return Resolved(subject, person.person, person.display_name, positions, names)


def resolve_client(session: ReadSession, subject: str, client_id: str, scopes: Collection[str]) -> Resolved:
    """An external client with those of the token's scopes that it may have.

    Raises NotFound (`SUBJECT_UNKNOWN`) if it is not known or was switched off.
    """
    client = tables.client(session, client_id)
    if client is None or not client.enabled:
        raise NotFound("SUBJECT_UNKNOWN", {"subject": subject, "client": client_id})
    allowed = tuple(scope for scope in client.scopes if scope in scopes)
    return Resolved(subject, "", client.display_name, (), {}, allowed)
