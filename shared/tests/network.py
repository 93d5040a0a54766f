"""A way to a server that can fall silent, as a lost node or a hung process does: nobody says farewell."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class Network:
    """Passes on what goes to a port of this machine, and back."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._frozen: set[socket.socket] = set()
        self._ends: set[socket.socket] = set()
        self._silent = False
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def freeze(self) -> None:
        """From now on nothing gets through the connections that there are; new ones work."""
        self._frozen |= self._ends

    def silence(self) -> None:
        """From now on nothing gets through; new connections are accepted, and hear nothing."""
        self._silent = True
        self.freeze()

    def mend(self) -> None:
        """New connections work again. Those that were swallowed end."""
        self._silent = False
        for end in self._frozen:
            _end(end)
        self._ends -= self._frozen
        self._frozen = set()

    def _accept(self) -> None:
        while True:
            near, _ = self._server.accept()
            if self._silent:
                self._frozen.add(near)
                continue
            far = socket.create_connection(("127.0.0.1", self._port))
            self._ends |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                if one not in self._frozen:
                    other.sendall(data)
        if one not in self._frozen:
            _end(other)


def _end(connection: socket.socket) -> None:
    # Closing it would wait for the thread that reads from it.
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def through(network: Network, url: str) -> str:
    """The URL of a server at its address in this network."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{network.port}")).geturl()


def to(url: str) -> Network:
    """A network that leads to the server of a URL."""
    return Network(urlsplit(url).port or 0)
