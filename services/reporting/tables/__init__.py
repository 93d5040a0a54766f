"""The tables of the reporting service: the events it heard, and the projections that are made of them alone."""

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
