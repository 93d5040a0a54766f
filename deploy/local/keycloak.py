"""Keycloak on one machine: H2 as its database, a small Java heap, and a class archive for a quick start."""

import secrets
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local import first_start, install
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.program import Program, Running

# Nobody uses these features on the local system; leaving each of them out shortens the start.
_FEATURES_OFF = (
    "ciba,device-flow,par,kerberos,impersonation,token-exchange-standard,account,account-api,admin,"
    "web-authn,passkeys,user-event-metrics,rolling-updates"
)
BUILD_OPTIONS = ("--db=dev-file", "--health-enabled=true", f"--features-disabled={_FEATURES_OFF}")
ADMIN_CLIENT = "dondoc-provisioner"
# What a first start has made, and the secret of its service account.
_STARTED, _SECRET = "started", "started.secret"
_THREADS = "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory"
# The serial collector and the first compiler only: 120 MB less than Keycloak's defaults, and a quicker start.
_JAVA_OPTIONS = (
    *("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:MaxMetaspaceSize=256m"),
    *("-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8", "-Duser.language=en", "-Duser.country=US"),
    "--add-opens=java.base/java.util=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--add-opens=java.base/java.security=ALL-UNNAMED",
    f"-Djava.util.concurrent.ForkJoinPool.common.threadFactory={_THREADS}",
    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
    "-Dpicocli.disable.closures=true",
)


@dataclass(frozen=True)
class Server:
    """A Keycloak with its data in a folder; both ports are on loopback only.

    `admin_secret` is the secret of the service account `ADMIN_CLIENT` in the realm `master`. The first start
    makes that account; it is the only way in.
    """

    folder: Path
    port: int
    management_port: int
    admin_secret: str

    @property
    def url(self) -> str:
        """Address of the server, without a trailing slash."""
        return f"http://{LOOPBACK}:{self.port}"

    def prepare(self) -> None:
        """Installs and builds Keycloak if necessary and prepares the folder."""
        home = install.keycloak(BUILD_OPTIONS)
        first_start.begin(self.folder)
        for name in ("conf", "lib", "providers", "themes"):
            link = self.folder / name
            link.unlink(missing_ok=True)
            link.symlink_to(home / name)
        archive_classes(home)

    def program(self, *java_options: str) -> Program:
        """The program that runs the server in the foreground; extra Java options come last."""
        home = install.keycloak(BUILD_OPTIONS)
        archive = home / "classes.jsa"
        java = ["java", *_JAVA_OPTIONS]
        java += [f"-XX:SharedArchiveFile={archive}", "-Xlog:cds=off"] if archive.exists() else []
        java += [
            *java_options,
            f"-Dkc.home.dir={self.folder}",
            f"-Djboss.server.config.dir={self.folder}/conf",
        ]
        java += ["-cp", f"{home}/lib/quarkus-run.jar", "io.quarkus.bootstrap.runner.QuarkusEntryPoint"]
        return Program(
            name="keycloak",
            argv=(*java, *self._start_options()),
            env={
                "KC_BOOTSTRAP_ADMIN_CLIENT_ID": ADMIN_CLIENT,
                "KC_BOOTSTRAP_ADMIN_CLIENT_SECRET": self.admin_secret,
                "LANG": "C.UTF-8",
            },
            folder=self.folder,
            stop_seconds=30,
            guarded=True,
        )

    def _start_options(self) -> tuple[str, ...]:
        return (
            *("start", "--optimized", "--cache=local", "--http-enabled=true", f"--http-host={LOOPBACK}"),
            *(f"--http-port={self.port}", f"--hostname={self.url}", "--log-level=warn"),
            *(f"--http-management-host={LOOPBACK}", f"--http-management-port={self.management_port}"),
        )

    def ready(self) -> bool:
        """Whether the server reports that it is ready."""
        try:
            with urllib.request.urlopen(
                f"http://{LOOPBACK}:{self.management_port}/health/ready", timeout=3
            ) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def settle(self) -> None:
        """Records that the first start, which makes the schema and the service account, has finished."""
        first_start.finish(self.folder)


class RunningKeycloak:
    """A server for tests: provisions through its service account, stops, crashes and starts again."""

    def __init__(self, server: Server, log: Path) -> None:
        self.server = server
        self._log = log
        self._running: Running | None = None

    def start(self) -> None:
        """Starts the server and waits until it is ready."""
        self._running = Running(self.server.program(), self._log)
        self._running.wait_until(self.server.ready, seconds=180)
        self.server.settle()

    def stop(self) -> None:
        """Stops the server cleanly."""
        if self._running:
            self._running.stop()

    def kill(self) -> None:
        """Crashes the server (SIGKILL)."""
        if self._running:
            self._running.kill()

    def restart(self) -> None:
        """Stops the server and starts it again on the same ports."""
        self.stop()
        self.start()

    @property
    def url(self) -> str:
        """Address of the server, without a trailing slash."""
        return self.server.url

    @property
    def admin_client(self) -> str:
        """Client id of the service account in the realm `master`."""
        return ADMIN_CLIENT

    @property
    def admin_secret(self) -> str:
        """Secret of the service account in the realm `master`."""
        return self.server.admin_secret


@contextmanager
def running_keycloak(folder: Path) -> Iterator[RunningKeycloak]:
    """A fresh Keycloak on free ports with its data in `folder`; gone at the end, or with this process.

    Its data are a copy of those of an earlier first start: making them takes half of a first start.
    """
    home = install.keycloak(BUILD_OPTIONS)
    archive_classes(home)
    server = Server(folder / "keycloak", free_port(), free_port(), (home / _SECRET).read_text())
    server.prepare()
    shutil.copytree(home / _STARTED, server.folder / "data")
    keycloak = RunningKeycloak(server, folder / "keycloak.log")
    try:
        keycloak.start()
        yield keycloak
    finally:
        keycloak.stop()


def archive_classes(home: Path) -> None:
    """Runs the server once, unless it has been done, to archive its loaded classes (AppCDS) and for tests its data."""
    with install.only_one(home):
        if (home / "classes.jsa").exists() and (home / _STARTED).exists():
            return
        # Java writes no archive while it uses one.
        (home / "classes.jsa").unlink(missing_ok=True)
        folder = install.scratch(home, "archiving")
        for name in ("conf", "lib", "providers", "themes"):
            (folder / name).symlink_to(home / name)
        server = Server(folder, free_port(), free_port(), secrets.token_urlsafe(24))
        written = folder / "classes.jsa"
        running = Running(server.program(f"-XX:ArchiveClassesAtExit={written}"), folder / "log")
        running.wait_until(server.ready, seconds=180)
        running.stop()
        if written.exists():
            written.rename(home / "classes.jsa")
        (home / _SECRET).touch(mode=0o600)
        (home / _SECRET).write_text(server.admin_secret)
        shutil.rmtree(home / _STARTED, ignore_errors=True)
        (folder / "data").rename(home / _STARTED)
        install.discard(folder)
