"""Tasks, people and positions that tests start from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from services.task import model
from services.task.model import Act, Actor, Due, Role, Task, Terms
from shared import clock
from shared.principal import HeldPosition, Principal

OFFICE = "units/van-phong"
LEAD = "units/so-y-te"
OTHER_AGENCY = "units/so-noi-vu"
SPECIALIST = Actor("people/chuyen-vien", f"{OFFICE}/positions/chuyen-vien", OFFICE)
CHIEF = Actor("people/chanh-van-phong", f"{OFFICE}/positions/chanh-van-phong", OFFICE)
HEAD = Actor("people/giam-doc", f"{LEAD}/positions/giam-doc", LEAD)
OFFICER = Actor("people/can-bo", "units/so-y-te-nghiep-vu-y/positions/can-bo", "units/so-y-te-nghiep-vu-y")
CALENDAR = model.vietnamese()

# The small province of the database tests.
PROVINCE_UNIT, HEALTH, ROADS = "units/ubnd-tinh", "units/so-y-te", "units/so-giao-thong"
OFFICE_ROOM = "units/van-phong-th"
HEALTH_DESK, HEALTH_CLINIC, ROADS_DESK = "units/so-y-te-nvy", "units/so-y-te-ttyt", "units/so-giao-thong-kt"
OFFICE_UNITS = {
    PROVINCE_UNIT: "",
    OFFICE: PROVINCE_UNIT,
    OFFICE_ROOM: OFFICE,
    HEALTH: PROVINCE_UNIT,
    HEALTH_DESK: HEALTH,
    HEALTH_CLINIC: HEALTH,
    ROADS: PROVINCE_UNIT,
    ROADS_DESK: ROADS,
}


def _person(name: str, unit: str, role: str, agency: str = "", units: tuple[str, ...] = ()) -> Principal:
    position = HeldPosition(
        f"{unit}/positions/{name}", unit, agency or unit, role, units=units, title=f"Chức vụ {name}"
    )
    return Principal(
        f"subject-{name}", person=f"people/{name}", display_name=name.title(), positions=(position,)
    )


_HEALTH_UNITS = (HEALTH, HEALTH_DESK, HEALTH_CLINIC)
_ROADS_UNITS = (ROADS, ROADS_DESK)
chairman = _person("chairman", PROVINCE_UNIT, "CHAIRMAN")
vice_chairman = _person("vice-chairman", PROVINCE_UNIT, "VICE_CHAIRMAN")
deputy = _person("deputy", PROVINCE_UNIT, "VICE_CHAIRMAN")
_OWN_UNITS = (OFFICE, OFFICE_ROOM)
chief = _person("chief", OFFICE, "OFFICE_CHIEF", units=_OWN_UNITS)
deputy_chief = _person("deputy-chief", OFFICE, "OFFICE_CHIEF", units=_OWN_UNITS)
specialist = _person("specialist", OFFICE, "OFFICE_SPECIALIST")
other_specialist = _person("other-specialist", OFFICE_ROOM, "OFFICE_SPECIALIST", OFFICE)
office_clerk = _person("office-clerk", OFFICE_ROOM, "OFFICE_CLERK", OFFICE, _OWN_UNITS)
room_head = _person("room-head", OFFICE_ROOM, "UNIT_HEAD", OFFICE, (OFFICE_ROOM,))
health_head = _person("health-head", HEALTH, "AGENCY_HEAD", units=_HEALTH_UNITS)
health_clerk = _person("health-clerk", HEALTH, "AGENCY_CLERK", units=_HEALTH_UNITS)
desk_head = _person("desk-head", HEALTH_DESK, "UNIT_HEAD", HEALTH, (HEALTH_DESK,))
desk_officer = _person("desk-officer", HEALTH_DESK, "OFFICER", HEALTH)
clinic_officer = _person("clinic-officer", HEALTH_CLINIC, "OFFICER", HEALTH)
roads_head = _person("roads-head", ROADS, "AGENCY_HEAD", units=_ROADS_UNITS)
roads_clerk = _person("roads-clerk", ROADS, "AGENCY_CLERK", units=_ROADS_UNITS)
roads_officer = _person("roads-officer", ROADS_DESK, "OFFICER", ROADS)
administrator = _person("administrator", OFFICE, "SYSTEM_ADMINISTRATOR")
PEOPLE = (
    chairman, vice_chairman, deputy, chief, deputy_chief, specialist, other_specialist, office_clerk, room_head,
    health_head, health_clerk, desk_head, desk_officer, clinic_officer, roads_head, roads_clerk, roads_officer,
    administrator,
)  # fmt: skip


def act(day: date, actor: Actor = SPECIALIST, reason: str = "", hour: int = 9) -> Act:
    """An act on a day, at nine in the morning in Viet Nam."""
    return Act(actor, datetime.combine(day, time(hour), clock.ZONE), reason)


def terms(due: Due, lead: str = LEAD) -> Terms:
    """The terms of a task that can be issued."""
    return Terms(
        title="Báo cáo công tác tiêm chủng", output="Báo cáo", lead=lead, due=due, assigner=deputy.person
    )


@dataclass(frozen=True)
class Held:
    """A held position with only what the table of rights needs."""

    role: Role
    unit: str = "units/elsewhere"
    agency: str = "units/elsewhere"
    units: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()


def proposed(due: Due, day: date = date(2025, 9, 1), ordered: date | None = None) -> Task:
    """A proposed task, ready to be issued."""
    source = model.Source(directive="directives/1")
    given = replace(terms(due), assign_date=ordered)
    return model.propose_new(act(day), "task-1", given, source).task


def issued(due: Due, day: date = date(2025, 9, 3), ordered: date | None = None) -> Task:
    """A task issued on a day."""
    return model.issue(proposed(due, day, ordered), act(day), CALENDAR).task


def in_progress(due: Due, day: date = date(2025, 9, 3), ordered: date | None = None) -> Task:
    """A task issued and accepted on a day."""
    return model.accept(issued(due, day, ordered), act(day, HEAD)).task


def submitted(due: Due, day: date, submit_day: date) -> Task:
    """A task issued on one day and submitted on another."""
    return model.submit(
        in_progress(due, day), act(submit_day, OFFICER), text="Đã xong", document_number=REPORT
    ).task


REPORT = "215/BC-SYT"
