"""Fixtures that the tests of all services use: real PostgreSQL and RabbitMQ, keys, and a server in the process."""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from grpc import aio
from joserfc.jwk import OKPKey
from protobuf import DescFieldValueList, DescFieldValueMessage, DescMessage, DescMethod, DescService
from sqlalchemy import Engine, MetaData, create_engine, inspect, text
from sqlalchemy.orm import Session

from dondoc_api.google.api.field_behavior_pb import FieldBehavior, ext_field_behavior
from dondoc_api.google.api.resource_pb import ext_resource_reference
from shared import migrate
from shared.db import with_driver
from shared.principal import HEADER, HeldPosition, Principal, Signer
from shared.server import Runtime, Service

CLOCK_AHEAD = {
    "LD_PRELOAD": "/usr/$LIB/faketime/libfaketime.so.1",
    "FAKETIME": "+60s",
    "FAKETIME_DONT_FAKE_MONOTONIC": "1",
}
"""The environment of a process whose clock is a minute ahead; the loader knows what $LIB is."""
PAGE_TOKEN_KEY = "a key of the tests alone"  # noqa: S105


class Keys:
    """Fresh keys: the gateway's, and one for each of these services, which must not sign for anybody else."""

    def __init__(self, *services: str) -> None:
        private = {
            name: OKPKey.generate_key("Ed25519", {"kid": f"{name}.1"}) for name in ("gateway", *services)
        }
        self.public = json.dumps({"keys": [key.as_dict(private=False) for key in private.values()]})
        self.private = {name: json.dumps(key.as_dict(private=True)) for name, key in private.items()}

    def person(self, principal: Principal) -> str:
        """The statement that the gateway attaches to the call of a person."""
        return Signer(self.private["gateway"]).sign(principal)

    def service(self, name: str) -> str:
        """A statement in the name of a service, or of the gateway itself."""
        return Signer(self.private[name]).service()


def environment(database_url: str, broker_url: str, keys: Keys) -> dict[str, str]:
    """The environment of a service's process."""
    return {
        "DONDOC_ENVIRONMENT": "local",
        "DONDOC_DATABASE_URL": database_url,
        "DONDOC_BROKER_URL": broker_url,
        "DONDOC_PRINCIPAL_KEYS": keys.public,
        "DONDOC_PAGE_TOKEN_KEY": PAGE_TOKEN_KEY,
    }


def held(
    unit: str, role: str, *, agency: str = "", units: Sequence[str] = (), position: str = "p1"
) -> HeldPosition:
    """A position in a unit, from ids without their collection. The unit is its own agency unless one is given."""
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


def check_migrations(server: Databases, migrations: Path, metadata: MetaData) -> None:
    """Fails unless each migration can be undone and repeated, and all of them make exactly these tables.

    Comparing tables does not see functions and the conditions of indexes: those are checked beside them.
    """
    files = sorted(path.name for path in (migrations / "versions").glob("[0-9]*.py"))
    assert [name[:4] for name in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
    with migrated(server, migrations) as url:
        configuration = migrate.configuration(migrations, url)
        engine = create_engine(configuration.attributes["url"])
        for revision in ScriptDirectory.from_config(configuration).walk_revisions():
            before = str(revision.down_revision or "base")
            command.downgrade(configuration, before)
            command.upgrade(configuration, revision.revision)
            command.downgrade(configuration, before)
        assert inspect(engine).get_table_names() == ["alembic_version"]
        with engine.connect() as connection:
            assert list(connection.scalars(_OWN_FUNCTIONS)) == []
        for _ in range(2):
            migrate.upgrade(migrations, url)
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
            assert set(connection.scalars(_PARTIAL_INDEXES)) == _partial_indexes(metadata)
            woken = connection.scalar(_WAKING_THE_RELAY)
            assert woken == ("outbox" in metadata.tables), "the first migration executes WAKE_THE_RELAY"
            subscribes = "inbox" in metadata.tables
            assert subscribes == ("inbox_differences" in metadata.tables), "a subscriber compares versions"
            kept = connection.scalar(_KEEPING_INTERVENTIONS)
            assert kept == subscribes, "a subscriber keeps what is parked and what is done to it"
        engine.dispose()


_OWN_FUNCTIONS = text(
    "SELECT proname FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace WHERE nspname = 'public'"
)
_WAKING_THE_RELAY = text("SELECT count(*) > 0 FROM pg_trigger WHERE tgname = 'outbox_notify'")
_KEEPING_INTERVENTIONS = text(
    "SELECT count(*) > 0 FROM pg_trigger WHERE tgname = 'interventions_append_only'"
)
_PARTIAL_INDEXES = text("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%WHERE%'")


def _partial_indexes(metadata: MetaData) -> set[str]:
    indexes = [index for table in metadata.tables.values() for index in table.indexes]
    conditions = {str(index.name): index.dialect_options["postgresql"]["where"] for index in indexes}
    return {name for name, condition in conditions.items() if condition is not None}


@contextmanager
def rolled_back(url: str) -> Iterator[Session]:
    """A session whose changes are undone at the end, even those that the code under test commits.

    Reads get `session.connection()`, as `serve` gives them a connection.
    """
    with _engine(url).connect() as connection:
        transaction = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()


@cache
def _engine(url: str) -> Engine:
    """One engine for all tests on a database: a new one asks the server ten questions before its first statement."""
    return create_engine(with_driver(url, "psycopg"), pool_pre_ping=True)


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


def metadata(statement: str, language: str = "vi") -> list[tuple[str, str]]:
    """The metadata of a call, as the gateway sends it."""
    return [(HEADER, statement), ("accept-language", language)]


def as_caller(keys: Keys, principal: Principal, language: str = "vi") -> dict[str, Any]:
    """The keyword arguments of a stub's call by this person."""
    return {"metadata": metadata(keys.person(principal), language), "timeout": 10}


class Reference(NamedTuple):
    """A field of a request that names a resource. `path` is its proto path, such as `person.agency`."""

    method: str
    path: str


def references(service: DescService) -> list[Reference]:
    """Every field of every request of a service that names a resource which a caller may be forbidden to see.

    These are the fields with a `resource_reference`, and the names of the resources that an update changes.
    """
    return [
        Reference(method.name, path)
        for method in service.methods
        for path in _reference_paths(method, method.input, "")
    ]


def _reference_paths(method: DescMethod, message: DescMessage, prefix: str) -> Iterator[str]:
    for field in message.fields:
        options: Any = field.proto.options
        behaviour = set(options[ext_field_behavior]) if options else set()
        if FieldBehavior.OUTPUT_ONLY in behaviour:
            continue
        path = f"{prefix}{field.name}"
        renamed = FieldBehavior.IDENTIFIER in behaviour and not method.name.startswith("Create")
        if renamed or (options and ext_resource_reference in options):
            yield path
        element = field.value.element if isinstance(field.value, DescFieldValueList) else field.value
        inner = element.message if isinstance(element, DescFieldValueMessage) else element
        if isinstance(inner, DescMessage):
            yield from _reference_paths(method, inner, f"{path}.")
