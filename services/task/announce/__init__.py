"""What the service publishes: a step of a task as an event in the outbox, in the transaction of the step."""

from .events import commented, steps_taken
from .values import camel, comment_message, etag, etag_of, step_message

__all__ = ["camel", "comment_message", "commented", "etag", "etag_of", "step_message", "steps_taken"]
