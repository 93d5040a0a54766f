"""What a caller may read: the table of rights applied to a principal, and the check of what a request names."""

from collections.abc import Collection
from datetime import date
from functools import partial

from services.reporting.model import rights
from services.reporting.model.query import Query
from services.reporting.model.rights import Action, Agencies
from services.reporting.tables import statistics as tables
from shared import references
from shared.db import ReadSession
from shared.errors import PermissionDenied
from shared.principal import Principal
from shared.references import Kind


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
    session: ReadSession, caller: Principal, agencies: Agencies, query: Query, agency: str = ""
) -> None:
    """Checks that every agency and person that a request names exists and is visible to the caller.

    Raises InvalidArgument (`UNKNOWN_UNIT`, `UNKNOWN_PERSON`) for every field whose name is not.
    """
    kinds = {
        "units": Kind("UNKNOWN_UNIT", partial(_visible_units, session, agencies, query.as_of)),
        "people": Kind("UNKNOWN_PERSON", partial(_visible_people, session, caller)),
    }
    references.check(kinds, {"agency": agency, "assigner": query.assigner})


def _visible_units(
    session: ReadSession, agencies: Agencies, day: date, names: Collection[str]
) -> Collection[str]:
    known = tables.units(session, day).keys() & set(names)
    return known if agencies is None else known & agencies


def _visible_people(session: ReadSession, caller: Principal, names: Collection[str]) -> Collection[str]:
    # Everybody with a position may read the names of people; an external client may not.
    return tables.people(session).keys() & set(names) if caller.positions else set()
