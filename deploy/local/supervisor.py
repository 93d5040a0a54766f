"""supervisord: makes its configuration from programs and talks to it over its socket."""

import hashlib
import os
import shlex
import sys
import tempfile
import xmlrpc.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from supervisor.xmlrpc import SupervisorTransport

from deploy.local.program import Program

LARGEST_LOG = 10 * 1024**2
"""The bytes after which a program's log is renamed to `.log.1`. The output comes through a pipe: no line is lost."""
_HEAD = """\
[supervisord]
nodaemon=true
silent=true
logfile={logs}/supervisord.log
logfile_maxbytes=5MB
logfile_backups=1
loglevel=info
pidfile={folder}/supervisord.pid
childlogdir={logs}
umask=077
minfds=4096

[unix_http_server]
file={socket}
chmod=0600

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
# supervisord must never give up: while the database or the broker is down a process may die many times.
_PROGRAM = """
[program:{name}]
command={command}
directory={folder}
environment={environment}
autostart=false
autorestart=true
startsecs=1
startretries=1000000
stopsignal={stop_signal}
stopwaitsecs={stop_seconds}
stopasgroup=false
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes={largest}
stdout_logfile_backups=1
"""
_GROUP = """
[group:{name}]
programs={programs}
priority={priority}
"""
_LONGEST_SOCKET_PATH = 100


@dataclass(frozen=True)
class State:
    """The state of a program; `pid` is 0 unless it runs, `started` is in seconds since 1970."""

    name: str
    running: bool
    text: str
    pid: int
    started: int


class Supervisor:
    """The supervisor of one data folder. We start the `groups`; it stops them, the last one first."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self.folder = folder
        self.logs = logs

    @property
    def _socket(self) -> Path:
        """Inside the folder, unless that path is longer than the system allows for a socket."""
        path = self.folder / "supervisor.sock"
        if len(os.fsencode(path)) < _LONGEST_SOCKET_PATH:
            return path
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"dondoc-{os.getuid()}-{digest}.sock"

    def configure(self, groups: Mapping[str, Sequence[Program]]) -> None:
        """Writes the configuration."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._configuration.touch(mode=0o600)
        self._configuration.write_text(self._text(groups))

    def is_configured(self, groups: Mapping[str, Sequence[Program]]) -> bool:
        """Whether the written configuration contains exactly these programs."""
        return self._configuration.exists() and self._configuration.read_text() == self._text(groups)

    @property
    def _configuration(self) -> Path:
        return self.folder / "supervisord.conf"

    def _text(self, groups: Mapping[str, Sequence[Program]]) -> str:
        text = _HEAD.format(folder=self.folder, logs=self.logs, socket=self._socket)
        for priority, (name, programs) in enumerate(groups.items(), start=1):
            text += "".join(self._section(program) for program in programs)
            text += _GROUP.format(name=name, programs=",".join(p.name for p in programs), priority=priority)
        return text

    def _section(self, program: Program) -> str:
        return _PROGRAM.format(
            name=program.name,
            command=_escaped(shlex.join(program.bound())),
            folder=_escaped(str(program.folder)),
            environment=",".join(f'{name}="{_escaped(value)}"' for name, value in program.env.items()),
            stop_signal="TERM" if program.guarded else program.stop_signal,
            stop_seconds=program.stop_seconds,
            logs=self.logs,
            largest=LARGEST_LOG,
        )

    def program(self) -> Program:
        """The program that runs the supervisor itself."""
        return Program(
            name="supervisord",
            argv=(sys.executable, "-m", "supervisor.supervisord", "-c", str(self._configuration)),
            folder=self.folder,
            stop_seconds=120,
        )

    def answers(self) -> bool:
        """Whether the supervisor runs."""
        try:
            return bool(self._proxy().getState()["statecode"] == 1)
        except (OSError, xmlrpc.client.Error):
            return False

    def start(self, group: str, program: str) -> None:
        """Starts one program unless it runs; does not wait for it."""
        try:
            self._proxy().startProcess(f"{group}:{program}", False)
        except xmlrpc.client.Fault as fault:
            if "ALREADY_STARTED" not in fault.faultString:
                raise

    def stop(self, group: str, program: str) -> None:
        """Stops one program if it runs, and waits for its end."""
        try:
            self._proxy().stopProcess(f"{group}:{program}", True)
        except xmlrpc.client.Fault as fault:
            if "NOT_RUNNING" not in fault.faultString:
                raise

    def states(self) -> list[State]:
        """The state of every program."""
        return [
            State(
                name=str(info["name"]),
                running=info["statename"] == "RUNNING",
                text=str(info["statename"]).lower(),
                pid=int(info["pid"]),
                started=int(info["start"]),
            )
            for info in cast("list[dict[str, Any]]", self._proxy().getAllProcessInfo())
        ]

    def shut_down(self) -> None:
        """Makes the supervisor stop every program and end; does not wait."""
        self._proxy().shutdown()

    def pid(self) -> int:
        """The process id of the supervisor."""
        return int(self._proxy().getPID())

    def _proxy(self) -> Any:
        transport = SupervisorTransport(None, None, f"unix://{self._socket}")
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor


def _escaped(text: str) -> str:
    return text.replace("%", "%%")
