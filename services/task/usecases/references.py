"""References of requests: what a request names must exist today and be visible to its caller."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from services.task import tables
from services.task.model import Terms
from services.task.tables import Caller, directives, sets, units
from shared import references
from shared.db import ReadSession
from shared.errors import FieldViolation, check_fields, invalid
from shared.references import Kind, Kinds


def _kinds(session: ReadSession, caller: Caller, today: date) -> Kinds:
    # Everybody may see all units and people, so for them only today counts.
    return {
        "units": Kind("UNKNOWN_UNIT", partial(units.units_in_force, session, day=today)),
        "people": Kind("UNKNOWN_PERSON", partial(units.people_in_office, session, day=today)),
        "directives": Kind("UNKNOWN_DIRECTIVE", partial(directives.visible, session, caller)),
        "tasks": Kind("UNKNOWN_TASK", partial(tables.visible, session, caller)),
        "taskSets": Kind("UNKNOWN_TASK_SET", partial(sets.visible, session, caller)),
    }


def check(session: ReadSession, caller: Caller, named: Mapping[str, str], today: date) -> None:
    """`named` maps fields of the request to the names that they hold; an empty one names nothing.

    Raises InvalidArgument (`UNKNOWN_…`) for every field whose name is unknown or not visible to the caller.
    """
    references.check(_kinds(session, caller, today), named)


def check_lead(session: ReadSession, path: str, lead: str) -> None:
    """A department, a locality or the Office leads a task, never the Committee or a unit inside an agency.

    Raises InvalidArgument (`LEAD_NOT_AN_AGENCY`) for this field.
    """
    _check_agencies(session, [(path, lead, "LEAD_NOT_AN_AGENCY")])


def check_leads(session: ReadSession, leads: Sequence[str]) -> None:
    """The same for the leads of a set of tasks."""
    _check_agencies(session, [(f"leads[{i}]", lead, "LEAD_NOT_AN_AGENCY") for i, lead in enumerate(leads)])


def check_agencies(session: ReadSession, terms: Terms) -> None:
    """Checks that agencies lead and coordinate what these terms of a task that is no subtask say.

    Raises InvalidArgument (`LEAD_NOT_AN_AGENCY`, `COORDINATOR_NOT_AN_AGENCY`).
    """
    coordinators = [
        (f"task.coordinations[{index}].unit", each.unit, "COORDINATOR_NOT_AN_AGENCY")
        for index, each in enumerate(terms.coordinations or ())
    ]
    _check_agencies(session, [("task.lead", terms.lead or "", "LEAD_NOT_AN_AGENCY"), *coordinators])


def _check_agencies(session: ReadSession, named: Iterable[tuple[str, str, str]]) -> None:
    """`named` are the fields of the request, the units in them, and the rules that other units break."""
    given = [each for each in named if each[1]]
    found = units.agencies(session, {unit for _, unit, _ in given}) if given else set()
    wrong = [FieldViolation(path, rule, {"unit": unit}) for path, unit, rule in given if unit not in found]
    check_fields(wrong)


def check_in_force(session: Session, directive: str) -> None:
    """A directive that is recalled or replaced assigns no more tasks; one that is amended does.

    Raises InvalidArgument (`DIRECTIVE_SUPERSEDED`) for the field `task.directive`.
    """
    if directive and directives.superseded(session, [directive]):
        raise invalid("task.directive", "DIRECTIVE_SUPERSEDED", "DIRECTIVE_SUPERSEDED", name=directive)


def check_files(path: str, files: Sequence[str], visible: Collection[str]) -> None:
    """`visible` are those of the files that exist and that the caller may see, which only the document service knows.

    Raises InvalidArgument (`UNKNOWN_FILE`) for every other one in this repeated field.
    """
    kinds = {"files": Kind("UNKNOWN_FILE", lambda _: visible)}
    references.check(kinds, {f"{path}[{index}]": name for index, name in enumerate(files)})


def missing(session: ReadSession, caller: Caller, names: Collection[str], today: date) -> set[str]:
    """The names that are unknown or not visible to the caller."""
    return references.missing(_kinds(session, caller, today), names)


def of_terms(terms: Terms) -> dict[str, str]:
    """The references of terms that a request's task states."""
    coordinators = {
        f"task.coordinations[{index}].unit": each.unit for index, each in enumerate(terms.coordinations or ())
    }
    informed = {f"task.informed[{index}]": unit for index, unit in enumerate(terms.informed or ())}
    return {
        "task.lead": terms.lead or "",
        **coordinators,
        **informed,
        "task.assigner": terms.assigner or "",
        "task.on_behalf_of": terms.on_behalf_of or "",
        "task.monitor": terms.monitor or "",
    }
