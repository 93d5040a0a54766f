"""Who a caller is: the subject of a verified token becomes a person in positions, or an external client."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from services.identity import tables
from services.identity.model import principal_positions
from services.identity.usecases import access
from shared.db import ReadSession
from shared.errors import NotFound
from shared.principal import HeldPosition, Principal
from shared.resource_names import id_of


@dataclass(frozen=True, slots=True)
class Resolved:
    """A caller. `unit_names` are the display names of the units and agencies of the positions, by resource name."""

    subject: str
    person: str
    display_name: str
    positions: tuple[HeldPosition, ...]
    unit_names: dict[str, str]
    scopes: tuple[str, ...] = ()


def resolve(
    session: ReadSession,
    caller: Principal,
    subject: str,
    client_id: str,
    scopes: Collection[str],
    today: date,
) -> Resolved:
    """Whom the subject of a verified token stands for: a client if there is a client id, or a person.

    Raises PermissionDenied (`NOT_ALLOWED`) unless the gateway calls, which has verified the token, and NotFound
    (`SUBJECT_UNKNOWN`).
    """
    access.require_gateway(caller)
    return _client(session, subject, client_id, scopes) if client_id else _person(session, subject, today)


def own(session: ReadSession, caller: Principal, today: date) -> Resolved:
    """The person who calls. Raises NotFound (`SUBJECT_UNKNOWN`) if the person holds no position today."""
    return _person(session, caller.subject, today)


def _person(session: ReadSession, subject: str, today: date) -> Resolved:
    person = tables.person_of_subject(session, subject)
    if person is None:
        raise NotFound("SUBJECT_UNKNOWN", {"subject": subject})
    chart = tables.chart(session, today)
    positions = principal_positions(chart, tables.positions_of_person(session, person.person), person.person)
    # A person who left is nobody here, even before Keycloak disables the account.
    if not positions:
        raise NotFound("SUBJECT_UNKNOWN", {"subject": subject})
    units = {unit for held in positions for unit in (held.unit, held.agency)}
    names = {unit: chart.version(id_of(unit)).display_name for unit in units}
    return Resolved(subject, person.person, person.display_name, positions, names)


def _client(session: ReadSession, subject: str, client_id: str, scopes: Collection[str]) -> Resolved:
    """An external client, with the scopes of the token that it may have; unknown if it is switched off."""
    client = tables.client(session, client_id)
    if client is None or not client.enabled:
        raise NotFound("SUBJECT_UNKNOWN", {"subject": subject, "client": client_id})
    allowed = tuple(scope for scope in client.scopes if scope in scopes)
    return Resolved(subject, "", client.display_name, (), {}, allowed)
