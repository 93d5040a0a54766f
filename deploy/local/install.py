"""Installs what the local system needs: Debian packages, Keycloak through Maven, Go programs for the tests.

Everything that is not a Debian package goes to one cache folder (`DONDOC_CACHE`, else `~/.cache/dondoc`).
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from deploy.local.obstacle import Obstacle

KEYCLOAK_VERSION = "26.4.0"
HELM_VERSION = "3.19.0"
HELM_DOCS_VERSION = "1.14.2"
COMPOSE_GO_VERSION = "2.16.2"
VERSITYGW_VERSION = "1.8.0"
_MAVEN_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"
# The package of each program; a program is a name on the PATH or a file.
DEBIAN_PACKAGES = {
    "/usr/lib/rabbitmq/bin/rabbitmq-server": "rabbitmq-server",
    "java": "openjdk-17-jre-headless",
    "mvn": "maven",
}
# Draws no windows, which halves the work of a page in a test; the package's own script would be one more process.
CHROMIUM = "/usr/lib/chromium/chromium-headless-shell"
DEBIAN_TEST_PACKAGES = {
    CHROMIUM: "chromium-headless-shell",
    "faketime": "faketime",
    "promtool": "prometheus",
}
_POLICY = Path("/usr/sbin/policy-rc.d")


def cache() -> Path:
    """The folder that keeps what has been downloaded and built."""
    folder = os.environ.get("DONDOC_CACHE")
    return Path(folder) if folder else Path.home() / ".cache" / "dondoc"


def debian_packages(wanted: dict[str, str]) -> None:
    """Installs the packages whose programs are missing; without the right to, an Obstacle names the command."""
    missing = sorted({package for program, package in wanted.items() if shutil.which(program) is None})
    if not missing:
        return
    command = f"apt-get install --no-install-recommends {' '.join(missing)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Obstacle(f"Programs are missing: run `{command}` as root, then try again.")
    with _no_services_started():
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-qq", "-y", "--no-install-recommends", *missing)


@contextmanager
def _no_services_started() -> Iterator[None]:
    """Keeps Debian from starting a service as soon as it is installed: we start our own broker."""
    ours = not _POLICY.exists()
    if ours:
        _POLICY.write_text("#!/bin/sh\nexit 101\n")
        _POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            _POLICY.unlink(missing_ok=True)


def keycloak(build_options: Sequence[str]) -> Path:
    """The home folder of a Keycloak built with these options; the first call downloads and builds it."""
    digest = hashlib.sha256("\0".join(build_options).encode()).hexdigest()[:8]
    home = cache() / f"keycloak-{KEYCLOAK_VERSION}-{digest}"
    if home.exists():
        return home
    with only_one(home):
        if not home.exists():
            _build_keycloak(home, build_options)
    return home


def keycloak_archive() -> Path:
    """The published archive of Keycloak, downloaded at the first call."""
    return _download(f"org.keycloak:keycloak-quarkus-dist:{KEYCLOAK_VERSION}:tar.gz")


def helm() -> Path:
    """The program `helm`."""
    return _go_program("helm.sh/helm/v3/cmd/helm", HELM_VERSION)


def helm_docs() -> Path:
    """The program `helm-docs`, which makes a chart's README from the comments of its values."""
    return _go_program("github.com/norwoodj/helm-docs/cmd/helm-docs", HELM_DOCS_VERSION)


def versitygw() -> Path:
    """The program `versitygw`, an S3 server that keeps its files in a folder."""
    return _go_program("github.com/versity/versitygw/cmd/versitygw", VERSITYGW_VERSION)


def compose_go() -> Path:
    """Docker's own reader of Compose files as a program: it refuses what Docker would refuse."""
    return _go_program("github.com/compose-spec/compose-go/v2/cmd", COMPOSE_GO_VERSION, "compose-go")


def _go_program(package: str, version: str, title: str = "") -> Path:
    """A program built from the Go module proxy at the first call."""
    name = package.rpartition("/")[2]
    program = cache() / f"{title or name}-{version}" / name
    with only_one(program.parent):
        if not program.exists():
            folder = scratch(program.parent, "building")
            _run("go", "install", f"{package}@v{version}", GOBIN=str(folder), CGO_ENABLED="0")
            folder.rename(program.parent)
    return program


def go_module(module: str, version: str) -> Path:
    """The folder of a published Go module, downloaded at the first call."""
    with only_one(cache() / "go-modules"):
        output = _run("go", "mod", "download", "-json", f"{module}@v{version}")
    return Path(json.loads(output)["Dir"])


def _build_keycloak(home: Path, build_options: Sequence[str]) -> None:
    """Unpacks and builds beside the final path: an interrupted attempt leaves no incomplete home behind."""
    archive = keycloak_archive()
    folder = scratch(home, "building")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    unpacked = folder / f"keycloak-{KEYCLOAK_VERSION}"
    _run(str(unpacked / "bin" / "kc.sh"), "build", *build_options)
    unpacked.rename(home)
    discard(folder)


def _download(artifact: str) -> Path:
    folder = cache() / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    _, name, version, kind = artifact.split(":")
    archive = folder / f"{name}-{version}.{kind}"
    if not archive.exists():
        _run("mvn", "-q", "-B", f"{_MAVEN_PLUGIN}:get", f"-Dartifact={artifact}", "-Dtransitive=false")
        options = (f"-Dartifact={artifact}", f"-DoutputDirectory={folder}", "-Dmdep.useBaseVersion=true")
        _run("mvn", "-q", "-B", f"{_MAVEN_PLUGIN}:copy", *options)
    return archive


def _run(*command: str, **variables: str) -> str:
    """Runs a step of the installation and returns its output; Obstacle with the last line if it fails."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"} | variables
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise Obstacle(f"{command[0]} is missing: install it, then try again.") from None
    if done.returncode != 0:
        lines = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()
        raise Obstacle(f"`{' '.join(command[:4])}` failed: {lines[-1]}")
    return done.stdout


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Holds a lock beside the path, so that sessions that start at the same time install a thing only once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def scratch(beside: Path, purpose: str) -> Path:
    """A new empty folder on the path's file system, so that results can be renamed into place."""
    for left in beside.parent.glob(f"{beside.name}.{purpose}-*"):
        discard(left)
    return Path(tempfile.mkdtemp(prefix=f"{beside.name}.{purpose}-", dir=beside.parent))


def discard(folder: Path) -> None:
    """Removes a folder that `scratch` made."""
    shutil.rmtree(folder, ignore_errors=True)
