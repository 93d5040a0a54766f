"""The port for operators: /metrics, /livez and /readyz of every process."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from prometheus_client import Gauge, make_wsgi_app

from shared.config import address

Check = Callable[[], None]
_CHECK_SECONDS = 3
"""Less than the five seconds after which a probe gives up."""
# One name for calls and requests, so that an autoscaler asks every pod the same.
IN_FLIGHT = Gauge("dondoc_in_flight", "Calls or requests being answered")
WATCHING = Gauge("dondoc_watching", "Calls or requests that wait for changes")


@contextmanager
def watching() -> Iterator[None]:
    """Counts a call as watching while it waits for changes, not as in flight: waiting is no load."""
    IN_FLIGHT.dec()
    WATCHING.inc()
    try:
        yield
    finally:
        WATCHING.dec()
        IN_FLIGHT.inc()


class Operations:
    """Answers operators. Ready once `ready` is set and no check raises."""

    def __init__(self, listen: str, checks: dict[str, Check] | None = None) -> None:
        self.ready = threading.Event()
        self._checks = {name: _Check(check) for name, check in (checks or {}).items()}
        self._metrics: WSGIApplication = make_wsgi_app()
        host, port = address(listen)
        self._server: WSGIServer = make_server(
            host, port, self._answer, server_class=_Threaded, handler_class=_Quiet
        )

    def start(self) -> None:
        """Serves in a thread of its own until the process ends."""
        threading.Thread(target=self._server.serve_forever, name="operations", daemon=True).start()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            return self._metrics(environ, start_response)
        failures = self._failures() if path == "/readyz" else [] if path == "/livez" else ["no such page"]
        start_response("503 Service Unavailable" if failures else "200 OK", [("Content-Type", "text/plain")])
        return ["\n".join(failures or ["ok"]).encode()]

    def _failures(self) -> list[str]:
        failures = [] if self.ready.is_set() else ["starting or stopping"]
        for name, check in self._checks.items():
            try:
                check.result()
            except Exception as error:
                failures.append(f"{name}: {type(error).__name__}")
        return failures


class _Check:
    """A check in a thread of its own, which probes that come meanwhile share. One that hangs has failed."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._lock = threading.Lock()
        self._last: Future[None] | None = None

    def result(self) -> None:
        """Raises what the check raises, TimeoutError if it takes too long."""
        with self._lock:
            if self._last is None or self._last.done():
                self._last = Future()
                threading.Thread(target=self._run, args=(self._last,), daemon=True).start()
            last = self._last
        last.result(_CHECK_SECONDS)

    def _run(self, outcome: "Future[None]") -> None:
        try:
            self._check()
        except Exception as error:
            outcome.set_exception(error)
        else:
            outcome.set_result(None)


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Logs nothing: probes come every few seconds."""
