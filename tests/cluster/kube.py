"""Access of the proofs to a cluster: kubectl, helm, and scripts that run inside it as pods."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from deploy.local.obstacle import Obstacle
from deploy.local.plan import ROOT

SCRIPTS = Path(__file__).with_name("scripts")
Json = dict[str, Any]
RESTRICTED = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "readOnlyRootFilesystem": True,
}


def run(*command: str, given: str | None = None, seconds: float = 600) -> str:
    """Runs a program; Obstacle with its output if it fails."""
    done = subprocess.run(
        command, cwd=ROOT, input=given or "", capture_output=True, text=True, timeout=seconds, check=False
    )
    if done.returncode != 0:
        raise Obstacle(f"{' '.join(command)[:200]}: {(done.stderr.strip() or done.stdout.strip())[-3000:]}")
    return done.stdout


def until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    """Waits until the condition holds; fails if it does not in time."""
    last_moment = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < last_moment, f"not within {seconds} s: {what}"
        time.sleep(0.5)


class Namespace:
    """One namespace of the cluster that KUBECONFIG names."""

    def __init__(self, name: str) -> None:
        self.name = name

    def kubectl(self, *arguments: str, given: str | None = None, seconds: float = 600) -> str:
        """Runs kubectl in the namespace."""
        return run("kubectl", "--namespace", self.name, *arguments, given=given, seconds=seconds)

    def helm(self, *arguments: str) -> str:
        """Runs helm in the namespace."""
        return run("helm", "--namespace", self.name, *arguments)

    def apply(self, *objects: Json) -> None:
        """Creates or changes objects."""
        self.kubectl("apply", "--filename=-", given=yaml.safe_dump_all(objects))

    def get(self, *what: str) -> list[Json]:
        """The objects that `kubectl get` finds."""
        answer: Json = json.loads(self.kubectl("get", *what, "--output=json"))
        found: list[Json] = answer.get("items", [answer])
        return found

    def pods(self, *selector: str) -> list[Json]:
        """The pods that are not being deleted: `kubectl get` may still show a deleted one as ready."""
        labels = [f"--selector={','.join(selector)}"] if selector else []
        return [pod for pod in self.get("pods", *labels) if "deletionTimestamp" not in pod["metadata"]]

    def ready(self, *selector: str) -> list[str]:
        """The names of the ready pods."""
        return [
            pod["metadata"]["name"]
            for pod in self.pods(*selector)
            if any(
                each["type"] == "Ready" and each["status"] == "True"
                for each in pod["status"].get("conditions", [])
            )
        ]

    def wait_until_ready(self, seconds: float = 300) -> None:
        """Waits until every pod of a Deployment or StatefulSet is ready."""

        def all_ready() -> bool:
            owners = self.get("deployments,statefulsets")
            return all(
                each["status"].get("readyReplicas", 0) == each["spec"]["replicas"]
                and each["status"].get("updatedReplicas", each["spec"]["replicas"])
                == each["spec"]["replicas"]
                and each["status"].get("replicas", 0) == each["spec"]["replicas"]
                for each in owners
            )

        until(all_ready, seconds, "all pods ready")

    def exec(self, pod: str, *command: str, given: str | None = None) -> str:
        """Runs a command in a pod."""
        return self.kubectl("exec", "--stdin", pod, "--", *command, given=given)

    @contextmanager
    def script(self, name: str, image: str, *arguments: str, secrets: str = "") -> Iterator[Script]:
        """Runs a script of `scripts/` in a pod with one of dondoc's images; removes the pod at the end."""
        self.apply(
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"name": name},
                "data": {path.name: path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.py")},
            }
        )
        trust = "/trust/ca.crt"
        volumes: list[Json] = [
            {"name": "scripts", "configMap": {"name": name}},
            {"name": "trust", "secret": {"secretName": "dondoc-trust"}},
            {"name": "tmp", "emptyDir": {}},
        ]
        mounts = [
            {"name": "scripts", "mountPath": "/scripts"},
            {"name": "trust", "mountPath": "/trust"},
            {"name": "tmp", "mountPath": "/tmp"},
        ]
        if secrets:
            volumes.append({"name": "secrets", "secret": {"secretName": secrets}})
            mounts.append({"name": "secrets", "mountPath": "/secrets"})
        environment = {"SSL_CERT_FILE": trust, "REQUESTS_CA_BUNDLE": trust, "DONDOC_SECRETS_DIR": "/secrets"}
        container = {
            "name": "script",
            "image": image,
            "imagePullPolicy": "IfNotPresent",
            "command": ["python", f"/scripts/{name}.py", *arguments],
            "env": [{"name": key, "value": value} for key, value in environment.items()],
            "securityContext": RESTRICTED,
            "volumeMounts": mounts,
        }
        user = {"runAsNonRoot": True, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"}}
        self.kubectl("delete", "pod", name, "--ignore-not-found", "--wait=true")
        self.apply(
            {
                "apiVersion": "v1",
                "kind": "Pod",
                "metadata": {"name": name},
                "spec": {
                    "restartPolicy": "Never",
                    "automountServiceAccountToken": False,
                    "enableServiceLinks": False,
                    "terminationGracePeriodSeconds": 30,
                    "securityContext": user,
                    "containers": [container],
                    "volumes": volumes,
                },
            }
        )
        try:
            yield Script(self, name)
        finally:
            self.kubectl("delete", "pod", name, "--ignore-not-found", "--grace-period=0", "--force")
            self.kubectl("delete", "configmap", name, "--ignore-not-found")


class Script:
    """A script that runs as a pod."""

    def __init__(self, namespace: Namespace, name: str) -> None:
        self._namespace = namespace
        self._name = name

    def output(self) -> str:
        """The output of the script so far."""
        return self._namespace.kubectl("logs", self._name)

    def wait_for(self, word: str, seconds: float = 60) -> None:
        """Waits until the script has printed a word."""

        def printed() -> bool:
            return self._phase() != "Pending" and word in self.output()

        until(printed, seconds, f"{self._name} prints {word}")

    def signal(self, word: str) -> None:
        """Makes the file /tmp/<word>, which the script looks for."""
        self._namespace.exec(self._name, "touch", f"/tmp/{word}")

    def end(self, seconds: float = 600) -> Json:
        """Waits until the script ends and returns the JSON of its last line; fails with its output if it failed."""
        until(lambda: self._phase() in ("Succeeded", "Failed"), seconds, f"{self._name} ends")
        output = self.output()
        assert self._phase() == "Succeeded", output[-3000:]
        found: Json = json.loads(output.strip().splitlines()[-1])
        return found

    def _phase(self) -> str:
        (pod,) = self._namespace.get("pod", self._name)
        return str(pod["status"]["phase"])
