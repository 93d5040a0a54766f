"""Proofs on a real cluster, run in this order on one installation; the last one removes it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest

from deploy import secrets as installation_secrets
from deploy.images import LIMITS, load
from deploy.local.obstacle import Obstacle
from deploy.local.plan import PROCESSES
from tests.cluster import recount
from tests.cluster.installation import RELEASE, Installation
from tests.cluster.kube import RESTRICTED, Json, Namespace, run, until

PODS = sum(len(verbs) for verbs in PROCESSES.values())
RATE = 20
"""Requests per second."""
# Metrics that no other test sees: the ones of keys and certificates, and that nothing is parked.
WATCHED = {
    ("gateway", "serve"): "dondoc_signing_key_made_timestamp_seconds 1.",
    ("task", "serve"): "dondoc_certificate_end_timestamp_seconds 1.",
    ("task", "work"): "dondoc_job_done_timestamp_seconds{",
    ("task", "consume"): "dondoc_events_parked 0.0",
}
MIGRATION = '''"""A column that the earlier version does not know."""

from alembic import op
import sqlalchemy as sa

revision = "0099"
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("tasks", sa.Column("proof", sa.Text))


def downgrade():
    op.drop_column("tasks", "proof")
'''
# The content of a sitecustomize.py, which Python runs before anything else.
NOT_SERVING = """import sys

if "serve" in sys.orig_argv:
    raise SystemExit("bad image")
"""
ALTER_THE_NEWEST = "cd /backups && name=$(ls -d 2* | tail -1) && printf x >>$name/task.dump && echo $name"


def test_01_helm_test_signs_in_issues_a_task_and_finds_it_notified_and_counted(
    installation: Installation,
) -> None:
    assert len(installation.namespace.get("deployments", f"--selector={RELEASE}")) == PODS
    assert "helm test dondoc" in installation.namespace.helm("get", "notes", "dondoc")
    output = installation.namespace.helm("test", "dondoc", "--timeout=300s")
    assert "Phase:          Succeeded" in output, output


def test_02_every_pod_exposes_metrics(installation: Installation) -> None:
    for service, verbs in PROCESSES.items():
        for verb in verbs:
            pod = installation.pods(service, verb)[0]
            metrics = installation.metrics(pod)
            assert "process_resident_memory_bytes" in metrics, pod
            assert f"\n{WATCHED.get((service, verb), '')}" in metrics, (pod, WATCHED[service, verb])


def test_03_a_foreign_pod_in_the_namespace_is_refused(installation: Installation) -> None:
    address = f"dondoc-task-pods.{installation.namespace.name}.svc:50051"
    with installation.namespace.script("foreign", "localhost/dondoc-gateway:local", address) as script:
        found = script.end(120)
    # If the cluster enforces network policies, the pod cannot even connect.
    assert set(found.values()) in ({"UNAUTHENTICATED"}, {"UNAVAILABLE"}, {"DEADLINE_EXCEEDED"}), found
    assert len(found) == 3


def test_04_a_service_scales_by_its_own_load(installation: Installation) -> None:
    with_load = {"enabled": True, "minReplicas": 1, "maxReplicas": 3, "scaleDownSeconds": 15}
    scaled = {
        "autoscaling": with_load,
        "resources": {"requests": {"cpu": "100m", "memory": "96Mi"}},
    }
    quiet = {"replicas": 1}
    defaults = {"serve": scaled, "relay": quiet, "consume": quiet, "work": quiet}
    installation.upgrade({"processDefaults": defaults})
    until(lambda: _measured(installation), 180, "every autoscaler has a measurement")
    calm = dict.fromkeys(PROCESSES, 1)
    until(lambda: _wanted(installation) == calm, 300, "one pod of each is enough without load")
    address = f"dondoc-task-pods.{installation.namespace.name}.svc:50051"
    arguments = ("localhost/dondoc-gateway:local", address, "van-phong")
    with installation.namespace.script("burn", *arguments, secrets="dondoc-gateway") as script:
        script.wait_for("loading")
        until(lambda: len(installation.pods("task", "serve")) > 1, 240, "pods are added")
        fresh = installation.pods("task", "serve")
        until(lambda: all(_calls(installation, pod) > 100 for pod in fresh), 90, "every pod takes its share")
        wanted = _wanted(installation)
        assert wanted.pop("task") > 1
        assert set(wanted.values()) == {1}, wanted
        script.signal("stop")
        answers = script.end(120)
    assert set(answers) == {"OK"}, answers
    until(lambda: len(installation.pods("task", "serve")) == 1, 300, "the pods go after the load")


def _hpa(installation: Installation, service: str) -> Json:
    (found,) = installation.namespace.get("hpa", f"dondoc-{service}-serve")
    return found


def _wanted(installation: Installation) -> dict[str, int]:
    """The number of pods that each autoscaler wants."""
    status = {service: _hpa(installation, service)["status"] for service in PROCESSES}
    return {service: int(each.get("desiredReplicas", 0)) for service, each in status.items()}


def _measured(installation: Installation) -> bool:
    return all("currentMetrics" in _hpa(installation, service)["status"] for service in PROCESSES)


def _calls(installation: Installation, pod: str) -> float:
    """The number of calls that a pod has answered successfully."""
    lines = installation.metrics(pod).splitlines()
    found = [line for line in lines if line.startswith("dondoc_rpc_handled_total{") and 'code="OK"' in line]
    return sum(float(line.rpartition(" ")[2]) for line in found)


@pytest.fixture(scope="module")
def next_version(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Images `next`, whose task service has a new migration, and images `bad`, whose task service does not serve."""
    (head,) = installation.query("task", "SELECT version_num FROM alembic_version")
    migration = MIGRATION.format(down=head[0])
    to = "/app/services/task"
    file = tmp_path_factory.mktemp("next") / "file"
    file.write_text(migration)
    _derive("local", "next", file, f"{to}/migrations/versions/0099_proof.py")
    file.write_text(NOT_SERVING)
    _derive("next", "bad", file, "/app/sitecustomize.py")


def _derive(old: str, tag: str, file: Path, path: str) -> None:
    """Makes images under another tag; the task service's image gets one more file."""
    dockerfile = file.with_name("Dockerfile")
    dockerfile.write_text(f"FROM localhost/dondoc-task:{old}\nCOPY --chown=10001 {file.name} {path}\n")
    run("buildah", "bud", "--quiet", *LIMITS, f"--tag=localhost/dondoc-task:{tag}", str(file.parent))
    for service in PROCESSES:
        name = f"localhost/dondoc-{service}"
        if service != "task":
            run("buildah", "tag", f"{name}:{old}", f"{name}:{tag}")
        if socket := os.environ.get("CONTAINERD"):
            load(f"{name}:{tag}", Path(socket))


@pytest.mark.usefixtures("next_version")
def test_05_no_request_fails_during_an_upgrade_with_a_migration(installation: Installation) -> None:
    installation.upgrade()
    with installation.load(RATE, "once") as load_script:
        with installation.upgrading({"image": {"tag": "next"}}):
            pass
        outcome = installation.stopped(load_script)
    installation.tag = "next"
    print({key: outcome[key] for key in ("seconds", "outcomes", "slowest")})
    assert outcome["failed"] == []
    assert outcome["outcomes"]["answered"] > 30 * RATE
    assert installation.query("task", "SELECT version_num FROM alembic_version") == [["0099"]]
    recount.check(installation, outcome)


@pytest.mark.usefixtures("next_version")
def test_06_a_bad_image_stops_the_roll_out_and_can_be_rolled_back(installation: Installation) -> None:
    with installation.load(5, "once") as load_script:
        with pytest.raises(Obstacle):
            installation.upgrade({"image": {"tag": "bad"}}, seconds=90)
        assert _images(installation, installation.pods("task", "serve")) == {"localhost/dondoc-task:next"}
        tried = [pod["metadata"]["name"] for pod in installation.namespace.pods(RELEASE)]
        assert "localhost/dondoc-task:bad" in _images(installation, tried)
        installation.namespace.helm("rollback", "dondoc", "--wait", "--timeout=400s")
        outcome = installation.stopped(load_script)
    assert outcome["failed"] == []
    installation.namespace.wait_until_ready()
    recount.check(installation, outcome)


def _images(installation: Installation, names: list[str]) -> set[str]:
    """The images of the task service's pods with these names."""
    pods = installation.namespace.pods(RELEASE, "app.kubernetes.io/component=task")
    return {
        container["image"]
        for pod in pods
        if pod["metadata"]["name"] in names
        for container in pod["spec"]["containers"]
    }


def test_07_nothing_is_lost_or_doubled_when_any_pod_dies(installation: Installation) -> None:
    with installation.load(RATE, "retry") as load_script:
        for service, verbs in PROCESSES.items():
            for verb in verbs:
                for pod in installation.pods(service, verb):
                    _kill(installation, pod)
        for part in ("rabbitmq-0", "postgresql-0"):
            _kill(installation, part)
            installation.namespace.wait_until_ready()
        outcome = installation.stopped(load_script)
    print({key: outcome[key] for key in ("seconds", "outcomes", "slowest")})
    assert outcome["failed"] == []
    recount.check(installation, outcome)


def _kill(installation: Installation, pod: str) -> None:
    """Kills a pod one second after its stop signal, then waits until its successor is ready."""
    installation.namespace.kubectl("delete", "pod", pod, "--grace-period=1", "--wait=true")
    installation.namespace.wait_until_ready()


def test_08_no_request_fails_while_the_keys_change(installation: Installation) -> None:
    keys = installation_secrets.Keys(installation.store)
    used = keys.signing()
    with installation.load(5, "once") as load_script:
        for step in (keys.announce, keys.switch, keys.retire):
            step()
            installation.apply_secrets(
                installation_secrets.of_trial(installation.store, installation.namespace.name)
            )
            installation.namespace.kubectl("rollout", "restart", "deployment", f"--selector={RELEASE}")
            installation.namespace.wait_until_ready()
        outcome = installation.stopped(load_script)
    assert keys.signing() != used
    assert outcome["failed"] == []
    recount.check(installation, outcome)


def test_09_a_backup_can_be_restored(installation: Installation) -> None:
    namespace = installation.namespace
    recount.wait_until_quiet(installation)
    (before,) = installation.query("task", "SELECT count(*) FROM tasks")
    namespace.kubectl("create", "job", "backup-now", "--from=cronjob/dondoc-backup")
    namespace.kubectl("wait", "--for=condition=complete", "job/backup-now", "--timeout=180s")
    (name,) = [
        line.removeprefix("made ")
        for line in namespace.kubectl("logs", "job/backup-now").splitlines()
        if line.startswith("made ")
    ]
    namespace.helm("test", "dondoc", "--timeout=300s")
    assert installation.query("task", "SELECT count(*) FROM tasks") != [before]
    installation.upgrade({"restore": {"from": name}})
    assert installation.query("task", "SELECT count(*) FROM tasks") == [before]
    installation.upgrade()
    recount.wait_until_quiet(installation)
    namespace.helm("test", "dondoc", "--timeout=300s")


def test_10_an_altered_backup_is_not_restored(installation: Installation) -> None:
    namespace = installation.namespace
    (before,) = installation.query("task", "SELECT count(*) FROM tasks")
    (name,) = _in_backups(namespace, ALTER_THE_NEWEST)
    with pytest.raises(Obstacle):
        installation.upgrade({"restore": {"from": name}}, seconds=180)
    log = namespace.kubectl("logs", f"job/dondoc-restore-{name.lower()}")
    assert "task.dump: FAILED" in log, log
    installation.upgrade()
    assert installation.query("task", "SELECT count(*) FROM tasks") == [before]
    assert namespace.ready(RELEASE)


def _in_backups(namespace: Namespace, command: str) -> list[str]:
    """Runs a command in a pod with the backups and returns the words of its output."""
    security = {"runAsNonRoot": True, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"}}
    container = {
        "name": "alter",
        "image": "localhost/part-postgresql:local",
        "imagePullPolicy": "IfNotPresent",
        "command": ["bash", "-c", command],
        "securityContext": RESTRICTED,
        "volumeMounts": [{"name": "backups", "mountPath": "/backups"}],
    }
    spec = {
        "restartPolicy": "Never",
        "securityContext": security,
        "containers": [container],
        "volumes": [{"name": "backups", "persistentVolumeClaim": {"claimName": "backups"}}],
    }
    namespace.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "alter"}, "spec": spec})
    namespace.kubectl("wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/alter", "--timeout=120s")
    words = namespace.kubectl("logs", "alter").split()
    namespace.kubectl("delete", "pod", "alter")
    return words


def test_11_uninstalling_leaves_nothing_behind(installation: Installation) -> None:
    namespace = installation.namespace
    namespace.helm("uninstall", "dondoc", "--wait", "--timeout=200s")
    names = run("kubectl", "api-resources", "--verbs=list", "--namespaced", "--output=name")
    # Events and measurements only describe objects, and the metrics server may not answer under load.
    kinds = [kind for kind in names.split() if not kind.startswith("events") and "metrics.k8s.io" not in kind]
    # An object that another one owns goes a moment after its owner.
    with contextlib.suppress(AssertionError):
        until(lambda: not _left(namespace, kinds), 60, "nothing left behind")
    assert _left(namespace, kinds) == []


def _left(namespace: Namespace, kinds: list[str]) -> list[str]:
    """The objects of the release that still exist."""
    return namespace.kubectl("get", ",".join(kinds), f"--selector={RELEASE}", "--output=name").split()
