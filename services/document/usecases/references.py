"""References of requests: what a request names must exist and be visible to its caller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from services.document import tables
from services.document.model import CANDIDATES, Sight
from shared import references
from shared.db import ReadSession
from shared.errors import FieldViolation, check_fields, invalid
from shared.references import Kind


def check(session: ReadSession, sight: Sight, named: Mapping[str, str]) -> None:
    """`named` maps fields of the request to the names that they hold; an empty one names nothing.

    Raises InvalidArgument (`UNKNOWN_DIRECTIVE`, `UNKNOWN_FILE`, `UNKNOWN_UNIT`, `UNKNOWN_PERSON`) for every field whose
    name is unknown or not visible to the caller.
    """
    # Everybody may see all units and people.
    kinds = {
        "directives": Kind("UNKNOWN_DIRECTIVE", partial(tables.visible_directives, session, sight)),
        "files": Kind("UNKNOWN_FILE", partial(tables.visible_files, session, sight)),
        "units": Kind("UNKNOWN_UNIT", partial(tables.known_units, session)),
        "people": Kind("UNKNOWN_PERSON", partial(tables.known_people, session)),
    }
    references.check(kinds, named)


def check_lead(session: ReadSession, fields: Mapping[str, Any]) -> None:
    """A department, a locality or the Office leads a task, never the Committee or a unit inside an agency.

    Raises InvalidArgument (`LEAD_NOT_AN_AGENCY`) for the proposal's lead.
    """
    lead = fields.get("lead")
    if lead and not tables.is_agency(session, lead):
        raise invalid("proposal.lead", "LEAD_NOT_AN_AGENCY", "LEAD_NOT_AN_AGENCY", unit=lead)


def check_candidates(session: ReadSession, fields: Mapping[str, Any], today: date) -> None:
    """Checks the people whom a directive names in these fields by the roles that they hold today.

    Raises InvalidArgument (`NOT_A_CANDIDATE`) for every field whose person may not be named so.
    """
    violations = [
        FieldViolation(f"directive.{field}", "NOT_A_CANDIDATE", {"name": fields[field]})
        for field, roles in CANDIDATES.items()
        if fields.get(field) and not tables.holders(session, [fields[field]], roles, today)
    ]
    check_fields(violations)


def of_directive(fields: Mapping[str, Any]) -> dict[str, str]:
    """The references of a request's directive, given the fields that it states."""
    files = {f"directive.files[{number}]": file for number, file in enumerate(fields.get("files", ()))}
    return {f"directive.{name}": fields.get(name, "") for name in ("assigner", "monitor")} | files


def of_proposal(fields: Mapping[str, Any]) -> dict[str, str]:
    """The references of a request's proposal, given the fields that it states."""
    coordinators = enumerate(each.unit for each in fields.get("coordinations", ()))
    units = {f"proposal.coordinations[{number}].unit": unit for number, unit in coordinators}
    return {"proposal.lead": fields.get("lead", "")} | units


def of_units(units: Sequence[str]) -> dict[str, str]:
    """The references of a request's units."""
    return {f"units[{number}]": unit for number, unit in enumerate(units)}
