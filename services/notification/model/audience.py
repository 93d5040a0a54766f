"""The people whom rules call "the agency's clerk" or "the holder" (docs/domain.md, sections Rights and Urging)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .task import Task


class Audience(StrEnum):
    """The groups of people that a rule can name."""

    RECEIVERS = "RECEIVERS"
    HEADS = "HEADS"
    HOLDER = "HOLDER"
    CO_HOLDER = "CO_HOLDER"
    UNIT_HEADS = "UNIT_HEADS"
    MONITOR = "MONITOR"
    COORDINATORS = "COORDINATORS"
    OFFICE_CHIEFS = "OFFICE_CHIEFS"
    LEADER = "LEADER"
    ASSIGNER = "ASSIGNER"
    ASKED = "ASKED"
    REQUESTER = "REQUESTER"
    FORMER_LEAD = "FORMER_LEAD"
    SEEKER = "SEEKER"
    CONCERNED = "CONCERNED"
    CONCERNED_HEADS = "CONCERNED_HEADS"


CLERK_ROLES = frozenset({"AGENCY_CLERK", "OFFICE_CLERK"})
HEAD_ROLES = frozenset({"AGENCY_HEAD", "OFFICE_CHIEF"})
UNIT_HEAD_ROLES = frozenset({"UNIT_HEAD"})
OFFICE_ROLES = frozenset({"OFFICE_CHIEF"})
LEADER_ROLES = frozenset({"CHAIRMAN", "VICE_CHAIRMAN"})
PROVINCE_ROLES = LEADER_ROLES | OFFICE_ROLES
"""Roles beyond the agencies that rules mean."""


@dataclass(frozen=True, slots=True)
class HeldPosition:
    """A position (chức vụ) that a person holds on the day of the directory."""

    person: str
    unit: str
    agency: str
    role: str
    fields: tuple[str, ...] = ()

    def covers(self, field: str) -> bool:
        """Whether the position has the field of work; a position without fields has all."""
        return not self.fields or field in self.fields


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, the one above it, and the agency that it belongs to."""

    name: str
    parent: str
    agency: str


@dataclass(frozen=True)
class Directory:
    """The positions held on one day, and their units."""

    positions: tuple[HeldPosition, ...]
    units: Mapping[str, Unit]

    def agency(self, unit: str) -> str:
        """The agency of a unit; the unit itself if it is unknown."""
        return self.units[unit].agency if unit in self.units else unit

    def is_active(self, person: str) -> bool:
        """Whether the person holds any position."""
        return any(held.person == person for held in self.positions)

    def in_agency(self, agency: str, roles: Iterable[str]) -> list[str]:
        """The people with one of the roles in the agency or a unit of it."""
        return _people(held for held in self.positions if held.agency == agency and held.role in roles)

    def in_unit(self, unit: str, roles: Iterable[str]) -> list[str]:
        """The people with one of the roles in exactly this unit."""
        return _people(held for held in self.positions if held.unit == unit and held.role in roles)

    def for_field(self, roles: Iterable[str], field: str) -> list[str]:
        """The people with one of the roles anywhere whose position has the field of work."""
        return _people(held for held in self.positions if held.role in roles and held.covers(field))


def _people(positions: Iterable[HeldPosition]) -> list[str]:
    return list(dict.fromkeys(held.person for held in positions))


def resolve(audiences: Iterable[Audience], task: Task, directory: Directory) -> list[str]:
    """The people meant, each once. Each of them holds a position; a vacant position means nobody."""
    people = (person for audience in audiences for person in _MEANING[audience](task, directory))
    return list(dict.fromkeys(people))


def receivers_of_units(units: Iterable[str], directory: Directory) -> list[str]:
    """The people who receive for units: an agency's clerks, a unit's head (docs/domain.md, section Rights)."""
    return list(dict.fromkeys(person for unit in units for person in _receivers(unit, directory)))


def deciders(named: Iterable[str], field: str, directory: Directory) -> list[str]:
    """The people who decide on the tasks of a directive: those named in it and in them, and the Office's chiefs."""
    active = [person for person in named if directory.is_active(person)]
    return list(dict.fromkeys([*active, *directory.for_field(OFFICE_ROLES, field)]))


def _receivers(unit: str, directory: Directory) -> list[str]:
    """An agency's clerks and chief of office, else its heads. For a smaller unit its head, else those of its agency."""
    agency = directory.agency(unit)
    if unit != agency and (heads := directory.in_unit(unit, UNIT_HEAD_ROLES)):
        return heads
    return directory.in_agency(agency, CLERK_ROLES) or directory.in_agency(agency, HEAD_ROLES)


def _heads(task: Task, directory: Directory) -> list[str]:
    return directory.in_agency(directory.agency(task.lead), HEAD_ROLES)


def _holder(task: Task, directory: Directory) -> list[str]:
    """The person, with whoever works beside; if none is named or the person has left, those who answer for the unit."""
    if directory.is_active(task.holder_person):
        holding = [task.holder_person]
    else:
        holding = _unit_heads(task, directory) or _receivers(task.lead, directory)
    return [*holding, *_co_holder(task, directory)]


def _co_holder(task: Task, directory: Directory) -> list[str]:
    return [task.co_holder] if directory.is_active(task.co_holder) else []


def _unit_heads(task: Task, directory: Directory) -> list[str]:
    """The head of the unit that holds the task, or of the nearest unit above it in the agency."""
    for unit in _upwards(task.holder_unit or task.lead, directory):
        if heads := directory.in_unit(unit, UNIT_HEAD_ROLES):
            return heads
    return []


def _upwards(unit: str, directory: Directory) -> Iterator[str]:
    seen: set[str] = set()
    while unit and unit not in seen:
        yield unit
        seen.add(unit)
        known = directory.units.get(unit)
        unit = known.parent if known and known.agency != unit else ""


def _monitor(task: Task, directory: Directory) -> list[str]:
    return [task.monitor] if directory.is_active(task.monitor) else []


def _coordinators(task: Task, directory: Directory) -> list[str]:
    return receivers_of_units(task.coordinators, directory)


def _office_chiefs(task: Task, directory: Directory) -> list[str]:
    return directory.for_field(OFFICE_ROLES, task.field)


def _leader(task: Task, directory: Directory) -> list[str]:
    """The leader who assigned the task, else the Vice-Chairmen of its field, else the Chairman."""
    leaders = {held.person for held in directory.positions if held.role in LEADER_ROLES}
    if task.assigner in leaders:
        return [task.assigner]
    return directory.for_field({"VICE_CHAIRMAN"}, task.field) or directory.for_field({"CHAIRMAN"}, task.field)


def _assigner(task: Task, directory: Directory) -> list[str]:
    """The leader who assigned the task. What is asked about a subtask is its agency's own affair."""
    return [task.assigner] if not task.parent_lead and directory.is_active(task.assigner) else []


def _asked(task: Task, directory: Directory) -> list[str]:
    """Those whom the task service asks for a decision: whose basket of pending decisions holds the task."""
    return [person for person in task.asked if directory.is_active(person)]


def _requester(task: Task, directory: Directory) -> list[str]:
    return [task.requester] if directory.is_active(task.requester) else []


def _seeker(task: Task, directory: Directory) -> list[str]:
    return [task.approval_seeker] if directory.is_active(task.approval_seeker) else []


def _concerned(task: Task, directory: Directory) -> list[str]:
    return receivers_of_units(task.concerned, directory)


def _concerned_heads(task: Task, directory: Directory) -> list[str]:
    agencies = (directory.agency(unit) for unit in task.concerned)
    return [person for agency in agencies for person in directory.in_agency(agency, HEAD_ROLES)]


_MEANING: Mapping[Audience, Callable[[Task, Directory], list[str]]] = {
    Audience.RECEIVERS: lambda task, directory: _receivers(task.lead, directory),
    Audience.HEADS: _heads,
    Audience.HOLDER: _holder,
    Audience.CO_HOLDER: _co_holder,
    Audience.UNIT_HEADS: _unit_heads,
    Audience.MONITOR: _monitor,
    Audience.COORDINATORS: _coordinators,
    Audience.OFFICE_CHIEFS: _office_chiefs,
    Audience.LEADER: _leader,
    Audience.ASSIGNER: _assigner,
    Audience.ASKED: _asked,
    Audience.REQUESTER: _requester,
    Audience.SEEKER: _seeker,
    Audience.CONCERNED: _concerned,
    Audience.CONCERNED_HEADS: _concerned_heads,
    Audience.FORMER_LEAD: lambda task, directory: (
        receivers_of_units([task.former_lead], directory) if task.former_lead else []
    ),
}
