"""The tables of the service and their queries: copies of what others own, notifications, reminders, e-mails."""

from .schema import (
    DELIVERIES,
    DIRECTIVES,
    METADATA,
    NOTIFICATIONS,
    OUTBOX,
    PEOPLE,
    POSITIONS,
    REMINDERS,
    TASKS,
    UNITS,
)

__all__ = [
    "DELIVERIES",
    "DIRECTIVES",
    "METADATA",
    "NOTIFICATIONS",
    "OUTBOX",
    "PEOPLE",
    "POSITIONS",
    "REMINDERS",
    "TASKS",
    "UNITS",
]
