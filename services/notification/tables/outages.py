"""Since when the mail relay has accepted nothing, although something was offered to it."""

from datetime import datetime

from sqlalchemy import delete, exists, func, insert, literal, select
from sqlalchemy.orm import Session

from shared.db import ReadSession

from .schema import RELAY_OUTAGES


def begin(session: Session, now: datetime) -> None:
    """Records that the relay did not accept an e-mail; only the first one in a row counts."""
    first = select(literal(now)).where(~exists(select(RELAY_OUTAGES.c.begin_time)))
    session.execute(insert(RELAY_OUTAGES).from_select(["begin_time"], first))


def end(session: Session) -> None:
    """Records that the relay accepted an e-mail."""
    session.execute(delete(RELAY_OUTAGES))


def seconds(session: ReadSession, now: datetime) -> float:
    """For how long the relay has accepted nothing; 0 if it accepted the last e-mail, or was never offered any."""
    since = session.scalar(select(func.min(RELAY_OUTAGES.c.begin_time)))
    return (now - since).total_seconds() if since else 0.0
