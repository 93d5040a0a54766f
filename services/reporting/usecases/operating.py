"""Who looks at events that this service could not handle, and mends them."""

from services.reporting.model.rights import MENDS_EVENTS
from shared.operations.usecases import Subscriber

SUBSCRIBER = Subscriber("reporting", lambda caller: caller.position_with(MENDS_EVENTS))
