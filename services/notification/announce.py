"""The events of the service, in its outbox."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from dondoc_api.dondoc.notification.v1.notification_events_pb import UrgingSent
from shared import dates, outbox


def urging_sent(
    session: Session,
    urging: uuid.UUID,
    task: str,
    rule: str,
    day: date,
    people: Sequence[str],
    time: datetime,
) -> None:
    """Announces that an agency was urged by rule; the task service records it on the task."""
    message = UrgingSent(
        urging=f"urgings/{urging}",
        task=task,
        rule=rule,
        urge_date=dates.text(day),
        people=list(people),
    )
    outbox.add(session, "urging.sent", message.urging, 1, message, time=time)
