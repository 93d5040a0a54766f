"""References of requests: what a request names must exist and be visible to its caller."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from services.identity import tables
from services.identity.model import Chart, person_name, unit_name
from services.identity.usecases import access
from shared import references
from shared.db import ReadSession
from shared.principal import Principal
from shared.references import Kind


def check_units(known: Collection[str], units: Mapping[str, str | None]) -> None:
    """`units` maps fields of the request to the ids of units that they name; `known` has the ids that exist.

    Raises InvalidArgument (`UNKNOWN_UNIT`) for every field whose unit is unknown.
    """
    names = {unit_name(unit) for unit in known}
    named = {field: unit_name(unit) for field, unit in units.items() if unit}
    references.check({"units": Kind("UNKNOWN_UNIT", names.intersection)}, named)


def check_people(session: ReadSession, caller: Principal, chart: Chart, people: Mapping[str, str]) -> None:
    """`people` maps fields of the request to the ids of people that they name.

    Raises InvalidArgument (`UNKNOWN_PERSON`) for every field whose person is unknown or not visible to the caller on
    the chart's day.
    """
    visible = access.visible_people(caller, chart)

    def find(names: Collection[str]) -> set[str]:
        return tables.visible_people(session, visible, names, chart.day)

    named = {field: person_name(person) for field, person in people.items()}
    references.check({"people": Kind("UNKNOWN_PERSON", find)}, named)
