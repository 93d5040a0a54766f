"""Comments on a task: what is said beside its steps, by whom and to whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services.task import announce, model, tables
from services.task.model import Comment, CommentKind, Extra, Reason, Task, View
from services.task.tables import Caller, Sight, comments, readers
from services.task.tables.units import Candidate
from shared import references
from shared.db import ReadSession
from shared.references import Kind
from shared.refused import refusing

from .deciding import Command, acting, opened
from .references import check_files


@dataclass(frozen=True)
class Said:
    """What a caller says, to whom, and with which files."""

    kind: CommentKind
    text: str
    files: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comments:
    """Comments on a task, newest first, and the kinds that the caller may make now."""

    rows: list[Comment]
    kinds: list[CommentKind]


def list_comments(
    session: ReadSession, caller: Caller, uid: str, kind: CommentKind | None, before: int | None, limit: int
) -> Comments:
    """Comments before a number; none for a caller who may not read them, such as an informed unit.

    Raises NotFound (`TASK_NOT_FOUND`) if the caller may not see the task.
    """
    task = tables.load(session, caller, uid)
    rights = caller.allowed(task)
    if Extra.DISCUSS not in rights:
        return Comments([], [])
    return Comments(comments.of_task(session, uid, kind, before, limit), model.kinds_now(task, rights))


def create_comment(
    session: Session, caller: Caller, uid: str, said: Said, at: datetime, visible_files: Collection[str] = ()
) -> Comment:
    """Comments on a task. `visible_files` are those of the files that exist and that the caller may see.

    Raises what the API's CreateTaskComment returns.
    """
    task, act = opened(session, caller, Command(uid, at), model.MAKING[said.kind])
    with refusing(task.name):
        model.check_commenting(task)
    check_files("comment.files", said.files, visible_files)
    _check_mentions(session, caller, task, said.mentions, act.today)
    number = comments.next_number(session, uid)
    new = Comment(uid, number, said.kind, said.text, at, act.actor, said.files, said.mentions)
    (comment,) = enter_comments(session, [(task, new)])
    return comment


def enter_comments(session: Session, said: Sequence[tuple[Task, Comment]]) -> list[Comment]:
    """Saves and announces comments on tasks."""
    saved = comments.add(session, [comment for _, comment in said])
    announce.commented(session, said)
    return saved


def list_mentionable(session: ReadSession, caller: Caller, uid: str, today: date) -> list[Candidate]:
    """The people whom the caller may mention in a comment on a task.

    Raises NotFound (`TASK_NOT_FOUND`), PermissionDenied (`NOT_ALLOWED`).
    """
    task = tables.load(session, caller, uid)
    acting(caller, Extra.DISCUSS, model.parties_of(task), task.name)
    return [each for each in _mentionable(session, caller, task, today) if each.person != caller.person]


def _check_mentions(
    session: ReadSession, caller: Caller, task: Task, mentions: Sequence[str], today: date
) -> None:
    """Raises InvalidArgument (`NOT_A_READER`) for each person who may not read the comments."""
    if not mentions:
        return
    people = {each.person for each in _mentionable(session, caller, task, today)}
    named = {f"comment.mentions[{index}]": person for index, person in enumerate(mentions)}
    references.check({"people": Kind(Reason.NOT_A_READER, lambda _: people)}, named)


def _mentionable(session: ReadSession, caller: Caller, task: Task, today: date) -> list[Candidate]:
    """Those who may read the comments, as far as the caller may know of them."""
    view = model.view(caller.allowed(task)) or View.TEXT
    known = model.known_parties(task, view, Sight(caller).own)
    return readers.with_right(session, Extra.DISCUSS, known, today)
