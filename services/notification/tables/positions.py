"""The positions held on a day, as far as one notification needs them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select

from services.notification.model import Directory, HeldPosition, Task, Unit
from services.notification.model.audience import PROVINCE_ROLES
from shared.db import ReadSession

from .schema import POSITIONS, UNITS


def directory_for_task(
    session: ReadSession, task: Task, day: date, followers: Iterable[str] = ()
) -> Directory:
    """The people whom a rule can mean for this task, and its followers."""
    named = (task.holder_person, task.co_holder, task.monitor, task.assigner, task.requester)
    people = (*named, *task.asked, task.approval_seeker, *followers)
    return load_directory(session, task.units, day, people)


def load_directory(
    session: ReadSession, units: Iterable[str], day: date, people: Iterable[str] = ()
) -> Directory:
    """The positions of the units' agencies, of the people, and of the leaders and chiefs of the province."""
    known = _with_agencies(session, {unit for unit in units if unit})
    held = POSITIONS.c.start_date <= day, or_(POSITIONS.c.end_date.is_(None), POSITIONS.c.end_date >= day)
    concerned = or_(
        POSITIONS.c.agency.in_({unit.agency for unit in known.values()}),
        POSITIONS.c.person.in_({person for person in people if person}),
        POSITIONS.c.role.in_(PROVINCE_ROLES),
    )
    columns = [POSITIONS.c[name] for name in HeldPosition.__slots__]
    rows = session.execute(select(*columns).where(*held, concerned).order_by(POSITIONS.c.name))
    return Directory(
        tuple(HeldPosition(row.person, row.unit, row.agency, row.role, tuple(row.fields)) for row in rows),
        known,
    )


def unstaffed(session: ReadSession, units: Iterable[str]) -> list[str]:
    """Those of the units in whose agency nobody has ever held a position."""
    staffed = select(POSITIONS.c.name).where(POSITIONS.c.agency == UNITS.c.agency).exists()
    query = select(UNITS.c.name).where(UNITS.c.name.in_(list(units)), ~staffed)
    return list(session.scalars(query.order_by(UNITS.c.name)))


def _with_agencies(session: ReadSession, names: set[str]) -> dict[str, Unit]:
    """The units and all others of their agencies, which are needed to find the units above."""
    agencies = select(UNITS.c.agency).where(UNITS.c.name.in_(names))
    rows = session.execute(
        select(UNITS.c.name, UNITS.c.parent, UNITS.c.agency).where(UNITS.c.agency.in_(agencies))
    )
    return {row.name: Unit(*row) for row in rows}
