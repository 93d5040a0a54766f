"""Units, people and positions, copied from the events of identity."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, func, or_, select, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.task.model import (
    CANDIDATES,
    HEADS,
    Purpose,
    Relation,
    Role,
    Task,
    is_candidate,
    limited_to,
    roles_asked,
)
from shared import texts
from shared.db import ReadSession

from .schema import PEOPLE, POSITIONS, TASKS, UNITS

# The roles that are asked about the tasks of all agencies, about what they follow, and inside an agency.
_EVERYWHERE = roles_asked(Relation.PROVINCE, Relation.ASSIGNER)
_FOLLOWING = roles_asked(Relation.MONITOR, Relation.MONITOR_ELSEWHERE, Relation.DIRECTED)
_INSIDE = roles_asked(Relation.LEAD, Relation.PARENT_LEAD)


@dataclass(frozen=True)
class Position:
    """A position and the person who holds it."""

    name: str
    person: str
    unit: str
    agency: str
    role: str


def keep(session: Session, table: Table, row: dict[str, Any]) -> None:
    """Saves the newest state of a unit, a person or a position."""
    statement = insert(table).values(row)
    changed = {name: statement.excluded[name] for name in row if name != "name"}
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=changed))


def units_in_force(session: ReadSession, names: Collection[str], day: date) -> set[str]:
    """The names that are units on that day."""
    return set(session.scalars(select(UNITS.c.name).where(UNITS.c.name.in_(names), _on(UNITS, day))))


def agencies(session: ReadSession, names: Collection[str]) -> set[str]:
    """Those of the units that are agencies, which answer for tasks."""
    return set(session.scalars(select(UNITS.c.name).where(UNITS.c.name.in_(names), UNITS.c.kind == "AGENCY")))


def people_in_office(session: ReadSession, names: Collection[str], day: date) -> set[str]:
    """The names of people who hold a position on that day."""
    held = select(POSITIONS.c.person).where(POSITIONS.c.person.in_(names), _on(POSITIONS, day))
    return set(session.scalars(held))


def people_of_agency(session: ReadSession, agency: str, people: Collection[str], day: date) -> set[str]:
    """Those of the people who hold a position in the agency or a unit of it on that day."""
    held = select(POSITIONS.c.person).where(
        POSITIONS.c.person.in_(list(people)), POSITIONS.c.agency == agency, _on(POSITIONS, day)
    )
    return set(session.scalars(held))


def subtree(session: ReadSession, root: str, day: date) -> frozenset[str]:
    """A unit and all units below it on that day."""
    top = select(UNITS.c.name).where(UNITS.c.name == root).cte("tree", recursive=True)
    below = select(UNITS.c.name).where(UNITS.c.parent_unit == top.c.name, _on(UNITS, day))
    return frozenset(session.scalars(select(top.union(below).c.name)))


def holds_position(session: ReadSession, person: str, units: Collection[str], day: date) -> bool:
    """Whether the person holds a position in one of the units on that day."""
    position = select(POSITIONS.c.name).where(
        POSITIONS.c.person == person, POSITIONS.c.unit.in_(units), _on(POSITIONS, day)
    )
    return session.scalar(position.limit(1)) is not None


def holders(session: ReadSession, roles: Collection[Role], units: Collection[str], day: date) -> set[str]:
    """The people who hold one of the roles in one of the units on that day."""
    held = POSITIONS.c.role.in_(roles), POSITIONS.c.unit.in_(units), _on(POSITIONS, day)
    return set(session.scalars(select(POSITIONS.c.person).where(*held)))


def positions(session: ReadSession) -> list[Position]:
    """Every position, past ones too."""
    columns = (POSITIONS.c[name] for name in ("name", "person", "unit", "agency", "role"))
    return [Position(*row) for row in session.execute(select(*columns).order_by(POSITIONS.c.name))]


@dataclass(frozen=True)
class Candidate:
    """A person who may be named in a task, in the position that allows it."""

    person: str
    display_name: str
    position: str
    role: str
    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """A position that somebody holds, with its unit and the agency of it."""

    candidate: Candidate
    unit: str
    agency: str


def candidates(session: ReadSession, purpose: Purpose, day: date, field: str = "") -> list[Candidate]:
    """The people who may be named in a task of a field on that day, each once, by rank and by name."""
    roles = CANDIDATES[purpose]
    found = (each.candidate for each in holding(session, POSITIONS.c.role.in_(roles), day))
    return each_once([each for each in found if is_candidate(purpose, each.role, each.fields, field)], roles)


def holding(session: ReadSession, meant: ColumnElement[bool], day: date) -> list[Held]:
    """The positions for which a condition holds and that somebody holds on that day."""
    columns = POSITIONS.c
    selected = (columns.person, PEOPLE.c.display_name, columns.name, columns.role, columns.title)
    held = select(*selected, columns.fields, columns.unit, columns.agency).join(
        PEOPLE, PEOPLE.c.name == columns.person
    )
    rows = session.execute(held.where(meant, _on(POSITIONS, day)))
    return [Held(Candidate(*row[:5], tuple(row.fields)), row.unit, row.agency) for row in rows]


def each_once(found: Iterable[Candidate], ranks: Sequence[Role]) -> list[Candidate]:
    """Each person once, in the position of the highest rank, by rank and by name."""
    by_rank = sorted(
        found,
        key=lambda each: (
            ranks.index(Role(each.role)),
            texts.dictionary_key(each.display_name),
            each.position,
        ),
    )
    best: dict[str, Candidate] = {}
    for each in by_rank:
        best.setdefault(each.person, each)
    return list(best.values())


@dataclass(frozen=True)
class Labels:
    """The names of all units and people by their resource names, and the units above."""

    names: dict[str, str]
    parents: dict[str, str]


def labels(session: ReadSession) -> Labels:
    """The names of every person and unit."""
    found = session.execute(select(UNITS.c.name, UNITS.c.display_name, UNITS.c.parent_unit)).all()
    return Labels(
        {row.name: row.display_name for row in found} | names(session),
        {row.name: row.parent_unit for row in found},
    )


@dataclass(frozen=True)
class NamedUnit:
    """A unit with all its names."""

    name: str
    display_name: str
    others: tuple[str, ...]
    is_agency: bool


def all_named(session: ReadSession, day: date) -> list[NamedUnit]:
    """Every unit of that day but the province's, in the order of dictionaries."""
    columns = (UNITS.c[name] for name in ("name", "display_name", "short_name", "aliases", "kind"))
    rows = session.execute(select(*columns).where(_on(UNITS, day), UNITS.c.kind != "PROVINCE"))
    found = [
        NamedUnit(row.name, row.display_name, (row.short_name, *row.aliases), row.kind == "AGENCY")
        for row in rows
    ]
    return sorted(found, key=lambda unit: texts.dictionary_key(unit.display_name))


@dataclass(frozen=True)
class Post:
    """A position of today and its person; in an agency it counts as one of the whole agency."""

    person: str
    unit: str
    agency: str
    role: str
    fields: tuple[str, ...]

    @property
    def units(self) -> tuple[str, ...]:
        """The agency, which a head and a clerk oversee."""
        return (self.agency,)


def posts(session: ReadSession, tasks: Collection[Task], day: date) -> list[Post]:
    """The positions of a day in which people may be asked for a decision on these tasks."""
    columns = POSITIONS.c
    monitors, agencies, charged = set[str](), set[str](), set[str]()
    for task in tasks:
        monitors.add(task.monitor)
        agencies |= {task.lead, task.parent_lead}
        charged |= set(task.approval.approvers if task.approval else ())
    follows = columns.role.in_(_FOLLOWING)
    meant = or_(
        columns.role.in_(_EVERYWHERE),
        # Any specialist may follow a task that nobody follows.
        follows if "" in monitors else and_(follows, columns.person.in_(monitors)),
        and_(columns.role.in_(_INSIDE), columns.agency.in_(agencies - {""})),
        columns.person.in_(charged),
    )
    selected = (columns.person, columns.agency, columns.agency, columns.role, columns.fields)
    rows = session.execute(select(*selected).where(meant, _on(POSITIONS, day)).order_by(columns.name))
    return [Post(person, unit, agency, role, tuple(fields)) for person, unit, agency, role, fields in rows]


def held_by_several(session: ReadSession, day: date) -> frozenset[str]:
    """The roles asked about the tasks of all agencies that more than one person holds on that day."""
    held = select(POSITIONS.c.role).where(POSITIONS.c.role.in_(_EVERYWHERE), _on(POSITIONS, day))
    several = held.group_by(POSITIONS.c.role).having(func.count(POSITIONS.c.person.distinct()) > 1)
    return frozenset(session.scalars(several))


def headed(session: ReadSession, agencies: Collection[str], day: date) -> set[str]:
    """Those of the agencies that have a head on that day."""
    if not agencies:
        return set()
    heads = POSITIONS.c.role.in_(HEADS), POSITIONS.c.agency.in_(agencies), _on(POSITIONS, day)
    return set(session.scalars(select(POSITIONS.c.agency).where(*heads)))


def in_posts(roles: Collection[str], day: date) -> Select[tuple[str]]:
    """The people who hold one of the roles on that day."""
    return select(POSITIONS.c.person).where(POSITIONS.c.role.in_(sorted(roles)), _on(POSITIONS, day))


def covering() -> ColumnElement[bool]:
    """Whether a position may follow the field of work of a row of tasks, as `covers` says it."""
    fields, limited = POSITIONS.c.fields, [role for role in Role if limited_to(role, ("",))]
    covered = or_(func.cardinality(fields) == 0, TASKS.c.field == "", TASKS.c.field == fields.any_())
    return or_(POSITIONS.c.role.not_in(limited), covered)


def named(session: ReadSession, wanted: Collection[str]) -> dict[str, str]:
    """The names of these people and units, and the titles of these positions, as far as they are known."""
    labelled = (
        (UNITS, UNITS.c.display_name),
        (PEOPLE, PEOPLE.c.display_name),
        (POSITIONS, POSITIONS.c.title),
    )
    queries = (
        select(table.c.name, label).where(table.c.name.in_(wanted), label != "") for table, label in labelled
    )
    return dict(session.execute(union_all(*queries)).tuples().all())


def names(session: ReadSession) -> dict[str, str]:
    """The names of all people."""
    return {row.name: row.display_name for row in session.execute(select(PEOPLE))}


def _on(table: Table, day: date) -> ColumnElement[bool]:
    begun = or_(table.c.start_date.is_(None), table.c.start_date <= day)
    return begun & or_(table.c.end_date.is_(None), table.c.end_date >= day)
