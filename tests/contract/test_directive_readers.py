"""Whoever sees a task reads its directive, with file and passage, whatever the role.

The task service's table of rights and its events are held against what the document service shows.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.local.postgres import RunningPostgres
from services.document import tables
from services.document.events import on_task_changed, on_task_commented
from services.document.model import Directive, File, Proposal, ReadingState
from services.document.tests.conftest import MIGRATIONS
from services.document.usecases import directives, proposals, uploading, viewing, watching
from services.task import announce
from services.task.model import (
    DEFAULT_POLICY,
    Actor,
    Approval,
    Comment,
    CommentKind,
    Coordination,
    Decision,
    Due,
    Extra,
    Holder,
    Relation,
    Role,
    State,
    Task,
    Verb,
    allowed,
    parties_of,
    view,
)
from services.task.model.engine import record
from services.task.tests.factories import CALENDAR, act, issued
from shared import testing
from shared.errors import NotFound, PermissionDenied
from shared.event import Event
from shared.outbox import OUTBOX
from shared.principal import HeldPosition, Principal

TODAY, NOW = date(2026, 3, 6), datetime(2026, 3, 6, 2, tzinfo=UTC)
TEXT, FILE = "1. Giao Sở Y tế xây dựng kế hoạch.", "files/ban-goc"
UNITS = {
    Relation.LEAD: "units/lead",
    Relation.PARENT_LEAD: "units/parent",
    Relation.HOLDER_UNIT: "units/holder",
    Relation.HOLDER: "units/holder",
    Relation.CO_HOLDER: "units/holder",
    Relation.COORDINATOR: "units/coordinator",
    Relation.INFORMED: "units/informed",
    Relation.APPROVER: "units/lead",
}
# The roles for which identity states the units that the position oversees.
OVERSEEING = {Role.AGENCY_HEAD, Role.AGENCY_CLERK, Role.UNIT_HEAD}
PROVINCE = {Role.CHAIRMAN, Role.VICE_CHAIRMAN, Role.OFFICE_CHIEF, Role.OFFICE_SPECIALIST, Role.OFFICE_CLERK}
EVERYONE = list(product(Role, (*Relation, None)))


@pytest.fixture(scope="module")
def database_url(postgres: RunningPostgres) -> Iterator[str]:
    """A database of the document service."""
    with testing.migrated(postgres, MIGRATIONS) as url:
        yield url


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A session with one directive, its text, its file and a proposal."""
    with testing.rolled_back(database_url) as session:
        tables.add_file(session, File("ban-goc", "a.pdf", "application/pdf", 1, "", "people/van-thu", NOW))
        directive = Directive(
            "1", "people/van-thu", NOW, NOW, files=(FILE,), text=TEXT, reading=ReadingState.READ
        )
        tables.add_directive(session, directive)
        tables.add_proposals(session, [Proposal("p", "1", 0)])
        yield session


def concerning(state: State) -> Task:
    """A task of the directive that concerns each unit of these tests for another reason."""
    return replace(
        issued(Due.on(date(2026, 3, 20))),
        state=state,
        lead="units/lead",
        parent_lead="units/parent",
        coordinations=(Coordination("units/coordinator", "một phần"),),
        informed=("units/informed",),
        holder=Holder("units/holder", "people/holder", "people/co-holder"),
        approval=Approval(Verb.RETURN, NOW, Actor("people/holder"), ("people/approver",)),
    )


def arrives(session: Session, task: Task) -> None:
    """Handles the event that the task service publishes, in the document service."""
    step = record(None, task, Verb.ISSUE, act(TODAY))
    announce.steps_taken(session, [Decision(task, step)], CALENDAR, DEFAULT_POLICY, asked=[()])
    payload = session.scalars(select(OUTBOX.c.payload).order_by(OUTBOX.c.id.desc())).first()
    assert payload
    on_task_changed(
        session, Event(uuid.uuid4(), "task", "task.issued", task.name, 1, False, NOW, payload, {})
    )


def person(role: Role, relation: Relation | None) -> Principal:
    """A person in this role, whose position has this relation to the task."""
    names = {
        Relation.HOLDER: "people/holder",
        Relation.CO_HOLDER: "people/co-holder",
        Relation.APPROVER: "people/approver",
    }
    name = names.get(relation, "people/nobody") if relation else "people/nobody"
    unit = UNITS.get(relation, "units/elsewhere") if relation else "units/elsewhere"
    units = (unit,) if role in OVERSEEING else ()
    return Principal(
        "x", person=name, positions=(HeldPosition(f"{unit}/positions/p", unit, unit, role, units=units),)
    )


def reads(session: Session, who: Principal) -> bool:
    """Whether the person reads the directive, with its passages and its file: all of it or nothing."""
    seen = []
    for read in (
        lambda: directives.get(session.connection(), who, "1").text == TEXT,
        lambda: uploading.get(session.connection(), who, "ban-goc").uid == "ban-goc",
        lambda: bool(watching.changed(session.connection(), who, ["directives/1"])),
    ):
        try:
            seen.append(read())
        except NotFound:
            seen.append(False)
    assert len(set(seen)) == 1
    return seen[0]


@pytest.mark.parametrize(("role", "relation"), EVERYONE)
def test_whoever_sees_a_task_reads_its_directive(
    session: Session, role: Role, relation: Relation | None
) -> None:
    who, task = person(role, relation), concerning(State.IN_PROGRESS)
    sees_task = view(allowed(who.positions, who.person, parties_of(task))) is not None
    assert reads(session, who) is (role in PROVINCE)
    arrives(session, task)
    assert reads(session, who) >= sees_task
    if relation is None:
        assert reads(session, who) is (role in PROVINCE)


@pytest.mark.parametrize("state", sorted(set(State)))
def test_the_readers_of_a_task_read_its_directive_once_it_was_issued(session: Session, state: State) -> None:
    arrives(session, concerning(state))
    officer = person(Role.OFFICER, Relation.HOLDER)
    assert reads(session, officer) is (state not in (State.DRAFT, State.PROPOSED, State.REJECTED))


@pytest.mark.parametrize(("role", "relation"), EVERYONE)
def test_proposals_stay_the_offices_alone(session: Session, role: Role, relation: Relation | None) -> None:
    arrives(session, concerning(State.IN_PROGRESS))
    who = person(role, relation)
    if role in PROVINCE:
        assert proposals.list_page(session.connection(), who, "1", -1, 10)
        return
    with pytest.raises(PermissionDenied):
        proposals.list_page(session.connection(), who, "1", -1, 10)
    if reads(session, who):
        found = directives.get(session.connection(), who, "1")
        (shown,) = viewing.view(session.connection(), who, [found])
        assert (shown.proposals, shown.allowed_actions) == (None, ())


def test_the_readers_of_a_task_learn_of_changes_of_its_directive(session: Session) -> None:
    arrives(session, concerning(State.IN_PROGRESS))
    published = watching.concerned(session, directives.get(session, person(Role.OFFICE_CLERK, None), "1"))
    for role, relation in ((Role.OFFICER, Relation.HOLDER), (Role.AGENCY_CLERK, Relation.INFORMED)):
        assert not published.isdisjoint(watching.topics(person(role, relation)))
    assert published.isdisjoint(watching.topics(person(Role.OFFICER, None)))


@pytest.mark.parametrize(("role", "relation"), EVERYONE)
def test_whoever_reads_the_comments_on_a_task_opens_their_files(
    session: Session, role: Role, relation: Relation | None
) -> None:
    who, task = person(role, relation), concerning(State.IN_PROGRESS)
    said(session, task)
    reads_comments = Extra.DISCUSS in allowed(who.positions, who.person, parties_of(task))
    assert opens(session, who, "y-kien") >= reads_comments
    if relation in (Relation.INFORMED, None):
        assert opens(session, who, "y-kien") is (role in PROVINCE)


def said(session: Session, task: Task) -> None:
    """Handles the events of a task and of a comment on it with a file that belongs to no directive."""
    author = "people/van-thu"
    tables.add_file(session, File("y-kien", "a.pdf", "application/pdf", 1, "", author, NOW))
    arrives(session, task)
    comment = Comment(
        task.uid, 1, CommentKind.DISCUSSION, "Xin gửi", NOW, Actor(author), files=("files/y-kien",)
    )
    announce.commented(session, [(task, comment)])
    payload = session.scalars(select(OUTBOX.c.payload).order_by(OUTBOX.c.id.desc())).first()
    assert payload
    event = Event(uuid.uuid4(), "task", "task.commented", comment.name, 1, False, NOW, payload, {})
    on_task_commented(session, event)


def opens(session: Session, who: Principal, file: str) -> bool:
    """Whether the person may open the file."""
    try:
        return uploading.get(session.connection(), who, file).uid == file
    except NotFound:
        return False
