"""People and positions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Text,
    and_,
    exists,
    false,
    func,
    insert,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.orm import Session

from services.identity.model import (
    Period,
    Person,
    Position,
    Role,
    StoredPerson,
    StoredPosition,
    person_name,
    position_name,
)
from services.identity.tables.schema import NAME_ORDER, PEOPLE, POSITIONS
from shared import texts
from shared.db import ReadSession
from shared.errors import NotFound
from shared.resource_names import id_of

Cursor = Sequence[Any]
"""Where a page ends: the sort keys of its last row."""


@dataclass(frozen=True, slots=True)
class Visibility:
    """The people whom a caller may see: everybody, or those of some agencies and their units, and the caller.

    Every person and position that a request names is loaded with it, so that what is not visible does not exist.
    """

    everybody: bool = False
    person: str = ""
    agencies: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()

    def where(self, day: date) -> ColumnElement[bool]:
        """The people whom the caller may see, as a condition of a query."""
        if self.everybody:
            return true()
        return or_(
            PEOPLE.c.id == self.person,
            PEOPLE.c.agency.in_(self.agencies) if self.agencies else false(),
            _serves_in(self.units, day) if self.units else false(),
        )


EVERYBODY = Visibility(everybody=True)


def _held(positions: FromClause, day: date) -> ColumnElement[bool]:
    last = positions.c.end_date
    return and_(positions.c.start_date <= day, or_(last.is_(None), last >= day))


def _serves_in(units: Iterable[str], day: date) -> ColumnElement[bool]:
    # An alias, because the query around it may read positions too.
    held = POSITIONS.alias("held")
    return exists().where(held.c.person == PEOPLE.c.id, held.c.unit.in_(units), _held(held, day))


def load_person(
    session: ReadSession, visible: Visibility, person: str, day: date, for_change: bool = False
) -> StoredPerson:
    """A person whom the caller may see, with the positions of a day. Raises NotFound (`PERSON_NOT_FOUND`)."""
    found = select(PEOPLE).where(PEOPLE.c.id == person, visible.where(day))
    row = session.execute(found.with_for_update() if for_change else found).one_or_none()
    if row is None:
        raise NotFound("PERSON_NOT_FOUND", {"name": person_name(person)})
    return _person(row, positions_of_people(session, [person], day).get(person, ()))


def visible_people(session: ReadSession, visible: Visibility, names: Collection[str], day: date) -> set[str]:
    """Those of the names that are people whom the caller may see."""
    ids = [id_of(name) for name in names]
    found = session.scalars(select(PEOPLE.c.id).where(PEOPLE.c.id.in_(ids), visible.where(day)))
    return {person_name(person) for person in found}


def people_page(
    session: ReadSession,
    visible: Visibility,
    day: date,
    units: Sequence[str] | None,
    words: Sequence[str],
    cursor: Cursor | None,
    limit: int,
) -> list[StoredPerson]:
    """People by name, after a cursor; with `units` only those who hold a position there."""
    found = select(PEOPLE).where(visible.where(day))
    if units is not None:
        found = found.where(_serves_in(units, day))
    for word in words:
        found = found.where(PEOPLE.c.search.contains(texts.folded(word), autoescape=True))
    by: ColumnElement[str] = literal_column(NAME_ORDER, Text)
    if cursor is not None:
        found = found.where(tuple_(by, PEOPLE.c.id) > tuple_(*cursor))
    rows = session.execute(found.order_by(by, PEOPLE.c.id).limit(limit)).all()
    held = positions_of_people(session, [row.id for row in rows], day)
    return [_person(row, held.get(row.id, ())) for row in rows]


def cursor_of(person: StoredPerson) -> Cursor:
    """The cursor of a page of people that ends with this person."""
    return texts.dictionary_key(person.person.display_name), person.person.person


def positions_of_people(
    session: ReadSession, people: Sequence[str], day: date
) -> dict[str, tuple[StoredPosition, ...]]:
    """The positions that people hold on a day, each person's oldest first."""
    held: dict[str, tuple[StoredPosition, ...]] = {}
    for row in session.execute(_positions().where(POSITIONS.c.person.in_(people), _held(POSITIONS, day))):
        held[row.person] = (*held.get(row.person, ()), _position(row))
    return held


def display_names(session: ReadSession, people: Sequence[str]) -> dict[str, str]:
    """The names of these people."""
    found = select(PEOPLE.c.id, PEOPLE.c.display_name).where(PEOPLE.c.id.in_(people))
    return {row.id: row.display_name for row in session.execute(found)}


def positions_of_person(session: ReadSession, person: str) -> list[Position]:
    """All positions of a person, past and future ones too."""
    return [
        _position(row).position for row in session.execute(_positions().where(POSITIONS.c.person == person))
    ]


def positions_of_unit(session: ReadSession, unit: str) -> list[Position]:
    """All positions in a unit, past and future ones too."""
    return [_position(row).position for row in session.execute(_positions().where(POSITIONS.c.unit == unit))]


def all_positions(session: ReadSession) -> list[StoredPosition]:
    """All positions of all days."""
    return [_position(row) for row in session.execute(_positions())]


def all_people(session: ReadSession) -> list[Person]:
    """Everybody."""
    return [_person(row, ()).person for row in session.execute(select(PEOPLE).order_by(PEOPLE.c.id))]


def people_ids(session: ReadSession) -> set[str]:
    """The ids of everybody."""
    return set(session.scalars(select(PEOPLE.c.id)))


def positions_page(
    session: ReadSession,
    visible: Visibility,
    day: date,
    unit: str | None,
    cursor: Cursor | None,
    limit: int,
) -> list[StoredPosition]:
    """Positions held on a day in one unit or in all, by people whom the caller may see, after a cursor."""
    found = _positions().where(_held(POSITIONS, day), visible.where(day))
    if unit is not None:
        found = found.where(POSITIONS.c.unit == unit)
    if cursor is not None:
        found = found.where(tuple_(POSITIONS.c.unit, POSITIONS.c.id) > tuple_(*cursor))
    ordered = found.order_by(None).order_by(POSITIONS.c.unit, POSITIONS.c.id).limit(limit)
    return [_position(row) for row in session.execute(ordered)]


def load_position(
    session: ReadSession, visible: Visibility, unit: str, position: str, day: date, for_change: bool = False
) -> StoredPosition:
    """A position of somebody whom the caller may see on a day. Raises NotFound (`POSITION_NOT_FOUND`)."""
    key = (POSITIONS.c.unit == unit, POSITIONS.c.id == position)
    found = _positions().where(*key, visible.where(day))
    row = session.execute(found.with_for_update(of=POSITIONS) if for_change else found).one_or_none()
    if row is None:
        raise NotFound("POSITION_NOT_FOUND", {"name": position_name(unit, position)})
    return _position(row)


def position_exists(session: ReadSession, unit: str, position: str) -> bool:
    """Whether a unit has a position with this id, visible or not."""
    key = (POSITIONS.c.unit == unit, POSITIONS.c.id == position)
    return bool(session.scalar(select(exists().where(*key))))


def _positions() -> Any:
    joined = POSITIONS.join(PEOPLE, PEOPLE.c.id == POSITIONS.c.person)
    columns = (*POSITIONS.c, PEOPLE.c.display_name.label("person_display_name"))
    return select(*columns).select_from(joined).order_by(POSITIONS.c.start_date, POSITIONS.c.id)


def has_employee_number(session: ReadSession, person: str, agency: str, number: str) -> bool:
    """Whether this person's record, kept by the agency, has the employee number; never for an empty number."""
    alike = func.lower(PEOPLE.c.employee_number) == number.lower()
    same = (PEOPLE.c.id == person, PEOPLE.c.agency == agency, alike)
    return bool(number) and bool(session.scalar(select(exists().where(*same))))


def person_of_subject(session: ReadSession, subject: str) -> Person | None:
    """The person whose account it is."""
    row = session.execute(select(PEOPLE).where(PEOPLE.c.subject == subject)).one_or_none()
    return None if row is None else _person(row, ()).person


def insert_person(session: Session, person: Person, now: datetime) -> None:
    """Adds a person. Raises IntegrityError if the id, user name or number belongs to somebody."""
    new = {"id": person.person, "version": 1, "create_time": now, "update_time": now}
    session.execute(insert(PEOPLE).values(**_person_row(person), **new))


def update_person(session: Session, person: Person, now: datetime) -> None:
    """Writes a person's new values. Raises IntegrityError if the user name or number belongs to somebody else."""
    changed = {"version": PEOPLE.c.version + 1, "update_time": now}
    session.execute(
        update(PEOPLE).where(PEOPLE.c.id == person.person).values(**_person_row(person), **changed)
    )


def _person_row(person: Person) -> dict[str, object]:
    # Only `set_subjects` writes the subject.
    return {
        "agency": person.agency,
        "display_name": person.display_name,
        "family_name": person.family_name,
        "given_name": person.given_name,
        "email": person.email,
        "phone_number": person.phone_number,
        "username": person.username,
        "identity_provider": person.identity_provider,
        "employee_number": person.employee_number,
        "search": texts.folded(person.display_name),
    }


def insert_position(session: Session, position: Position, now: datetime) -> None:
    """Adds a position."""
    session.execute(insert(POSITIONS).values(**_position_row(position, now)))


def end_position(session: Session, position: Position, now: datetime) -> None:
    """Writes the last day of a position."""
    key = (POSITIONS.c.unit == position.unit) & (POSITIONS.c.id == position.position)
    changed = {"version": POSITIONS.c.version + 1, "update_time": now}
    session.execute(update(POSITIONS).where(key).values(end_date=position.period.last, **changed))


def _position_row(position: Position, now: datetime) -> dict[str, object]:
    return {
        "unit": position.unit,
        "id": position.position,
        "person": position.person,
        "role": position.role.value,
        "title": position.title,
        "fields": list(position.fields),
        "start_date": position.period.first,
        "end_date": position.period.last,
        "version": 1,
        "create_time": now,
        "update_time": now,
    }


def set_subjects(session: Session, subjects: Mapping[str, str]) -> None:
    """Records which account belongs to whom."""
    for person, subject in subjects.items():
        session.execute(update(PEOPLE).where(PEOPLE.c.id == person).values(subject=subject))


def _person(row: Row[Any], positions: tuple[StoredPosition, ...]) -> StoredPerson:
    person = Person(
        person=row.id,
        display_name=row.display_name,
        agency=row.agency,
        username=row.username,
        family_name=row.family_name,
        given_name=row.given_name,
        email=row.email,
        phone_number=row.phone_number,
        identity_provider=row.identity_provider,
        employee_number=row.employee_number,
        subject=row.subject or "",
    )
    return StoredPerson(person, positions, row.version, row.create_time, row.update_time)


def _position(row: Row[Any]) -> StoredPosition:
    position = Position(
        position=row.id,
        unit=row.unit,
        person=row.person,
        role=Role(row.role),
        title=row.title,
        period=Period(row.start_date, row.end_date),
        fields=tuple(row.fields),
    )
    return StoredPosition(position, row.person_display_name, row.version)
