"""References of requests: what a request names must exist and be visible to its caller."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from services.document import tables
from services.document.model import Sight
from shared.db import ReadSession
from shared.errors import FieldViolation, InvalidArgument


class _Kind(NamedTuple):
    """A collection of resources: its refusal, and a function that finds the names that somebody may see."""

    reason: str
    visible: Callable[[ReadSession, Sight, Collection[str]], set[str]]


def _units(session: ReadSession, _: Sight, names: Collection[str]) -> set[str]:
    return tables.known_units(session, names)


def _people(session: ReadSession, _: Sight, names: Collection[str]) -> set[str]:
    return tables.known_people(session, names)


# Everybody may see all units and people.
_KINDS = {
    "files": _Kind("FILE_NOT_FOUND", tables.visible_files),
    "units": _Kind("UNKNOWN_UNIT", _units),
    "people": _Kind("UNKNOWN_PERSON", _people),
}


def check(session: ReadSession, sight: Sight, references: Mapping[str, str]) -> None:
    """`references` maps fields of the request to the names that they hold; an empty one names nothing.

    Raises InvalidArgument (`FILE_NOT_FOUND`, `UNKNOWN_UNIT`, `UNKNOWN_PERSON`) for every field whose name is unknown
    or not visible to the caller, which it refuses alike.
    """
    hidden = _hidden(session, sight, set(references.values()) - {""})
    violations = [_violation(path, name) for path, name in references.items() if name in hidden]
    if violations:
        first = violations[0]
        raise InvalidArgument(first.rule, {"field": first.path, **first.facts}, *violations)


def _hidden(session: ReadSession, sight: Sight, names: set[str]) -> set[str]:
    visible: set[str] = set()
    for collection in {_collection(name) for name in names}:
        named = [name for name in names if _collection(name) == collection]
        visible |= _KINDS[collection].visible(session, sight, named)
    return names - visible


def _violation(path: str, name: str) -> FieldViolation:
    return FieldViolation(path, _KINDS[_collection(name)].reason, {"name": name})


def _collection(name: str) -> str:
    return name.partition("/")[0]


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
