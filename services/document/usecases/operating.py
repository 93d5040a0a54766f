"""Who looks at events that this service could not handle, and mends them."""

from services.document.model.rights import MENDS_EVENTS
from shared.operations.usecases import Subscriber

SUBSCRIBER = Subscriber("document", lambda caller: caller.position_with(MENDS_EVENTS))
