"""What the service's tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.keycloak import RunningKeycloak, running_keycloak


@pytest.fixture(scope="session")
def keycloak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningKeycloak]:
    folder: Path = tmp_path_factory.mktemp("keycloak")
    with running_keycloak(folder) as running:
        yield running
