"""Resource names of the API. Inside the service only ids are used."""

from __future__ import annotations


def unit_name(unit: str) -> str:
    """The resource name of a unit."""
    return f"units/{unit}"


def person_name(person: str) -> str:
    """The resource name of a person."""
    return f"people/{person}"


def position_name(unit: str, position: str) -> str:
    """The resource name of a position."""
    return f"units/{unit}/positions/{position}"
