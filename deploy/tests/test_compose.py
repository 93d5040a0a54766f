"""The Compose file: Docker's own reader accepts it, and it runs every process with the settings it needs."""

import subprocess
from typing import Any

import pytest

from deploy.local import install
from deploy.local.plan import PROCESSES, ROOT
from deploy.local.secret_store import SecretStore
from deploy.secrets import for_compose
from deploy.tests.settings import settings_of
from shared import yamls

FILE = ROOT / "deploy" / "compose.yaml"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The containers of the file, once Docker's reader has accepted it."""
    done = subprocess.run(
        [install.compose_go(), FILE.name], cwd=FILE.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = yamls.read(FILE)["services"]
    return found


def test_every_process_runs(services: dict[str, Any]) -> None:
    commands = {tuple(each["command"][:2]) for each in services.values() if len(each.get("command", [])) > 1}
    wanted = {
        (name if name == "gateway" else f"services.{name}", verb)
        for name, verbs in PROCESSES.items()
        for verb in (*verbs, "migrate")
    }
    assert wanted <= commands, "deploy/compose.yaml has a container for each process"


def test_the_log_of_every_container_is_bounded(services: dict[str, Any]) -> None:
    assert {name for name, each in services.items() if each.get("logging") != {"driver": "local"}} == set()


def test_every_container_of_ours_gets_the_settings_it_needs(
    services: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = SecretStore(tmp_path_factory.mktemp("kept"))
    for_compose(store)
    for service in PROCESSES:
        container = services["gateway" if service == "gateway" else f"{service}-serve"]
        given = {name.removeprefix("DONDOC_").lower() for name in container["environment"]}
        secret = {path.name.removeprefix("dondoc_") for path in (store.folder / service).iterdir()}
        fields = settings_of(service).model_fields
        assert {name for name, field in fields.items() if field.is_required()} <= given | secret
        assert container["environment"]["DONDOC_SECRETS_DIR"] == f"/secrets/{service}"


def test_the_file_contains_no_secret(services: dict[str, Any]) -> None:
    for container in services.values():
        for name, value in (container.get("environment") or {}).items():
            assert "PASSWORD" not in name or name.endswith("_FILE"), (name, value)
