"""Fixtures of all tests: one PostgreSQL, one RabbitMQ and one set of keys for a session."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.postgres import RunningPostgres, running_postgres
from deploy.local.rabbitmq import RunningRabbitMQ, running_rabbitmq
from shared.testing import Keys

# Some machines ask Python to keep no bytecode. The tests start hundreds of processes, each of which would then
# compile all libraries anew, which takes longer than the rest of its start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPostgres]:
    """A real PostgreSQL; `create_database(name)` gives a URL."""
    folder: Path = tmp_path_factory.mktemp("postgres")
    with running_postgres(folder) as server:
        yield server


@pytest.fixture(scope="session")
def rabbitmq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRabbitMQ]:
    """A real RabbitMQ; `url` is its address."""
    with running_rabbitmq(tmp_path_factory.mktemp("rabbitmq")) as broker:
        yield broker


@pytest.fixture(scope="session")
def keys() -> Keys:
    """Keys of the gateway and of every service."""
    return Keys("identity", "task", "document", "notification", "reporting")
