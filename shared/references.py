"""References of requests: what a field names must exist and be visible to the caller.

The resource that a request addresses by its path is NOT_FOUND instead [AIP-193].
"""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from shared.errors import FieldViolation, check_fields


class Kind(NamedTuple):
    """The resources of one collection.

    `reason` refuses a name; `visible` finds which of some names exist and may be seen by the caller.
    """

    reason: str
    visible: Callable[[Collection[str]], Collection[str]]


Kinds = Mapping[str, Kind]
"""The kinds of resources that a request may name, by the first segment of their names."""


def check(kinds: Kinds, references: Mapping[str, str]) -> None:
    """`references` maps fields of the request to the names that they hold; an empty one names nothing.

    Raises InvalidArgument with the kind's reason for every field whose name is unknown or not visible, which it
    refuses alike.
    """
    unknown = missing(kinds, references.values())
    violations = [_violation(kinds, path, name) for path, name in references.items() if name in unknown]
    check_fields(violations)


def missing(kinds: Kinds, names: Collection[str]) -> set[str]:
    """The names that are unknown or not visible to the caller."""
    named = set(names) - {""}
    visible: set[str] = set()
    for collection in {_collection(name) for name in named}:
        visible.update(kinds[collection].visible({name for name in named if _collection(name) == collection}))
    return named - visible


def _violation(kinds: Kinds, path: str, name: str) -> FieldViolation:
    return FieldViolation(path, kinds[_collection(name)].reason, {"name": name})


def _collection(name: str) -> str:
    return name.partition("/")[0]
