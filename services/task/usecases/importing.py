"""Import of tasks from a form: each row becomes a task as a person would enter it by hand, all rows or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from services.task import model
from services.task.model import (
    LEADERS,
    Decision,
    FormRow,
    ImportedRow,
    Parties,
    Purpose,
    RowKind,
    SortedRow,
    SourceKind,
    Task,
    Terms,
    Verb,
)
from services.task.model.rights import MONITORING
from services.task.tables import Caller, imports, units
from services.task.tables.units import Candidate, NamedUnit
from shared import clock
from shared.db import ReadSession
from shared.errors import AlreadyExists, Refusal

from .deciding import acting, enter_histories
from .preparing import ANY, NEEDS, Outcome, prepared


@dataclass(frozen=True)
class Row:
    """A row of a form: what it says, and whether that can be understood."""

    form_row: FormRow
    terms: Terms
    directive: str = ""
    understood: bool = True


@dataclass(frozen=True)
class Form:
    """A filled-in form: its id, its rows, and what becomes of them."""

    uid: str
    rows: Sequence[Row]
    outcome: Outcome


@dataclass(frozen=True)
class RowDecision:
    """What an import does with a row: what it is, and why it is refused or the steps of its new task.

    `alike` is another task with the same words and lead.
    """

    row: Row
    found: SortedRow
    refusal: Refusal | None = None
    decisions: Sequence[Decision] = field(default_factory=list)
    alike: str = ""

    @property
    def task(self) -> Task | None:
        """The new task."""
        return self.decisions[-1].task if self.decisions else None


@dataclass(frozen=True)
class Nameable:
    """What the rows of a form may name today; `directives` by name, number and day."""

    units: Sequence[NamedUnit]
    assigners: Sequence[Candidate]
    monitors: Sequence[Candidate]
    directives: Sequence[tuple[str, str, date | None]]


def list_nameable(
    session: ReadSession, caller: Caller, today: date, numbers: Collection[str] = ()
) -> Nameable:
    """What a form may name, with the directives of which numbers have these first digits.

    Raises PermissionDenied (`NOT_ALLOWED`) for callers who prepare no tasks; all others see every directive.
    """
    acting(caller, Verb.DRAFT, Parties(), ANY)
    return Nameable(
        units.all_named(session, today),
        units.candidates(session, Purpose.ASSIGNER, today),
        units.candidates(session, Purpose.MONITOR, today),
        imports.directives_numbered(session, numbers) if numbers else [],
    )


def decide_import(
    session: Session, caller: Caller, form: Form, at: datetime, *, dry: bool = False
) -> list[RowDecision]:
    """What an import does with each row; it saves nothing. Unless it is dry, nobody else imports the form meanwhile."""
    if not dry:
        imports.lock(session, form.uid)
    found = model.sort_rows([row.form_row for row in form.rows], imports.imported(session, form.uid))
    pairs = list(zip(form.rows, found, strict=True))
    of_directives = Counter(row.directive for row, each in pairs if _is_new(row, each))
    decided = [
        _decide(session, caller, form, row, each, at, of_directives[row.directive])
        if _is_new(row, each)
        else RowDecision(row, each)
        for row, each in pairs
    ]
    tasks = [each.task for each in decided if each.task]
    alike = imports.alike(session, {(task.title, task.lead) for task in tasks})
    return [
        replace(each, alike=alike.get((each.task.title, each.task.lead), "")) if each.task else each
        for each in decided
    ]


def enter_import(
    session: Session, caller: Caller, form: Form, decided: Sequence[RowDecision], at: datetime
) -> None:
    """Enters the new tasks of an import, and remembers their rows."""
    # The right at all; each row was checked for its own directive.
    acting(caller, NEEDS[form.outcome], Parties(directed=True), ANY)
    new = [each for each in decided if each.task]
    saved = enter_histories(session, [each.decisions for each in new])
    for each in new:
        if each.task and each.task.uid not in saved:
            raise AlreadyExists("TASK_EXISTS", {"name": each.task.name})
    rows = [
        ImportedRow(each.row.form_row.number, each.row.form_row.digest, each.task.name, at)
        for each in new
        if each.task
    ]
    imports.keep(session, form.uid, rows)


def _is_new(row: Row, found: SortedRow) -> bool:
    return found.kind is RowKind.NEW and row.understood


def _decide(
    session: Session, caller: Caller, form: Form, row: Row, found: SortedRow, at: datetime, new: int
) -> RowDecision:
    uid = str(uuid5(UUID(form.uid), row.form_row.digest))
    terms = _usual(session, caller, row, clock.day_of(at))
    try:
        ready = prepared(session, caller, form.outcome, terms, row.directive, at, new)
        decisions = ready.decide(uid)
    except Refusal as refusal:
        return RowDecision(row, found, refusal)
    return RowDecision(row, found, decisions=decisions)


def _usual(session: Session, caller: Caller, row: Row, today: date) -> Terms:
    """The terms with what a new task without a directive has unless its author says otherwise.

    It is an order by word of mouth; leaders assign it themselves and specialists follow it themselves.
    """
    terms = row.terms
    if row.directive:
        return terms
    usual = Terms(source_kind=SourceKind.ORAL_ORDER)
    if not caller.roles.isdisjoint(LEADERS):
        usual = replace(usual, assigner=caller.person)
    elif not caller.roles.isdisjoint(MONITORING):
        monitors = units.candidates(session, Purpose.MONITOR, today, terms.field or "")
        if caller.person in {each.person for each in monitors}:
            usual = replace(usual, monitor=caller.person)
    return Terms(**usual.given | terms.given)
