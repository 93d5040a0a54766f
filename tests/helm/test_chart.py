"""The chart rendered with every set of values in ci/: Kubernetes accepts it, pods are restricted, settings fit."""

import json
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest

from deploy.local import install
from deploy.local.plan import PROCESSES, ROOT, SERVICES
from deploy.tests.settings import settings_of
from shared import yamls
from shared.config import ServiceSettings
from tests.helm import custom

CHART = ROOT / "helm" / "dondoc"
SETS = sorted(path.stem for path in (CHART / "ci").glob("*.yaml"))
KUBERNETES = "1.34"
# The keys of the secrets, as the chart's README lists them.
SECRETS = {
    "gateway": {"database_url", "principal_signing_key", "oidc_client_secret"},
    "notification": {"smtp_url"},
}
COMMON = {"database_url", "broker_url", "principal_keys", "page_token_key"}
COMPONENT = "app.kubernetes.io/component"
Manifest = dict[str, Any]


def helm(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([install.helm(), *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def rendered(values: str) -> list[Manifest]:
    return [each for each in yamls.parse_all(_text(values)) if each]


@cache
def _text(values: str) -> str:
    where = ("--namespace", "office", "--kube-version", f"{KUBERNETES}.0")
    done = helm("template", "dd", CHART, *where, "--values", CHART / "ci" / f"{values}.yaml")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module", params=SETS)
def manifests(request: pytest.FixtureRequest) -> list[Manifest]:
    return rendered(request.param)


def of_kind(manifests: list[Manifest], kind: str) -> list[Manifest]:
    return [each for each in manifests if each["kind"] == kind]


def pods(manifests: list[Manifest]) -> Iterator[Manifest]:
    """Every pod that the chart can start, including hooks and tests."""
    for each in [*of_kind(manifests, "Deployment"), *of_kind(manifests, "Job")]:
        yield each["spec"]["template"]
    for each in of_kind(manifests, "CronJob"):
        yield each["spec"]["jobTemplate"]["spec"]["template"]
    yield from of_kind(manifests, "Pod")


def containers(pod: Manifest) -> list[Manifest]:
    found: list[Manifest] = [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]
    return found


def of_services(manifests: list[Manifest]) -> Iterator[Manifest]:
    """The pods of the processes and of the migrations."""
    for pod in pods(manifests):
        if pod["metadata"]["labels"].get("dondoc/process") not in (None, "check", "provision"):
            yield pod


@pytest.mark.parametrize("values", SETS)
def test_helm_lint_finds_nothing(values: str) -> None:
    done = helm("lint", "--strict", CHART, "--values", CHART / "ci" / f"{values}.yaml")
    assert done.returncode == 0, done.stdout


def test_kubernetes_accepts_every_object(manifests: list[Manifest]) -> None:
    assert len({(each["kind"], each["metadata"]["name"]) for each in manifests}) == len(manifests)
    for each in manifests:
        if each["kind"] in custom.DEFINITIONS:
            custom.validate(each)
        elif each["kind"] not in custom.UNCHECKED:
            kubernetes_validate.validate(each, KUBERNETES, strict=True)


def test_every_process_of_the_system_runs_and_no_other(manifests: list[Manifest]) -> None:
    run = {tuple(pod["spec"]["containers"][0]["args"]) for pod in of_services(manifests)}
    modules = {name: name if name == "gateway" else f"services.{name}" for name in PROCESSES}
    processes = {(modules[name], verb) for name, verbs in PROCESSES.items() for verb in (*verbs, "migrate")}
    assert run == processes, "helm/dondoc/values.yaml has an entry for each service, with its processes"


def test_consumers_scale_by_the_queues_of_their_subscriptions() -> None:
    """Only the chart's values name queues besides the services themselves; they are used where KEDA scales."""
    values = yamls.read(CHART / "values.yaml")["services"]
    for service in SERVICES:
        consumes = "consume" in PROCESSES[service]
        subscriptions = import_module(f"services.{service}.events").SUBSCRIPTIONS if consumes else []
        queues = {subscription.queue.name for subscription in subscriptions}
        assert set(values[service].get("queues", [])) == queues, service


def test_every_pod_is_restricted(manifests: list[Manifest]) -> None:
    for pod in pods(manifests):
        spec = pod["spec"]
        assert spec["securityContext"]["runAsNonRoot"]
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert spec["automountServiceAccountToken"] is False
        for container in containers(pod):
            security = container["securityContext"]
            assert security["readOnlyRootFilesystem"]
            assert security["allowPrivilegeEscalation"] is False
            assert security["capabilities"] == {"drop": ["ALL"]}


def test_every_service_gets_the_settings_it_needs(manifests: list[Manifest]) -> None:
    for pod in of_services(manifests):
        service = pod["metadata"]["labels"]["app.kubernetes.io/component"]
        kind = settings_of(service)
        given = {
            each["name"].removeprefix("DONDOC_").lower()
            for each in pod["spec"]["containers"][0]["env"]
            if each["name"].startswith("DONDOC_")
        }
        secret = SECRETS["gateway"] if service == "gateway" else COMMON | SECRETS.get(service, set())
        needed = {name for name, field in kind.model_fields.items() if field.is_required()}
        assert needed <= given | secret
        assert not secret & given


def test_a_roll_out_removes_no_pod_before_its_successor_is_ready(manifests: list[Manifest]) -> None:
    for each in of_kind(manifests, "Deployment"):
        assert each["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
        container = each["spec"]["template"]["spec"]["containers"][0]
        assert {"startupProbe", "livenessProbe", "readinessProbe"} <= container.keys()


def test_a_process_has_time_to_finish_its_work() -> None:
    for each in of_kind(rendered("default"), "Deployment"):
        verb = each["metadata"]["labels"]["dondoc/process"]
        longest = 60 if verb in ("consume", "work") else ServiceSettings.model_fields["stop_seconds"].default
        assert each["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > longest


def test_a_service_is_reached_by_the_gateway_and_by_those_with_its_address() -> None:
    policies = {
        each["metadata"]["name"]: each["spec"] for each in of_kind(rendered("default"), "NetworkPolicy")
    }
    assert policies["dd-dondoc-deny"].keys() == {"podSelector", "policyTypes"}
    for service in PROCESSES.keys() - {"gateway"}:
        (calls, _) = policies[f"dd-dondoc-{service}"]["ingress"]
        callers = {each["podSelector"]["matchLabels"][COMPONENT] for each in calls["from"]}
        wanted = {name for name in PROCESSES if f"{service}_address" in settings_of(name).model_fields}
        assert callers == wanted, f"calledBy of {service} in helm/dondoc/values.yaml"
        for caller in callers:
            assert service in _called(policies[f"dd-dondoc-{caller}"])


def _called(policy: Manifest) -> set[str]:
    """The services that the pods of a policy may call."""
    peers = [peer.get("podSelector", {}) for rule in policy["egress"] for peer in rule.get("to", [])]
    return {peer.get("matchLabels", {}).get(COMPONENT) for peer in peers}


@pytest.mark.parametrize(
    "wrong",
    [
        "nosuch=1",
        "services.task.nosuch=1",
        "processDefaults.serve.nosuch=1",
        "publicUrl=dondoc.example",
        "mail.language=fr",
        "services.task.digest=latest",
        "services.task.existingSecret=",
    ],
)
def test_a_wrong_value_is_refused_by_name(wrong: str) -> None:
    done = helm("template", "dd", CHART, "--values", CHART / "ci" / "default.yaml", "--set", wrong)
    assert done.returncode != 0
    assert wrong.partition("=")[0].rpartition(".")[2] in done.stderr


def test_the_schema_describes_all_values_and_no_others() -> None:
    schema = json.loads((CHART / "values.schema.json").read_text())
    assert schema["additionalProperties"] is False
    assert schema["properties"].keys() == yamls.read(CHART / "values.yaml").keys()
