"""Who looks at events that this service could not handle, and mends them."""

from services.task.model.rights import MENDS_EVENTS
from shared.operations.usecases import Subscriber

SUBSCRIBER = Subscriber("task", lambda caller: caller.position_with(MENDS_EVENTS))
