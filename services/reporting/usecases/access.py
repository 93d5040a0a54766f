"""What a caller may read: the table of rights applied to a principal, and the check of what a request names."""

from services.reporting.model import rights
from services.reporting.model.query import Query
from services.reporting.model.rights import Action, Agencies
from services.reporting.tables import statistics as tables
from shared.db import ReadSession
from shared.errors import PermissionDenied, invalid
from shared.principal import Principal

OFFERED = {
    "get": Action.READ_NUMBERS,
    "listTasks": Action.READ_TASKS,
    "export": Action.READ_NUMBERS,
}


def agencies(caller: Principal, action: Action) -> Agencies:
    """The agencies for which the caller has the right; an empty set if for none."""
    return rights.agencies(action, caller.positions, caller.scopes)


def require(caller: Principal, action: Action) -> Agencies:
    """The agencies for which the caller has the right. Raises PermissionDenied (`NOT_ALLOWED`) if for none."""
    found = agencies(caller, action)
    if found == frozenset():
        raise PermissionDenied("NOT_ALLOWED")
    return found


def check_references(
    session: ReadSession, caller: Principal, visible: Agencies, query: Query, agency: str = ""
) -> None:
    """Checks that the caller may see every agency and person that a request names.

    Raises PermissionDenied (`NOT_ALLOWED`) for what the caller may not see, whether it exists or not, and
    InvalidArgument for what does not exist.
    """
    if agency:
        if visible is not None and agency not in visible:
            raise PermissionDenied("NOT_ALLOWED")
        if agency not in tables.units(session, query.as_of):
            raise invalid("agency", "unknown", value=agency)
    if query.assigner:
        # Everybody with a position may read the names of people; an external client may not.
        if not caller.positions:
            raise PermissionDenied("NOT_ALLOWED")
        if query.assigner not in tables.people(session):
            raise invalid("assigner", "unknown", value=query.assigner)


def allowed_actions(caller: Principal) -> list[str]:
    """What the caller may do with statistics, as the API names it."""
    offered = [name for name, action in OFFERED.items() if agencies(caller, action) != frozenset()]
    return [*offered, "compareAgencies"] if agencies(caller, Action.READ_NUMBERS) is None else offered
