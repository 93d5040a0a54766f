"""What the service publishes: a step of a task as an event in the outbox, in the transaction of the step."""

from .events import step_taken
from .values import (
    camel,
    coordination,
    delay_cause,
    due,
    etag,
    etag_of,
    holder,
    progress,
    step_message,
    submission,
)

__all__ = [
    "camel",
    "coordination",
    "delay_cause",
    "due",
    "etag",
    "etag_of",
    "holder",
    "progress",
    "step_message",
    "step_taken",
    "submission",
]
