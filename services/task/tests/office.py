"""Short calls for the steps of a task: a person, a step and a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_events_pb
from services.task import model, usecases
from services.task.model import ApprovalSettings, Coordination, DelayCauseKind, Due, Task, Terms
from services.task.tables import Caller
from services.task.tables.schema import OUTBOX
from services.task.usecases import Command, Report, Result, Seen, StatedCause, Subtask
from shared import clock
from shared.principal import Principal

from .factories import HEALTH, chief, deputy, health_clerk, health_head, specialist

TODAY = date(2025, 9, 3)
DUE = date(2025, 9, 15)


def at(day: date, hour: int = 9) -> datetime:
    """An instant of a day in Viet Nam."""
    return datetime.combine(day, time(hour), clock.ZONE)


@dataclass
class Office:
    """Takes steps in one database session; several offices in one have tasks of their own by a prefix of their ids."""

    session: Session
    prefix: str = ""

    def uid(self, uid: str) -> str:
        """The id of this office's task."""
        return self.prefix + uid

    def do(self, who: Principal, step: Callable[..., Task], uid: str, day: date = TODAY,
           reason: str = "Có lý do", etag: str = "", **more: Any) -> Task:  # fmt: skip
        return step(self.session, Caller.of(who), Command(self.uid(uid), at(day), reason, etag), **more)

    def seen(self, who: Principal, uid: str, day: date = TODAY) -> Seen:
        return usecases.get(self.session.connection(), Caller.of(who), self.uid(uid), day)

    def drafted(self, uid: str, *, lead: str = HEALTH, due: Due | None = None, co: tuple[str, ...] = (),
                day: date = TODAY, title: str = "Báo cáo tiêm chủng", directive: str = "",
                **terms: Any) -> Task:  # fmt: skip
        assigned: dict[str, Any] = {
            "assigner": deputy.person,
            "monitor": specialist.person,
            "output": "Báo cáo",
            "coordinations": tuple(Coordination(unit, f"Phần của {unit}") for unit in co),
        }
        given = Terms(
            title=title,
            lead=lead,
            due=due or Due.on(DUE),
            assign_date=date(2025, 9, 1),
            **assigned | terms,
        )
        return usecases.create(self.session, Caller.of(specialist), self.uid(uid), given, directive, at(day))

    def proposed(self, uid: str, **terms: Any) -> Task:
        self.drafted(uid, **terms)
        return self.do(specialist, usecases.propose, uid)

    def proposed_on_behalf(self, uid: str, assigner: Principal, leader: Principal) -> None:
        """Nobody may assign on behalf of another yet, so only the model does."""
        given = Terms(
            title="Báo cáo",
            lead=HEALTH,
            due=Due.on(DUE),
            assigner=assigner.person,
            on_behalf_of=leader.person,
            monitor=specialist.person,
        )
        act = model.Act(model.SYSTEM, at(TODAY))
        assert usecases.enter_histories(self.session, [[model.propose_new(act, self.uid(uid), given)]])

    def issued(self, uid: str, day: date = TODAY, **terms: Any) -> Task:
        self.proposed(uid, **terms)
        return self.do(chief, usecases.issue, uid, day)

    def accepted(self, uid: str, by: Principal = health_clerk, **terms: Any) -> Task:
        self.issued(uid, **terms)
        return self.do(by, usecases.accept, uid)

    def submitted(self, uid: str, day: date = TODAY, by: Principal = health_clerk, **terms: Any) -> Task:
        self.accepted(uid, by, **terms)
        return self.submit(uid, by, day)

    def submit(self, uid: str, by: Principal, day: date = TODAY, **result: Any) -> Task:
        done = Result("Đã xong", "215/BC-SYT", **result)
        return self.do(by, usecases.submit, uid, day, result=done)

    def sought(self, uid: str, by: Principal, head: Principal, day: date = TODAY) -> Task:
        """The holder seeks approval of the completion, and the head approves it."""
        assert self.submit(uid, by, day).approval
        return self.do(head, usecases.approve, uid, day)

    def charge(self, *approvers: Principal, head: Principal = health_head) -> None:
        """The head charges people with approving."""
        settings = ApprovalSettings(approvers=tuple(each.person for each in approvers))
        (held,) = head.positions
        usecases.update_approval_settings(
            self.session, Caller.of(head), held.agency, "", lambda _: settings, TODAY
        )

    def completed(self, uid: str, day: date = TODAY, **terms: Any) -> Task:
        task = self.submitted(uid, day, **terms)
        if task.due_date and day > task.due_date:
            cause = StatedCause(DelayCauseKind.OBJECTIVE, "Bão")
            self.do(health_clerk, usecases.state_cause, uid, day, cause=cause)
        return self.do(specialist, usecases.confirm, uid, day, delay_cause=False)

    def report(self, uid: str, by: Principal, day: date = TODAY, text: str = "Đang làm") -> Task:
        return self.do(by, usecases.report_progress, uid, day, report=Report(40, text))

    def subtask(
        self, who: Principal, parent: str, uid: str, terms: Terms, *, required_by_parent: bool = True
    ) -> Task:
        command = Command(self.uid(parent), at(TODAY))
        subtask = Subtask(self.uid(uid), terms, required_by_parent=required_by_parent)
        return usecases.create_subtask(self.session, Caller.of(who), command, subtask)

    def events(self, uid: str) -> list[tuple[str, int, task_events_pb.TaskChanged]]:
        rows = self.session.execute(
            select(OUTBOX.c.type, OUTBOX.c.version, OUTBOX.c.payload)
            .where(OUTBOX.c.aggregate == f"tasks/{self.uid(uid)}")
            .order_by(OUTBOX.c.id)
        )
        return [(row.type, row.version, task_events_pb.TaskChanged.from_binary(row.payload)) for row in rows]
