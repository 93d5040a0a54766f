"""Free and taken ports on the loopback interface."""

import fcntl
import socket
import tempfile
from pathlib import Path

from deploy.local.obstacle import Obstacle

LOOPBACK = "127.0.0.1"


# Below those that Linux gives to outgoing connections, which may take one before its server listens on it.
_PORTS = range(11000, 20000)
_NEXT = Path(tempfile.gettempdir()) / "dondoc-next-port"


def free_port() -> int:
    """A port for a server of a test; raises Obstacle if there is none."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Different ports on which nothing listens, and which no other test is given for a long time.

    A server may listen minutes later. So all processes of this machine take the ports in turn.
    """
    with _NEXT.open("a+", encoding="utf-8") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        turn.seek(0)
        at = int(turn.read() or 0) % len(_PORTS)
        # The same order for everybody, beginning where the last one has stopped.
        found: list[int] = []
        for step, port in enumerate((*_PORTS[at:], *_PORTS[:at]), start=1):
            if not is_taken(port):
                found.append(port)
            if len(found) == count:
                turn.truncate(0)
                turn.write(str((at + step) % len(_PORTS)))
                return found
    raise Obstacle(f"Fewer than {count} free ports from {_PORTS.start} to {_PORTS.stop - 1}.")


def is_taken(port: int) -> bool:
    """Whether a process already listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError:
            raise Obstacle(f"No right to listen on port {port}: choose one above 1023.") from None
        except OSError:
            return True
    return False


def accepts(port: int) -> bool:
    """Whether a connection to the port succeeds."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1):
            return True
    except OSError:
        return False
