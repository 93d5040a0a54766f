"""Compares reading a task through the service's use case with raw asyncpg."""

import statistics
import time
from collections.abc import Awaitable, Callable

import asyncpg
from sqlalchemy import create_engine

from deploy.local.postgres import RunningPostgres
from services.task import usecases
from services.task.__main__ import MIGRATIONS
from services.task.tables import Caller
from shared import migrate
from shared.db import AsyncDatabase, with_driver
from tests.load.task_baskets import HEAD, TODAY, fill

ROUNDS = 15
READS = 400
TASK = "nv-00000001"
ROW = "SELECT * FROM tasks WHERE uid = $1"
Work = Callable[[], Awaitable[object]]


async def compare(postgres: RunningPostgres) -> tuple[float, float]:
    """The reads per second of the use case, and of one asyncpg connection that does nothing else."""
    url = postgres.create_database("reads")
    migrate.upgrade(MIGRATIONS, url)
    engine = create_engine(with_driver(url, "psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        fill(connection, 10_000)
    engine.dispose()
    database, raw = AsyncDatabase(url), await asyncpg.connect(url)

    async def use_case() -> object:
        return await database.read(lambda session: usecases.get(session, Caller.of(HEAD), TASK, TODAY))

    async def fetch() -> object:
        return await raw.fetchrow(ROW, TASK)

    try:
        # Alternately, so that other work of the machine affects both.
        rounds = [(await _rate(use_case), await _rate(fetch)) for _ in range(ROUNDS + 1)][1:]
    finally:
        await raw.close()
        await database.close()
    ours, theirs = (statistics.median(rates) for rates in zip(*rounds, strict=True))
    return ours, theirs


async def _rate(work: Work) -> float:
    began = time.perf_counter()
    for _ in range(READS):
        await work()
    return READS / (time.perf_counter() - began)
