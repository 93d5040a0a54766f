"""What all tests share: one PostgreSQL, one RabbitMQ and one set of keys for a session, and a folder for its files."""

import os
import shutil
import sys
import tempfile
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
_OWN_FOLDER = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Gives each run a folder of its own, in place of the one that all runs of pytest on a machine share.

    Whenever a run begins, pytest closes the shared one to other accounts, such as PostgreSQL's in another run.
    """
    if config.option.basetemp is None:
        config.option.basetemp = config.stash[_OWN_FOLDER] = tempfile.mkdtemp(prefix="dondoc-tests-")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Removes the run's files, unless somebody will want to look at the logs of what failed."""
    if exitstatus == pytest.ExitCode.OK and _OWN_FOLDER in session.config.stash:
        shutil.rmtree(session.config.stash[_OWN_FOLDER], ignore_errors=True)


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
