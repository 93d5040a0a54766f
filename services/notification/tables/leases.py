"""Which e-mails this process is sending: locks of a connection, which end with it.

No clock is asked, and the e-mails of a killed process are free as soon as the database has noticed.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import ARRAY, Connection, Uuid, bindparam, text

from shared.db import Database

_TAKE = text(
    "SELECT id FROM unnest(:ids) AS id WHERE pg_try_advisory_lock(hashtextextended(id::text, 0))"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_RELEASE = text("SELECT pg_advisory_unlock(hashtextextended(:id, 0))")


class Leases:
    """The e-mails that this process alone may send."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
        """Those of the e-mails that no other process is sending; they are this one's until released."""
        taken = set(self._connection.scalars(_TAKE, {"ids": list(ids)}))
        return [id for id in ids if id in taken]

    def release(self, id: uuid.UUID) -> None:
        """Lets others have an e-mail."""
        self._connection.execute(_RELEASE, {"id": str(id)})

    def check(self) -> None:
        """Raises DBAPIError if the connection is lost, and with it every lease."""
        self._connection.execute(text("SELECT 1"))


@contextmanager
def leases(database: Database) -> Iterator[Leases]:
    """Leases for as long as the block lasts."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # If it returned to the pool, it would keep the locks.
        connection.detach()
        yield Leases(connection)
