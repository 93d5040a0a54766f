"""A small province: makes events of other services as the bus would bring them."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from protobuf import Message
from sqlalchemy import func, select

from dondoc_api.dondoc.document.v1.document_events_pb import (
    DirectiveChanged,
    DirectiveFacts,
    DirectiveForwarded,
    DirectiveSuperseded,
    SupersessionTakenBack,
)
from dondoc_api.dondoc.document.v1.document_service_pb import Supersession
from dondoc_api.dondoc.identity.v1.identity_events_pb import PersonChanged, PositionChanged, UnitChanged
from dondoc_api.dondoc.identity.v1.identity_service_pb import Role
from dondoc_api.dondoc.task.v1 import task_service_pb as tasks
from dondoc_api.dondoc.task.v1.task_events_pb import TaskChanged, TaskCommented, TaskFacts, WorkingDays
from dondoc_api.dondoc.type.v1.task_types_pb import Due, Progress, TaskState
from services.notification.events import SUBSCRIPTIONS
from services.notification.tables import DELIVERIES, NOTIFICATIONS, OUTBOX, REMINDERS
from shared import bus, clock, dates
from shared.db import Database
from shared.event import Event

BY_SOURCE = {subscription.source: subscription for subscription in SUBSCRIPTIONS}
Anchor = WorkingDays.Anchor
State = TaskState

UNITS = {
    "ubnd-tinh": ("", "ubnd-tinh"),
    "van-phong": ("ubnd-tinh", "van-phong"),
    "so-y-te": ("ubnd-tinh", "so-y-te"),
    "nghiep-vu-y": ("so-y-te", "so-y-te"),
    "so-noi-vu": ("ubnd-tinh", "so-noi-vu"),
}
PEOPLE = {
    "chu-tich": ("ubnd-tinh", "CHAIRMAN"),
    "pho-chu-tich": ("ubnd-tinh", "VICE_CHAIRMAN"),
    "chanh-van-phong": ("van-phong", "OFFICE_CHIEF"),
    "theo-doi": ("van-phong", "OFFICE_SPECIALIST"),
    "giam-doc": ("so-y-te", "AGENCY_HEAD"),
    "van-thu": ("so-y-te", "AGENCY_CLERK"),
    "truong-phong": ("nghiep-vu-y", "UNIT_HEAD"),
    "can-bo": ("nghiep-vu-y", "OFFICER"),
    "can-bo-hai": ("nghiep-vu-y", "OFFICER"),
    "noi-vu-giam-doc": ("so-noi-vu", "AGENCY_HEAD"),
    "noi-vu-van-thu": ("so-noi-vu", "AGENCY_CLERK"),
}


def days_from(day: date, first: int, last: int) -> list[str]:
    """The days around a day. Here every day is a working day, since the task service has the calendar."""
    return [dates.text(day + timedelta(days=number)) for number in range(first, last + 1)]


@dataclass
class Situation:
    """A task as its service would publish it; by default issued to the department."""

    name: str = "tasks/tiem-chung"
    state: TaskState = State.ISSUED
    due: date | None = None
    holder: tuple[str, str] | None = None
    co_holder: str = ""
    internal_due: date | None = None
    followers: Sequence[str] = ()
    coordinators: Sequence[str] = ()
    part_dates: Mapping[str, date] = field(default_factory=dict)
    progress: date | None = None
    assigned: date = field(default_factory=clock.today)
    urged: date | None = None
    unanswered: int = 0
    lead: str = "so-y-te"
    parent_lead: str = ""
    former_lead: str = ""
    asked: Sequence[str] = ()
    concerned: Sequence[str] = ()
    seeker: str = ""
    monitor: str = "theo-doi"
    assigner: str = "pho-chu-tich"
    extensions: Sequence[tasks.Extension] = ()
    directive: str = "directives/kl-215"
    title: str = "Báo cáo kết quả tiêm chủng mở rộng năm 2026"

    def to_proto(self) -> TaskFacts:
        """The facts of the task."""
        given: dict[str, Any] = {}
        if self.holder:
            unit, person = self.holder
            given["holder"] = tasks.Holder(
                unit=f"units/{unit}",
                person=f"people/{person}" if person else "",
                co_holder=f"people/{self.co_holder}" if self.co_holder else "",
            )
        if self.progress:
            given["progress"] = Progress(
                percent=40, text="Đã tiêm 40%", report_date=dates.text(self.progress)
            )
        kind = Due.Kind.FIXED if self.due else Due.Kind.NONE
        return TaskFacts(
            task=self.name,
            title=self.title,
            directive=self.directive,
            lead=f"units/{self.lead}",
            parent_lead=f"units/{self.parent_lead}" if self.parent_lead else "",
            monitor=f"people/{self.monitor}" if self.monitor else "",
            assigner=f"people/{self.assigner}",
            coordinations=[
                tasks.Coordination(unit=f"units/{unit}", due_date=dates.text(self.part_dates.get(unit)))
                for unit in self.coordinators
            ],
            due=Due(kind=kind, date=dates.text(self.due)),
            state=self.state,
            extensions=list(self.extensions),
            **given,
        )

    def working_days(self) -> list[WorkingDays]:
        """The working days that the task service would add to the event."""
        if self.state not in (State.ISSUED, State.IN_PROGRESS, State.RETURNED):
            return []
        found = [_window(Anchor.PROGRESS, self.progress or self.assigned, 1, 30)]
        if self.due:
            found.append(_window(Anchor.DUE, self.due, -5, 60))
        if self.internal_due:
            found.append(_window(Anchor.INTERNAL_DUE, self.internal_due, -5, 0))
        if self.state is State.ISSUED:
            found.append(_window(Anchor.ASSIGNMENT, self.assigned, 1, 10))
        if self.urged:
            found.append(_window(Anchor.URGING, self.urged, 1, 10))
        return found


def _window(anchor: WorkingDays.Anchor, day: date, first: int, last: int) -> WorkingDays:
    return WorkingDays(anchor=anchor, first=first, dates=days_from(day, first, last))


class Province:
    """Gives events to the service and shows their effects."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._versions: Counter[str] = Counter()

    def settle(self) -> None:
        """Handles the events of all units, people and positions."""
        for name in UNITS:
            self.handle(self.unit(name))
        for name, (unit, role) in PEOPLE.items():
            self.handle(self.person(name))
            self.handle(self.position(name, unit, role))

    def again(self) -> "Province":
        """The same province as it is now, whose later events do not count here."""
        same = Province(self.database)
        same._versions.update(self._versions)
        return same

    def handle(self, event: Event) -> None:
        """Handles an event as `consume` does."""
        bus.handle(self.database, BY_SOURCE[event.source], event)

    def unit(self, name: str) -> Event:
        """unit.changed."""
        parent, agency = UNITS[name]
        unit = UnitChanged(
            unit=f"units/{name}",
            parent_unit=f"units/{parent}" if parent else "",
            agency=f"units/{agency}",
            display_name=name,
        )
        return self.event("identity", "unit.changed", unit.unit, unit)

    def person(self, name: str, email: str | None = None) -> Event:
        """person.changed; the address is name@tinh.example unless one is given."""
        address = f"{name}@tinh.example" if email is None else email
        person = PersonChanged(person=f"people/{name}", display_name=f"Nguyễn {name}", email=address)
        return self.event("identity", "person.changed", person.person, person)

    def position(
        self, person: str, unit: str, role: str, end: date | None = None, fields: Sequence[str] = ()
    ) -> Event:
        """position.changed."""
        position = PositionChanged(
            position=f"units/{unit}/positions/{person}",
            unit=f"units/{unit}",
            person=f"people/{person}",
            role=Role[role],
            start_date="2021-07-01",
            agency=f"units/{UNITS[unit][1]}",
            fields=list(fields),
            end_date=dates.text(end),
        )
        return self.event("identity", "position.changed", position.position, position)

    def directive(self, number: str = "215/TB-UBND", name: str = "directives/kl-215") -> Event:
        """directive.changed."""
        directive = DirectiveFacts(directive=name, number_symbol=number, subject="Kết luận về công tác y tế")
        return self.event("document", "directive.changed", name, DirectiveChanged(directive=directive))

    def forwarded(self, *units: str, note: str = "", name: str = "directives/kl-215") -> Event:
        """directive.forwarded."""
        directive = DirectiveFacts(
            directive=name, number_symbol="215/TB-UBND", subject="Kết luận về công tác y tế"
        )
        message = DirectiveForwarded(directive=directive, units=[f"units/{one}" for one in units], note=note)
        return self.event("document", "directive.forwarded", name, message)

    def superseded(
        self,
        monitor: str,
        assigner: str,
        tasks: int,
        actor: str = "van-thu-vp",
        name: str = "directives/kl-215",
        *,
        taken_back: bool = False,
    ) -> Event:
        """directive.superseded, or directive.supersession-taken-back."""
        directive = DirectiveFacts(
            directive=name,
            number_symbol="215/TB-UBND",
            subject="Kết luận về công tác y tế",
            monitor=f"people/{monitor}",
            assigner=f"people/{assigner}",
        )
        by = DirectiveFacts(directive="directives/kl-300", number_symbol="300/TB-UBND")
        asking = [f"tasks/{number}" for number in range(tasks)]
        if taken_back:
            taken = SupersessionTakenBack(
                directive=directive, by=by, reason="Ghi nhầm", tasks=asking, actor=f"people/{actor}"
            )
            return self.event("document", "directive.supersession-taken-back", name, taken)
        message = DirectiveSuperseded(
            directive=directive,
            kind=Supersession.Kind.REPLACED,
            by=by,
            tasks=asking,
            actor=f"people/{actor}",
        )
        return self.event("document", "directive.superseded", name, message)

    def step(
        self,
        type: str,
        situation: Situation,
        actor: str = "chanh-van-phong",
        message: str = "",
        time: datetime | None = None,
        snapshot: bool = False,
    ) -> Event:
        """task.<step>; an empty actor means the system."""
        version = self._versions[situation.name] + 1
        step = tasks.TaskStep(name=f"{situation.name}/steps/{version}")
        if situation.former_lead:
            step.verb = tasks.TaskStep.Verb.TRANSFER
            before = f"units/{situation.former_lead}"
            step.changes = [tasks.Change(field_path="lead", before=before, after=f"units/{situation.lead}")]
        if actor:
            step.actor, step.actor_display_name = f"people/{actor}", f"Nguyễn {actor}"
        changed = TaskChanged(
            task=situation.to_proto(),
            step=step,
            message=message,
            working_days=situation.working_days(),
            unanswered_urgings=situation.unanswered,
            asked=[f"people/{person}" for person in situation.asked],
            coordinators=[f"units/{unit}" for unit in situation.concerned],
            internal_due_date=dates.text(situation.internal_due),
            followers=[f"people/{person}" for person in situation.followers],
            approval_seeker=f"people/{situation.seeker}" if situation.seeker else "",
        )
        return self.event("task", type, situation.name, changed, time, snapshot)

    def commented(
        self,
        situation: Situation,
        author: str,
        *mentions: str,
        opinion: bool = False,
        time: datetime | None = None,
    ) -> Event:
        """task.commented."""
        kinds = tasks.TaskComment.Kind
        comment = tasks.TaskComment(
            name=f"{situation.name}/comments/{uuid.uuid4()}",
            kind=kinds.OPINION if opinion else kinds.DISCUSSION,
            text="Đề nghị gửi dự thảo",
            mentions=[f"people/{each}" for each in mentions],
            author=f"people/{author}",
            author_display_name=f"Nguyễn {author}",
        )
        message = TaskCommented(task=situation.to_proto(), comment=comment)
        return self.event("task", "task.commented", comment.name, message, time)

    def event(
        self,
        source: str,
        type: str,
        aggregate: str,
        message: Message[Any],
        time: datetime | None = None,
        snapshot: bool = False,
    ) -> Event:
        """The next event of an aggregate."""
        self._versions[aggregate] += 1
        version = self._versions[aggregate]
        happened = time or clock.now()
        payload = message.to_binary()
        return Event(uuid.uuid4(), source, type, aggregate, version, snapshot, happened, payload, {})

    def notified(self, kind: str = "") -> list[str]:
        """The people with notifications of a kind, one entry for each notification, in alphabetical order."""
        query = select(NOTIFICATIONS.c.person).order_by(NOTIFICATIONS.c.person)
        if kind:
            query = query.where(NOTIFICATIONS.c.kind == kind)
        with self.database.transaction() as session:
            return [person.removeprefix("people/") for person in session.scalars(query)]

    def kinds(self, person: str) -> list[str]:
        """The kinds of a person's notifications, in alphabetical order."""
        theirs = NOTIFICATIONS.c.person == f"people/{person}"
        with self.database.transaction() as session:
            return sorted(session.scalars(select(NOTIFICATIONS.c.kind).where(theirs)))

    def facts(self, kind: str, person: str) -> dict[str, str]:
        """The facts of a person's only notification of a kind."""
        of_kind = NOTIFICATIONS.c.kind == kind, NOTIFICATIONS.c.person == f"people/{person}"
        with self.database.transaction() as session:
            return dict(session.scalars(select(NOTIFICATIONS.c.facts).where(*of_kind)).one())

    def counted(self, kind: str, person: str) -> list[str]:
        """How many others each of a person's notifications of a kind counts."""
        of_kind = NOTIFICATIONS.c.kind == kind, NOTIFICATIONS.c.person == f"people/{person}"
        with self.database.transaction() as session:
            found = session.scalars(select(NOTIFICATIONS.c.facts).where(*of_kind))
            return sorted(facts.get("others", "0") for facts in found)

    def reminders(self, state: str) -> list[tuple[str, date]]:
        """The rules and days of the reminders in a state, in order of the day."""
        query = select(REMINDERS.c.rule, REMINDERS.c.remind_date).where(REMINDERS.c.state == state)
        with self.database.transaction() as session:
            rows = session.execute(query.order_by(REMINDERS.c.remind_date, REMINDERS.c.rule))
            return [(row.rule, row.remind_date) for row in rows]

    def emails(self) -> dict[str, int]:
        """The number of e-mails in each state."""
        with self.database.transaction() as session:
            query = select(DELIVERIES.c.state, func.count()).group_by(DELIVERIES.c.state)
            return {row[0]: row[1] for row in session.execute(query)}

    def urgings(self) -> list[str]:
        """The aggregates of the urgings that were announced."""
        with self.database.transaction() as session:
            query = select(OUTBOX.c.aggregate).where(OUTBOX.c.type == "urging.sent")
            return list(session.scalars(query.order_by(OUTBOX.c.id)))
