"""The port for operators: /metrics, /livez and /readyz of every process."""

import threading
import time
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
_SCRAPE_SECONDS = 0.5
"""A check must not keep the metrics from those who scrape them."""
# One name for calls and requests, so that an autoscaler asks every pod the same.
IN_FLIGHT = Gauge("dondoc_in_flight", "Calls or requests being answered")
WATCHING = Gauge("dondoc_watching", "Calls or requests that wait for changes")
READY = Gauge("dondoc_ready", "Whether the process is ready: 1 or 0")


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
        # An orchestrator does nothing about a process that is not ready, and says nothing.
        READY.set_function(lambda: 0 if self._failures(_SCRAPE_SECONDS) else 1)
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

    def _failures(self, seconds: float = _CHECK_SECONDS) -> list[str]:
        failures = [] if self.ready.is_set() else ["starting or stopping"]
        for check in self._checks.values():
            check.begin()
        until = time.monotonic() + seconds
        for name, check in self._checks.items():
            try:
                check.result(until)
            except Exception as error:
                failures.append(f"{name}: {type(error).__name__}")
        return failures


class _Check:
    """A check in a thread of its own, which probes that come meanwhile share. One that hangs has failed."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._lock = threading.Lock()
        self._last: Future[None] = Future()
        self._last.set_result(None)
        self._before, self._begin_time = self._last, 0.0

    def begin(self) -> None:
        """Begins the check unless it runs."""
        with self._lock:
            if self._last.done():
                self._before, self._last, self._begin_time = self._last, Future(), time.monotonic()
                threading.Thread(target=self._run, args=(self._last,), daemon=True).start()

    def result(self, until: float) -> None:
        """Waits until then, and raises what the check raises, or what it raised last time if it still runs.

        Raises TimeoutError if it takes too long.
        """
        with self._lock:
            before, last, begin_time = self._before, self._last, self._begin_time
        try:
            last.result(max(0, until - time.monotonic()))
        except TimeoutError:
            if last.done() or time.monotonic() - begin_time >= _CHECK_SECONDS:
                raise
            before.result(0)

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
