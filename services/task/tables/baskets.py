"""The baskets of a caller, as scopes of tasks."""

from __future__ import annotations

from services.task.model import CANDIDATES, Purpose, Relation, Role, Verb, rights_of
from services.task.model.rights import AGENCY
from shared.errors import NotFound
from shared.principal import HeldPosition

from .access import Caller, overseen, sees

NAMES = ("mine", "unit", "coordinated", "assigned", "monitored", "drafts", "all")
# What each role opens first; in several positions, the role that comes first here decides.
_FIRST = {
    Role.CHAIRMAN: "assigned",
    Role.VICE_CHAIRMAN: "assigned",
    Role.OFFICE_SPECIALIST: "monitored",
    Role.AGENCY_HEAD: "unit",
    Role.AGENCY_CLERK: "unit",
    Role.UNIT_HEAD: "unit",
    Role.OFFICER: "mine",
}
_BY_UNIT = {
    Relation.LEAD: ("lead", "subtask-lead"),
    Relation.PARENT_LEAD: ("parent-lead",),
    Relation.HOLDER_UNIT: ("holder-unit",),
    Relation.COORDINATOR: ("coordinator",),
    Relation.INFORMED: ("informed",),
}


def of_use(caller: Caller) -> list[str]:
    """The baskets that can hold tasks for the caller by office, the one to open first at the top."""
    useful = {
        "mine": caller.sees(Relation.HOLDER),
        "unit": caller.sees(Relation.LEAD),
        "coordinated": caller.sees(Relation.COORDINATOR),
        "assigned": not caller.roles.isdisjoint(CANDIDATES[Purpose.ASSIGNER]),
        "monitored": not caller.roles.isdisjoint(CANDIDATES[Purpose.MONITOR]),
        "drafts": Verb.DRAFT in rights_of(caller.roles),
        "all": any(caller.sees(relation) for relation in Relation),
    }
    first = next((basket for role, basket in _FIRST.items() if role in caller.roles), "all")
    return sorted((name for name in NAMES if useful[name]), key=lambda name: name != first)


def scopes(caller: Caller, basket: str) -> list[str]:
    """The scopes of `baskets/{basket}`; if it is empty, of everything that the caller may see.

    Raises NotFound (`BASKET_NOT_FOUND`) for an unknown name.
    """
    found = {
        "": lambda: _everything(caller),
        "mine": lambda: {f"holder:{caller.person}"} if caller.sees(Relation.HOLDER) else set(),
        "unit": lambda: {scope for held in caller.positions for scope in _of_unit(held)},
        "coordinated": lambda: {
            f"coordinator:{held.agency}" for held in caller.positions if sees(held, Relation.COORDINATOR)
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


def _of_unit(held: HeldPosition) -> set[str]:
    if held.role in AGENCY:
        return {f"lead:{unit}" for unit in overseen(held)}
    if held.role == Role.UNIT_HEAD:
        kinds = ("lead", "subtask-lead", "holder-unit")
        return {f"{kind}:{unit}" for kind in kinds for unit in overseen(held)}
    return set()


def _everything(caller: Caller) -> set[str]:
    if caller.sees(Relation.PROVINCE):
        return {"all", "subtask"}
    found = {
        f"{kind}:{unit}"
        for relation, kinds in _BY_UNIT.items()
        for kind in kinds
        for unit in caller.units(relation)
    }
    return found | ({f"holder:{caller.person}"} if caller.sees(Relation.HOLDER) else set())
