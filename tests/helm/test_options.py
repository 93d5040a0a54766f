"""Each value that an operator may set has the effect that its comment promises, and no other."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.local import install
from deploy.local.plan import PROCESSES
from shared import yamls
from tests.helm import custom
from tests.helm.test_chart import (
    CHART,
    KUBERNETES,
    Manifest,
    containers,
    helm,
    of_kind,
    of_services,
    pods,
    rendered,
)

SERVICES = set(PROCESSES)
# The beginnings of all names; objects that the chart's user adds do not have our labels.
OWN = ("nhiem-vu", "extra")


def with_values(tmp_path: Path, **values: Any) -> list[Manifest]:
    """The chart rendered with the default set and some values over it."""
    (tmp_path / "values.yaml").write_text(yaml.safe_dump(values))
    files = (CHART / "ci" / "default.yaml", tmp_path / "values.yaml")
    version = f"--kube-version={KUBERNETES}.0"
    done = helm("template", "dd", CHART, version, *(f"--values={file}" for file in files))
    assert done.returncode == 0, done.stderr
    return [each for each in yamls.parse_all(done.stdout) if each]


def named(manifests: list[Manifest], kind: str) -> dict[str, Manifest]:
    return {each["metadata"]["name"]: each for each in of_kind(manifests, kind)}


def test_images_come_from_the_registry_by_tag_or_by_digest() -> None:
    for pod in of_services(rendered("everything")):
        service = pod["metadata"]["labels"]["app.kubernetes.io/component"]
        name = f"registry.example/province/dondoc-{service}"
        digest = f"{name}@sha256:{'0' * 64}"
        for container in containers(pod):
            assert container["image"] == (digest if service == "task" else f"{name}:1.2.3")
            assert container["imagePullPolicy"] == "Always"
        assert pod["spec"]["imagePullSecrets"] == [{"name": "registry"}]


def test_the_portal_shows_the_provinces_name_and_emblem() -> None:
    gateways = [
        pod
        for pod in of_services(rendered("everything"))
        if pod["metadata"]["labels"]["app.kubernetes.io/component"] == "gateway"
    ]
    for pod in gateways:
        for container in containers(pod):
            given = {each["name"]: each.get("value") for each in container["env"]}
            assert given["DONDOC_PROVINCE_NAME"] == "UBND tỉnh Quảng Nam"
            (mount,) = [each for each in container["volumeMounts"] if each["name"] == "province"]
            assert given["DONDOC_PROVINCE_EMBLEM"] == f"{mount['mountPath']}/emblem.svg"
    assert gateways


def test_objects_have_the_operators_names_and_labels() -> None:
    for each in rendered("everything"):
        assert each["metadata"]["name"].startswith(OWN)
        if each["metadata"]["name"] != "extra":
            assert each["metadata"]["labels"]["team"] == "office"
            assert each["metadata"]["labels"]["app.kubernetes.io/instance"] == "dd"
    for pod in pods(rendered("everything")):
        assert pod["metadata"]["labels"]["tier"] == "app"


def test_another_chart_name_changes_names_and_selectors_together(tmp_path: Path) -> None:
    for each in of_kind(with_values(tmp_path, nameOverride="nhiem-vu"), "Deployment"):
        assert each["metadata"]["name"].startswith("dd-nhiem-vu-")
        assert each["spec"]["selector"]["matchLabels"]["app.kubernetes.io/name"] == "nhiem-vu"
        assert (
            each["spec"]["selector"]["matchLabels"].items()
            <= each["spec"]["template"]["metadata"]["labels"].items()
        )


def test_extra_settings_reach_every_process() -> None:
    for pod in of_services(rendered("everything")):
        assert {"name": "ca", "configMap": {"name": "province-ca"}} in pod["spec"]["volumes"]
        assert pod["spec"]["nodeSelector"] == {"kubernetes.io/os": "linux"}
        assert pod["spec"]["priorityClassName"] == "province"
        for container in containers(pod):
            assert {"name": "TZ", "value": "Asia/Ho_Chi_Minh"} in container["env"]
            assert container["envFrom"] == [{"secretRef": {"name": "storage"}}]
            mount = {"name": "ca", "mountPath": "/etc/ssl/province", "readOnly": True}
            assert mount in container["volumeMounts"]
    assert named(rendered("everything"), "ConfigMap")["extra"]["data"] == {"a": "b"}


def test_the_chart_needs_no_rights_and_stays_in_its_namespace() -> None:
    kinds = {each["kind"] for each in rendered("everything")}
    assert not {kind for kind in kinds if "Role" in kind or "Account" in kind or kind.startswith("Custom")}
    assert not kinds & {"Namespace", "PersistentVolume", "PriorityClass", "IngressClass", "Secret"}


def test_a_deployment_has_a_replica_count_only_if_it_does_not_scale() -> None:
    manifests = rendered("everything")
    scaled = {
        each["spec"]["scaleTargetRef"]["name"]
        for kind in ("HorizontalPodAutoscaler", "ScaledObject")
        for each in of_kind(manifests, kind)
    }
    assert len(scaled) > 10
    for name, each in named(manifests, "Deployment").items():
        assert ("replicas" in each["spec"]) == (name not in scaled)


def test_serve_scales_by_cpu_and_by_requests_in_flight() -> None:
    scalers = named(rendered("everything"), "HorizontalPodAutoscaler")
    for service in SERVICES:
        cpu, in_flight = scalers[f"nhiem-vu-{service}-serve"]["spec"]["metrics"]
        assert cpu["resource"]["name"] == "cpu"
        assert in_flight["pods"]["metric"]["name"] == "dondoc_in_flight"
    assert scalers["nhiem-vu-task-serve"]["spec"]["maxReplicas"] == 20
    # Without KEDA the same processes scale by CPU.
    assert "nhiem-vu-task-work" in scalers


def test_consumers_and_workers_scale_by_all_their_queues(tmp_path: Path) -> None:
    manifests = with_values(
        tmp_path,
        processDefaults={
            "consume": {"autoscaling": {"enabled": True, "by": "queue"}},
            "work": {"autoscaling": {"enabled": True, "by": "queue"}},
        },
    )
    scaled = named(manifests, "ScaledObject")
    values = yamls.read(CHART / "values.yaml")
    for service, verbs in PROCESSES.items():
        handled = values["services"][service].get("queues", [])
        for verb, queues in (("consume", handled), ("work", [f"{service}.jobs"])):
            if verb in verbs:
                triggers = scaled[f"dd-dondoc-{service}-{verb}"]["spec"]["triggers"]
                assert [each["metadata"]["queueName"] for each in triggers] == queues
                (authentication,) = {each["authenticationRef"]["name"] for each in triggers}
                assert authentication in named(manifests, "TriggerAuthentication")


def test_maintenance_removes_one_pod_at_a_time_if_there_are_two(tmp_path: Path) -> None:
    manifests = rendered("default")
    assert named(manifests, "PodDisruptionBudget").keys() == named(manifests, "Deployment").keys()
    for each in of_kind(manifests, "PodDisruptionBudget"):
        assert each["spec"]["maxUnavailable"] == 1
    alone = with_values(tmp_path, processDefaults={"relay": {"replicas": 1}})
    assert "dd-dondoc-task-relay" not in named(alone, "PodDisruptionBudget")
    assert of_kind(rendered("minimal"), "PodDisruptionBudget") == []


def test_the_pods_of_a_process_are_spread_over_nodes() -> None:
    for each in of_kind(rendered("default"), "Deployment"):
        (spread,) = each["spec"]["template"]["spec"]["topologySpreadConstraints"]
        assert spread["labelSelector"] == each["spec"]["selector"]


def test_network_policies_close_every_pod_except_for_the_traffic_it_needs() -> None:
    manifests = rendered("everything")
    policies = of_kind(manifests, "NetworkPolicy")
    for pod in pods(manifests):
        labels = pod["metadata"]["labels"]
        chosen = [
            each["spec"] for each in policies if _chooses(each["spec"]["podSelector"]["matchLabels"], labels)
        ]
        closed = {kind for spec in chosen for kind in spec["policyTypes"]}
        assert closed == {"Ingress", "Egress"}
        assert all(rule.get("ports") for spec in chosen for rule in spec.get("egress", []))
    assert of_kind(rendered("minimal"), "NetworkPolicy") == []


def _chooses(selector: dict[str, str], labels: dict[str, str]) -> bool:
    return selector.items() <= labels.items()


def test_ingress_and_route_lead_only_to_the_gateway() -> None:
    manifests = rendered("everything")
    (ingress,), (route,) = of_kind(manifests, "Ingress"), of_kind(manifests, "HTTPRoute")
    (path,) = ingress["spec"]["rules"][0]["http"]["paths"]
    assert path["backend"]["service"]["name"] == "nhiem-vu-gateway"
    assert route["spec"]["rules"][0]["backendRefs"][0]["name"] == "nhiem-vu-gateway"
    annotations = ingress["metadata"]["annotations"]
    assert annotations["nginx.ingress.kubernetes.io/limit-rps"] == "20"
    assert annotations["nginx.ingress.kubernetes.io/proxy-body-size"] == "100m"
    assert annotations["a/b"] == "c"
    for each in of_kind(manifests, "Service"):
        assert each["spec"].get("type", "ClusterIP") == "ClusterIP"
        assert (each["spec"].get("clusterIP") == "None") == each["metadata"]["name"].endswith("-pods")


def test_everything_stops_while_a_backup_is_restored(tmp_path: Path) -> None:
    manifests = with_values(
        tmp_path,
        backup={"enabled": True, "existingClaim": "backups"},
        restore={"from": "20261124T013000Z"},
    )
    assert {each["spec"]["replicas"] for each in of_kind(manifests, "Deployment")} == {0}
    for kind in ("HorizontalPodAutoscaler", "ScaledObject", "PodDisruptionBudget"):
        assert of_kind(manifests, kind) == []
    (cron_job,) = of_kind(manifests, "CronJob")
    assert cron_job["spec"]["suspend"] is True
    assert "dd-dondoc-restore-20261124t013000z" in named(manifests, "Job")


def test_migrations_run_first_and_provisioning_last() -> None:
    hooks = {
        name: each["metadata"].get("annotations", {}).get("helm.sh/hook")
        for name, each in named(rendered("everything"), "Job").items()
    }
    for service in SERVICES:
        assert hooks[f"nhiem-vu-{service}-migrate"] == "pre-install,pre-upgrade"
    assert hooks["nhiem-vu-provision"] == "post-install,post-upgrade"
    for pod in of_services(rendered("everything")):
        if pod["metadata"]["labels"]["dondoc/process"] != "migrate":
            (await_schema,) = pod["spec"]["initContainers"]
            assert await_schema["args"][0] == "shared.await_schema"


def test_operators_make_a_database_and_a_role_for_each_service_and_keycloak() -> None:
    manifests = rendered("everything")
    (cluster,) = of_kind(manifests, "Cluster")
    roles = {each["name"] for each in cluster["spec"]["managed"]["roles"]}
    databases = {each["spec"]["name"]: each["spec"]["owner"] for each in of_kind(manifests, "Database")}
    assert roles == SERVICES | {"keycloak"}
    assert databases == {name: name for name in roles}
    (keycloak,) = of_kind(manifests, "Keycloak")
    assert keycloak["spec"]["db"]["host"] == f"{cluster['metadata']['name']}-rw"


def test_a_recovery_reads_one_archive_begins_another_and_one_epoch(tmp_path: Path) -> None:
    archive = {"destination": "s3://a", "existingSecret": "b", "life": "2"}
    recover = {"until": "2026-11-24T08:00:00+07:00", "life": "1"}

    def recovering(**archived: str) -> list[Manifest]:
        postgresql = {"enabled": True, "archive": archive | archived, "recover": recover}
        return with_values(tmp_path, operators={"postgresql": postgresql}, migrations={"enabled": False})

    manifests = recovering()
    (cluster,) = of_kind(manifests, "Cluster")
    (before,) = cluster["spec"]["externalClusters"]
    assert before["name"] == cluster["spec"]["bootstrap"]["recovery"]["source"]
    read, written = before["barmanObjectStore"], cluster["spec"]["backup"]["barmanObjectStore"]
    assert (read.pop("serverName"), written.pop("serverName")) == ("dd-dondoc-1", "dd-dondoc-2")
    assert read == written
    for each in (cluster, *of_kind(manifests, "ScheduledBackup")):
        custom.validate(each)
    assert {each["spec"]["replicas"] for each in of_kind(manifests, "Deployment")} == {0}
    commands = [
        each["spec"]["template"]["spec"]["containers"][0]["args"] for each in of_kind(manifests, "Job")
    ]
    assert {module for module, *_ in commands} == {f"services.{name}" for name in SERVICES - {"gateway"}}
    ((verb, epoch),) = {(verb, epoch) for _, verb, epoch in commands}
    assert (verb, epoch.isdecimal()) == ("restored", True)
    with pytest.raises(AssertionError, match="begins another life"):
        recovering(life="1")


def test_processes_use_tls_to_the_parts_and_to_each_other() -> None:
    for pod in of_services(rendered("everything")):
        given = {each["name"]: each.get("value") for each in pod["spec"]["containers"][0]["env"]}
        assert given["PGSSLMODE"] == "verify-full"
        assert given["PGSSLROOTCERT"] == given["SSL_CERT_FILE"] == "/etc/dondoc/trust/ca.crt"
        assert given["DONDOC_GRPC_TLS_CA"] == "/etc/dondoc/tls/ca.crt"
        gateway = pod["metadata"]["labels"]["app.kubernetes.io/component"] == "gateway"
        assert ("DONDOC_GRPC_TLS_KEY" in given) != gateway


def test_the_readme_is_up_to_date_with_the_comments() -> None:
    done = subprocess.run(
        [install.helm_docs(), "--chart-search-root", CHART, "--dry-run", "--log-level=error"],
        capture_output=True,
        text=True,
        check=True,
    )
    advice = "run `helm-docs --chart-search-root helm/dondoc`"
    assert done.stdout.strip() == (CHART / "README.md").read_text(encoding="utf-8").strip(), advice
