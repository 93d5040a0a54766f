"""The rows of workbooks that became tasks, and tasks that rows may repeat."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from services.task.model import FIRST_DIGITS, ImportedRow, State
from shared import texts
from shared.db import ReadSession

from .schema import DIRECTIVES, IMPORTED_ROWS, TASKS

_OVER = (State.REJECTED.value, State.RECALLED.value, State.CANCELLED.value)


def lock(session: Session, form: str) -> None:
    """Waits until nobody else imports the form."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(form, 0))))


def imported(session: ReadSession, form: str) -> list[ImportedRow]:
    """The rows of a form that became tasks, from top to bottom."""
    columns = (IMPORTED_ROWS.c[name] for name in ("number", "digest", "task", "create_time"))
    query = select(*columns).where(IMPORTED_ROWS.c.form == form).order_by(IMPORTED_ROWS.c.number)
    return [ImportedRow(*row) for row in session.execute(query)]


def keep(session: Session, form: str, rows: Iterable[ImportedRow]) -> None:
    """Saves rows that became tasks."""
    kept = [
        {"form": form, "digest": row.digest, "number": row.number, "task": row.task, "create_time": row.time}
        for row in rows
    ]
    if kept:
        session.execute(insert(IMPORTED_ROWS), kept)


def alike(session: ReadSession, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """For titles, each with a lead, the task that has both; for callers who see every task."""
    by_words = {(texts.folded(title), lead): (title, lead) for title, lead in wanted}
    words, leads = {title for title, _ in by_words}, {lead for _, lead in by_words}
    columns = TASKS.c
    same = columns.title_words.in_(words), columns.lead.in_(leads), columns.state.not_in(_OVER)
    query = select(columns.title_words, columns.lead, columns.uid).where(*same).order_by(columns.created_at)
    rows = session.execute(query)
    return {by_words[key]: f"tasks/{uid}" for *pair, uid in rows if (key := tuple(pair)) in by_words}


def directives_numbered(session: ReadSession, numbers: Collection[str]) -> list[tuple[str, str, date | None]]:
    """Name, number and day of the directives whose numbers have these digits, such as `215`."""
    digits = func.substring(DIRECTIVES.c.number, FIRST_DIGITS)
    query = select(DIRECTIVES.c.name, DIRECTIVES.c.number, DIRECTIVES.c.issue_date)
    found = session.execute(query.where(digits.in_(numbers)))
    return [(row.name, row.number, row.issue_date) for row in found]
