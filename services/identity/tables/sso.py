"""Identity providers of agencies, and clients of external portals."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.identity.tables.schema import CLIENTS, PROVIDERS
from shared.db import ReadSession


@dataclass(frozen=True, slots=True)
class StoredProvider:
    """An agency's own identity provider. `metadata_url` is empty where a local realm stands in for it."""

    alias: str
    agency: str
    display_name: str
    protocol: str
    link_key: str
    client_id: str
    metadata_url: str


@dataclass(frozen=True, slots=True)
class StoredClient:
    """An external portal and the scopes that it may ask for."""

    id: str
    display_name: str
    scopes: tuple[str, ...]
    enabled: bool


def providers(session: ReadSession) -> list[StoredProvider]:
    """All identity providers, in the order of their aliases."""
    return [StoredProvider(*row) for row in session.execute(select(PROVIDERS).order_by(PROVIDERS.c.alias))]


def provider_of_agency(session: ReadSession, agency: str) -> str | None:
    """The alias of the agency's own identity provider; None without one."""
    alias: str | None = session.scalar(select(PROVIDERS.c.alias).where(PROVIDERS.c.agency == agency))
    return alias


def clients(session: ReadSession) -> list[StoredClient]:
    """All clients of external portals."""
    rows = session.execute(select(CLIENTS).order_by(CLIENTS.c.id))
    return [StoredClient(row.id, row.display_name, tuple(row.scopes), row.enabled) for row in rows]


def client(session: ReadSession, client_id: str) -> StoredClient | None:
    """One client; None if it is unknown."""
    row = session.execute(select(CLIENTS).where(CLIENTS.c.id == client_id)).one_or_none()
    return None if row is None else StoredClient(row.id, row.display_name, tuple(row.scopes), row.enabled)


def add_provider(session: Session, provider: StoredProvider) -> None:
    """Adds a provider unless its alias or its agency already has one."""
    session.execute(insert(PROVIDERS).values(**asdict(provider)).on_conflict_do_nothing())


def add_client(session: Session, client: StoredClient) -> None:
    """Adds a client unless it exists."""
    values = asdict(client) | {"scopes": list(client.scopes)}
    session.execute(insert(CLIENTS).values(**values).on_conflict_do_nothing())
