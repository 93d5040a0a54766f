"""The tasks whose pending decisions a caller is asked for: `model.asked` as scopes and as a condition."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, false, or_, true
from sqlalchemy.dialects.postgresql import ARRAY

from services.task.model import ASKED, PendingDecision, Relation, Role, limited_to, overseen
from shared.principal import HeldPosition

from . import units
from .access import Caller
from .rows import approver_key
from .schema import TASKS

_Condition = ColumnElement[bool]
# The scopes that hold the tasks of a relation.
_SCOPES: Mapping[Relation, Callable[[HeldPosition, str], set[str]]] = {
    Relation.PROVINCE: lambda *_: {"pending"},
    Relation.UNFOLLOWED: lambda *_: {"pending"},
    # What else the chiefs are asked for about tasks that the Office leads is in the scope of the province.
    Relation.LEAD: lambda held, _: {f"pending-lead:{unit}" for unit in overseen(held)},
    Relation.APPROVER: lambda held, person: {f"approver:{approver_key(held.agency, person)}"},
    Relation.ASSIGNER: lambda _, person: {f"pending-assigner:{person}"},
    **dict.fromkeys(
        (Relation.MONITOR, Relation.DIRECTED, Relation.MONITOR_ELSEWHERE),
        lambda _, person: {f"pending-monitor:{person}", "pending-monitor:"},
    ),
    Relation.PARENT_LEAD: lambda held, _: {f"pending-parent:{unit}" for unit in overseen(held)},
}


def _asked(role: str) -> Mapping[Relation, list[PendingDecision]]:
    """The decisions that a role is asked for, by the reason for which a task concerns it."""
    asked = {
        relation: [each for each, grants in ASKED.items() if (role, relation) in grants]
        for relation in Relation
    }
    return {relation: decisions for relation, decisions in asked.items() if decisions}


_ASKED = {role.value: _asked(role) for role in Role}


def decides(caller: Caller) -> bool:
    """Whether the caller's office makes any of these decisions; a person whom a head has charged makes some too."""
    return any(_ASKED[role].keys() - {Relation.APPROVER} for role in caller.roles)


def scopes(caller: Caller) -> set[str]:
    """Scopes that hold every task for whose decision the caller is asked, and others."""
    held = ((held, relation) for held in caller.positions for relation in _ASKED[held.role])
    return {scope for held, relation in held for scope in _SCOPES[relation](held, caller.person)}


def is_asked(
    caller: Caller, day: date, among: Collection[PendingDecision] = tuple(PendingDecision)
) -> _Condition:
    """Whether the caller is asked for one of these decisions on a task that day, as `model.asked` says it."""
    conditions = (
        and_(_is_related(held, caller.person, relation, day), _waits(wanted, relation, caller.person))
        for held in caller.positions
        for relation, decisions in _ASKED[held.role].items()
        if (wanted := [each for each in decisions if each in among])
    )
    return or_(false(), *conditions)


def _is_related(held: HeldPosition, person: str, relation: Relation, day: date) -> _Condition:
    columns = TASKS.c
    limited = limited_to(held.role, held.fields)
    covered = columns.field.in_(["", *sorted(limited)]) if limited else true()
    follows = and_(columns.monitor.in_(["", person]), covered)
    related: Mapping[Relation, _Condition] = {
        Relation.PROVINCE: true(),
        Relation.ASSIGNER: or_(columns.assigner == person, columns.on_behalf_of == person),
        Relation.MONITOR: follows,
        Relation.UNFOLLOWED: and_(columns.monitor != "", ~units.is_followed(day)),
        Relation.MONITOR_ELSEWHERE: and_(
            follows, or_(columns.issued_at.is_(None), columns.lead != held.agency)
        ),
        Relation.DIRECTED: and_(follows, columns.directive_number != ""),
        Relation.LEAD: columns.lead.in_(sorted(overseen(held))),
        Relation.PARENT_LEAD: columns.parent_lead.in_(sorted(overseen(held))),
        Relation.APPROVER: columns.approvers.contains([approver_key(held.agency, person)]),
    }
    return related[relation]


# The people who may not make each decision, as `model.pending.whose_own` says it.
_WHOSE_OWN: Mapping[PendingDecision, Sequence[ColumnElement[Any]]] = {
    PendingDecision.EXTENSION: [TASKS.c.extensions[(-1, "asked_by", "person")].astext],
    PendingDecision.COMPLETION: [TASKS.c.submission[("by", "person")].astext],
    PendingDecision.DELAY_CAUSE: [TASKS.c.delay_cause[("stated_by", "person")].astext],
    PendingDecision.CONTEST: [
        TASKS.c.delay_cause[("contest", "by", "person")].astext,
        case((TASKS.c.parent_task == "", TASKS.c.delay_cause[("confirmed_by", "person")].astext)),
    ],
    PendingDecision.APPROVAL: [TASKS.c.approval[("by", "person")].astext],
}


def _waits(decisions: Collection[PendingDecision], relation: Relation, person: str) -> _Condition:
    """Nobody decides on their own matter, nor on a subtask of another agency.

    Only its own approval is the lead's affair even then.
    """
    columns = TASKS.c
    of_others = columns.parent_task != "" if relation is Relation.PARENT_LEAD else columns.parent_task == ""
    waiting = (
        and_(
            _any_of([each]),
            *(whose.is_distinct_from(person) for whose in _WHOSE_OWN.get(each, ())),
            of_others if each is not PendingDecision.APPROVAL else true(),
        )
        for each in decisions
    )
    return or_(false(), *waiting)


def _any_of(decisions: Collection[PendingDecision]) -> _Condition:
    overlaps: _Condition = TASKS.c.pending_decisions.overlap(cast(list(decisions), ARRAY(Text)))
    return overlaps
