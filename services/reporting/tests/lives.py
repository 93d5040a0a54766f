"""Makes the lives of tasks, units, people and directives as events."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from protobuf import Message

from dondoc_api.dondoc.document.v1.document_events_pb import DirectiveChanged, DirectiveFacts
from dondoc_api.dondoc.identity.v1.identity_events_pb import PersonChanged, UnitChanged
from dondoc_api.dondoc.identity.v1.identity_service_pb import Unit
from dondoc_api.dondoc.task.v1.task_events_pb import TaskChanged, TaskCount, TaskFacts, WorkingDays
from dondoc_api.dondoc.type.v1.task_types_pb import TaskClass as Class
from dondoc_api.dondoc.type.v1.task_types_pb import TaskState
from dondoc_api.dondoc.type.v1.unit_types_pb import UnitGroup
from services.reporting.events import SUBSCRIPTIONS
from shared import bus, clock, dates
from shared.db import Database
from shared.event import Event

NEW_YEAR = date(2026, 1, 1)


def day(number: int) -> date:
    """The day `number` days after 1 January 2026."""
    return NEW_YEAR + timedelta(days=number)


def noon(of: date) -> datetime:
    """Noon in Vietnam."""
    return datetime.combine(of, time(5), UTC)


def event(source: str, type: str, aggregate: str, version: int, at: datetime, body: Message) -> Event:
    """An event as the bus would bring it."""
    return Event(uuid.uuid4(), source, type, aggregate, version, False, at, body.to_binary(), {})


def handle(database: Database, *events: Event) -> None:
    """Handles events one by one, like `consume`."""
    by_source = {one.source: one for one in SUBSCRIPTIONS}
    for one in events:
        bus.handle(database, by_source[one.source], one)


@dataclass
class Life:
    """A task and its steps."""

    name: str
    lead: str = "units/so-y-te"
    events: list[Event] = field(default_factory=list)

    def step(
        self,
        on: date | datetime,
        *counts: TaskCount,
        verb: str = "updated",
        until: date | None = None,
        **fields: Any,
    ) -> Event:
        """Adds a step with the counts of the task after it; `until` is the due date while its time runs."""
        version = len(self.events) + 1
        fields = {"lead": self.lead, "title": f"Việc {self.name}", **fields}
        task = TaskFacts(task=self.name, **fields)
        at = on if isinstance(on, datetime) else noon(on)
        changed = TaskChanged(
            task=task, counts=list(counts), working_days=listed_days(until, clock.day_of(at))
        )
        self.events.append(event("task", f"task.{verb}", self.name, version, at, changed))
        return self.events[-1]

    def issued(self, on: date, due: date | None = None, **fields: Any) -> Event:
        """Adds the issue of the task with a due date."""
        fields = {"issue_date": dates.text(on), "state": TaskState.ISSUED, **fields}
        return self.step(on, open_until(due, not_accepted=True), verb="issued", until=due, **fields)


def working_day(after: date, number: int) -> date:
    """The working day `number` days after a day (before it if negative), in a calendar without holidays."""
    at, step = after, 1 if number > 0 else -1
    while number:
        at += timedelta(days=step)
        number -= step if at.isoweekday() < 6 else 0
    return at


def listed_days(due: date | None, on: date) -> list[WorkingDays]:
    """The working days around a due date that an event of that day lists."""
    if due is None:
        return []
    over = 0
    while on > due and working_day(due, over + 1) <= on:
        over += 1
    days = [dates.text(working_day(due, number)) for number in range(-5, over + 31)]
    return [WorkingDays(anchor=WorkingDays.Anchor.DUE, first=-5, dates=days)]


def open_until(due: date | None, *, not_accepted: bool = False, late: bool = False) -> TaskCount:
    """The count of an open task: in time until the due date, overdue from the next day on."""
    return TaskCount(
        due_date=dates.text(due),
        class_=Class.OPEN_OVERDUE if late else Class.OPEN_IN_TIME,
        due_soon_from_date=dates.text(due - timedelta(days=3) if due and not late else None),
        overdue_from_date=dates.text(due + timedelta(days=1) if due and not late else None),
        not_accepted=not_accepted,
    )


def done(due: date | None = None, *, late: bool = False, period: date | None = None) -> TaskCount:
    """The count of a task that is confirmed as done."""
    return TaskCount(
        due_date=dates.text(due),
        class_=Class.DONE_LATE if late else Class.DONE_ON_TIME,
        period_start_date=dates.text(period),
    )


def unit(
    name: str,
    display_name: str,
    group: UnitGroup = UnitGroup.DEPARTMENT,
    *,
    kind: Unit.Kind = Unit.Kind.AGENCY,
    order: int = 1,
    version: int = 1,
    on: date = NEW_YEAR,
    start: date = date(2021, 7, 1),
    end: date | None = None,
) -> Event:
    """The event of a unit that is entered or changed."""
    body = UnitChanged(
        unit=f"units/{name}",
        display_name=display_name,
        group=group,
        kind=kind,
        sort_order=order,
        start_date=dates.text(start),
        end_date=dates.text(end),
    )
    return event("identity", "unit.changed", f"units/{name}", version, noon(on), body)


def person(name: str, display_name: str) -> Event:
    """The event of a person who is entered."""
    body = PersonChanged(person=f"people/{name}", display_name=display_name)
    return event("identity", "person.changed", f"people/{name}", 1, noon(NEW_YEAR), body)


def directive(name: str, number: str, on: date) -> Event:
    """The event of a directive that is entered."""
    facts = DirectiveFacts(directive=f"directives/{name}", number_symbol=number, issue_date=dates.text(on))
    changed = DirectiveChanged(directive=facts)
    return event("document", "directive.changed", f"directives/{name}", 1, noon(on), changed)


def province() -> list[Event]:
    """The events of a small province: the Office, two departments, two localities, one unit in a department."""
    group, kind = UnitGroup, Unit.Kind
    return [
        unit("ubnd-tinh", "Ủy ban nhân dân tỉnh Quảng Nam", group.LEADERSHIP, kind=kind.PROVINCE),
        unit("van-phong", "Văn phòng Ủy ban nhân dân tỉnh", group.OFFICE, order=2),
        unit("so-y-te", "Sở Y tế", order=9),
        unit("so-noi-vu", "Sở Nội vụ", order=3),
        unit("so-y-te-phong-nghiep-vu", "Phòng Nghiệp vụ Y", kind=kind.UNIT),
        unit("tam-ky", "Ủy ban nhân dân thành phố Tam Kỳ", group.LOCALITY, order=1),
        unit("nui-thanh", "Ủy ban nhân dân huyện Núi Thành", group.LOCALITY, order=4),
    ]
