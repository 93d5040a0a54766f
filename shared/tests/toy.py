"""A toy service that the tests of the shared code start as real processes: `relay`, `consume` and `work`."""

import re
import sys
import time

if sys.argv[1:2] == ["consume"]:
    import eventlet

    eventlet.monkey_patch()

from protobuf.wkt.google.protobuf.empty_pb import Empty
from sqlalchemy import Column, Identity, Integer, MetaData, Table, Text, insert, select
from sqlalchemy.orm import Session

from shared import comparing, epochs, inbox, outbox, parked, process, request_ids
from shared.bus import Subscription
from shared.config import ServiceSettings, load
from shared.event import Event
from shared.operations import interventions

METADATA = MetaData()
epochs.table(METADATA)
outbox.table(METADATA)
inbox.tables(METADATA)
parked.table(METADATA)
comparing.tables(METADATA)
interventions.table(METADATA)
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
    elif sys.argv[1] == "work":
        work(settings)
    else:
        process.consume(settings, "listener", subscriptions())


def work(settings: ServiceSettings) -> None:
    """Runs a worker whose job has an effect twice a second, or hangs if the aggregate `hangs` or `spins` is mended."""
    from celery import Celery

    from shared import work as jobs
    from shared.db import Database

    app: Celery = jobs.application("toy", settings)
    database = Database(settings.database_url.get_secret_value())

    @app.task(name="toy.sweep")
    def sweep() -> None:
        with database.transaction() as session:
            session.execute(insert(EFFECTS).values(aggregate="job", version=0))
            fault = session.scalar(select(MENDED.c.aggregate))
        if fault == "hangs":
            time.sleep(1000)
        elif fault == "spins":
            # The interpreter's lock is held all the while: no other thread of the process runs.
            re.match(r"(a+)+$", "a" * 60 + "b")

    jobs.every(app, 0.5, sweep.name)
    process.work(settings, "toy", app)


def subscriptions() -> list[Subscription]:
    """The subscription of the listener to the events of the toy."""
    return [Subscription("listener", "toy", {"toy.changed": on_changed}, frozenset({"toy.changed"}))]


if __name__ == "__main__":
    main()
