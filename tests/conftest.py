"""The whole system for tests that no single service can run: started as by `make run`, gone at the end."""

import json
from collections.abc import Iterator

import pytest

from deploy.local.system import System, running_system

RETRY_DELAYS = [0.2, 0.5, 1, 2, 4, 8]
"""Seconds before each further attempt of an event: short, so that one is parked within half a minute."""


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The whole of dondoc with the demo province; two replicas of every relay, consumer and worker."""
    folder = tmp_path_factory.mktemp("system")
    with running_system(folder, replicas=2, extra={"retry_delays": json.dumps(RETRY_DELAYS)}) as running:
        yield running
