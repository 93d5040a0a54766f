"""References of requests: what a request names must exist today and be visible to its caller."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import NamedTuple

from services.task import tables
from services.task.model import Terms
from services.task.tables import Caller, directives, units
from shared.db import ReadSession
from shared.errors import invalid


class _Kind(NamedTuple):
    """A collection of resources: its refusal, and a function that finds the names that a caller may see today."""

    singular: str
    reason: str
    visible: Callable[[ReadSession, Caller, Collection[str], date], Collection[str]]


def _units(session: ReadSession, _: Caller, names: Collection[str], today: date) -> set[str]:
    return units.units_in_force(session, names, today)


def _people(session: ReadSession, _: Caller, names: Collection[str], today: date) -> set[str]:
    return units.people_in_office(session, names, today)


def _directives(session: ReadSession, caller: Caller, names: Collection[str], _: date) -> set[str]:
    return directives.visible(session, caller, names)


def _tasks(session: ReadSession, caller: Caller, names: Collection[str], _: date) -> set[str]:
    return tables.visible(session, caller, names)


# Everybody may see all units and people, so for them only today counts.
_KINDS = {
    "units": _Kind("unit", "UNKNOWN_UNIT", _units),
    "people": _Kind("person", "UNKNOWN_PERSON", _people),
    "directives": _Kind("directive", "UNKNOWN_DIRECTIVE", _directives),
    "tasks": _Kind("task", "UNKNOWN_TASK", _tasks),
}


def check(session: ReadSession, caller: Caller, references: Mapping[str, str], today: date) -> None:
    """`references` maps fields of the request to the names that they hold; an empty one names nothing.

    Raises InvalidArgument (`UNKNOWN_…`) for the first field whose name is unknown or not visible to the caller, which
    it refuses alike.
    """
    unknown = missing(session, caller, references.values(), today)
    for path, name in references.items():
        if name in unknown:
            kind = _KINDS[name.partition("/")[0]]
            raise invalid(path, kind.reason, kind.reason, **{kind.singular: name})


def missing(session: ReadSession, caller: Caller, names: Collection[str], today: date) -> set[str]:
    """The names that are unknown or not visible to the caller."""
    unknown: set[str] = set()
    for collection, kind in _KINDS.items():
        if named := {name for name in names if name.startswith(f"{collection}/")}:
            unknown |= named - set(kind.visible(session, caller, named, today))
    return unknown


def of_terms(terms: Terms) -> dict[str, str]:
    """The references of terms that a request's task states."""
    coordinators = {
        f"task.coordinations[{index}].unit": each.unit for index, each in enumerate(terms.coordinations or ())
    }
    return {
        "task.lead": terms.lead or "",
        **coordinators,
        "task.assigner": terms.assigner or "",
        "task.on_behalf_of": terms.on_behalf_of or "",
        "task.monitor": terms.monitor or "",
    }
