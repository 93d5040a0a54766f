"""The plan of one local system: its folder, its ports, and the one table of its processes."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.obstacle import Obstacle
from deploy.local.ports import LOOPBACK, free_ports

ROOT = Path(__file__).resolve().parents[2]
PROVINCE = ROOT / "deploy" / "demo" / "province"
DEFAULT_BASE_PORT = 8300

PROCESSES: Mapping[str, tuple[str, ...]] = {
    "identity": ("serve", "relay"),
    "task": ("serve", "relay", "consume", "work"),
    "notification": ("serve", "relay", "consume", "work"),
    "document": ("serve", "relay", "consume", "work"),
    "reporting": ("serve", "consume"),
    "gateway": ("serve",),
}
"""Our programs and their processes; each process runs as `python -m <module> <verb>`."""

SERVICES = tuple(name for name in PROCESSES if name != "gateway")
_PARTS = (
    *("gateway", "keycloak", "mail", "postgres", "rabbitmq", "smtp"),
    *("keycloak_management", "rabbitmq_distribution", "rabbitmq_epmd"),
)


@dataclass(frozen=True)
class Process:
    """One process of a service or the gateway; `replica` counts from 1."""

    service: str
    verb: str
    replica: int = 1

    @property
    def name(self) -> str:
        """The process's name in the supervisor."""
        return f"{self.service}-{self.verb}" + (f"-{self.replica}" if self.replica > 1 else "")

    @property
    def module(self) -> str:
        """The Python module to run."""
        return self.service if self.service == "gateway" else f"services.{self.service}"


def processes(replicas: int = 1) -> Iterator[Process]:
    """All processes: one of each `serve`, `replicas` of every other."""
    for service, verbs in PROCESSES.items():
        for verb in verbs:
            for replica in range(1, (1 if verb == "serve" else replicas) + 1):
                yield Process(service, verb, replica)


@dataclass(frozen=True)
class Plan:
    """One local system. `ports` maps names to ports on loopback; `year` has the year of tasks to enter, if any."""

    folder: Path
    ports: Mapping[str, int]
    replicas: int = 1
    durable: bool = True
    year: Path | None = PROVINCE
    extra: Mapping[str, str] = field(default_factory=dict)

    def listen(self, name: str) -> str:
        """`host:port` of a named port."""
        return f"{LOOPBACK}:{self.ports[name]}"

    def url(self, name: str) -> str:
        """The HTTP address of a named port."""
        return f"http://{self.listen(name)}"

    def processes(self) -> list[Process]:
        """The processes of this system."""
        return list(processes(self.replicas))


def port_names(replicas: int = 1) -> list[str]:
    """Every port that a system listens on; the ones that a person opens come first."""
    operations = [f"{process.name}_ops".replace("-", "_") for process in processes(replicas)]
    return [*_PARTS, *SERVICES, *operations]


def from_environment() -> Plan:
    """The plan of `make run`.

    DONDOC_DATA, DONDOC_REPLICAS, DONDOC_PORT_BASE, DONDOC_PORT_<NAME> and DONDOC_YEAR (a folder) change it.
    """
    replicas = _number("DONDOC_REPLICAS", 1)
    base = _number("DONDOC_PORT_BASE", DEFAULT_BASE_PORT)
    ports = {name: _number(port_variable(name), base + at) for at, name in enumerate(port_names(replicas))}
    _refuse_twice(ports)
    folder = Path(os.environ.get("DONDOC_DATA") or ROOT / "data").resolve()
    return Plan(folder, ports, replicas, year=Path(os.environ.get("DONDOC_YEAR") or PROVINCE))


def for_test(folder: Path, replicas: int = 1, extra: Mapping[str, str] | None = None) -> Plan:
    """A plan on free ports whose database does not wait for the disk."""
    names = port_names(replicas)
    return Plan(
        folder, dict(zip(names, free_ports(len(names)), strict=True)), replicas, False, extra=extra or {}
    )


def port_variable(name: str) -> str:
    """The variable that chooses a port."""
    return f"DONDOC_PORT_{name.upper()}"


def _number(variable: str, default: int) -> int:
    text = os.environ.get(variable) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise Obstacle(f"{variable}={text} is not a number from 1 to 65535.")
    return int(text)


def _refuse_twice(ports: Mapping[str, int]) -> None:
    seen: dict[int, str] = {}
    for name, port in ports.items():
        if port in seen:
            raise Obstacle(
                f"{port_variable(name)} and {port_variable(seen[port])} are both {port}: change one."
            )
        seen[port] = name
