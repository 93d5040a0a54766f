"""Who may do what to a task: one table. docs/domain.md, section Rights.

A position's role says what its office is; its relation to a task says why the task concerns it. A
right is a pair of the two. Row rights in queries, checks in use cases and the tests of forbidden
operations are all made from this table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from .states import NOT_ISSUED, Verb
from .task import Task


class Role(StrEnum):
    """The roles of dondoc.identity.v1.Role."""

    CHAIRMAN = "CHAIRMAN"
    VICE_CHAIRMAN = "VICE_CHAIRMAN"
    OFFICE_CHIEF = "OFFICE_CHIEF"
    OFFICE_SPECIALIST = "OFFICE_SPECIALIST"
    OFFICE_CLERK = "OFFICE_CLERK"
    AGENCY_HEAD = "AGENCY_HEAD"
    AGENCY_CLERK = "AGENCY_CLERK"
    UNIT_HEAD = "UNIT_HEAD"
    OFFICER = "OFFICER"
    AGENCY_ADMINISTRATOR = "AGENCY_ADMINISTRATOR"
    SYSTEM_ADMINISTRATOR = "SYSTEM_ADMINISTRATOR"
    INSPECTOR = "INSPECTOR"


class Relation(StrEnum):
    """Why a task concerns a position."""

    # Every task concerns the province's leaders and Office.
    PROVINCE = "PROVINCE"
    # Follows the task for the Office; while nobody does, whoever has its field.
    MONITOR = "MONITOR"
    # The lead agency lies in the subtree the position oversees.
    LEAD = "LEAD"
    # The same of the task that this one is a part of.
    PARENT_LEAD = "PARENT_LEAD"
    # The unit that holds the task lies in that subtree.
    HOLDER_UNIT = "HOLDER_UNIT"
    # Is the person who holds it.
    HOLDER = "HOLDER"
    CO_ORDINATOR = "CO_ORDINATOR"
    INFORMED = "INFORMED"


class Action(StrEnum):
    """What can be asked of the service: to see more or less of a task, or a step."""

    READ = "READ"
    READ_PART = "READ_PART"
    READ_TEXT = "READ_TEXT"
    CREATE = "CREATE"
    PROPOSE = "PROPOSE"
    AMEND = "AMEND"
    REJECT = "REJECT"
    ISSUE = "ISSUE"
    RECALL = "RECALL"
    REISSUE = "REISSUE"
    INSIST = "INSIST"
    TRANSFER = "TRANSFER"
    ACCEPT = "ACCEPT"
    RETURN = "RETURN"
    DELEGATE = "DELEGATE"
    SPLIT = "SPLIT"
    REPORT_PROGRESS = "REPORT_PROGRESS"
    REQUEST_EXTENSION = "REQUEST_EXTENSION"
    DECIDE_EXTENSION = "DECIDE_EXTENSION"
    EXTEND = "EXTEND"
    SUBMIT = "SUBMIT"
    SUBMIT_DESPITE_OPEN = "SUBMIT_DESPITE_OPEN"
    CONFIRM = "CONFIRM"
    SEND_BACK = "SEND_BACK"
    SUSPEND = "SUSPEND"
    RESUME = "RESUME"
    CANCEL = "CANCEL"
    REOPEN = "REOPEN"
    URGE = "URGE"
    STATE_CAUSE = "STATE_CAUSE"
    CONFIRM_CAUSE = "CONFIRM_CAUSE"
    DEMAND_DECISION = "DEMAND_DECISION"
    REDO = "REDO"


Right = tuple[Role, Relation]

LEADERS = (Role.CHAIRMAN, Role.VICE_CHAIRMAN)
PROVINCE = (*LEADERS, Role.OFFICE_CHIEF, Role.OFFICE_SPECIALIST, Role.OFFICE_CLERK)
AGENCY = (Role.AGENCY_HEAD, Role.AGENCY_CLERK)
WORKERS = (Role.UNIT_HEAD, Role.OFFICER)


def _grant(roles: Iterable[Role], *relations: Relation) -> frozenset[Right]:
    return frozenset((role, relation) for role in roles for relation in relations)


_LEADERS = _grant(LEADERS, Relation.PROVINCE)
_CHIEF = _grant((Role.OFFICE_CHIEF,), Relation.PROVINCE)
_MONITOR = _grant((Role.OFFICE_SPECIALIST,), Relation.MONITOR)
_SPECIALIST = _grant((Role.OFFICE_SPECIALIST,), Relation.PROVINCE)
_HEAD = _grant((Role.AGENCY_HEAD,), Relation.LEAD)
_AGENCY = _grant(AGENCY, Relation.LEAD)
# A sub-task may be led by a unit inside the agency, and is confirmed by the agency that made it.
_UNIT = _grant((Role.UNIT_HEAD,), Relation.LEAD, Relation.HOLDER_UNIT)
_PARENT_HEAD = _grant((Role.AGENCY_HEAD,), Relation.PARENT_LEAD)
_PARENT = _grant(AGENCY, Relation.PARENT_LEAD)
_HOLDER = _grant(WORKERS, Relation.HOLDER) | _UNIT
_DECIDE = _LEADERS | _CHIEF
_FOLLOW = _CHIEF | _MONITOR

RIGHTS: Mapping[Action, frozenset[Right]] = {
    Action.READ: _grant(PROVINCE, Relation.PROVINCE) | _AGENCY | _HOLDER | _PARENT,
    Action.READ_PART: _grant(AGENCY, Relation.CO_ORDINATOR),
    Action.READ_TEXT: _grant(AGENCY, Relation.INFORMED),
    Action.CREATE: _LEADERS | _CHIEF | _SPECIALIST,
    Action.PROPOSE: _FOLLOW,
    Action.AMEND: _FOLLOW,
    Action.REJECT: _FOLLOW,
    Action.ISSUE: _LEADERS | _FOLLOW,
    Action.RECALL: _FOLLOW | _PARENT_HEAD,
    Action.REISSUE: _CHIEF | _PARENT_HEAD,
    Action.INSIST: _CHIEF | _PARENT_HEAD,
    Action.TRANSFER: _DECIDE,
    Action.ACCEPT: _AGENCY | _UNIT,
    Action.RETURN: _AGENCY | _UNIT,
    Action.DELEGATE: _AGENCY | _UNIT,
    Action.SPLIT: _AGENCY | _UNIT,
    Action.REPORT_PROGRESS: _AGENCY | _HOLDER,
    Action.REQUEST_EXTENSION: _AGENCY | _HOLDER,
    Action.DECIDE_EXTENSION: _DECIDE | _PARENT_HEAD,
    Action.EXTEND: _DECIDE | _PARENT_HEAD,
    Action.SUBMIT: _AGENCY | _HOLDER,
    Action.SUBMIT_DESPITE_OPEN: _HEAD,
    Action.CONFIRM: _FOLLOW | _PARENT_HEAD,
    Action.SEND_BACK: _FOLLOW | _PARENT_HEAD,
    Action.SUSPEND: _DECIDE,
    Action.RESUME: _DECIDE,
    Action.CANCEL: _DECIDE | _PARENT_HEAD,
    Action.REOPEN: _CHIEF,
    Action.URGE: _LEADERS | _FOLLOW | _PARENT,
    Action.STATE_CAUSE: _AGENCY | _HOLDER,
    Action.CONFIRM_CAUSE: _LEADERS | _FOLLOW,
    Action.DEMAND_DECISION: _FOLLOW,
    Action.REDO: _DECIDE,
}

_NONE: frozenset[Action] = frozenset()
# The same table, looked up by right: what one may is asked for every task of a list.
_ACTIONS: Mapping[Right, frozenset[Action]] = {
    right: frozenset(action for action, rights in RIGHTS.items() if right in rights)
    for right in frozenset().union(*RIGHTS.values())
}

# Steps that carry no right of their own: a draft is created, a period is closed by confirming it.
ACTION_OF_VERB: Mapping[Verb, Action] = {
    Verb.DRAFT: Action.CREATE,
    Verb.CLOSE_PERIOD: Action.CONFIRM,
    **{verb: Action[verb.name] for verb in Verb if verb.name in Action.__members__},
}


class View(StrEnum):
    """How much of a task is shown."""

    # All of it.
    WHOLE = "WHOLE"
    # The task and the co-ordinator's own part.
    PART = "PART"
    # The task's text only.
    TEXT = "TEXT"


_SEEN = {View.WHOLE: Action.READ, View.PART: Action.READ_PART, View.TEXT: Action.READ_TEXT}


@dataclass(frozen=True)
class Parties:
    """Whom a task concerns: resource names of units and people, and the field of work."""

    lead: str = ""
    parent_lead: str = ""
    co_ordinators: frozenset[str] = frozenset()
    informed: frozenset[str] = frozenset()
    monitor: str = ""
    field: str = ""
    holder_unit: str = ""
    holder_person: str = ""


def parties_of(task: Task) -> Parties:
    """Whom a task concerns; before it is issued nobody outside the Office."""
    if task.state in NOT_ISSUED:
        return Parties(monitor=task.monitor, field=task.field)
    return Parties(
        lead=task.lead,
        parent_lead=task.parent_lead,
        co_ordinators=frozenset(each.unit for each in task.co_ordinators),
        informed=frozenset(task.informed),
        monitor=task.monitor,
        field=task.field,
        holder_unit=task.holder.unit if task.holder else "",
        holder_person=task.holder.person if task.holder else "",
    )


class Position(Protocol):
    """What of a caller's position the table looks at."""

    @property
    def role(self) -> Role:
        """Its office."""

    @property
    def person(self) -> str:
        """Who holds it."""

    @property
    def units(self) -> frozenset[str]:
        """The units it oversees, its own included."""

    @property
    def fields(self) -> frozenset[str]:
        """The fields of work it follows; all if empty."""


P = TypeVar("P", bound=Position)


def relations_for(position: Position, parties: Parties) -> frozenset[Relation]:
    """Every reason for which a task concerns a position, whatever its role."""
    held = {
        Relation.PROVINCE: position.role in PROVINCE,
        Relation.MONITOR: position.role in PROVINCE and _follows(position, parties),
        Relation.LEAD: parties.lead in position.units,
        Relation.PARENT_LEAD: parties.parent_lead in position.units,
        Relation.HOLDER_UNIT: parties.holder_unit in position.units,
        Relation.HOLDER: bool(parties.holder_person) and parties.holder_person == position.person,
        Relation.CO_ORDINATOR: not parties.co_ordinators.isdisjoint(position.units),
        Relation.INFORMED: not parties.informed.isdisjoint(position.units),
    }
    return frozenset(relation for relation, holds in held.items() if holds)


def _follows(position: Position, parties: Parties) -> bool:
    if parties.monitor:
        return parties.monitor == position.person
    return not position.fields or not parties.field or parties.field in position.fields


def may(action: Action, positions: Iterable[Position], parties: Parties) -> bool:
    """Whether any of a person's positions carries the right."""
    return any(acting_position(action, (position,), parties) is not None for position in positions)


def acting_position(action: Action, positions: Iterable[P], parties: Parties) -> P | None:
    """The first position that carries the right: the one the history names."""
    rights = RIGHTS[action]
    for position in positions:
        if any((position.role, relation) in rights for relation in relations_for(position, parties)):
            return position
    return None


def allowed(positions: Iterable[Position], parties: Parties) -> frozenset[Action]:
    """Everything that any of a person's positions carries the right to."""
    held = (
        _ACTIONS.get((position.role, relation), _NONE)
        for position in positions
        for relation in relations_for(position, parties)
    )
    return _NONE.union(*held)


def view(rights: Collection[Action]) -> View | None:
    """How much of a task a person with these rights sees; None: not even that it exists."""
    return next((each for each, action in _SEEN.items() if action in rights), None)
