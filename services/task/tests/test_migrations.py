"""Migrations: there and back again, no drift from the tables, names in sequence."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.orm import Session

from deploy.local.postgres import RunningPostgres
from services.task.__main__ import MIGRATIONS
from services.task.model import Due
from services.task.tables import METADATA
from shared import migrate
from shared.testing import migrated

from .conftest import know_everybody
from .factories import chairman, specialist
from .office import Office


def test_there_and_back_and_there_again_without_drift(postgres: RunningPostgres) -> None:
    with migrated(postgres, MIGRATIONS) as url:
        configuration = migrate.configuration(MIGRATIONS, url)
        engine = create_engine(configuration.attributes["url"])
        command.downgrade(configuration, "base")
        assert inspect(engine).get_table_names() == ["alembic_version"]
        with engine.connect() as connection:
            ours = "'outbox_notify', 'task_steps_keep', 'task_words'"
            functions = f"SELECT proname FROM pg_proc WHERE proname IN ({ours})"
            assert list(connection.scalars(text(functions))) == []
        migrate.upgrade(MIGRATIONS, url)
        migrate.upgrade(MIGRATIONS, url)
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        engine.dispose()


def test_the_partial_and_covering_indexes_are_there(postgres: RunningPostgres) -> None:
    with migrated(postgres, MIGRATIONS) as url:
        engine = create_engine(migrate.configuration(MIGRATIONS, url).attributes["url"])
        with engine.connect() as connection:
            query = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('tasks', 'tallies')"
            indexes = {row.indexname: row.indexdef for row in connection.execute(text(query))}
        engine.dispose()
    assert "WHERE (proposal <> ''" in indexes["tasks_proposal"]
    assert "WHERE ((settled = ''" in indexes["tasks_undecided"]
    assert "INCLUDE (state, settled, due_date, n)" in indexes["tallies_scope"]
    assert "to_tsvector('simple'::regconfig, title_words)" in indexes["tasks_title"]


def test_a_step_back_and_forth_keeps_what_leaders_assigned(postgres: RunningPostgres) -> None:
    scopes = text(
        "SELECT scope, phase, rank, task FROM task_scopes WHERE scope LIKE 'assigned:%' ORDER BY 1, 2, 4"
    )
    with migrated(postgres, MIGRATIONS) as url:
        configuration = migrate.configuration(MIGRATIONS, url)
        engine = create_engine(configuration.attributes["url"])
        with Session(engine) as session, session.begin():
            know_everybody(session)
            office = Office(session)
            office.drafted("nv-draft", assigner=chairman.person, on_behalf_of=specialist.person)
            office.completed("nv-done", assigner=chairman.person)
            office.accepted("nv-open", assigner=chairman.person, due=Due.without_date())
        with engine.connect() as connection:
            before = connection.execute(scopes).all()
        counted = silent(engine)
        command.downgrade(configuration, "-1")
        with engine.connect() as connection:
            assert connection.execute(scopes).all() == []
        migrate.upgrade(MIGRATIONS, url)
        with engine.connect() as connection:
            assert connection.execute(scopes).all() == before
        assert silent(engine) == counted == {"all": 1, "lead": 1, "monitor": 1}
        engine.dispose()
    assert len(before) == 4


def silent(engine: Engine) -> dict[str, int]:
    """How many are told to be silent, by kind of scope."""
    told = text(
        "SELECT split_part(scope, ':', 1) AS kind, sum(n) AS n FROM tallies WHERE settled = 'SILENT' GROUP BY 1"
        " HAVING sum(n) <> 0"
    )
    with engine.connect() as connection:
        return {row.kind: int(row.n) for row in connection.execute(told)}


def test_files_are_numbered_in_sequence() -> None:
    files = sorted(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert [name[:4] for name in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
