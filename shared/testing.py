"""Fixtures that the tests of all services use: real PostgreSQL and RabbitMQ, keys, and a server in the process."""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from grpc import aio
from joserfc.jwk import OKPKey
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from shared import migrate
from shared.client import metadata
from shared.db import _with_driver
from shared.principal import HeldPosition, Principal, Signer
from shared.server import Runtime, Service

PAGE_TOKEN_KEY = "a key of the tests alone"  # noqa: S105


class Keys:
    """Fresh keys for principals: one for the gateway, one for each service asked for."""

    def __init__(self, *services: str) -> None:
        private = {
            name: OKPKey.generate_key("Ed25519", {"kid": f"{name}.1"}) for name in ("gateway", *services)
        }
        self.public = json.dumps({"keys": [key.as_dict(private=False) for key in private.values()]})
        self.private = {name: json.dumps(key.as_dict(private=True)) for name, key in private.items()}

    def person(self, principal: Principal) -> str:
        """What the gateway attaches to the call of a person."""
        return Signer(self.private["gateway"]).sign(principal)

    def service(self, name: str) -> str:
        """What a service attaches to its own call."""
        return Signer(self.private[name]).service()


def environment(database_url: str, broker_url: str, keys: Keys, service: str) -> dict[str, str]:
    """The environment of one service's process."""
    return {
        "DONDOC_ENVIRONMENT": "local",
        "DONDOC_DATABASE_URL": database_url,
        "DONDOC_BROKER_URL": broker_url,
        "DONDOC_PRINCIPAL_KEYS": keys.public,
        "DONDOC_PRINCIPAL_SIGNING_KEY": keys.private[service],
        "DONDOC_PAGE_TOKEN_KEY": PAGE_TOKEN_KEY,
    }


def held(
    unit: str, role: str, *, agency: str = "", units: Sequence[str] = (), position: str = "p1"
) -> HeldPosition:
    """A position in a unit; ids without their collection. The unit is its own agency unless one is given."""
    overseen = tuple(f"units/{one}" for one in (unit, *units))
    return HeldPosition(
        f"units/{unit}/positions/{position}", f"units/{unit}", f"units/{agency or unit}", role, units=overseen
    )


def person(name: str, *positions: HeldPosition) -> Principal:
    """A person with positions."""
    return Principal(f"subject-{name}", person=f"people/{name}", display_name=name, positions=positions)


class Databases(Protocol):
    """A server of databases, such as the `postgres` of the tests."""

    def copy_of(self, template: str, fill: Callable[[str], None]) -> AbstractContextManager[str]:
        """A database for a block, filled as `fill` fills the template of that name."""
        ...


def migrated(server: Databases, migrations: Path) -> AbstractContextManager[str]:
    """A database for a block, brought to the newest version; its URL."""
    return server.copy_of(str(migrations), partial(migrate.upgrade, migrations))


@contextmanager
def rolled_back(url: str) -> Iterator[Session]:
    """A session whose changes are gone at the end, also those that the code under test commits."""
    engine = create_engine(_with_driver(url, "psycopg"))
    with engine.connect() as connection:
        transaction = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()
    engine.dispose()


@asynccontextmanager
async def serving(runtime: Runtime, *services: Service) -> AsyncIterator[aio.Channel]:
    """A server with these services in this process, and a channel to it."""
    server = runtime.server(services)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield channel
    await runtime.changes.stop()
    await server.stop(None)
    await runtime.database.close()


def as_caller(keys: Keys, principal: Principal, language: str = "vi") -> dict[str, Any]:
    """The keyword arguments of a stub's call made by this person."""
    return {"metadata": metadata(keys.person(principal), language), "timeout": 10}
