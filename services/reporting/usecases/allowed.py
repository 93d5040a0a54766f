"""What a caller may do with statistics, as the API names it, by the rights that reads are checked with."""

from services.reporting.model.rights import Action
from services.reporting.usecases import access
from shared.principal import Principal

SOMEWHERE = {
    "get": Action.READ_NUMBERS,
    "listTasks": Action.READ_TASKS,
    "export": Action.READ_NUMBERS,
}


def somewhere(caller: Principal) -> list[str]:
    """What the caller may do for at least one agency; `compareAgencies` for all of them."""
    names = [name for name, action in SOMEWHERE.items() if access.agencies(caller, action) != frozenset()]
    return [*names, "compareAgencies"] if access.agencies(caller, Action.READ_NUMBERS) is None else names
