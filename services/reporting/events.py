"""What the reporting service hears: everything that is told of tasks, units, people and directives."""

from services.reporting.usecases.projecting import record
from shared.bus import Subscription

SUBSCRIPTIONS = [
    Subscription("reporting", source, {"*": record}) for source in ("task", "identity", "document")
]
