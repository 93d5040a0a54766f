"""The whole system for tests of more than one service: started once, as by `make run`, and removed at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.demo.cast import Cast
from deploy.demo.desk import Addresses, Desk
from deploy.local.plan import from_environment
from deploy.local.system import System, running_system
from tests.chaos import recount
from tests.smaller_year import smaller_year

QUICK = {
    # An event that always fails is parked within half a minute.
    "retry_delays": "[0.2, 0.5, 1, 2, 4, 8]",
    # Many tests wait for a reading, a reminder or an e-mail.
    "sweep_seconds": "2",
    "remind_seconds": "3",
    "mail_seconds": "1.5",
}
"""Settings of every process."""
_FOLDERS = ("portal", "chaos", "e2e", "helm", "running")
"""The order in which their tests run: `e2e` moves the system's date ahead, so that the browser's is no longer right,
and `running` stops the system."""
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sorts the tests of the whole system; the first one waits until it has started."""
    of_system = [number for number, item in enumerate(items) if item.get_closest_marker("system")]
    in_turn = sorted((items[number] for number in of_system), key=_turn)
    for number, item in zip(of_system, in_turn, strict=True):
        items[number] = item
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(1500))


def _turn(item: pytest.Item) -> int:
    return _FOLDERS.index(item.path.relative_to(_HERE).parts[0])


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The whole of dondoc with the demo province; two replicas of every relay, consumer and worker."""
    if os.environ.get("DONDOC_TEST_RUNNING"):
        # While writing a test, it is quicker to use the running system of `make run`.
        yield System(from_environment())
        return
    folder = tmp_path_factory.mktemp("system")
    year = smaller_year(tmp_path_factory.mktemp("year"))
    with running_system(folder, replicas=2, extra=QUICK, year=year) as running:
        with _one_consumer_each(running):
            recount.wait_until_quiet(running, seconds=1200)
        yield running


@contextmanager
def _one_consumer_each(running: System) -> Iterator[None]:
    """Two consumers that catch up with a year side by side hold most events until earlier ones arrive, so one works."""
    names = [each.name for each in running.plan.processes() if each.verb == "consume" and each.replica > 1]
    for name in names:
        running.supervisor.stop("dondoc", name)
    yield
    for name in names:
        running.supervisor.start("dondoc", name)


@pytest.fixture(scope="session")
def cast() -> Cast:
    """The people and units of the demo province."""
    return Cast()


@pytest.fixture(scope="session")
def addresses(system: System) -> Addresses:
    """The system's addresses, once all events of the demo's year are handled and its numbers no longer change."""
    recount.wait_until_quiet(system, seconds=1200)
    return Addresses.of(system.plan, system.wiring.secrets.password("demo"))


class Desks:
    """People who use the public API. Each signs in once, and again only if the session has ended."""

    def __init__(self, addresses: Addresses, cast: Cast) -> None:
        self._addresses = addresses
        self._cast = cast
        self._open: dict[tuple[str, str], Desk] = {}

    def __call__(self, person: str, language: str = "vi") -> Desk:
        """The desk of a person, by id."""
        desk = self._open.get((person, language))
        if desk is None or not desk.get("auth/session")["signedIn"]:
            desk = Desk.open(self._addresses, self._cast.people[person], language)
            self._open[person, language] = desk
        return desk


@pytest.fixture(scope="session")
def desk(addresses: Addresses, cast: Cast) -> Desks:
    """`desk("pham-tan-sang")` is that person's desk. A test that ends the session must open its own desk."""
    return Desks(addresses, cast)
