"""The time from a commit in one service until another service has handled the event."""

import asyncio
import statistics
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg

from deploy.local.system import System
from dondoc_api.dondoc.task.v1.task_events_pb import TaskChanged, TaskFacts

PER_SECOND = 50
STEADY_SECONDS = 20
BURST = 3000
WRITERS = 4
# The commit of the handler notifies the listener.
_NOTIFY = """
CREATE OR REPLACE FUNCTION notify_bench() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('bench', NEW.event_id::text); RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER notify_bench AFTER INSERT ON stored_events FOR EACH ROW EXECUTE FUNCTION notify_bench();
"""
_STOP_NOTIFYING = "DROP TRIGGER notify_bench ON stored_events; DROP FUNCTION notify_bench()"
_INSERT_EVENT = """
INSERT INTO outbox (event_id, type, aggregate, version, snapshot, payload, trace, event_time)
VALUES ($1, 'task.progressed', $2, 1, false, $3, '{}', now())
"""


@dataclass
class Stopwatch:
    """The times at which each event was committed and handled."""

    committed: dict[str, float] = field(default_factory=dict)
    handled: dict[str, float] = field(default_factory=dict)

    def seconds(self) -> list[float]:
        """The seconds that each event took."""
        return [self.handled[event] - began for event, began in self.committed.items()]

    async def wait(self) -> None:
        """Waits until every event is handled; raises TimeoutError after a minute without progress."""
        before, since = -1, time.monotonic()
        while len(self.handled) < len(self.committed):
            if len(self.handled) > before:
                before, since = len(self.handled), time.monotonic()
            if time.monotonic() - since > 60:
                raise TimeoutError(f"{len(self.committed) - before} events were never handled")
            await asyncio.sleep(0.01)


async def quiet(system: System) -> None:
    """Waits until no event waits to be published or handled; raises TimeoutError after five minutes."""
    end = time.monotonic() + 300
    while await _waiting(system):
        if time.monotonic() > end:
            raise TimeoutError("the queues do not empty")
        await asyncio.sleep(1)


async def _waiting(system: System) -> int:
    source = await asyncpg.connect(system.wiring.database_url("task"))
    unpublished = await source.fetchval("SELECT count(*) FROM outbox WHERE publish_time IS NULL")
    await source.close()
    listed = ("-q", "list_queues", "name", "messages", "--no-table-headers")
    lines = (await asyncio.to_thread(system.wiring.node.control, *listed)).splitlines()
    queues = (line.split() for line in lines)
    return int(unpublished) + sum(
        int(messages) for name, messages in queues if name.endswith((".task", ".identity", ".document"))
    )


async def steady(source_url: str, consumer_url: str) -> tuple[float, float]:
    """The median and the 99th percentile of the seconds that an event takes at a steady rate."""
    async with _watching(consumer_url) as watch:
        source = await asyncpg.connect(source_url)
        began = time.perf_counter()
        for number in range(PER_SECOND * STEADY_SECONDS):
            await asyncio.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
            await _commit(source, watch)
        await source.close()
        await watch.wait()
    seconds = watch.seconds()
    return statistics.median(seconds), statistics.quantiles(seconds, n=100)[98]


async def most(source_url: str, consumer_url: str) -> float:
    """The events per second when they are committed as fast as possible, until the last one is handled."""
    async with _watching(consumer_url) as watch:
        began = time.perf_counter()
        await asyncio.gather(*(_burst(source_url, watch) for _ in range(WRITERS)))
        await watch.wait()
    return len(watch.handled) / (max(watch.handled.values()) - began)


async def _burst(source_url: str, watch: Stopwatch) -> None:
    source = await asyncpg.connect(source_url)
    for _ in range(BURST // WRITERS):
        await _commit(source, watch)
    await source.close()


async def _commit(source: "asyncpg.Connection[asyncpg.Record]", watch: Stopwatch) -> None:
    event, task = str(uuid.uuid4()), f"tasks/bench-{uuid.uuid4().hex}"
    payload = TaskChanged(task=TaskFacts(task=task, title="Đo tốc độ", lead="units/so-y-te")).to_binary()
    await source.execute(_INSERT_EVENT, event, task, payload)
    watch.committed[event] = time.perf_counter()


@asynccontextmanager
async def _watching(consumer_url: str) -> AsyncIterator[Stopwatch]:
    watch, connection = Stopwatch(), await asyncpg.connect(consumer_url)

    def on_notify(_connection: object, _pid: int, _channel: str, event: object) -> None:
        watch.handled[str(event)] = time.perf_counter()

    await connection.execute(_NOTIFY)
    await connection.add_listener("bench", on_notify)
    try:
        yield watch
    finally:
        await connection.remove_listener("bench", on_notify)
        await connection.execute(_STOP_NOTIFYING)
        await connection.close()
