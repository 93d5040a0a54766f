"""Lists kept under names: everybody saves their own, heads and clerks those of their units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from services.task import announce, model, tables
from services.task.model import MOST_SAVED_LISTS, SavedList
from services.task.tables import Caller, baskets, saved_lists, terms
from shared.db import ReadSession
from shared.errors import FailedPrecondition, NotFound, PermissionDenied, check_etag, invalid

from . import references
from .reading import as_of


@dataclass(frozen=True)
class SeenList:
    """A saved list as one caller sees it: what it names and the caller cannot find, and whether they change it."""

    saved: SavedList
    missing: tuple[str, ...] = ()
    changeable: bool = False


def list_saved(session: ReadSession, caller: Caller, today: date) -> list[SeenList]:
    """The saved lists of the caller and of the caller's units. Raises PermissionDenied (`NOT_ALLOWED`)."""
    _require_reader(caller)
    return _seen(session, caller, saved_lists.of_places(session, _places(caller)), today)


def units_to_share_with(caller: Caller) -> list[str]:
    """The units for whose people the caller may save lists."""
    return sorted(model.shares_with(caller.positions))


def create_saved(session: Session, caller: Caller, saved: SavedList, today: date) -> SeenList:
    """Saves a list. Raises what the API's CreateSavedList returns."""
    _require_reader(caller)
    references.check(session, caller, {"saved_list.unit": saved.unit}, today)
    _require_change(caller, saved)
    _check(session, caller, saved, today)
    if saved_lists.count(session, saved.place) >= MOST_SAVED_LISTS:
        raise FailedPrecondition("TOO_MANY_SAVED_LISTS", {"limit": MOST_SAVED_LISTS})
    saved_lists.add(session, saved)
    return _seen(session, caller, [saved], today)[0]


def update_saved(
    session: Session,
    caller: Caller,
    uid: str,
    etag: str,
    change: Callable[[SavedList], SavedList],
    today: date,
) -> SeenList:
    """Changes a saved list. Raises what the API's UpdateSavedList returns."""
    before = _loaded(session, caller, uid, etag)
    after = change(before)
    if after != before:
        # What it names already may have gone: a list can be renamed all the same.
        if (after.basket, after.filter, after.order_by) != (before.basket, before.filter, before.order_by):
            _check(session, caller, after, today)
        after = replace(after, version=before.version + 1)
        saved_lists.keep(session, after)
    return _seen(session, caller, [after], today)[0]


def delete_saved(session: Session, caller: Caller, uid: str, etag: str) -> SavedList:
    """Deletes a saved list. Raises what the API's DeleteSavedList returns."""
    saved = _loaded(session, caller, uid, etag)
    saved_lists.remove(session, uid)
    return saved


def _loaded(session: Session, caller: Caller, uid: str, etag: str) -> SavedList:
    _require_reader(caller)
    saved = saved_lists.load(session, _places(caller), uid)
    _require_change(caller, saved)
    check_etag(etag, announce.etag(saved.version))
    return saved


def _places(caller: Caller) -> frozenset[str]:
    return model.places(caller.positions, caller.person)


def _require_reader(caller: Caller) -> None:
    if not caller.person or model.view(model.rights_of(caller.roles)) is None:
        raise PermissionDenied("NOT_ALLOWED")


def _require_change(caller: Caller, saved: SavedList) -> None:
    if not model.may_change(saved, caller.positions, caller.person):
        raise PermissionDenied("NOT_ALLOWED", {"name": f"savedLists/{saved.uid}"})


def _check(session: ReadSession, caller: Caller, saved: SavedList, today: date) -> None:
    """What the list shows must be understood, and what it names visible to the caller."""
    try:
        scopes = baskets.scopes(caller, saved.basket)
    except NotFound:
        raise invalid("saved_list.basket", "UNKNOWN_BASKET", "UNKNOWN_BASKET", name=saved.basket) from None
    sight = tables.sight_of(caller, scopes)
    tables.read_filter(saved.filter, as_of(today), sight)
    tables.read_sort_keys(saved.order_by, sight, saved.filter)
    for name in _named(saved):
        references.check(session, caller, {"saved_list.filter": name}, today)


def _seen(session: ReadSession, caller: Caller, lists: Sequence[SavedList], today: date) -> list[SeenList]:
    named = {saved.uid: _named(saved) for saved in lists}
    missing = references.missing(session, caller, {name for names in named.values() for name in names}, today)
    return [
        SeenList(
            saved,
            tuple(name for name in named[saved.uid] if name in missing),
            model.may_change(saved, caller.positions, caller.person),
        )
        for saved in lists
    ]


def _named(saved: SavedList) -> list[str]:
    """The units, people, directives, tasks and sets that the filter names."""
    values = (term.value for term in terms.read_terms(saved.filter) if term.field in terms.NAMING)
    return sorted({value for value in values if value})
