"""The baskets of a caller, as scopes of tasks."""

from __future__ import annotations

from datetime import date

from services.task.model import CANDIDATES, Purpose, Relation, Verb, concerns, overseen, rights_of
from shared.db import ReadSession
from shared.errors import NotFound
from shared.principal import HeldPosition

from . import pending, units
from .access import Caller, approver_keys, sees
from .scopes import follower
from .search import Filter

# Whose tasks wait for a decision of the caller.
DECIDING = "deciding"
# Counted by the parts of the caller's agencies.
COORDINATED = "coordinated"
# What the caller follows, seen as far as the caller may.
FOLLOWED = "followed"
NAMES = (DECIDING, "mine", "unit", COORDINATED, "assigned", "monitored", FOLLOWED, "drafts", "all")
# The first useful one is opened first, else `all`.
_FIRST = ("assigned", "monitored", "unit", "mine")
_BY_UNIT = {
    Relation.LEAD: ("lead", "subtask-lead"),
    Relation.PARENT_LEAD: ("parent-lead",),
    Relation.HOLDER_UNIT: ("holder-unit",),
    Relation.COORDINATOR: ("coordinator",),
    Relation.INFORMED: ("informed",),
}


def of_use(caller: Caller, *, charged: bool = False, follows: bool = False) -> list[str]:
    """The baskets that can hold tasks for the caller by office, the one to open first at the top.

    `charged`: the head of an agency has charged the caller with approving what goes up; `follows`: the caller follows
    any task.
    """
    useful = {
        DECIDING: charged or pending.decides(caller),
        "mine": caller.sees(Relation.HOLDER),
        "unit": caller.sees(Relation.LEAD),
        COORDINATED: caller.sees(Relation.COORDINATOR),
        "assigned": not caller.roles.isdisjoint(CANDIDATES[Purpose.ASSIGNER]),
        "monitored": not caller.roles.isdisjoint(CANDIDATES[Purpose.MONITOR]),
        FOLLOWED: follows,
        "drafts": Verb.DRAFT in rights_of(caller.roles),
        "all": any(caller.sees(relation) for relation in Relation),
    }
    first = next((name for name in _FIRST if useful[name] and _comes_first(caller, name)), "all")
    return sorted((name for name in NAMES if useful[name]), key=lambda name: name != first)


def _comes_first(caller: Caller, name: str) -> bool:
    """Chiefs follow the tasks of everybody, and those that they monitor or that the Office leads among others."""
    if name == "monitored":
        return concerns(caller.roles, Relation.MONITOR)
    relation = {"unit": Relation.LEAD, "mine": Relation.HOLDER}.get(name)
    return relation is None or any(
        sees(held, relation) and not sees(held, Relation.PROVINCE) for held in caller.positions
    )


def scopes(caller: Caller, basket: str) -> list[str]:
    """The scopes of `baskets/{basket}`; if it is empty, of everything that the caller may see.

    Raises NotFound (`BASKET_NOT_FOUND`) for an unknown name.
    """
    found = {
        "": lambda: _everything(caller),
        "mine": lambda: _held(caller),
        "unit": lambda: {scope for held in caller.positions for scope in _of_unit(held)},
        COORDINATED: lambda: {f"coordinator:{agency}" for agency in coordinating(caller)},
        "assigned": lambda: {f"assigned:{caller.person}"} if caller.sees(Relation.PROVINCE) else set(),
        "monitored": lambda: {f"monitor:{caller.person}"} if caller.sees(Relation.PROVINCE) else set(),
        FOLLOWED: lambda: {follower(caller.person)} if caller.person else set(),
        DECIDING: lambda: pending.scopes(caller),
        "drafts": lambda: {"drafts"} if caller.sees(Relation.PROVINCE) else set(),
        "all": lambda: {"all"} if caller.sees(Relation.PROVINCE) else _everything(caller),
    }
    name = basket.removeprefix("baskets/")
    if name not in found or (basket and not name):
        raise NotFound("BASKET_NOT_FOUND", {"name": basket})
    return sorted(found[name]())


def coordinating(caller: Caller) -> set[str]:
    """The agencies whose coordinations the caller receives."""
    return {held.agency for held in caller.positions if sees(held, Relation.COORDINATOR)}


def narrowed(session: ReadSession, wanted: Filter, caller: Caller, basket: str, day: date) -> Filter:
    """The filter within a basket that does not hold every task of its scopes; others leave it as it is."""
    if basket != f"baskets/{DECIDING}":
        return wanted
    several = units.held_by_several(session, day)
    return wanted.within(pending.is_asked(caller, day, several=several))


def _of_unit(held: HeldPosition) -> set[str]:
    """What the position's units lead; for a unit inside an agency also its subtasks and what it holds."""
    kinds: tuple[str, ...] = ("lead",) if sees(held, Relation.LEAD) else ()
    if sees(held, Relation.HOLDER_UNIT):
        kinds = ("lead", "subtask-lead", "holder-unit")
    return {f"{kind}:{unit}" for kind in kinds for unit in overseen(held)}


def _everything(caller: Caller) -> set[str]:
    if caller.sees(Relation.PROVINCE):
        return {"all", "subtask"}
    found = {
        f"{kind}:{unit}"
        for relation, kinds in _BY_UNIT.items()
        for kind in kinds
        for unit in caller.units(relation)
    }
    found |= {f"approver:{key}" for key in approver_keys(caller)}
    return found | _held(caller)


def _held(caller: Caller) -> set[str]:
    """What the caller holds, or works on beside the holder."""
    kinds = {Relation.HOLDER: "holder", Relation.CO_HOLDER: "co-holder"}
    return {f"{kind}:{caller.person}" for relation, kind in kinds.items() if caller.sees(relation)}
