"""Trace context (W3C), from the gateway through calls and events. OpenTelemetry exports spans if configured."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_propagator = TraceContextTextMapPropagator()
_tracer = trace.get_tracer("dondoc")


def configure(process: str) -> None:
    """Sets up span ids for this process."""
    global _tracer
    trace.set_tracer_provider(TracerProvider(resource=Resource.create({"service.name": process})))
    _tracer = trace.get_tracer("dondoc")


@contextmanager
def span(name: str, carrier: Mapping[str, str] | None = None) -> Iterator[None]:
    """Runs a piece of work as a span; `carrier` holds the parent span."""
    parent: Context | None = _propagator.extract(carrier) if carrier else None
    with _tracer.start_as_current_span(name, context=parent):
        yield


def carrier() -> dict[str, str]:
    """The current trace context as headers: `traceparent`, or nothing outside a span."""
    headers: dict[str, str] = {}
    _propagator.inject(headers)
    return headers


def trace_id() -> str | None:
    """The current trace's id in hex, or None outside a span."""
    context = trace.get_current_span().get_span_context()
    return format(context.trace_id, "032x") if context.is_valid else None
