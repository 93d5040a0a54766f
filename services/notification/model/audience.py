"""Who "the agency's clerk", "the holder", "the next level up" are. docs/domain.md, sections Rights and Urging."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .task import Task


class Audience(StrEnum):
    """The kinds of people whom a rule names."""

    RECEIVERS = "RECEIVERS"
    HEADS = "HEADS"
    HOLDER = "HOLDER"
    UNIT_HEADS = "UNIT_HEADS"
    MONITOR = "MONITOR"
    CO_RECEIVERS = "CO_RECEIVERS"
    OFFICE_CHIEFS = "OFFICE_CHIEFS"
    LEADER = "LEADER"


CLERK_ROLES = frozenset({"AGENCY_CLERK", "OFFICE_CLERK"})
HEAD_ROLES = frozenset({"AGENCY_HEAD", "OFFICE_CHIEF"})
UNIT_HEAD_ROLES = frozenset({"UNIT_HEAD"})
LEADER_ROLES = frozenset({"CHAIRMAN", "VICE_CHAIRMAN"})
PROVINCE_ROLES = LEADER_ROLES | {"OFFICE_CHIEF"}
"""Who is asked beyond the agencies."""


@dataclass(frozen=True, slots=True)
class Post:
    """A position (chức vụ) that a person holds on the day asked for."""

    person: str
    unit: str
    agency: str
    role: str
    fields: tuple[str, ...] = ()

    def covers(self, field: str) -> bool:
        """Whether the field of work is one of the position's; a position without fields has all."""
        return not self.fields or field in self.fields


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, the one above it, and the agency that it belongs to."""

    name: str
    parent: str
    agency: str


@dataclass(frozen=True)
class Directory:
    """The positions held on one day, and the units that they are in."""

    posts: tuple[Post, ...]
    units: Mapping[str, Unit]

    def agency(self, unit: str) -> str:
        """The agency of a unit; the unit itself if it is not known."""
        return self.units[unit].agency if unit in self.units else unit

    def is_active(self, person: str) -> bool:
        """Whether the person holds any position."""
        return any(post.person == person for post in self.posts)

    def in_agency(self, agency: str, roles: Iterable[str]) -> list[str]:
        """Who holds one of the roles in the agency or a unit of it."""
        return _people(post for post in self.posts if post.agency == agency and post.role in roles)

    def in_unit(self, unit: str, roles: Iterable[str]) -> list[str]:
        """Who holds one of the roles in exactly this unit."""
        return _people(post for post in self.posts if post.unit == unit and post.role in roles)

    def for_field(self, roles: Iterable[str], field: str) -> list[str]:
        """Who holds one of the roles anywhere, and has the field of work."""
        return _people(post for post in self.posts if post.role in roles and post.covers(field))


def _people(posts: Iterable[Post]) -> list[str]:
    return list(dict.fromkeys(post.person for post in posts))


def resolve(audiences: Iterable[Audience], task: Task, directory: Directory) -> list[str]:
    """The people meant, each once, who all hold a position. Nobody where the posts are vacant."""
    people = (person for audience in audiences for person in _MEANING[audience](task, directory))
    return list(dict.fromkeys(people))


def receivers_of_units(units: Iterable[str], directory: Directory) -> list[str]:
    """Who receives for these units: clerks of an agency, the head of a unit (docs/domain.md, section Rights)."""
    return list(dict.fromkeys(person for unit in units for person in _receivers(unit, directory)))


def _receivers(unit: str, directory: Directory) -> list[str]:
    """Clerks and chief of office of an agency, else its heads; of a smaller unit its head, else its agency's."""
    agency = directory.agency(unit)
    if unit != agency and (heads := directory.in_unit(unit, UNIT_HEAD_ROLES)):
        return heads
    return directory.in_agency(agency, CLERK_ROLES) or directory.in_agency(agency, HEAD_ROLES)


def _heads(task: Task, directory: Directory) -> list[str]:
    return directory.in_agency(directory.agency(task.lead), HEAD_ROLES)


def _holder(task: Task, directory: Directory) -> list[str]:
    """The person; where none is named or the one named has left, who answers for the unit that holds the task."""
    if directory.is_active(task.holder_person):
        return [task.holder_person]
    return _unit_heads(task, directory) or _receivers(task.lead, directory)


def _unit_heads(task: Task, directory: Directory) -> list[str]:
    """The head of the unit that holds the task, or of the nearest unit above it inside the agency."""
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


def _co_receivers(task: Task, directory: Directory) -> list[str]:
    return receivers_of_units(task.coordinators, directory)


def _office_chiefs(task: Task, directory: Directory) -> list[str]:
    return directory.for_field({"OFFICE_CHIEF"}, task.field)


def _leader(task: Task, directory: Directory) -> list[str]:
    """The leader who assigned the task, else the Vice-Chairmen who have its field, else the Chairman."""
    leaders = {post.person for post in directory.posts if post.role in LEADER_ROLES}
    if task.assigner in leaders:
        return [task.assigner]
    return directory.for_field({"VICE_CHAIRMAN"}, task.field) or directory.for_field({"CHAIRMAN"}, task.field)


_MEANING: Mapping[Audience, Callable[[Task, Directory], list[str]]] = {
    Audience.RECEIVERS: lambda task, directory: _receivers(task.lead, directory),
    Audience.HEADS: _heads,
    Audience.HOLDER: _holder,
    Audience.UNIT_HEADS: _unit_heads,
    Audience.MONITOR: _monitor,
    Audience.CO_RECEIVERS: _co_receivers,
    Audience.OFFICE_CHIEFS: _office_chiefs,
    Audience.LEADER: _leader,
}
