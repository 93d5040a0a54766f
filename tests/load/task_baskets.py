"""Compares a basket's page of 50 and its counters with few and a hundred times as many tasks; keeps query plans."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Text, TextClause, bindparam, create_engine, event, text
from sqlalchemy.orm import Session

from deploy.local.postgres import RunningPostgres
from services.task import usecases
from services.task.__main__ import MIGRATIONS
from services.task.model import State, TaskClass
from services.task.tables import Caller
from services.task.tables.scopes import DONE, OPENED
from services.task.usecases import Query
from shared import migrate
from shared.db import with_driver
from shared.principal import HeldPosition, Principal

FEW, MANY = 10_000, 1_000_000
# Few enough that the smallest basket of the smaller province still fills a page.
AGENCIES = 12
ROUNDS = 30
TODAY = date(2026, 11, 24)
HEAD = Principal(
    "head", person="people/head",
    positions=(HeldPosition("units/so-1/positions/1", "units/so-1", "units/so-1", "AGENCY_HEAD",
                            units=("units/so-1", "units/so-1-a", "units/so-1-b")),),
)  # fmt: skip
CHAIRMAN = Principal(
    "chairman", person="people/chairman",
    positions=(HeldPosition("units/ubnd/positions/1", "units/ubnd", "units/ubnd", "CHAIRMAN"),),
)  # fmt: skip
# The views: a person, a basket and a filter.
VIEWS = {
    "agency: all of its tasks": (HEAD, Query("baskets/unit")),
    "agency: overdue": (HEAD, Query("baskets/unit", filter='class = "OPEN_OVERDUE"')),
    "agency: in time": (HEAD, Query("baskets/unit", filter='class = "OPEN_IN_TIME"')),
    "agency: coordinated": (HEAD, Query("baskets/coordinated", filter='state = "IN_PROGRESS"')),
    "province: all": (CHAIRMAN, Query("baskets/all")),
    "province: overdue": (CHAIRMAN, Query("baskets/all", filter='class = "OPEN_OVERDUE"')),
}

# Of every ten tasks six are done on time, one is done late, one waits for confirmation, one is issued and one is in
# progress; due dates lie between a year before today and four months after.
_TASKS = """
INSERT INTO tasks (uid, version, state, created_at, updated_at, title, title_words, directive, field, monitor,
                   lead, coordinations, coordinators, informed, due_kind, due_date, original_due_date, output,
                   extensions, periods, first_issued_at, issued_at, accepted_at, submission, settled,
                   never_reported)
SELECT 'nv-' || lpad(CAST(n AS text), 8, '0'), 5, state, at, at + n * interval '1 second',
       'Nhiệm vụ số ' || n, 'nhiem vu so ' || n, 'directives/vb-' || n / 20, 'linh-vuc-' || n % 20,
       'people/theo-doi-' || n % 40, 'units/so-' || n % :agencies,
       jsonb_build_array(jsonb_build_object('unit', co, 'part', '')), ARRAY[co], '{}', 'FIXED', due, due,
       'Báo cáo', '[]', '[]', at, at, at,
       CASE WHEN settled <> '' THEN jsonb_build_object('text', 'Đã xong', 'document_number', '', 'files', '[]'::jsonb,
            'at', at, 'open_subtasks_reason', '', 'by', '{}'::jsonb) END,
       settled, state IN (:issued, :in_progress)
FROM (SELECT n, now() - (n % 365) * interval '1 day' AS at,
             CAST(:today AS date) - 365 + CAST(CAST(n AS bigint) * 7919 % 485 AS integer) AS due,
             'units/so-' || (n + 1 + n / :agencies % 7) % :agencies AS co, n / :agencies % 10 AS kind
      FROM generate_series(1, :many) AS n) AS numbers,
     LATERAL (SELECT CASE WHEN kind < 7 THEN :completed WHEN kind = 7 THEN :submitted WHEN kind = 8
                          THEN :issued ELSE :in_progress END AS state,
                     CASE WHEN kind < 6 THEN :done_on_time WHEN kind = 6 THEN :done_late WHEN kind = 7
                          THEN :open_in_time ELSE '' END AS settled) AS states
"""
_SCOPES = """
INSERT INTO task_scopes (scope, phase, rank, task)
SELECT scope, CASE state WHEN :completed THEN :done ELSE :opened END, due_date, uid
FROM tasks, unnest(ARRAY['all', 'lead:' || lead, 'coordinator:' || coordinators[1], 'monitor:' || monitor]) AS scope
ORDER BY 1, 2, 3, 4
"""
_TALLIES = """
INSERT INTO tallies (scope, state, settled, never_reported, due_date, n)
SELECT scope, state, settled, never_reported, CASE settled WHEN '' THEN due_date END, count(*)
FROM tasks JOIN task_scopes ON task = uid GROUP BY 1, 2, 3, 4, 5
"""
_PARTS = """
INSERT INTO coordinations (task, unit, state, settled, never_reported, due_date)
SELECT uid, coordinators[1], state, settled, never_reported, CASE settled WHEN '' THEN due_date END FROM tasks
"""
_PART_TALLIES = """
INSERT INTO tallies (scope, state, settled, never_reported, due_date, n)
SELECT 'part:' || unit, state, settled, never_reported, due_date, count(*) FROM coordinations GROUP BY 1, 2, 3, 4, 5
"""


def measure(postgres: RunningPostgres, plans: Path) -> dict[str, tuple[float, float]]:
    """The seconds for each view with few and with many tasks; writes the plans with many tasks to the file."""
    with _filled(postgres, FEW) as few, _filled(postgres, MANY) as many:
        seconds = {name: _seconds(few, many, who, query) for name, (who, query) in VIEWS.items()}
        plans.parent.mkdir(parents=True, exist_ok=True)
        plans.write_text("\n".join(_plans(many)), encoding="utf-8")
    return seconds


@contextmanager
def _filled(postgres: RunningPostgres, many: int) -> Iterator[Engine]:
    url = postgres.create_database(f"baskets_{many}")
    migrate.upgrade(MIGRATIONS, url)
    engine = create_engine(with_driver(url, "psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        fill(connection, many)
    yield engine
    engine.dispose()


def fill(connection: Connection, many: int) -> None:
    """Enters tasks of one province, spread over its agencies and over a year."""
    # The search index is made again after the bulk insert: it would grow entry by entry meanwhile.
    connection.execute(
        text("DROP INDEX tasks_title; SET synchronous_commit = off; SET maintenance_work_mem = '256MB'")
    )
    names = {each.lower(): each.value for each in (*State, *TaskClass)}
    given = {"agencies": AGENCIES, "many": many, "today": TODAY}
    connection.execute(_bound(_TASKS, names), given)
    connection.execute(text("SET work_mem = '256MB'"))
    connection.execute(_bound(_SCOPES, names | {"done": DONE, "opened": OPENED}))
    connection.execute(text(_TALLIES))
    connection.execute(text(_PARTS))
    connection.execute(text(_PART_TALLIES))
    connection.execute(
        text("CREATE INDEX tasks_title ON tasks USING gin (to_tsvector('simple'::regconfig, title_words))")
    )
    connection.execute(text("RESET work_mem"))
    connection.execute(text("VACUUM ANALYZE"))


def _bound(statement: str, names: Mapping[str, str]) -> TextClause:
    """A statement with the model's names of states and classes bound."""
    wanted = {name: each for name, each in names.items() if re.search(rf":{name}\b", statement)}
    return text(statement).bindparams(*(bindparam(name, value, Text) for name, value in wanted.items()))


def _seconds(few: Engine, many: Engine, who: Principal, query: Query) -> tuple[float, float]:
    """The best of several alternating rounds on warm connections: other work of the machine must not count."""
    with Session(few) as one, Session(many) as other:
        looks = (_look(one, who, query), _look(other, who, query))
        # The driver prepares a statement when it runs for the sixth time.
        rounds = [[_timed(look) for look in looks] for _ in range(ROUNDS)]
    return min(a for a, _ in rounds), min(b for _, b in rounds)


def _look(session: Session, who: Principal, query: Query) -> Callable[[], None]:
    caller = Caller.of(who)

    def look() -> None:
        page = usecases.list_tasks(session, caller, query, TODAY)
        counts = usecases.count_basket(session, caller, query.basket, TODAY)
        if len(page.rows) != query.size or counts.total < query.size:
            raise RuntimeError(f"{query}: {len(page.rows)} tasks, {counts}")

    return look


def _timed(look: Callable[[], None]) -> float:
    start = time.perf_counter()
    look()
    return time.perf_counter() - start


def _plans(engine: Engine) -> Iterator[str]:
    for name, (who, query) in VIEWS.items():
        with Session(engine) as session:
            statements = _statements(engine, _look(session, who, query))
        with engine.connect() as connection:
            for statement, parameters in statements:
                yield f"## {name}\n"
                plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", parameters)
                yield from (f"{row[0]}" for row in plan)
                yield ""


def _statements(engine: Engine, look: Callable[[], None]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def note(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        found.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        look()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return found
