"""The statements with which the tests on a cluster recount are valid: those tests are not run with all others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from deploy.local.plan import ROOT
from deploy.local.postgres import RunningPostgres
from shared import testing
from tests.cluster import recount


@pytest.fixture(scope="module")
def installation(postgres: RunningPostgres) -> Iterator[Any]:
    """The empty databases of the services that are recounted."""
    with ExitStack() as stack:
        engines = {
            service: create_engine(
                stack.enter_context(testing.migrated(postgres, ROOT / "services" / service / "migrations"))
            )
            for service in ("task", "notification", "reporting")
        }

        def query(service: str, statement: str) -> list[list[str]]:
            with engines[service].connect() as connection:
                return [list(map(str, row)) for row in connection.execute(text(statement))]

        no_mails = SimpleNamespace(exec=lambda *_: "[]")
        yield SimpleNamespace(query=query, namespace=no_mails)
        for engine in engines.values():
            engine.dispose()


def test_what_is_recounted_on_a_cluster_exists(installation: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recount, "subscriptions", lambda _: [("notification", "task"), ("reporting", "task")])
    recount.check(installation, {"courses": [{"name": "tasks/nobodys", "steps": []}]})
