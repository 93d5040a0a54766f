"""The e-mail addresses that take no mail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from shared.db import ReadSession

from .schema import PEOPLE, REFUSED_ADDRESSES


@dataclass(frozen=True, slots=True)
class RefusedAddress:
    """An address that takes no mail, and the people who have it today."""

    email: str
    reason: str
    refuse_time: datetime
    people: tuple[str, ...]


def mark(session: Session, email: str, reason: str, now: datetime) -> bool:
    """Records that an address takes no mail; whether that was not known before."""
    row = {"email": email.lower(), "reason": reason[:500], "refuse_time": now}
    new = insert(REFUSED_ADDRESSES).values(row).on_conflict_do_nothing().returning(REFUSED_ADDRESSES.c.email)
    return session.scalar(new) is not None


def unmark(session: Session, emails: Iterable[str]) -> None:
    """Lets e-mails go to these addresses again."""
    these = [email.lower() for email in emails]
    session.execute(delete(REFUSED_ADDRESSES).where(REFUSED_ADDRESSES.c.email.in_(these)))


def reason(session: ReadSession, email: str) -> str | None:
    """Why an address takes no mail; None if it is not known to refuse any."""
    query = select(REFUSED_ADDRESSES.c.reason).where(REFUSED_ADDRESSES.c.email == email.lower())
    return session.scalar(query)


def people_with(session: ReadSession, email: str) -> Sequence[str]:
    """The people who have an address today: an office may share one."""
    query = select(PEOPLE.c.name).where(func.lower(PEOPLE.c.email) == email.lower()).order_by(PEOPLE.c.name)
    return session.scalars(query).all()


def refused(session: ReadSession) -> Sequence[RefusedAddress]:
    """The addresses that take no mail and that somebody has, the newest refusal first."""
    people = func.array_agg(PEOPLE.c.name)
    query = (
        select(*REFUSED_ADDRESSES.c, people)
        .join(PEOPLE, func.lower(PEOPLE.c.email) == REFUSED_ADDRESSES.c.email)
        .group_by(*REFUSED_ADDRESSES.c)
        .order_by(REFUSED_ADDRESSES.c.refuse_time.desc(), REFUSED_ADDRESSES.c.email)
    )
    return [RefusedAddress(*row[:3], tuple(sorted(row[3]))) for row in session.execute(query)]
