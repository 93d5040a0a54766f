"""Who may do what to a task: one table. docs/domain.md, section Rights.

A position's role says what its office is; its relation to a task says why the task concerns it. A right
is granted to a pair of the two. Row rights in queries, checks in use cases and the tests of forbidden
steps are all made from this table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
    # The person follows the task for the Office, or nobody does; and the position covers its field.
    MONITOR = "MONITOR"
    # The same, and a signed directive says what the task says: one with a number.
    DIRECTED = "DIRECTED"
    # The same, and the task and its parent are led by other agencies than the position's own.
    MONITOR_ELSEWHERE = "MONITOR_ELSEWHERE"
    # The person assigned the task, or it was assigned on the person's behalf.
    ASSIGNER = "ASSIGNER"
    # The position oversees the lead agency.
    LEAD = "LEAD"
    # The position oversees the lead agency of the parent task.
    PARENT_LEAD = "PARENT_LEAD"
    # The position oversees the unit that holds the task.
    HOLDER_UNIT = "HOLDER_UNIT"
    # The person holds the task.
    HOLDER = "HOLDER"
    # The person works on the task beside its holder.
    CO_HOLDER = "CO_HOLDER"
    # The position is in the lead agency, and its head has charged the person with approving what waits.
    APPROVER = "APPROVER"
    # The position oversees a coordinator.
    COORDINATOR = "COORDINATOR"
    # The position oversees an informed unit.
    INFORMED = "INFORMED"


class View(StrEnum):
    """How much of a task a person may read, most first; a person with several has the first."""

    # All of it.
    WHOLE = "WHOLE"
    # The task and the coordinator's own part.
    PART = "PART"
    # The task's text only.
    TEXT = "TEXT"


class Extra(StrEnum):
    """What a step may need besides the right to its verb."""

    # To submit while required subtasks are open.
    OPEN_SUBTASKS = "OPEN_SUBTASKS"
    # To issue without a directive: an order by word of mouth, a decision at a meeting.
    ISSUE_AT_ONCE = "ISSUE_AT_ONCE"
    # To send up what others must have approved first.
    SEND_UP = "SEND_UP"
    # To take the step that waits for approval.
    APPROVE = "APPROVE"
    # To read what is the lead agency's own affair: what waits for approval, and the internal due date.
    READ_INSIDE = "READ_INSIDE"
    # To read the comments on an issued task, and to take part in the discussion.
    DISCUSS = "DISCUSS"
    # To know of sets of tasks, which tell of other agencies.
    READ_SETS = "READ_SETS"
    # To follow the task: to be notified of its changes of state.
    FOLLOW = "FOLLOW"
    # To give an opinion, which directs the work.
    GIVE_OPINION = "GIVE_OPINION"


# Each verb is a right, and so is each way to read.
Right = Verb | View | Extra
EVERY_RIGHT: Sequence[Right] = (*Verb, *View, *Extra)
Grant = tuple[str, Relation]

LEADERS = (Role.CHAIRMAN, Role.VICE_CHAIRMAN)
PROVINCE = (*LEADERS, Role.OFFICE_CHIEF, Role.OFFICE_SPECIALIST, Role.OFFICE_CLERK)
# The Office leads tasks too: its chiefs are its heads, its clerks its clerks, its specialists its officers.
HEADS = (Role.AGENCY_HEAD, Role.OFFICE_CHIEF)
CLERKS = (Role.AGENCY_CLERK, Role.OFFICE_CLERK)
AGENCY = (*HEADS, *CLERKS)
# What a position oversees, as identity states it in a principal: the unit with all below it, or the whole agency.
OVERSEES_SUBTREE = (Role.AGENCY_HEAD, Role.UNIT_HEAD)
OVERSEES_AGENCY = (Role.AGENCY_CLERK, Role.OFFICE_CHIEF, Role.OFFICE_CLERK)
# Whose work is first to monitor tasks: unless they say otherwise, they monitor what they enter.
MONITORING = (Role.OFFICE_SPECIALIST,)
WORKERS = (Role.UNIT_HEAD, Role.OFFICER, Role.OFFICE_SPECIALIST)


def grant(roles: Iterable[Role], *relations: Relation) -> frozenset[Grant]:
    """These relations for each of these roles."""
    return frozenset((role, relation) for role in roles for relation in relations)


_LEADERS = grant(LEADERS, Relation.PROVINCE)
_CHIEF = grant((Role.OFFICE_CHIEF,), Relation.PROVINCE)
_MONITOR = grant((Role.OFFICE_SPECIALIST,), Relation.MONITOR)
_DIRECTED = grant((Role.OFFICE_SPECIALIST,), Relation.DIRECTED)
# What the Office leads, its own specialists do not confirm.
_MONITOR_ELSEWHERE = grant((Role.OFFICE_SPECIALIST,), Relation.MONITOR_ELSEWHERE)
_ASSIGNER = grant(LEADERS, Relation.ASSIGNER)
_SPECIALIST = grant((Role.OFFICE_SPECIALIST,), Relation.PROVINCE)
_HEAD = grant(HEADS, Relation.LEAD)
_CLERK = grant(CLERKS, Relation.LEAD)
_AGENCY = _HEAD | _CLERK
# A unit inside the agency may lead a subtask; the agency that made the subtask confirms it.
_UNIT_LEAD = grant((Role.UNIT_HEAD,), Relation.LEAD)
# A unit that holds a task of its agency works on it: accepting stays with the agency.
_UNIT = _UNIT_LEAD | grant((Role.UNIT_HEAD,), Relation.HOLDER_UNIT)
_PARENT_HEAD = grant(HEADS, Relation.PARENT_LEAD)
_PARENT = grant(AGENCY, Relation.PARENT_LEAD)
_HOLDER = grant(WORKERS, Relation.HOLDER) | _UNIT
# Works beside the holder and reports; what else goes up, the holder sends up.
_CO_HOLDER = grant(WORKERS, Relation.CO_HOLDER)
_APPROVER = grant((*AGENCY, *WORKERS), Relation.APPROVER)
_COORDINATOR = grant(AGENCY, Relation.COORDINATOR)
# Who reads the whole task.
_WHOLE = grant(PROVINCE, Relation.PROVINCE) | _AGENCY | _HOLDER | _CO_HOLDER | _PARENT | _APPROVER
_DECIDE = _LEADERS | _CHIEF
_MONITORS = _CHIEF | _MONITOR
# The assigner's side of a submission.
_CONFIRM = _ASSIGNER | _CHIEF | _MONITOR_ELSEWHERE | _PARENT_HEAD

RIGHTS: Mapping[Right, frozenset[Grant]] = {
    View.WHOLE: _WHOLE,
    View.PART: _COORDINATOR,
    View.TEXT: grant(AGENCY, Relation.INFORMED),
    Verb.DRAFT: _LEADERS | _CHIEF | _SPECIALIST,
    # Any specialist may propose a task, also outside the fields that the specialist monitors: a chief decides.
    Verb.PROPOSE: _CHIEF | _SPECIALIST,
    Verb.AMEND: _MONITORS,
    # The assigner is asked whether to issue it, and may say no.
    Verb.REJECT: _MONITORS | _ASSIGNER,
    Verb.ISSUE: _DECIDE | _DIRECTED,
    Extra.ISSUE_AT_ONCE: _DECIDE,
    Verb.RECALL: _MONITORS | _PARENT_HEAD,
    Verb.REISSUE: _CHIEF | _PARENT_HEAD,
    Verb.INSIST: _CHIEF | _PARENT_HEAD,
    Verb.TRANSFER: _DECIDE | _PARENT_HEAD,
    Verb.ACCEPT: _AGENCY | _UNIT_LEAD,
    Verb.RETURN: _AGENCY | _HOLDER,
    Verb.DELEGATE: _AGENCY | _UNIT,
    Verb.CREATE_SUBTASK: _AGENCY,
    Verb.REPORT_PROGRESS: _AGENCY | _HOLDER | _CO_HOLDER,
    Verb.REQUEST_EXTENSION: _AGENCY | _HOLDER,
    Verb.DECIDE_EXTENSION: _DECIDE | _PARENT_HEAD,
    Verb.EXTEND: _DECIDE | _PARENT_HEAD,
    Verb.SUBMIT: _AGENCY | _HOLDER,
    Extra.OPEN_SUBTASKS: _HEAD,
    Verb.CONFIRM: _CONFIRM,
    # What confirming does to a periodic task with a period to come.
    Verb.CLOSE_PERIOD: _CONFIRM,
    Verb.SEND_BACK: _CONFIRM,
    Verb.SUSPEND: _DECIDE,
    Verb.RESUME: _DECIDE,
    Verb.CANCEL: _DECIDE | _PARENT_HEAD,
    Verb.REOPEN: _CHIEF,
    Verb.URGE: _LEADERS | _MONITORS | _PARENT,
    Verb.STATE_CAUSE: _AGENCY | _HOLDER,
    Verb.CONFIRM_CAUSE: _LEADERS | _CONFIRM,
    # The head answers for the agency; a unit inside it leads a subtask.
    Verb.CONTEST_CAUSE: _HEAD | _UNIT_LEAD,
    # Not the specialists: the decision of one of them is contested as a rule.
    Verb.DECIDE_CONTEST: _DECIDE | _PARENT_HEAD,
    Verb.DEMAND_DECISION: _MONITORS,
    Verb.REDO: _DECIDE | _PARENT_HEAD,
    Verb.ADJUST: _DECIDE | _PARENT_HEAD,
    Verb.ACCEPT_COORDINATION: _COORDINATOR,
    Verb.REPORT_COORDINATION: _COORDINATOR,
    Verb.SET_COORDINATION: _LEADERS | _MONITORS | _AGENCY | _UNIT_LEAD,
    Verb.URGE_COORDINATION: _LEADERS | _MONITORS | _AGENCY | _HOLDER,
    Verb.SEND_BACK_COORDINATION: _MONITORS | _AGENCY | _UNIT_LEAD,
    Extra.SEND_UP: _AGENCY,
    Verb.SEEK_APPROVAL: _HOLDER | _CO_HOLDER,
    Extra.APPROVE: _HEAD | _APPROVER,
    Verb.ASK_CHANGES: _HEAD | _APPROVER,
    Extra.READ_SETS: grant(PROVINCE, Relation.PROVINCE),
    Extra.READ_INSIDE: _AGENCY | _HOLDER | _CO_HOLDER | _APPROVER,
    Extra.DISCUSS: _WHOLE | _COORDINATOR,
    # Not an informed unit, which does not see the state.
    Extra.FOLLOW: _WHOLE | _COORDINATOR,
    # A head assigns the agency's own subtasks.
    Extra.GIVE_OPINION: _LEADERS | _PARENT_HEAD,
    Verb.WITHDRAW: _HEAD | _HOLDER,
    Verb.WITHDRAW_SUBMISSION: _HEAD | _HOLDER,
    Verb.WITHDRAW_REQUEST: _HEAD | _HOLDER,
}

# Sees and mends events that could not be handled, without their contents.
MENDS_EVENTS = frozenset({Role.SYSTEM_ADMINISTRATOR})

_NONE: frozenset[Right] = frozenset()
# The same table by grant, since it is read for every task of a list.
_RIGHTS_BY_GRANT: Mapping[Grant, frozenset[Right]] = {
    grant: frozenset(right for right, grants in RIGHTS.items() if grant in grants)
    for grant in frozenset().union(*RIGHTS.values())
}


@dataclass(frozen=True)
class Parties:
    """Whom a task concerns: resource names of units and people, the field of work, and whether a directive says it."""

    lead: str = ""
    parent_lead: str = ""
    coordinators: frozenset[str] = frozenset()
    informed: frozenset[str] = frozenset()
    assigners: frozenset[str] = frozenset()
    monitor: str = ""
    field: str = ""
    directed: bool = False
    holder_unit: str = ""
    holder_person: str = ""
    co_holder: str = ""
    approvers: frozenset[str] = frozenset()


def parties_of(task: Task) -> Parties:
    """Whom a task concerns; before it is issued nobody outside the Office."""
    office = Parties(
        assigners=frozenset({task.assigner, task.on_behalf_of} - {""}),
        monitor=task.monitor,
        field=task.field,
        directed=bool(task.directive_number),
    )
    if task.state in NOT_ISSUED:
        return office
    return replace(
        office,
        lead=task.lead,
        parent_lead=task.parent_lead,
        coordinators=frozenset(task.coordinators),
        informed=frozenset(task.informed),
        holder_unit=task.holder.unit if task.holder else "",
        holder_person=task.holder.person if task.holder else "",
        co_holder=task.holder.co_holder if task.holder else "",
        approvers=frozenset(task.approval.approvers if task.approval else ()),
    )


class HeldPosition(Protocol):
    """A position held today, as far as the table needs it."""

    @property
    def role(self) -> str:
        """Its office, one of `Role`."""

    @property
    def unit(self) -> str:
        """Its unit."""

    @property
    def agency(self) -> str:
        """The agency of its unit."""

    @property
    def units(self) -> Collection[str]:
        """The units that it oversees."""

    @property
    def fields(self) -> Collection[str]:
        """The fields of work that it follows; all if empty."""


H = TypeVar("H", bound=HeldPosition)


def relations_for(position: HeldPosition, person: str, parties: Parties) -> frozenset[Relation]:
    """Every reason for which a task concerns a person's position, whatever its role."""
    units = overseen(position)
    monitors = position.role in PROVINCE and _monitors(position, person, parties)
    held = {
        Relation.PROVINCE: position.role in PROVINCE,
        Relation.MONITOR: monitors,
        Relation.MONITOR_ELSEWHERE: monitors and position.agency not in (parties.lead, parties.parent_lead),
        Relation.DIRECTED: monitors and parties.directed,
        Relation.ASSIGNER: person in parties.assigners,
        Relation.LEAD: parties.lead in units,
        Relation.PARENT_LEAD: parties.parent_lead in units,
        Relation.HOLDER_UNIT: parties.holder_unit in units,
        Relation.HOLDER: bool(parties.holder_person) and parties.holder_person == person,
        Relation.CO_HOLDER: bool(parties.co_holder) and parties.co_holder == person,
        Relation.APPROVER: person in parties.approvers and position.agency == parties.lead,
        Relation.COORDINATOR: not parties.coordinators.isdisjoint(units),
        Relation.INFORMED: not parties.informed.isdisjoint(units),
    }
    return frozenset(relation for relation, holds in held.items() if holds)


def overseen(position: HeldPosition) -> frozenset[str]:
    """The units that a position oversees, with its own."""
    return frozenset(position.units) | {position.unit}


def _monitors(position: HeldPosition, person: str, parties: Parties) -> bool:
    free_or_own = parties.monitor in ("", person)
    return free_or_own and covers(position.role, position.fields, parties.field)


def covers(role: str, fields: Collection[str], field: str) -> bool:
    """Whether a position of the Office may follow a field of work; a task without one may be followed by anybody."""
    limited = limited_to(role, fields)
    return not limited or not field or field in limited


def limited_to(role: str, fields: Collection[str]) -> Collection[str]:
    """The fields of work that a position may follow, empty for all: a specialist only those of the position, if any."""
    return fields if role == Role.OFFICE_SPECIALIST else ()


def may(right: Right, positions: Iterable[HeldPosition], person: str, parties: Parties) -> bool:
    """Whether any of a person's positions has the right."""
    return acting_position(right, positions, person, parties) is not None


def acting_position(right: Right, positions: Iterable[H], person: str, parties: Parties) -> H | None:
    """The first position that has the right: the one that the history names."""
    grants = RIGHTS[right]
    for position in positions:
        if any((position.role, relation) in grants for relation in relations_for(position, person, parties)):
            return position
    return None


def allowed(positions: Iterable[HeldPosition], person: str, parties: Parties) -> frozenset[Right]:
    """Every right that any of a person's positions has."""
    held = (
        _RIGHTS_BY_GRANT.get((position.role, relation), _NONE)
        for position in positions
        for relation in relations_for(position, person, parties)
    )
    return _NONE.union(*held)


def rights_of(roles: Collection[str]) -> frozenset[Right]:
    """Every right that people in these roles have to some task or other."""
    return frozenset(right for right, grants in RIGHTS.items() if any(role in roles for role, _ in grants))


def concerns(roles: Collection[str], relation: Relation) -> bool:
    """Whether that relation to a task gives people in these roles any right."""
    return any((role, relation) in _RIGHTS_BY_GRANT for role in roles)


def view(rights: Collection[Right]) -> View | None:
    """How much of a task a person with these rights sees; None: not even that it exists."""
    return next((each for each in View if each in rights), None)
