"""A toy service that the tests of the shared code start as real processes: `relay` and `consume`."""

import sys

if sys.argv[1:2] == ["consume"]:
    import eventlet

    eventlet.monkey_patch()

from protobuf.wkt.google.protobuf.empty_pb import Empty
from sqlalchemy import Column, Identity, Integer, MetaData, Table, Text, insert, select
from sqlalchemy.orm import Session

from shared import epochs, inbox, outbox, process, request_ids
from shared.bus import Subscription
from shared.config import ServiceSettings, load
from shared.event import Event

METADATA = MetaData()
epochs.table(METADATA)
outbox.table(METADATA)
inbox.tables(METADATA)
request_ids.table(METADATA)
EFFECTS = Table(
    "effects",
    METADATA,
    Column("id", Integer, Identity(), primary_key=True),
    Column("aggregate", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
MENDED = Table("mended", METADATA, Column("aggregate", Text, primary_key=True))


def change(session: Session, aggregate: str, version: int) -> None:
    """Publishes a change; the listener cannot handle the changes of `bad-…` aggregates until they are mended."""
    outbox.add(session, "toy.changed", aggregate, version, Empty())


def on_changed(session: Session, event: Event) -> None:
    """Records the effect; raises while the aggregate is bad."""
    session.execute(insert(EFFECTS).values(aggregate=event.aggregate, version=event.version))
    if event.aggregate.startswith("bad") and session.scalar(select(MENDED.c.aggregate)) is None:
        raise RuntimeError("cannot be handled")


def main() -> None:
    """Runs one process of the toy."""
    settings = load(ServiceSettings)
    if sys.argv[1] == "relay":
        process.relay(settings, "toy")
    else:
        process.consume(settings, "listener", subscriptions())


def subscriptions() -> list[Subscription]:
    """The subscription of the listener to the events of the toy."""
    return [Subscription("listener", "toy", {"toy.changed": on_changed}, frozenset({"toy.changed"}))]


if __name__ == "__main__":
    main()
