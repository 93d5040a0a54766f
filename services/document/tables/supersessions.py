"""Which directive recalls, replaces or amends which, and the tasks that ask what becomes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, exists, func, insert, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.document.model import ENDS, OVER, AffectedTask, Answer, Supersession, SupersessionKind
from shared.db import ReadSession

from .schema import AFFECTED_TASKS, DIRECTIVES, SUPERSESSIONS, TASKS

# Any number that nothing else in this database locks.
_LOCK = 0x5EDE
_OPEN = AFFECTED_TASKS.c.answer == ""
_GONE = DIRECTIVES.alias("gone")
_KEPT = ~exists().where(
    _GONE.c.uid.in_([SUPERSESSIONS.c.directive, SUPERSESSIONS.c.by]), _GONE.c.deleted_at.is_not(None)
)
# A supersession holds until it is taken back, and not while one of its directives is deleted.
_HOLDS = and_(SUPERSESSIONS.c.taken_back_at.is_(None), _KEPT)
_ASKS = and_(AFFECTED_TASKS.c.supersession == SUPERSESSIONS.c.uid, _HOLDS)
HAS_OPEN = exists().where(SUPERSESSIONS.c.directive == DIRECTIVES.c.uid, _ASKS, _OPEN)
"""Directives with tasks that ask what becomes of them."""


def add_supersession(session: Session, supersession: Supersession) -> list[str]:
    """Adds a supersession; every task of the directive that is not over asks from now on. Returns these tasks."""
    session.execute(insert(SUPERSESSIONS).values(**asdict(supersession)))
    mine = TASKS.c.directive == f"directives/{supersession.directive}", TASKS.c.state.not_in(sorted(OVER))
    asking = select(literal(supersession.uid), TASKS.c.name, literal(supersession.at)).where(
        *mine, TASKS.c.parent_task == ""
    )
    return sorted(session.scalars(_ask(asking)))


def ask_late(session: Session, task: str, directive: str, at: datetime) -> bool:
    """Lets a task ask whose step, taken at an instant, became known after a later supersession of its directive.

    A directive that is recalled or replaced assigns no tasks, so a task asks that was issued from it even later.
    Returns whether it asks anything new, as the next two return whether they changed anything.
    """
    ends = SUPERSESSIONS.c.kind.in_(sorted(ENDS))
    later = SUPERSESSIONS.c.directive == directive, or_(SUPERSESSIONS.c.at >= at, ends), _HOLDS
    asking = select(SUPERSESSIONS.c.uid, literal(task), SUPERSESSIONS.c.at).where(*later)
    return _any(session, _ask(asking))


def unask(session: Session, task: str, at: datetime) -> bool:
    """Takes back what a task asks since a supersession if the task was over before it, which became known late."""
    asked = AFFECTED_TASKS.c.task == task, AFFECTED_TASKS.c.asked_at > at, _OPEN
    return _any(session, delete(AFFECTED_TASKS).where(*asked).returning(AFFECTED_TASKS.c.task))


def _any(session: Session, changing: Any) -> bool:
    return bool(session.scalars(changing).all())


def _ask(asking: Select[Any]) -> Any:
    added = upsert(AFFECTED_TASKS).from_select(["supersession", "task", "asked_at"], asking)
    return added.on_conflict_do_nothing().returning(AFFECTED_TASKS.c.task)


def answer(session: Session, tasks: Collection[str], answer: Answer, answerer: str, at: datetime) -> bool:
    """Answers what these tasks have asked before an instant; an answer that is given stays."""
    asked = AFFECTED_TASKS.c.task.in_(tasks), AFFECTED_TASKS.c.asked_at <= at, _OPEN
    given = {"answer": answer.value, "answerer": answerer, "answered_at": at}
    return _any(session, update(AFFECTED_TASKS).where(*asked).values(given).returning(AFFECTED_TASKS.c.task))


def lock_supersessions(session: Session) -> None:
    """Lets one supersession at a time be recorded, until the end of the transaction, so that no two make a circle."""
    session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def is_above(session: ReadSession, directive: str, other: str) -> bool:
    """Whether a directive supersedes another one, or one that does so to it, and so on."""
    above = select(SUPERSESSIONS.c.by.label("uid")).where(SUPERSESSIONS.c.directive == other, _HOLDS)
    chain = above.cte("chain", recursive=True)
    further = select(SUPERSESSIONS.c.by).where(SUPERSESSIONS.c.directive == chain.c.uid, _HOLDS)
    chain = chain.union(further)
    return session.scalar(select(chain.c.uid).where(chain.c.uid == directive)) is not None


def take_back(session: Session, supersession: Supersession) -> None:
    """Saves that a supersession is taken back; its tasks ask no more."""
    taken = {
        "taken_back_at": supersession.taken_back_at,
        "taker": supersession.taker,
        "take_back_reason": supersession.take_back_reason,
    }
    session.execute(update(SUPERSESSIONS).where(SUPERSESSIONS.c.uid == supersession.uid).values(**taken))


def tasks_of(session: ReadSession, supersessions: Iterable[Supersession]) -> list[str]:
    """The tasks that have asked since these supersessions, with an answer or without."""
    since = AFFECTED_TASKS.c.supersession.in_([each.uid for each in supersessions])
    return sorted(set(session.scalars(select(AFFECTED_TASKS.c.task).where(since))))


def supersessions(session: ReadSession, directives: Iterable[str]) -> list[Supersession]:
    """The supersessions of these directives and by them, the oldest first, also those that are taken back."""
    uids = list(directives)
    mine = or_(SUPERSESSIONS.c.directive.in_(uids), SUPERSESSIONS.c.by.in_(uids))
    rows = session.execute(
        select(SUPERSESSIONS).where(mine, _KEPT).order_by(SUPERSESSIONS.c.at, SUPERSESSIONS.c.uid)
    )
    return [Supersession(**dict(row._mapping) | {"kind": SupersessionKind(row.kind)}) for row in rows]


def supersessions_of(session: ReadSession, directive: str) -> list[Supersession]:
    """The supersessions of one directive, the oldest first."""
    return [each for each in supersessions(session, [directive]) if each.directive == directive]


def open_counts(session: ReadSession, directives: Sequence[str]) -> Counter[str]:
    """How many tasks of each of these directives ask what becomes of them."""
    mine = (
        SUPERSESSIONS.c.directive.in_(directives),
        _ASKS,
        _OPEN,
    )
    tasks = func.count(AFFECTED_TASKS.c.task.distinct())
    query = select(SUPERSESSIONS.c.directive, tasks).where(*mine).group_by(SUPERSESSIONS.c.directive)
    return Counter(dict(session.execute(query).tuples().all()))


def asking(session: ReadSession, directive: str, tasks: Collection[str]) -> set[str]:
    """Those of the tasks that have asked since a supersession of this directive, with an answer or without."""
    mine = SUPERSESSIONS.c.directive == directive, _ASKS
    return set(
        session.scalars(select(AFFECTED_TASKS.c.task).where(*mine, AFFECTED_TASKS.c.task.in_(list(tasks))))
    )


def list_affected_tasks(
    session: ReadSession, directive: str, cursor: tuple[bool, str, str] | None, size: int
) -> list[AffectedTask]:
    """The tasks that asked, those without an answer first, from the one after `cursor` on."""
    key = (AFFECTED_TASKS.c.answer != "", AFFECTED_TASKS.c.supersession, AFFECTED_TASKS.c.task)
    query = (
        select(AFFECTED_TASKS, SUPERSESSIONS.c.kind)
        .join(SUPERSESSIONS, SUPERSESSIONS.c.uid == AFFECTED_TASKS.c.supersession)
        .where(SUPERSESSIONS.c.directive == directive, _HOLDS)
    )
    if cursor:
        query = query.where(tuple_(*key) > tuple_(*(literal(value) for value in cursor)))
    rows = session.execute(query.order_by(*key).limit(size))
    return [
        AffectedTask(
            **dict(row._mapping) | {"kind": SupersessionKind(row.kind), "answer": Answer(row.answer)}
        )
        for row in rows
    ]
