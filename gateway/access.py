"""One log line and three metrics for every request. Written here directly: a library for it costs as much as a call."""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from prometheus_client import Counter, Histogram

from gateway.http import Request

ANSWERED = Counter(
    "dondoc_gateway_requests_total", "Requests by route, method and status", ["route", "method", "status"]
)
SECONDS = Histogram(
    "dondoc_gateway_request_seconds",
    "Seconds per request",
    ["route", "method"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30),
)
Observe = Callable[[float], None]
_observers: dict[tuple[str, str, int], tuple[Counter, Observe]] = {}


def done(request: Request, status: int, started: float) -> None:
    """Counts and logs a request. All paths without a route count as one, so that clients cannot create metrics."""
    seconds = time.perf_counter() - started
    key = (request.route or "none", request.method if request.route else "none", status)
    if key not in _observers:
        counter = ANSWERED.labels(key[0], key[1], str(status))
        _observers[key] = (counter, SECONDS.labels(key[0], key[1]).observe)
    counter, observe = _observers[key]
    counter.inc()
    observe(seconds)
    line = {
        "event": "request",
        "level": "info",
        "timestamp": datetime.now(UTC).isoformat(),
        "process": "gateway",
        "method": request.method,
        "route": key[0],
        "path": request.path[:500],
        "status": status,
        "milliseconds": round(seconds * 1000, 2),
        "request_id": request.request_id,
        "trace_id": request.traceparent[3:35],
    }
    sys.stdout.write(json.dumps(line) + "\n")
