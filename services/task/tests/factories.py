"""Tasks, people and positions that tests start from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from services.task import model
from services.task.model import Act, Actor, Due, Evidence, Role, Task, Terms
from services.task.model.task import VIETNAM

OFFICE = "units/van-phong"
LEAD = "units/so-y-te"
OTHER_AGENCY = "units/so-noi-vu"
SPECIALIST = Actor("people/chuyen-vien", f"{OFFICE}/positions/chuyen-vien", OFFICE)
CHIEF = Actor("people/chanh-van-phong", f"{OFFICE}/positions/chanh-van-phong", OFFICE)
HEAD = Actor("people/giam-doc", f"{LEAD}/positions/giam-doc", LEAD)
OFFICER = Actor("people/can-bo", "units/so-y-te-nghiep-vu-y/positions/can-bo", "units/so-y-te-nghiep-vu-y")
CALENDAR = model.vietnamese()


def act(day: date, actor: Actor = SPECIALIST, why: str = "", hour: int = 9) -> Act:
    """Someone's doing on a day, at nine in the morning in Viet Nam."""
    return Act(actor, datetime.combine(day, time(hour), VIETNAM), why)


def terms(due: Due, lead: str = LEAD) -> Terms:
    """What a task that can be issued says."""
    return Terms(title="Báo cáo công tác tiêm chủng", output="Báo cáo", lead=lead, due=due)


@dataclass(frozen=True)
class Held:
    """A position as the table of rights sees it."""

    role: Role
    person: str = "people/ai-do"
    units: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()


def proposed(due: Due, day: date = date(2025, 9, 1), ordered: date | None = None) -> Task:
    """A proposed task, ready to be issued."""
    source = model.Source(directive="directives/1")
    said = replace(terms(due), assign_date=ordered)
    return model.propose_new(act(day), "task-1", said, source).task


def issued(due: Due, day: date = date(2025, 9, 3), ordered: date | None = None) -> Task:
    """A task issued on a day."""
    return model.issue(proposed(due, day, ordered), act(day)).task


def in_progress(due: Due, day: date = date(2025, 9, 3), ordered: date | None = None) -> Task:
    """A task issued and accepted on a day."""
    return model.accept(issued(due, day, ordered), act(day, HEAD)).task


def submitted(due: Due, day: date, submit_day: date) -> Task:
    """A task issued on one day and submitted on another."""
    return model.submit(
        in_progress(due, day), act(submit_day, OFFICER), summary="Đã xong", evidence=[REPORT]
    ).task


REPORT = Evidence(document="215/BC-SYT")
