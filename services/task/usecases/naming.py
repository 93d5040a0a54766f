"""The people whom a request names in a task: each must be a candidate today for what the person is named as."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from services.task.model import NAMED_AS, Purpose, Task, Terms
from services.task.tables import units
from shared.db import ReadSession
from shared.errors import FieldViolation, check_fields


def check(
    session: ReadSession,
    terms: Terms,
    today: date,
    before: Task | None = None,
    assigners: Collection[str] | None = None,
) -> None:
    """Checks the people whom terms name; `before` is the task that they change, or the parent of a new subtask.

    `assigners` assign a subtask; None means the leaders of the province.

    Raises InvalidArgument (`NOT_A_CANDIDATE`) for every field whose person is not among the candidates, and
    (`NO_DELEGATION`) for a person on whose behalf another would assign.
    """
    field = terms.field if terms.field is not None else before.field if before else ""

    def candidates(purpose: Purpose) -> Collection[str]:
        if purpose is Purpose.ASSIGNER and assigners is not None:
            return assigners
        return {each.person for each in units.candidates(session, purpose, today, field)}

    named = list(_named(terms, before))
    known = {purpose: candidates(purpose) for purpose in {purpose for _, purpose, _ in named}}
    violations = [
        FieldViolation(path, "NOT_A_CANDIDATE", {"name": person})
        for path, purpose, person in named
        if person not in known[purpose]
    ]
    if terms.on_behalf_of:
        # There are no delegations yet under which one person could assign for another.
        violations.append(FieldViolation("task.on_behalf_of", "NO_DELEGATION", {}))
    check_fields(violations)


def _named(terms: Terms, before: Task | None) -> Iterator[tuple[str, Purpose, str]]:
    for name, purpose in NAMED_AS.items():
        if person := getattr(terms, name):
            yield f"task.{name}", purpose, person
    if before and before.monitor and terms.field is not None and terms.monitor is None:
        # The task must not move to a field that its monitor does not follow.
        yield "task.field", Purpose.MONITOR, before.monitor
