"""Faults of the cluster around dondoc: nothing is lost or doubled, and what is wrong says so.

The faults: a drained node, pods that cannot reach each other, names that do not resolve, a wrong clock, and a
certificate that has ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from deploy import secrets as installation_secrets
from deploy.images import LIMITS, load
from deploy.local.obstacle import Obstacle
from shared.testing import CLOCK_AHEAD
from tests.cluster import recount
from tests.cluster.installation import RELEASE, Installation
from tests.cluster.kube import run, until

RATE = 10
"""Requests per second."""
AWAY = 45
"""Seconds that a fault lasts."""
SKEWED = """FROM localhost/dondoc-task:local
USER 0
RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends faketime && rm -rf /var/lib/apt/lists/*
USER 10001
"""


@contextmanager
def working(installation: Installation) -> Iterator[None]:
    """People work while the block runs. Every command of theirs succeeds in the end, once, and is counted."""
    with installation.load(RATE, "retry") as load_script:
        yield
        installation.namespace.wait_until_ready()
        outcome = installation.stopped(load_script)
    print({key: outcome[key] for key in ("seconds", "outcomes", "slowest")})
    assert outcome["failed"] == []
    recount.check(installation, outcome)


def test_a_drain_leaves_a_pod_of_every_process_that_has_two(installation: Installation) -> None:
    (node,) = run("kubectl", "get", "nodes", "--output=name").split()
    command = [
        "kubectl",
        "drain",
        node,
        f"--pod-selector={RELEASE}",
        "--delete-emptydir-data",
        "--timeout=500s",
    ]
    budgets = installation.namespace.get("poddisruptionbudgets", f"--selector={RELEASE}")
    assert budgets
    with working(installation):
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as drain:
            try:
                # There is no other node: a successor waits until this one takes pods again.
                until(lambda: _pending(installation) >= len(budgets), 200, "one of each is evicted")
                time.sleep(10)
                for budget in budgets:
                    assert installation.namespace.ready(*_labels(budget["spec"]["selector"])), budget
            finally:
                run("kubectl", "uncordon", node)
            output, _ = drain.communicate(timeout=600)
        assert drain.returncode == 0, output


def _pending(installation: Installation) -> int:
    return sum(pod["status"]["phase"] == "Pending" for pod in installation.namespace.pods(RELEASE))


def _labels(selector: dict[str, dict[str, str]]) -> list[str]:
    return [f"{name}={value}" for name, value in selector["matchLabels"].items()]


PARTED = [
    ("task", "serve", "postgresql-0"),
    ("task", "relay", "rabbitmq-0"),
    ("notification", "consume", "rabbitmq-0"),
    ("reporting", "consume", "postgresql-0"),
    ("document", "serve", "storage-0"),
    ("gateway", "serve", "keycloak-0"),
]


@pytest.mark.skipif("CONTAINERD" not in os.environ, reason="the pods' networks are on the cluster's node")
def test_nothing_is_lost_or_doubled_while_pods_cannot_reach_each_other(installation: Installation) -> None:
    with working(installation):
        for service, process, part in PARTED:
            with parted(installation, installation.pods(service, process)[0], part):
                time.sleep(AWAY)


@contextmanager
def parted(installation: Installation, pod: str, other: str) -> Iterator[None]:
    """Drops, without a word to either side, whatever two pods send each other."""
    (there,) = installation.namespace.get("pod", other)
    address = there["status"]["podIP"]
    network = ("nsenter", f"--net=/proc/{_process(installation, pod)}/ns/net", "iptables")
    rules = (("INPUT", "--source", address), ("OUTPUT", "--destination", address))
    for rule in rules:
        run(*network, "--append", *rule, "--jump", "DROP")
    try:
        yield
    finally:
        for rule in rules:
            run(*network, "--delete", *rule, "--jump", "DROP")


def _process(installation: Installation, pod: str) -> int:
    """A process of a pod's network on this machine, the node."""
    ctr = ("ctr", "--address", os.environ["CONTAINERD"], "--namespace", "k8s.io")
    of_pod = f'labels."io.kubernetes.pod.name"=={pod}'
    found = run(*ctr, "containers", "list", "--quiet", of_pod).split()
    tasks = dict(line.split()[:2] for line in run(*ctr, "tasks", "list").splitlines()[1:])
    return next(int(tasks[container]) for container in found if container in tasks)


def test_nothing_is_lost_or_doubled_while_names_do_not_resolve(installation: Installation) -> None:
    scale = ("kubectl", "--namespace", "kube-system", "scale", "deployment", "coredns")
    with working(installation):
        run(*scale, "--replicas=0")
        try:
            time.sleep(AWAY)
            # A process that begins meanwhile waits for the names, too.
            installation.namespace.kubectl(
                "delete", "pod", installation.pods("task", "serve")[0], "--wait=false"
            )
            time.sleep(AWAY)
        finally:
            run(*scale, "--replicas=1")


@pytest.fixture(scope="module")
def skewed(tmp_path_factory: pytest.TempPathFactory, installation: Installation) -> str:
    """An image of the task service whose processes can be given another time."""
    folder, name = tmp_path_factory.mktemp("skewed"), "localhost/dondoc-task:skewed"
    (folder / "Dockerfile").write_text(SKEWED)
    run("buildah", "bud", "--quiet", *LIMITS, f"--tag={name}", str(folder))
    if socket := os.environ.get("CONTAINERD"):
        load(name, Path(socket))
    return name


def test_a_pod_with_a_wrong_clock_gets_no_work_and_says_why(installation: Installation, skewed: str) -> None:
    namespace, deployment = installation.namespace, "deployment/dondoc-task-serve"
    before = set(installation.pods("task", "serve"))
    ahead = [{"name": name, "value": value} for name, value in CLOCK_AHEAD.items()]
    with working(installation):
        (found,) = namespace.get(deployment)
        name = found["spec"]["template"]["spec"]["containers"][0]["name"]
        containers = [{"name": name, "image": skewed, "env": ahead}]
        patch = {"spec": {"template": {"spec": {"containers": containers}}}}
        namespace.kubectl("patch", deployment, f"--patch={json.dumps(patch)}")
        try:
            until(lambda: bool(_off(installation)), 120, "the new pod measures its clock")
            (pod,) = _off(installation)
            assert namespace.exec(pod, "python", "-c", READINESS).strip() == "clock: WrongClockError"
            assert set(installation.pods("task", "serve")) <= before
        finally:
            namespace.kubectl("rollout", "undo", deployment)


READINESS = """
import urllib.error, urllib.request
try:
    print(urllib.request.urlopen("http://127.0.0.1:9090/readyz").read().decode())
except urllib.error.HTTPError as error:
    print(error.read().decode())
"""


def _off(installation: Installation) -> list[str]:
    """The pods of the task service whose clock is far from the database's."""
    pods = installation.namespace.pods(RELEASE, "app.kubernetes.io/component=task", "dondoc/process=serve")
    names = [pod["metadata"]["name"] for pod in pods if pod["status"]["phase"] == "Running"]
    return [name for name in names if _measure(installation, name, "dondoc_clock_offset_seconds") > 50]


def _measure(installation: Installation, pod: str, name: str) -> float:
    """A metric of a pod; 0 as long as the pod does not expose it."""
    try:
        lines = installation.metrics(pod).splitlines()
    except Obstacle:
        return 0.0
    return next((float(line.split()[1]) for line in lines if line.startswith(f"{name} ")), 0.0)


def test_a_certificate_that_ended_is_renewed_without_a_restart(installation: Installation) -> None:
    namespace = installation.namespace
    authority = installation_secrets.Authority(installation.store)
    hosts = installation_secrets.internal_hosts(namespace.name)
    kept = authority.issue("grpc", hosts)
    pods = set(installation.pods("task", "serve"))
    with working(installation):
        brief = authority.issue(f"grpc-{time.time():.0f}", hosts, timedelta(seconds=150))
        installation.apply_secrets({"dondoc-grpc": brief})
        until(lambda: not installation.pods("task", "serve"), 400, "the certificate has ended")
        (pod, *_) = sorted(pods)
        assert namespace.exec(pod, "python", "-c", READINESS).strip() == "certificate: ExpiredError"
        assert _measure(installation, pod, "dondoc_certificate_end_timestamp_seconds") < time.time()
        installation.apply_secrets({"dondoc-grpc": kept})
        until(lambda: set(installation.pods("task", "serve")) == pods, 300, "the same pods serve again")
