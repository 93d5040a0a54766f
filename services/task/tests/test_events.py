"""Events are handled once and in order, on a real database."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from protobuf import Message
from sqlalchemy import func, select

from deploy.local.postgres import RunningPostgres
from dondoc_api.dondoc.document.v1 import document_events_pb
from dondoc_api.dondoc.document.v1.document_events_pb import ConfirmedProposal, DirectiveFacts
from dondoc_api.dondoc.document.v1.document_service_pb import ProposedCoordination
from dondoc_api.dondoc.identity.v1 import identity_events_pb
from dondoc_api.dondoc.identity.v1.identity_service_pb import Role, Unit
from dondoc_api.dondoc.notification.v1.notification_events_pb import UrgingSent
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from dondoc_api.dondoc.type.v1.task_types_pb import Due
from services.task import model, tables, usecases
from services.task.events import DELETED, SUBSCRIPTIONS
from services.task.model import DueKind, State, Task
from services.task.tables import STEPS, Caller, units
from shared import testing
from shared.bus import handle
from shared.db import Database
from shared.errors import FailedPrecondition, InvalidArgument, NotFound
from shared.event import Event
from shared.principal import Principal
from shared.refused import Refused

from .conftest import MIGRATIONS, enter_everyone
from .factories import (
    HEALTH,
    HEALTH_DESK,
    ROADS,
    chief,
    office_clerk,
    other_specialist,
    specialist,
    vice_chairman,
)
from .office import TODAY, Office

NOW = datetime(2025, 9, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def database(postgres: RunningPostgres) -> Iterator[Database]:
    """A database for one test, since handlers commit."""
    with testing.migrated(postgres, MIGRATIONS) as url:
        database = Database(url)
        with database.transaction() as session:
            enter_everyone(session)
        yield database
        database.engine.dispose()


def event(source: str, type: str, message: Message[Any], aggregate: str = "", version: int = 1) -> Event:
    return Event(
        id=uuid.uuid4(),
        source=source,
        type=type,
        aggregate=aggregate or f"things/{uuid.uuid4()}",
        version=version,
        snapshot=False,
        time=NOW,
        payload=message.to_binary(),
        trace={},
    )


def handle_event(database: Database, event: Event) -> None:
    (subscription,) = [each for each in SUBSCRIPTIONS if each.source == event.source]
    handle(database, subscription, event)


def confirmed(**fields: Any) -> document_events_pb.ProposalsConfirmed:
    proposal = ConfirmedProposal(
        proposal="directives/d-1/proposals/p-1",
        task="tasks/p-1",
        title="Báo cáo kết quả tiêm chủng",
        quote="Sở Y tế chủ trì, báo cáo trước ngày 15/9/2025",
        output="Báo cáo",
        lead=HEALTH,
        coordinations=[
            ProposedCoordination(unit=ROADS, words="Sở Giao thông vận tải"),
            ProposedCoordination(words="các đơn vị liên quan"),
        ],
        due=Due(kind=Due.Kind.FIXED, date="2025-09-15", words="trước ngày 15/9/2025"),
    )
    for name, value in fields.items():
        setattr(proposal, name, value)
    directive = DirectiveFacts(directive="directives/d-1", field="van-xa", issue_date="2025-09-01")
    return document_events_pb.ProposalsConfirmed(
        directive=directive,
        proposals=[proposal],
        actor=specialist.person,
        position=specialist.positions[0].position,
        actor_display_name=specialist.display_name,
    )


def task_of(database: Database, uid: str, who: Principal = specialist) -> Task:
    with database.transaction() as session:
        return usecases.get(session.connection(), Caller.of(who), uid, TODAY).task


def steps_of(database: Database, uid: str) -> int:
    with database.transaction() as session:
        return session.scalars(select(func.count()).select_from(STEPS).where(STEPS.c.task == uid)).one()


def test_tasks_take_the_number_and_date_of_their_directive(database: Database) -> None:
    message = confirmed()
    assert message.directive is not None
    message.directive.number_symbol = "215/TB-UBND"
    handle_event(database, event("document", "directive.proposals-confirmed", message, "directives/d-1"))
    task = task_of(database, "p-1")
    assert (task.directive_number, task.directive_date) == ("215/TB-UBND", date(2025, 9, 1))
    later = DirectiveFacts(directive="directives/d-1", number_symbol="216/TB-UBND")
    changed = document_events_pb.DirectiveChanged(directive=later)
    handle_event(database, event("document", "directive.changed", changed, "directives/d-1", 2))
    after = task_of(database, "p-1")
    assert (after.directive_number, after.directive_date) == ("216/TB-UBND", None)
    assert after.version == task.version
    with database.transaction() as session:
        drafted = Office(session).drafted("nv-later", directive="directives/d-1")
    assert drafted.directive_number == "216/TB-UBND"


def deleted(name: str = "directives/d-1") -> document_events_pb.DirectiveDeleted:
    return document_events_pb.DirectiveDeleted(
        directive=DirectiveFacts(directive=name),
        actor=office_clerk.person,
        position=office_clerk.positions[0].position,
        actor_display_name=office_clerk.display_name,
    )


def test_what_was_prepared_from_a_directive_goes_with_it(database: Database) -> None:
    handle_event(database, event("document", "directive.proposals-confirmed", confirmed(), "directives/d-1"))
    with database.transaction() as session:
        Office(session).drafted("nv-draft", directive="directives/d-1")
        Office(session).drafted("nv-other")
    for version in (2, 3):
        handle_event(database, event("document", "directive.deleted", deleted(), "directives/d-1", version))
    states = {uid: task_of(database, uid).state for uid in ("p-1", "nv-draft", "nv-other")}
    assert states == {"p-1": State.REJECTED, "nv-draft": State.REJECTED, "nv-other": State.DRAFT}
    with database.transaction() as session:
        (*_, last) = usecases.list_steps(session.connection(), Caller.of(specialist), "p-1", 0, 10)
        assert (last.act.actor.person, last.act.reason) == (office_clerk.person, DELETED)
        with pytest.raises(InvalidArgument) as refusal:
            Office(session).drafted("nv-later", directive="directives/d-1")
        assert refusal.value.reason == "UNKNOWN_DIRECTIVE"


def test_a_directive_whose_task_was_issued_meanwhile_keeps_what_was_prepared(database: Database) -> None:
    handle_event(database, event("document", "directive.proposals-confirmed", confirmed(), "directives/d-1"))
    with database.transaction() as session:
        Office(session).issued("nv-issued", directive="directives/d-1")
    handle_event(database, event("document", "directive.deleted", deleted(), "directives/d-1", 2))
    assert task_of(database, "p-1").state is State.PROPOSED
    # The document service hears of the issued task and restores the directive.
    back = document_events_pb.DirectiveChanged(directive=DirectiveFacts(directive="directives/d-1"))
    handle_event(database, event("document", "directive.changed", back, "directives/d-1", 3))
    with database.transaction() as session:
        assert Office(session).drafted("nv-later", directive="directives/d-1").directive


def follows_only(database: Database, who: Principal, *fields: str) -> None:
    held = who.positions[0]
    with database.transaction() as session:
        row = {"name": held.position, "person": who.person, "unit": held.unit, "fields": list(fields)}
        units.keep(session, tables.POSITIONS, row)


@pytest.mark.parametrize(
    ("monitor", "expected"),
    [
        # The directive's monitor, and while that person may not follow the task, the person who confirmed.
        (chief.person, chief.person),
        ("", specialist.person),
        (office_clerk.person, specialist.person),
        (other_specialist.person, specialist.person),
        ("people/absent", specialist.person),
    ],
)
def test_a_task_from_a_proposal_has_a_monitor_who_may_follow_it(
    database: Database, monitor: str, expected: str
) -> None:
    follows_only(database, other_specialist, "xay-dung-giao-thong")
    message = confirmed()
    assert message.directive is not None
    message.directive.monitor = monitor
    handle_event(database, event("document", "directive.proposals-confirmed", message, "directives/d-1"))
    assert task_of(database, "p-1", chief).monitor == expected


def of_directive(**facts: Any) -> document_events_pb.ProposalsConfirmed:
    """Proposals confirmed in a directive that says this of all its tasks."""
    message = confirmed()
    assert message.directive is not None
    for name, value in facts.items():
        setattr(message.directive, name, value)
    return message


def test_what_the_directive_says_of_all_its_tasks_goes_over_to_each(database: Database) -> None:
    meeting = types.Meeting(meeting_date="2025-08-28", chair="Chủ tịch UBND tỉnh")
    message = of_directive(
        assigner=vice_chairman.person, monitor=chief.person, urgency=types.Urgency.EXPRESS, meeting=meeting
    )
    handle_event(database, event("document", "directive.proposals-confirmed", message, "directives/d-1"))
    with database.transaction() as session:
        by_hand = Office(session).drafted(
            "nv-by-hand", directive="directives/d-1", assigner=None, monitor=None
        )
    for task in (task_of(database, "p-1", chief), by_hand):
        assert (task.assigner, task.monitor, task.field) == (vice_chairman.person, chief.person, "van-xa")
        assert (task.source_kind, task.urgency) == (model.SourceKind.DIRECTIVE, model.Urgency.EXPRESS)
        assert task.meeting == model.Meeting(date(2025, 8, 28), "Chủ tịch UBND tỉnh")


@pytest.mark.parametrize("assigner", ["", chief.person, "people/absent"])
def test_a_task_whose_directive_names_no_leader_has_no_assigner_and_is_not_issued(
    database: Database, assigner: str
) -> None:
    message = of_directive(assigner=assigner)
    handle_event(database, event("document", "directive.proposals-confirmed", message, "directives/d-1"))
    assert task_of(database, "p-1").assigner == ""
    with database.transaction() as session, pytest.raises(FailedPrecondition) as refusal:
        Office(session).do(chief, usecases.issue, "p-1")
    assert (refusal.value.reason, refusal.value.facts["missing"]) == ("TASK_INCOMPLETE", "assigner")


def test_a_task_outside_the_field_of_the_person_who_confirms_has_no_monitor(database: Database) -> None:
    follows_only(database, specialist, "xay-dung-giao-thong")
    handle_event(database, event("document", "directive.proposals-confirmed", confirmed(), "directives/d-1"))
    assert task_of(database, "p-1", chief).monitor == ""


def test_a_confirmed_proposal_becomes_a_proposed_task_once(database: Database) -> None:
    received = event("document", "directive.proposals-confirmed", confirmed(), "directives/d-1")
    handle_event(database, received)
    handle_event(database, received)
    again = event("document", "directive.proposals-confirmed", confirmed(), "directives/d-1", 2)
    handle_event(database, again)
    task = task_of(database, "p-1")
    assert (task.state, task.version) == (State.PROPOSED, 1)
    assert (task.directive, task.proposal) == ("directives/d-1", "directives/d-1/proposals/p-1")
    assert (task.lead, [each.unit for each in task.coordinations]) == (HEALTH, [ROADS])
    assert (task.due_date, task.due.words) == (date(2025, 9, 15), "trước ngày 15/9/2025")
    assert (task.field, task.monitor, task.assign_date) == ("van-xa", specialist.person, date(2025, 9, 1))
    assert steps_of(database, "p-1") == 1


def test_a_proposal_may_lack_a_lead_and_a_date(database: Database) -> None:
    bare = confirmed(lead="", due=None)
    handle_event(database, event("document", "directive.proposals-confirmed", bare))
    task = task_of(database, "p-1")
    assert (task.lead, task.due.kind) == ("", DueKind.UNSPECIFIED)
    with database.transaction() as session:
        counts = usecases.count_basket(session.connection(), Caller.of(specialist), "baskets/drafts", TODAY)
    assert counts.not_issued == 1


def test_a_periodic_proposal_keeps_its_recurrence(database: Database) -> None:
    monthly = confirmed(due=Due(kind=Due.Kind.PERIODIC, date="2025-09-15", recurrence=Due.Recurrence.MONTHLY))
    handle_event(database, event("document", "directive.proposals-confirmed", monthly))
    recurrence = task_of(database, "p-1").due.recurrence
    assert recurrence == model.Recurrence(model.Every.MONTHLY, date(2025, 9, 15))


def accepted_task(database: Database, uid: str) -> None:
    with database.transaction() as session:
        Office(session).accepted(uid)


def test_an_automatic_urging_is_recorded_once(database: Database) -> None:
    accepted_task(database, "nv-1")
    urging = UrgingSent(urging="urgings/u-1", task="tasks/nv-1", rule="overdue-1")
    received = event("notification", "urging.sent", urging)
    handle_event(database, received)
    handle_event(database, received)
    assert task_of(database, "nv-1").urging_count == 1
    with database.transaction() as session:
        last = usecases.list_steps(session.connection(), Caller.of(specialist), "nv-1", 0, 50)[-1]
    assert (last.verb.value, last.act.actor.person, last.act.reason) == ("URGE", "", "overdue-1")


def test_an_urging_of_a_completed_task_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        Office(session).completed("nv-1")
    urging = UrgingSent(urging="urgings/u-1", task="tasks/nv-1", rule="overdue-1")
    handle_event(database, event("notification", "urging.sent", urging))
    assert task_of(database, "nv-1").urging_count == 0


def test_an_older_version_of_a_unit_does_not_replace_a_newer_one(database: Database) -> None:
    def unit(name: str) -> identity_events_pb.UnitChanged:
        return identity_events_pb.UnitChanged(
            unit="units/moi",
            parent_unit=HEALTH,
            display_name=name,
            kind=Unit.Kind.UNIT,
            start_date="2024-01-01",
        )

    second = event("identity", "unit.changed", unit("Phòng mới (2)"), "units/moi", 2)
    handle_event(database, second)
    with database.transaction() as session:
        assert units.units_in_force(session, ["units/moi"], TODAY) == set()
    handle_event(database, event("identity", "unit.changed", unit("Phòng mới"), "units/moi", 1))
    with database.transaction() as session:
        assert units.subtree(session, HEALTH, TODAY) >= {HEALTH, HEALTH_DESK, "units/moi"}
        (name,) = session.scalars(
            select(tables.UNITS.c.display_name).where(tables.UNITS.c.name == "units/moi")
        )
        assert name == "Phòng mới (2)"
        assert units.units_in_force(session, ["units/moi"], date(2023, 12, 31)) == set()
        assert units.units_in_force(session, ["units/moi"], date(2024, 1, 1)) == {"units/moi"}


def test_a_person_who_left_a_position_no_longer_holds_it(database: Database) -> None:
    person = identity_events_pb.PersonChanged(person="people/moi", display_name="Người Mới")
    handle_event(database, event("identity", "person.changed", person))
    changed = identity_events_pb.PositionChanged(
        position=f"{HEALTH_DESK}/positions/moi",
        person="people/moi",
        role=Role.OFFICER,
        unit=HEALTH_DESK,
        agency=HEALTH,
        start_date="2024-01-01",
        end_date="2025-09-30",
    )
    handle_event(database, event("identity", "position.changed", changed))
    with database.transaction() as session:
        assert units.people_in_office(session, ["people/moi"], date(2025, 9, 30)) == {"people/moi"}
        assert units.people_in_office(session, ["people/moi"], date(2025, 10, 1)) == set()
        assert units.holds_position(session, "people/moi", [HEALTH_DESK], date(2025, 9, 30))
        assert not units.holds_position(session, "people/moi", [HEALTH_DESK], date(2025, 10, 1))
        assert not units.holds_position(session, "people/moi", [ROADS], date(2025, 9, 30))


def test_a_failing_handler_leaves_nothing_behind(database: Database) -> None:
    broken = confirmed()
    broken.proposals = [
        *broken.proposals,
        ConfirmedProposal(task="tasks/p-2", proposal="directives/d-1/proposals/p-2"),
    ]
    received = event("document", "directive.proposals-confirmed", broken, "directives/d-1")
    with pytest.raises(Refused):
        handle_event(database, received)
    with pytest.raises(NotFound):
        task_of(database, "p-1")
