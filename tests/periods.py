"""How the rows of statistics follow from the class that a list shows, for every kind of deadline."""

from collections.abc import Sequence


def agrees(is_periodic: bool, shown: tuple[str, str], rows: Sequence[tuple[str, str]]) -> bool:
    """Whether a task's due date and class, as lists show them, and those of its rows in statistics say the same.

    Lists show the running period of a periodic task, and the next one as soon as that is done; statistics count each
    period from the day on which it begins.
    """
    if not is_periodic:
        return list(rows) == [shown]
    if any(due == shown[0] for due, _ in rows):
        return shown in rows
    return shown[1] == "OPEN_IN_TIME" and all(kind.startswith("DONE_") for _, kind in rows)
