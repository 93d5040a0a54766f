"""The tables of the reporting service: the stored events, and the projections made from them alone."""

from services.reporting.tables.schema import (
    DIRECTIVES,
    METADATA,
    PEOPLE,
    PROJECTIONS,
    STORED_EVENTS,
    TASK_FACTS,
    UNITS,
)

__all__ = ["DIRECTIVES", "METADATA", "PEOPLE", "PROJECTIONS", "STORED_EVENTS", "TASK_FACTS", "UNITS"]
