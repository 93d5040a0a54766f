"""What all tests share: one PostgreSQL, one RabbitMQ and one set of keys for a session, and a folder for its files."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from deploy.local.keycloak import RunningKeycloak, running_keycloak
from deploy.local.postgres import RunningPostgres, running_postgres
from deploy.local.rabbitmq import RunningRabbitMQ, running_rabbitmq
from shared.testing import Keys

# Some machines ask Python to keep no bytecode. The tests start hundreds of processes, each of which would then
# compile all libraries anew, which takes longer than the rest of its start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
_COSTLY = {"system": {"system"}, "processes": {"rabbitmq", "keycloak_server"}}
"""The markers that a test gets from its fixtures."""
_SHARED = ("system", "keycloak_server")
"""The fixtures that all who use them share, also when tests run on several cores."""
_PREFIX = "dondoc-tests-"
_OF_SYSTEM = ("tests/portal/", "tests/chaos/", "tests/e2e/", "tests/helm/test_alerts.py", "tests/running/")
"""Where the tests of the whole system are."""
_OWN_FOLDER = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Gives each run a folder of its own, in place of the one that all runs of pytest on a machine share.

    Whenever a run begins, pytest closes the shared one to other accounts, such as PostgreSQL's in another run.
    """
    if config.option.basetemp is None:
        _remove_left_behind(Path(tempfile.gettempdir()))
        own = tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")
        config.option.basetemp = config.stash[_OWN_FOLDER] = own


def _remove_left_behind(folder: Path, kept: int = 3) -> None:
    """Removes the files of runs that failed or were killed, but for the last few."""
    ended = [
        own for own in folder.glob(f"{_PREFIX}*-*") if not Path("/proc", own.name.split("-")[2]).exists()
    ]
    ended.sort(key=lambda own: own.stat().st_mtime if own.exists() else 0.0)
    for own in ended[:-kept]:
        shutil.rmtree(own, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks what each test needs, by its fixtures; with `-n`, what shares something costly begins first."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        for marker, costly in _COSTLY.items():
            if fixtures & costly:
                item.add_marker(marker)
    if hasattr(config, "workerinput"):
        # What takes longest begins first, so that no core is left with it alone at the end.
        items.sort(key=lambda item: [fixture not in getattr(item, "fixturenames", ()) for fixture in _SHARED])


class _ByFile(LoadScopeScheduling):
    """Gives a core whole files, so that the fixtures of a module are made once, and one core the whole system.

    By path: the groups of pytest-xdist 3.8 are lost on a pytest that keeps a structured id beside a test's name.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "system" if file.startswith(_OF_SYSTEM) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """How tests are handed out to cores with `-n`."""
    return _ByFile(config, log)


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
def keycloak_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningKeycloak]:
    """A real Keycloak, which takes fifteen seconds of a processor to start."""
    with running_keycloak(tmp_path_factory.mktemp("keycloak")) as server:
        yield server


@pytest.fixture(scope="module")
def keycloak(keycloak_server: RunningKeycloak) -> RunningKeycloak:
    """The Keycloak without any realm but its own."""
    from services.identity.provisioning import Connection

    connection = Connection(keycloak_server.url, keycloak_server.admin_client, keycloak_server.admin_secret)
    admin = connection.admin("master")
    for realm in {each["realm"] for each in admin.get_realms()} - {"master"}:
        admin.delete_realm(realm)
    return keycloak_server


@pytest.fixture(scope="session")
def keys() -> Keys:
    """Keys of the gateway and of every service."""
    return Keys("identity", "task", "document", "notification", "reporting")
