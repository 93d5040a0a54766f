"""Tables, and queries that always apply the caller's rights."""

from .access import Caller, Sight
from .classes import AsOf
from .queries import (
    Listing,
    count_listed,
    cursor_of,
    existing,
    find,
    insert_history,
    insert_task,
    load,
    open_subtasks,
    page,
    parent_of,
    several,
    steps,
    undecided,
    update_task,
    versions,
    visible,
)
from .schema import DIRECTIVES, METADATA, PEOPLE, POSITIONS, STEPS, TALLIES, TASKS, UNITS
from .scopes import CHANNEL, Counts, count, fold_tallies, sight_of
from .search import read_filter, read_sort_keys

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
    "AsOf",
    "Caller",
    "Counts",
    "Listing",
    "Sight",
    "count",
    "count_listed",
    "cursor_of",
    "existing",
    "find",
    "fold_tallies",
    "insert_history",
    "insert_task",
    "load",
    "open_subtasks",
    "page",
    "parent_of",
    "read_filter",
    "read_sort_keys",
    "several",
    "sight_of",
    "steps",
    "undecided",
    "update_task",
    "versions",
    "visible",
]
