"""Structured logs: one JSON object per line, with the trace and the context of the current work."""

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from shared import tracing


def configure(process: str, level: str) -> None:
    """Writes our logs and those of all libraries to standard output as JSON."""
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_trace,
    ]
    structlog.configure(
        processors=[*common, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=common,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    structlog.contextvars.bind_contextvars(process=process)


def _add_trace(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    if trace := tracing.trace_id():
        event["trace_id"] = trace
    return event
