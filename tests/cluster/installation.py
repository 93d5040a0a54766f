"""The installation of dondoc for the proofs: upgrades it, puts load on it and reads its state."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from deploy import secrets as installation_secrets
from deploy.demo.cast import Cast
from deploy.local.plan import ROOT
from deploy.local.secret_store import SecretStore
from tests.cluster.kube import Json, Namespace, Script

HERE = Path(__file__).parent
CHART = ROOT / "helm" / "dondoc"
PARTS = ROOT / "deploy" / "parts" / "chart"
CLAIMS = ("data-postgresql-0", "data-rabbitmq-0", "data-storage-0", "data-mail-0", "backups")
RELEASE = "app.kubernetes.io/instance=dondoc"
AGENCY = "so-y-te"


class Installation:
    """One release of the chart in a namespace."""

    def __init__(self, namespace: Namespace, store: SecretStore, folder: Path) -> None:
        self.namespace = namespace
        self.store = store
        self._folder = folder
        self.tag = "local"
        cast = Cast()
        self.issuer = cast.first("OFFICE_CHIEF", "van-phong").username
        self.receiver = cast.first("AGENCY_CLERK", AGENCY).username
        self._password = store.password("people")

    @property
    def origin(self) -> str:
        """The public address, which here is an address inside the cluster."""
        return f"http://dondoc-gateway.{self.namespace.name}.svc"

    @property
    def keycloak(self) -> str:
        """Keycloak's address."""
        return f"https://keycloak.{self.namespace.name}.svc:8443"

    def apply_secrets(self, secrets: Mapping[str, installation_secrets.Data]) -> None:
        """Creates or changes secrets."""
        self.namespace.kubectl("apply", "--filename=-", given=installation_secrets.manifests(secrets))

    def install_parts(self) -> None:
        """Installs PostgreSQL, RabbitMQ, Keycloak, S3 and a mail relay in place of a province's own."""
        values = f"--values={HERE / 'parts.yaml'}"
        self.namespace.helm("install", "parts", str(PARTS), values, "--wait", "--timeout=240s")
        self.namespace.exec("storage-0", "mkdir", "-p", "/data/dondoc")
        claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "2Gi"}}}
        self.namespace.apply(
            {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "metadata": {"name": "backups"},
                "spec": claim,
            }
        )
        people = {
            "issuer": {"username": self.issuer, "password": self._password},
            "receiver": {"username": self.receiver, "password": self._password},
            "lead": f"units/{AGENCY}",
        }
        self.apply_secrets({"check": {"check.yaml": yaml.safe_dump(people)}})

    def install(self) -> None:
        """Runs `helm install` as an operator does."""
        self.namespace.helm("install", "dondoc", *self._arguments({}))

    def upgrade(self, values: Mapping[str, Any] | None = None, seconds: int = 600) -> None:
        """Runs `helm upgrade` with values over those of the proofs; Obstacle if it does not finish."""
        self.namespace.helm("upgrade", "dondoc", *self._arguments(values or {}, seconds))

    @contextmanager
    def upgrading(self, values: Mapping[str, Any]) -> Iterator[None]:
        """Runs an upgrade while the block runs."""
        command = ["helm", "--namespace", self.namespace.name, "upgrade", "dondoc", *self._arguments(values)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            yield
            output, _ = process.communicate(timeout=900)
        assert process.returncode == 0, output

    def _arguments(self, values: Mapping[str, Any], seconds: int = 600) -> list[str]:
        own = {
            "publicUrl": self.origin,
            "image": {"tag": self.tag},
            "oidc": {"issuer": f"{self.keycloak}/realms/province"},
            "provisioning": {"keycloakUrl": self.keycloak},
        }
        files = [HERE / "values.yaml"]
        for number, content in enumerate((own, values)):
            files.append(self._folder / f"{number}.yaml")
            files[-1].write_text(yaml.safe_dump(dict(content)), encoding="utf-8")
        return [
            str(CHART),
            *(f"--values={file}" for file in files),
            "--wait",
            "--wait-for-jobs",
            f"--timeout={seconds}s",
        ]

    def give_passwords(self) -> None:
        """Lets the issuer and the receiver sign in."""
        people = (self._password, self.issuer, self.receiver)
        image = "localhost/dondoc-identity:local"
        with self.namespace.script("passwords", image, self.keycloak, *people, secrets="parts") as script:
            assert script.end(120)["people"] == 2

    @contextmanager
    def load(self, rate: int, mode: str) -> Iterator[Script]:
        """Sends mixed reads and commands while the block runs; `mode` is `once` or `retry` (scripts/load.py)."""
        arguments = (self.origin, "/secrets/check.yaml", str(rate), mode)
        image = "localhost/dondoc-gateway:local"
        with self.namespace.script("load", image, *arguments, secrets="check") as script:
            script.wait_for("loading", 240)
            yield script

    def stopped(self, load: Script) -> Json:
        """Ends a load and returns its outcome."""
        load.signal("stop")
        return load.end(400)

    def pods(self, service: str, process: str) -> list[str]:
        """The ready pods of a process."""
        return self.namespace.ready(
            RELEASE, f"app.kubernetes.io/component={service}", f"dondoc/process={process}"
        )

    def metrics(self, pod: str) -> str:
        """The metrics that one of our pods exposes."""
        read = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:9090/metrics').read().decode())"
        return self.namespace.exec(pod, "python", "-c", read)

    def query(self, service: str, statement: str) -> list[list[str]]:
        """The rows that a query finds in a service's database."""
        script = (
            "PGPASSWORD=$(cat /etc/parts/postgres_password) exec psql --host=/tmp --username=postgres"
            ' --no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 --dbname="$1"'
        )
        output = self.namespace.exec("postgresql-0", "sh", "-c", script, "sh", service, given=statement)
        return [line.split("|") for line in output.splitlines() if line]

    def running_tag(self) -> str:
        """The tag of the running images."""
        (found,) = self.namespace.get("deployment", "dondoc-task-serve")
        image = str(found["spec"]["template"]["spec"]["containers"][0]["image"])
        return image.rpartition(":")[2]
