"""Tables, and the queries of which the rights of the caller are always a part."""

from .access import Caller, Seat
from .queries import (
    Listing,
    count_listed,
    existing,
    find,
    insert_history,
    insert_task,
    load,
    open_required_parts,
    page,
    place_of,
    steps,
    undecided,
    update_task,
    versions,
)
from .schema import DIRECTIVES, METADATA, PEOPLE, POSITIONS, STEPS, TALLIES, TASKS, UNITS
from .scopes import CHANNEL, Counts, count, fold_tallies, mend_tallies
from .search import read_filter, read_order

__all__ = [
    "CHANNEL",
    "DIRECTIVES",
    "METADATA",
    "PEOPLE",
    "POSITIONS",
    "STEPS",
    "TALLIES",
    "TASKS",
    "UNITS",
    "Caller",
    "Counts",
    "Listing",
    "Seat",
    "count",
    "count_listed",
    "existing",
    "find",
    "fold_tallies",
    "insert_history",
    "insert_task",
    "load",
    "mend_tallies",
    "open_required_parts",
    "page",
    "place_of",
    "read_filter",
    "read_order",
    "steps",
    "undecided",
    "update_task",
    "versions",
]
