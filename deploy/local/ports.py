"""Free and taken ports on the loopback interface."""

import socket

from deploy.local.obstacle import Obstacle

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port that no process listens on at this moment, chosen by the operating system."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


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
