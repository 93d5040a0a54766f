"""The history of a task tells every change that the step itself does not say."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy.orm import Session

from services.task import tables, usecases
from services.task.announce import history
from services.task.model import Holder, Task
from services.task.tables import Caller, units

from .factories import HEALTH, chief, health_head
from .office import Office

# What verb, state, actor and time of the steps say, and what no step changes after the first.
SAID_BY_STEPS = {
    *(
        "uid",
        "version",
        "state",
        "created_at",
        "updated_at",
        "directive",
        "directive_number",
        "directive_date",
    ),
    *("proposal", "parent_task", "parent_lead", "required_by_parent", "task_set", "original_due_date"),
    *(
        "send_back_count",
        "returned_leads",
        "last_return",
        "redo_date",
        "urging_count",
        "unanswered_urgings",
        "last_urged_at",
    ),
    *(
        "periods",
        "proposed_at",
        "first_issued_at",
        "issued_at",
        "accept_by",
        "intake",
        "accepted_at",
        "confirmed_at",
        "suspended_at",
    ),
    *("closed_at", "decision_demanded_at"),
}


def test_each_field_of_a_task_is_in_its_history_or_said_by_its_steps() -> None:
    shown = {*history._PLAIN, *history._LISTS, *history._PARTS, "extensions"}
    assert {field.name for field in fields(Task)} - shown == SAID_BY_STEPS


def test_a_step_keeps_the_names_of_its_time(session: Session) -> None:
    office = Office(session)
    [held] = health_head.positions

    def enter(unit: str, person: str, title: str) -> None:
        units.keep(session, tables.UNITS, {"name": HEALTH, "kind": "AGENCY", "display_name": unit})
        units.keep(session, tables.PEOPLE, {"name": health_head.person, "display_name": person})
        row = {"name": held.position, "person": health_head.person, "unit": HEALTH, "title": title}
        units.keep(session, tables.POSITIONS, row)

    enter("Sở Y tế", "Nguyễn Thị An", "Phó Giám đốc")
    office.issued("nv-1")
    office.do(health_head, usecases.accept, "nv-1")
    enter("Sở Y tế và Dân số", "Nguyễn Thị Bình", "Giám đốc")
    office.do(health_head, usecases.delegate, "nv-1", holder=Holder(HEALTH, health_head.person))
    steps = usecases.list_steps(session.connection(), Caller.of(chief), "nv-1", 0, 20)
    mentioned = (HEALTH, health_head.person, held.position)
    accepted, delegated = ([step.names[name] for name in mentioned] for step in steps[-2:])
    assert accepted == ["Sở Y tế", "Nguyễn Thị An", "Phó Giám đốc"]
    assert delegated == ["Sở Y tế và Dân số", "Nguyễn Thị Bình", "Giám đốc"]
