"""E-mails that came back: the address is marked, the person is notified, and what may still arrive is sent again."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from services.notification.model import Bounce, Kind
from services.notification.tables import addresses, deliveries, notifications
from services.notification.tables.deliveries import FAILED
from services.notification.tables.notifications import Content

log = structlog.get_logger(__name__)

SOFT_DELAY = timedelta(days=1)
KEEP_TRYING = timedelta(days=14)
"""As long as with a relay that does not accept an e-mail: longer than Tết."""
LATEST = timedelta(days=30)
"""Mail servers give up after days. Whoever got an answer to an e-mail knows its name, and could report it later."""
REFUSED, RETRIED, UNKNOWN = "REFUSED", "RETRIED", "UNKNOWN"


def record(session: Session, bounce: Bounce, now: datetime) -> str:
    """Records that an e-mail came back, and says what becomes of it.

    UNKNOWN if it is none that is held to be delivered, as when the same report comes twice, or was sent long ago.
    """
    sent = deliveries.find_sent(session, bounce.delivery)
    if sent is None or now - sent.send_time > LATEST:
        return UNKNOWN
    reason = str(bounce)
    if bounce.is_hard:
        deliveries.fail_sent(session, bounce.delivery, reason, now)
        refuse(session, sent.email, reason, now)
        return REFUSED
    if now - sent.create_time < KEEP_TRYING:
        deliveries.retry_sent(session, bounce.delivery, reason, now + SOFT_DELAY)
        return RETRIED
    deliveries.fail_sent(session, bounce.delivery, reason, now)
    return FAILED


def refuse(session: Session, email: str, reason: str, now: datetime) -> None:
    """Marks an address that takes no mail, and notifies the people who have it when that becomes known."""
    if not addresses.mark(session, email, reason, now):
        return
    people = addresses.people_with(session, email)
    log.warning("address_refused", people=people, email=email, reason=reason)
    facts = {"title": email, "message": reason}
    cause = f"addresses/{email}/{now.isoformat()}"
    for person in people:
        notifications.add(session, Content(Kind.EMAIL_UNDELIVERABLE, person, cause, "", facts, now), [person])
