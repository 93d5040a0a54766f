"""Builds the images of all services, and of the other parts that a trial needs, with buildah.

`python -m deploy.images services|parts [--tag TAG] [--base IMAGE] [--load SOCKET]`; `--load` imports the images into
the containerd behind a socket, for a cluster without a registry.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local import install
from deploy.local.obstacle import Obstacle
from deploy.local.plan import PROCESSES, ROOT

PARTS = ROOT / "deploy" / "parts" / "images"
# Without CAP_SYS_RESOURCE the kernel refuses the limits that buildah would set by default.
LIMITS = ("--isolation=chroot", "--ulimit=nofile=20000:20000", "--ulimit=nproc=1000:1000")
_BASE = "localhost/base:bookworm"


@dataclass(frozen=True)
class Image:
    """The inputs for the build of one image; its Dockerfile copies from the folders in `contexts` by name."""

    name: str
    dockerfile: Path
    context: Path
    arguments: Mapping[str, str]
    contexts: Mapping[str, Path] = field(default_factory=dict)

    def build(self) -> None:
        """Builds the image and reuses unchanged layers. Obstacle with the last lines of output if that fails."""
        command = ["buildah", "bud", "--layers", "--quiet", *LIMITS, f"--tag={self.name}", "--timestamp=0"]
        if authorities := os.environ.get("SSL_CERT_FILE"):
            command.append(f"--secret=id=ca,src={authorities}")
        command += [f"--build-arg={key}={value}" for key, value in self.arguments.items()]
        command += [f"--build-context={key}={folder}" for key, folder in self.contexts.items()]
        run(*command, f"--file={self.dockerfile}", str(self.context))


def of_services(base: str, tag: str) -> Iterator[Image]:
    """The image of every service and of the gateway."""
    for service in PROCESSES:
        arguments = {"BASE": base, "SERVICE": service}
        yield Image(f"localhost/dondoc-{service}:{tag}", ROOT / "deploy" / "Dockerfile", ROOT, arguments)


def of_parts(base: str, tag: str) -> Iterator[Image]:
    """PostgreSQL, RabbitMQ, Keycloak, S3 and a mail relay in place of a province's own; after `of_services`."""
    contexts: dict[str, dict[str, Path]] = {
        "postgresql": {},
        "rabbitmq": {},
        "keycloak": {"downloads": install.keycloak_archive().parent},
        "storage": {"programs": install.versitygw().parent},
        "mail": {"source": ROOT},
    }
    for name, folders in contexts.items():
        arguments = {"BASE": f"localhost/dondoc-notification:{tag}" if name == "mail" else base}
        if name == "keycloak":
            arguments["VERSION"] = install.KEYCLOAK_VERSION
        folder = PARTS / name
        yield Image(f"localhost/part-{name}:local", folder / "Dockerfile", folder, arguments, folders)


def load(name: str, socket: Path) -> None:
    """Imports an image into the containerd behind the socket; only adds the name if it has the image already."""
    images = ("ctr", "--address", str(socket), "--namespace", "k8s.io", "images")
    known = f"sha256:{run('buildah', 'inspect', '--type=image', '--format={{.FromImageID}}', name).strip()}"
    if known in run(*images, "list", "--quiet").split():
        run(*images, "tag", "--force", known, name)
        return
    with tempfile.TemporaryDirectory() as folder:
        archive = f"{folder}/image.tar"
        run("buildah", "push", "--quiet", name, f"docker-archive:{archive}:{name}")
        run(*images, "import", archive)


def run(*command: str) -> str:
    """Runs a program to its end; Obstacle with the last lines of its output if it fails."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = "\n".join((done.stderr.strip() or done.stdout.strip()).splitlines()[-8:])
        raise Obstacle(f"`{' '.join(command[:3])} … {command[-1]}`: {lines}")
    return done.stdout


def main() -> None:
    """Builds the images, and loads them if `--load` is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("which", choices=["services", "parts"])
    parser.add_argument("--base", default=os.environ.get("DONDOC_IMAGE_BASE", _BASE))
    parser.add_argument("--tag", default="local")
    parser.add_argument("--load", type=Path)
    options = parser.parse_args()
    kinds = {"services": of_services, "parts": of_parts}
    try:
        for image in kinds[options.which](options.base, options.tag):
            image.build()
            if options.load:
                load(image.name, options.load)
            print(image.name, flush=True)
    except Obstacle as obstacle:
        sys.exit(str(obstacle))


if __name__ == "__main__":
    main()
