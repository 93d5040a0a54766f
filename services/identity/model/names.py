"""Resource names of the API and the ids in them. Inside the service only ids are used."""

from __future__ import annotations


def id_of(name: str) -> str:
    """The id at the end of a resource name; empty for an empty name."""
    return name.rpartition("/")[2]


def ids_of(name: str) -> list[str]:
    """All ids of a resource name, the parent's first: unit and position for `units/{unit}/positions/{position}`."""
    return name.split("/")[1::2]


def unit_name(unit: str) -> str:
    """The resource name of a unit."""
    return f"units/{unit}"


def person_name(person: str) -> str:
    """The resource name of a person."""
    return f"people/{person}"


def position_name(unit: str, position: str) -> str:
    """The resource name of a position."""
    return f"units/{unit}/positions/{position}"
