"""The commands of the service on the demo province, with a real PostgreSQL and a real Keycloak."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from deploy.local.keycloak import RunningKeycloak
from deploy.local.postgres import RunningPostgres
from services.identity import jobs, tables
from services.identity.config import ROOT, ProvisioningSettings
from services.identity.tests.browser import Browser
from services.identity.tests.conftest import MIGRATIONS
from services.identity.usecases import callers, seeding
from shared import clock
from shared.config import load
from shared.db import Database
from shared.principal import Principal
from shared.testing import Keys, environment, migrated

PASSWORD = "mat-khau-thu-nghiem-2026"
PUBLIC = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def environ(postgres: RunningPostgres, keycloak: RunningKeycloak, keys: Keys) -> Iterator[dict[str, str]]:
    """The environment of the service's commands; the database is migrated and empty."""
    with migrated(postgres, MIGRATIONS) as url:
        yield environment(url, "amqp://127.0.0.1:1", keys) | {
            "DONDOC_KEYCLOAK_URL": keycloak.url,
            "DONDOC_KEYCLOAK_CLIENT_ID": keycloak.admin_client,
            "DONDOC_KEYCLOAK_CLIENT_SECRET": keycloak.admin_secret,
            "DONDOC_PUBLIC_URL": PUBLIC,
            "DONDOC_OIDC_CLIENT_SECRET": "gateway-secret",
            "DONDOC_DEMO_PASSWORD": PASSWORD,
        }


@pytest.fixture(scope="module")
def settings(environ: dict[str, str]) -> ProvisioningSettings:
    """The settings from this environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environ.items():
            patch.setenv(name, value)
        return load(ProvisioningSettings)


def run(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a command as an operator would."""
    command = [sys.executable, "-m", "services.identity", *arguments]
    variables = os.environ | environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, env=variables, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def demo(environ: dict[str, str]) -> dict[str, str]:
    """Seeds and provisions the demo province twice; returns the last line of each run."""
    lines = {}
    for name, verb in (
        ("seeded", "seed"),
        ("again", "seed"),
        ("provisioned", "provision"),
        ("repeated", "provision"),
    ):
        lines[name] = last_line(run(environ, verb))
    return lines


class TestDemoProvince:
    def test_is_seeded_once(self, demo: dict[str, str]) -> None:
        assert demo["seeded"] == "193 units, 150 people and 194 positions were new"
        assert demo["again"] == "0 units, 0 people and 0 positions were new"

    def test_is_provisioned_once(self, demo: dict[str, str]) -> None:
        assert int(demo["provisioned"].split()[0]) > 150
        assert demo["repeated"] == "0 changes"

    @pytest.mark.usefixtures("demo")
    def test_everyone_who_serves_has_a_subject_that_resolves(self, settings: ProvisioningSettings) -> None:
        with Database(settings.database_url.get_secret_value()).transaction() as session:
            people = seeding.people_to_provision(session.connection(), clock.today())
            for each in people:
                assert each.serving == bool(each.person.subject)
                if each.serving:
                    resolved = callers.own(
                        session.connection(), Principal(each.person.subject), clock.today()
                    )
                    assert resolved.person == each.person.person
        assert sum(each.serving for each in people) > 140

    @pytest.mark.usefixtures("demo")
    @pytest.mark.parametrize("provider", ["province", "agency-a", "agency-b"])
    def test_people_of_each_provider_can_sign_in(self, settings: ProvisioningSettings, provider: str) -> None:
        with Database(settings.database_url.get_secret_value()).transaction() as session:
            person = next(
                each for each in tables.all_people(session.connection()) if each.identity_provider == provider
            )
        issuer = f"{settings.keycloak_url}/realms/province"
        browser = Browser(issuer, settings.oidc_client_id, f"{PUBLIC}/auth/callback")
        hint = "" if provider == "province" else provider
        assert browser.sign_in(person.username, PASSWORD, hint).code

    def test_everything_is_announced_again_as_snapshots(
        self, demo: dict[str, str], environ: dict[str, str]
    ) -> None:
        assert last_line(run(environ, "republish")) == "537 events"


class TestSettings:
    def test_a_local_secret_is_derived_from_the_gateways_secret(
        self, environ: dict[str, str], settings: ProvisioningSettings
    ) -> None:
        secret = last_line(run(environ, "secret", "cong-du-lieu"))
        assert secret == jobs.secret_of(settings, "cong-du-lieu") != jobs.secret_of(settings, "agency-a")
        given = settings.model_copy(update={"sso_secrets": {"cong-du-lieu": SecretStr("khac")}})
        assert jobs.secret_of(given, "cong-du-lieu") == "khac"

    @pytest.mark.parametrize(
        ("change", "variable"),
        [
            ({"DONDOC_ENVIRONMENT": "production"}, "demo_password"),
            ({"DONDOC_ENVIRONMENT": "production", "DONDOC_DEMO_PASSWORD": ""}, "DEMO_PASSWORD"),
            ({"DONDOC_KEYCLOAK_URL": None}, "DONDOC_KEYCLOAK_URL"),
            ({"DONDOC_DEMO_PASSWORD": "ngan"}, "DONDOC_DEMO_PASSWORD"),
        ],
    )
    def test_a_wrong_setting_ends_the_command_with_its_name(
        self, environ: dict[str, str], change: dict[str, str | None], variable: str
    ) -> None:
        given = {name: value for name, value in (environ | change).items() if value is not None}
        done = run(given, "provision")
        assert done.returncode != 0
        assert variable in done.stderr
        assert "Traceback" not in done.stderr

    def test_no_secret_is_invented_outside_the_local_system(self, environ: dict[str, str]) -> None:
        given = environ | {"DONDOC_ENVIRONMENT": "production"}
        del given["DONDOC_DEMO_PASSWORD"]
        done = run(given, "provision")
        assert done.returncode != 0
        assert "DONDOC_SSO_SECRETS" in done.stderr or "metadata_url" in done.stderr

    def test_an_unreachable_keycloak_is_reported_in_one_line(self, environ: dict[str, str]) -> None:
        done = run(environ | {"DONDOC_KEYCLOAK_URL": "http://127.0.0.1:1"}, "provision")
        assert done.returncode != 0
        assert done.stderr.strip().splitlines()[-1].startswith("identity provision: ")
        assert "Traceback" not in done.stderr

    def test_an_unknown_command_is_refused_with_a_list_of_commands(self, environ: dict[str, str]) -> None:
        assert "provision" in run(environ, "nonsense").stderr
