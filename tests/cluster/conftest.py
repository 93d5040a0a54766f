"""One installation for all proofs: the images, and the province's parts and dondoc in a new namespace."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy import images
from deploy import secrets as installation_secrets
from deploy.demo.cast import FOLDER, Cast
from deploy.local import install
from deploy.local.plan import ROOT
from deploy.local.secret_store import SecretStore
from shared import yamls
from tests.cluster.installation import CLAIMS, HERE, Installation
from tests.cluster.kube import Namespace, run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gives every proof more time than a test on one machine needs."""
    for item in items:
        item.add_marker(pytest.mark.timeout(1800))


@pytest.fixture(scope="session")
def built() -> None:
    """Builds the images of all services and parts, and loads them into the cluster if CONTAINERD names its socket."""
    if "NAMESPACE" in os.environ:
        return
    base, socket = (
        os.environ.get("DONDOC_IMAGE_BASE", "localhost/base:bookworm"),
        os.environ.get("CONTAINERD"),
    )
    for image in (*images.of_services(base, "local"), *images.of_parts(base, "local")):
        image.build()
        if socket:
            images.load(image.name, Path(socket))


@pytest.fixture(scope="session")
def namespace() -> Iterator[Namespace]:
    """A namespace that admits only restricted pods, removed at the end with its volumes; or the one in NAMESPACE."""
    os.environ["PATH"] = f"{install.helm().parent}{os.pathsep}{os.environ['PATH']}"
    if kept := os.environ.get("NAMESPACE"):
        yield Namespace(kept)
        return
    found = Namespace(f"dondoc-{secrets.token_hex(3)}")
    print(f"namespace {found.name}", flush=True)
    run("kubectl", "create", "namespace", found.name)
    run("kubectl", "label", "namespace", found.name, "pod-security.kubernetes.io/enforce=restricted")
    # Not one of pytest's folders: pytest would remove it while a kept installation still needs it.
    folder = Path(tempfile.mkdtemp(prefix=f"{found.name}-"))
    volumes = _volumes(found, folder)
    try:
        yield found
    finally:
        if not os.environ.get("KEEP"):
            run("kubectl", "delete", "namespace", found.name, "--wait=true")
            for volume in volumes:
                run("kubectl", "delete", "persistentvolume", volume, "--ignore-not-found")
            for path in (folder, _secrets_folder(found)):
                shutil.rmtree(path, ignore_errors=True)


def _secrets_folder(namespace: Namespace) -> Path:
    """The folder that keeps the secrets of an installation."""
    return ROOT / "build" / "cluster" / namespace.name


def _volumes(namespace: Namespace, folder: Path) -> list[str]:
    """Volumes in a folder of this machine, for a cluster of one node without a storage class."""
    if run("kubectl", "get", "storageclass", "--output=name").strip():
        return []
    names = []
    for claim in CLAIMS:
        path = folder / claim
        path.mkdir(parents=True)
        path.chmod(0o777)
        names.append(f"{namespace.name}-{claim}")
        spec: dict[str, Any] = {
            "capacity": {"storage": "2Gi"},
            "accessModes": ["ReadWriteOnce"],
            "persistentVolumeReclaimPolicy": "Retain",
            "storageClassName": "",
            "claimRef": {"namespace": namespace.name, "name": claim},
            "hostPath": {"path": str(path)},
        }
        namespace.apply(
            {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": names[-1]}, "spec": spec}
        )
    folder.chmod(0o755)
    return names


@pytest.fixture(scope="session")
def installation(built: None, namespace: Namespace, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Parts, secrets and dondoc, installed as docs/operations.md says, with people who can sign in."""
    store = SecretStore(_secrets_folder(namespace))
    found = Installation(namespace, store, tmp_path_factory.mktemp("values"))
    if "NAMESPACE" in os.environ:
        found.tag = found.running_tag()
        return found
    found.apply_secrets(installation_secrets.of_trial(store, namespace.name))
    found.install_parts()
    _province(namespace, tmp_path_factory.mktemp("province"))
    found.install()
    found.give_passwords()
    return found


def _province(namespace: Namespace, folder: Path) -> None:
    """The demo province, with all people signing in at the province's own sign-on."""
    shutil.copy(FOLDER / "units.yaml", folder)
    people = yamls.read(FOLDER / "people.yaml")
    for person in people["people"]:
        person["identity_provider"] = "province"
    sso = yamls.read(FOLDER / "sso.yaml") | {"providers": []}
    for name, content in (("people", people), ("sso", sso)):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    namespace.kubectl("create", "configmap", "province", f"--from-file={folder}")


@pytest.fixture(scope="session")
def cast() -> Cast:
    """The people and units of the demo province."""
    return Cast()


__all__ = ["HERE", "ROOT"]
