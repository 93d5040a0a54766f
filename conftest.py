"""Fixtures for all tests: one PostgreSQL, one RabbitMQ, one set of keys and one folder for files in each session."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from xdist.scheduler import LoadScopeScheduling

from deploy.local.keycloak import RunningKeycloak, running_keycloak
from deploy.local.plan import SERVICES
from deploy.local.postgres import RunningPostgres, running_postgres
from deploy.local.rabbitmq import RunningRabbitMQ, running_rabbitmq

if TYPE_CHECKING:
    from shared.testing import Keys

# On some machines Python is set not to keep bytecode. The tests start hundreds of processes; each would then compile
# all libraries again, which takes longer than the rest of its start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
_COSTLY = {"system": {"system"}, "processes": {"rabbitmq", "keycloak_server"}}
"""Each marker, and the fixtures that give it to a test."""
_FIRST = ("system", "keycloak_server", "rabbitmq")
"""The costly fixtures whose tests begin first when tests run on several cores."""
_PREFIX = "dondoc-tests-"
_SYSTEM_TESTS = (
    "tests/portal/",
    "tests/chaos/",
    "tests/e2e/",
    "tests/helm/test_alerts.py",
    "tests/running/test_running.py",
)
"""The paths of the tests that share one whole system."""
_OWN_FOLDER = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Gives each run its own folder instead of the one that all runs of pytest on a machine share.

    Whenever a run begins, pytest closes the shared folder to other accounts, such as PostgreSQL's in another run.
    """
    _steady_properties()
    if config.option.basetemp is None:
        _remove_old_runs(Path(tempfile.gettempdir()))
        own = tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")
        config.option.basetemp = config.stash[_OWN_FOLDER] = own


def _steady_properties() -> None:
    """The same examples in every run, however slow: on a busy machine a test must not fail by chance.

    `--hypothesis-profile=default` looks for new examples.
    """
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("steady")


def _remove_old_runs(folder: Path, kept: int = 3) -> None:
    """Removes the files of all but the last few runs that failed or were killed."""
    ended = [
        own for own in folder.glob(f"{_PREFIX}*-*") if not psutil.pid_exists(int(own.name.split("-")[2]))
    ]
    ended.sort(key=lambda own: own.stat().st_mtime if own.exists() else 0.0)
    for own in ended[:-kept]:
        shutil.rmtree(own, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks each test by its costly fixtures; with `-n`, tests with a costly fixture begin first."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        for marker, costly in _COSTLY.items():
            if fixtures & costly:
                item.add_marker(marker)
    if hasattr(config, "workerinput"):
        # The longest tests begin first, so that the other core is not idle at the end.
        items.sort(key=lambda item: [fixture not in getattr(item, "fixturenames", ()) for fixture in _FIRST])


class _ByFile(LoadScopeScheduling):
    """Gives each core whole files, so that module fixtures are made once; all tests of the system go to one core.

    It groups by path: pytest-xdist 3.8 loses its groups on a pytest that keeps a structured id beside a test's name.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "system" if file.startswith(_SYSTEM_TESTS) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Distributes the tests over the cores with `-n`."""
    return _ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Removes the run's files, unless a test failed and its logs may be needed."""
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
    """A real Keycloak; its start takes fifteen seconds of processor time."""
    with running_keycloak(tmp_path_factory.mktemp("keycloak")) as server:
        yield server


@pytest.fixture(scope="module")
def keycloak(keycloak_server: RunningKeycloak) -> RunningKeycloak:
    """The Keycloak with no realm but `master`."""
    from services.identity.provisioning import Connection

    connection = Connection(keycloak_server.url, keycloak_server.admin_client, keycloak_server.admin_secret)
    admin = connection.admin("master")
    for realm in {each["realm"] for each in admin.get_realms()} - {"master"}:
        admin.delete_realm(realm)
    return keycloak_server


@pytest.fixture(scope="session")
def keys() -> "Keys":
    """The keys of the gateway and of every service."""
    # The import takes a second, which the processes of pytest that only distribute tests should not pay.
    from shared.testing import Keys

    return Keys(*SERVICES)
