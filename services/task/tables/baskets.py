"""The named baskets of a caller, as scopes of tasks."""

from __future__ import annotations

from services.task.model import Relation, Role
from services.task.model.rights import AGENCY
from shared.errors import NotFound

from .access import Caller, Seat

NAMES = ("mine", "unit", "coordinating", "assigned", "monitored", "drafts", "all")
_BY_UNIT = {
    Relation.LEAD: ("lead", "part-lead"),
    Relation.PARENT_LEAD: ("part-of",),
    Relation.HOLDER_UNIT: ("holder-unit",),
    Relation.CO_ORDINATOR: ("co",),
    Relation.INFORMED: ("informed",),
}


def scopes(caller: Caller, basket: str) -> list[str]:
    """The scopes of `baskets/{basket}`; of everything that the caller may see where it is empty.

    Raises NotFound (`BASKET_NOT_FOUND`) for a name that no basket has.
    """
    found = {
        "": lambda: _everything(caller),
        "mine": lambda: {f"holder:{caller.person}"} if caller.sees(Relation.HOLDER) else set(),
        "unit": lambda: {scope for seat in caller.seats for scope in _of_unit(seat)},
        "coordinating": lambda: {
            f"co:{seat.agency}" for seat in caller.seats if seat.has(Relation.CO_ORDINATOR)
        },
        "assigned": lambda: {f"assigned:{caller.person}"} if caller.sees(Relation.PROVINCE) else set(),
        "monitored": lambda: {f"monitor:{caller.person}"} if caller.sees(Relation.PROVINCE) else set(),
        "drafts": lambda: {"drafts"} if caller.sees(Relation.PROVINCE) else set(),
        "all": lambda: {"all"} if caller.sees(Relation.PROVINCE) else _everything(caller),
    }
    name = basket.removeprefix("baskets/")
    if name not in found or (basket and not name):
        raise NotFound("BASKET_NOT_FOUND", {"name": basket})
    return sorted(found[name]())


def _of_unit(seat: Seat) -> set[str]:
    if seat.role in AGENCY:
        return {f"lead:{unit}" for unit in seat.units}
    if seat.role is Role.UNIT_HEAD:
        return {f"{kind}:{unit}" for kind in ("lead", "part-lead", "holder-unit") for unit in seat.units}
    return set()


def _everything(caller: Caller) -> set[str]:
    if caller.sees(Relation.PROVINCE):
        return {"all", "part"}
    found = {
        f"{kind}:{unit}"
        for relation, kinds in _BY_UNIT.items()
        for kind in kinds
        for unit in caller.units(relation)
    }
    return found | ({f"holder:{caller.person}"} if caller.sees(Relation.HOLDER) else set())
