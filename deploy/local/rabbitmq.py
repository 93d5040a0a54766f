"""A private RabbitMQ node: Debian's program with its own folder, ports, cookie and account.

It neither touches nor uses the machine's own node (service, configuration, epmd).
"""

import os
import secrets
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local import first_start
from deploy.local.obstacle import Obstacle
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.program import Program, Running

# The scripts that Debian's wrapper calls: the wrapper itself would change the account and the home folder.
_SCRIPTS = Path("/usr/lib/rabbitmq/bin")
_PROTOCOL_HEADER = b"AMQP\x00\x00\x09\x01"
_CONFIGURATION = """\
listeners.tcp.1 = {host}:{port}
default_user = {user}
default_pass = {password}
default_vhost = /
vm_memory_high_watermark.absolute = 400MB
disk_free_limit.absolute = 200MB
log.console = true
log.console.level = warning
log.file = false
heartbeat = 30
"""


@dataclass(frozen=True)
class Node:
    """A broker in a folder; the three ports are on loopback only."""

    folder: Path
    port: int
    distribution_port: int
    epmd_port: int
    user: str
    password: str
    cookie: str

    @property
    def url(self) -> str:
        """Address of the default virtual host."""
        return self.address("/")

    def address(self, vhost: str) -> str:
        """The URL of a virtual host."""
        path = "%2F" if vhost == "/" else vhost
        return f"amqp://{self.user}:{self.password}@{LOOPBACK}:{self.port}/{path}"

    def prepare(self) -> None:
        """Writes the node's configuration; its first start makes the account."""
        if not _SCRIPTS.exists():
            raise Obstacle(
                "RabbitMQ is missing: run `apt-get install rabbitmq-server` as root, then try again."
            )
        first_start.begin(self.folder)
        text = _CONFIGURATION.format(host=LOOPBACK, port=self.port, user=self.user, password=self.password)
        self._write("rabbitmq.conf", text)
        self._write("enabled_plugins", "[].\n")
        self._write(".erlang.cookie", self.cookie)

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(text)

    def program(self) -> Program:
        """The program that runs the broker in the foreground."""
        return Program(
            name="rabbitmq",
            argv=(str(_SCRIPTS / "rabbitmq-server"),),
            env=self._environment(),
            folder=self.folder,
            stop_seconds=60,
            guarded=True,
        )

    def _environment(self) -> dict[str, str]:
        folder = str(self.folder)
        return {
            "HOME": folder,
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LANG": "C.UTF-8",
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_NODENAME": "dondoc@localhost",
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq.conf",
            "RABBITMQ_ADVANCED_CONFIG_FILE": f"{folder}/advanced.config",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/enabled_plugins",
            "RABBITMQ_MNESIA_BASE": f"{folder}/mnesia",
            "RABBITMQ_LOG_BASE": f"{folder}/log",
            "RABBITMQ_GENERATED_CONFIG_DIR": f"{folder}/generated",
            "RABBITMQ_DIST_PORT": str(self.distribution_port),
            "RABBITMQ_CTL_DIST_PORT_MIN": "0",
            "RABBITMQ_CTL_DIST_PORT_MAX": "0",
            "ERL_EPMD_PORT": str(self.epmd_port),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "ERL_CRASH_DUMP_SECONDS": "0",
            # One scheduler that does not spin: an idle broker must leave the machine's two cores to the services.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "+S 1:1 +SDcpu 1:1 +SDio 4 +sbwt none +sbwtdcpu none +sbwtdio none"
                " -kernel inet_dist_use_interface {127,0,0,1}"
            ),
            # Makes the script replace itself with the broker, so that signals reach it and no shell is in between.
            "RUNNING_UNDER_SYSTEMD": "true",
        }

    def ready(self) -> bool:
        """Whether the broker answers a client's greeting, which it does only after it has booted."""
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=1) as client:
                client.settimeout(2)
                client.sendall(_PROTOCOL_HEADER)
                return client.recv(1) == b"\x01"
        except OSError:
            return False

    def settle(self) -> None:
        """Records that the first boot, which makes the account, has finished."""
        first_start.finish(self.folder)

    def create_vhost(self, name: str) -> str:
        """Makes a virtual host for our account unless it exists; returns its URL."""
        if not name.isalnum():
            raise ValueError(f"not a plain name: {name}")
        user, host, all = (f'<<"{text}">>' for text in (self.user, name, ".*"))
        # One call for both: rabbitmqctl takes two seconds to start, so `add_vhost` and `set_permissions` take four.
        self.control(
            "eval",
            f"rabbit_vhost:add({host}, {user}),"
            f" rabbit_auth_backend_internal:set_permissions({user}, {host}, {all}, {all}, {all}, {user}).",
        )
        return self.address(name)

    def control(self, *arguments: str) -> str:
        """Runs rabbitmqctl against this node (about two seconds); Obstacle with its message if it fails."""
        done = subprocess.run(
            [str(_SCRIPTS / "rabbitmqctl"), *arguments],
            env=self._environment() | {"RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ""},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise Obstacle(
                f"rabbitmqctl {arguments[0]}: {(done.stderr or done.stdout).strip().splitlines()[0]}"
            )
        return done.stdout


class RunningRabbitMQ:
    """A broker for tests: makes virtual hosts, stops, crashes and starts again."""

    def __init__(self, node: Node, log: Path) -> None:
        self.node = node
        self._log = log
        self._running: Running | None = None

    def start(self) -> None:
        """Starts the broker and waits until it answers clients."""
        self._running = Running(self.node.program(), self._log)
        self._running.wait_until(self.node.ready, seconds=90)
        self.node.settle()

    def stop(self) -> None:
        """Stops the broker cleanly."""
        if self._running:
            self._running.stop()

    def kill(self) -> None:
        """Crashes the broker (SIGKILL)."""
        if self._running:
            self._running.kill()

    def restart(self) -> None:
        """Stops the broker and starts it again on the same ports."""
        self.stop()
        self.start()

    @property
    def url(self) -> str:
        """Address of the default virtual host."""
        return self.node.url

    def create_vhost(self, name: str) -> str:
        """Makes a virtual host; returns its URL."""
        return self.node.create_vhost(name)


@contextmanager
def running_rabbitmq(folder: Path) -> Iterator[RunningRabbitMQ]:
    """A fresh broker on free ports with its data in `folder`; gone at the end, or with this process."""
    node = Node(
        folder=folder / "rabbitmq",
        port=free_port(),
        distribution_port=free_port(),
        epmd_port=free_port(),
        user="dondoc",
        password=secrets.token_urlsafe(18),
        cookie=secrets.token_hex(16),
    )
    node.prepare()
    broker = RunningRabbitMQ(node, folder / "rabbitmq.log")
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()
