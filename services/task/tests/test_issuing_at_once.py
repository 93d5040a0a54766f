"""A leader issues at once, a specialist what a signed directive says; anything else a chief approves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from services.task import usecases
from services.task.model import Due, Source, SourceKind, State, Task, Terms, Verb
from services.task.tables import Caller, directives
from shared.errors import FailedPrecondition, InvalidArgument, PermissionDenied
from shared.principal import Principal

from .factories import HEALTH, chairman, chief, health_head, office_clerk, specialist, vice_chairman
from .office import DUE, TODAY, Office, at
from .test_naming import only_follows

ORDER = Terms(
    title="Kiểm tra an toàn hồ đập",
    output="Báo cáo",
    lead=HEALTH,
    due=Due.on(DUE),
    field="van-xa",
    source_kind=SourceKind.ORAL_ORDER,
)
SAID = replace(ORDER, source_kind=None)


@pytest.fixture
def office(session: Session) -> Office:
    office = Office(session)
    source = Source("directives/d-1", number="215/TB-UBND", date=TODAY, assigner=chairman.person)
    directives.keep(session, source)
    directives.keep(session, replace(source, directive="directives/unsigned", number=""))
    return office


def issued(office: Office, who: Principal, terms: Terms = ORDER, directive: str = "") -> Task:
    with office.session.begin_nested():
        return usecases.issue_new(office.session, Caller.of(who), "nv-1", terms, directive, at(TODAY))


@pytest.mark.parametrize("who", [chairman, vice_chairman])
def test_a_leader_issues_an_order_by_word_of_mouth_in_one_step(office: Office, who: Principal) -> None:
    task = issued(office, who)
    assert (task.state, task.version, task.assigner) == (State.ISSUED, 1, who.person)
    assert (task.source_kind, task.assign_date) == (SourceKind.ORAL_ORDER, TODAY)
    assert [(type, version) for type, version, _ in office.events("nv-1")] == [("task.issued", 1)]
    steps = usecases.list_steps(office.session.connection(), Caller.of(chief), "nv-1", 0, 9)
    assert [each.verb for each in steps] == [Verb.ISSUE]


def test_a_chief_issues_in_the_name_of_the_leader_named(office: Office) -> None:
    with pytest.raises(FailedPrecondition) as refusal:
        issued(office, chief)
    assert refusal.value.facts["missing"] == "assigner"
    assert issued(office, chief, replace(ORDER, assigner=chairman.person)).assigner == chairman.person


@pytest.mark.parametrize("who", [office_clerk, health_head, specialist])
def test_nobody_else_issues_without_a_directive(office: Office, who: Principal) -> None:
    with pytest.raises(PermissionDenied) as refusal:
        issued(office, who, replace(ORDER, assigner=chairman.person))
    assert refusal.value.reason == "NOT_ALLOWED"


def test_a_specialist_issues_what_a_signed_directive_says_in_the_own_fields(office: Office) -> None:
    with pytest.raises(PermissionDenied):
        issued(office, specialist, SAID, "directives/unsigned")
    only_follows(office.session, specialist, "xay-dung-giao-thong")
    elsewhere = replace(
        specialist, positions=(replace(specialist.positions[0], fields=("xay-dung-giao-thong",)),)
    )
    with pytest.raises(PermissionDenied):
        issued(office, elsewhere, SAID, "directives/d-1")
    task = issued(office, specialist, SAID, "directives/d-1")
    assert (task.assigner, task.source_kind) == (chairman.person, SourceKind.DIRECTIVE)


def test_a_specialist_proposes_what_a_chief_then_issues(office: Office) -> None:
    office.proposed("nv-1")
    with pytest.raises(PermissionDenied):
        office.do(specialist, usecases.issue, "nv-1")
    assert office.do(chief, usecases.issue, "nv-1").state is State.ISSUED


@pytest.mark.parametrize(
    ("terms", "directive"),
    [({"source_kind": SourceKind.DIRECTIVE}, ""), ({"source_kind": SourceKind.MEETING}, "directives/d-1")],
)
def test_only_a_task_with_a_directive_comes_from_one(
    office: Office, terms: dict[str, Any], directive: str
) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        issued(office, chairman, replace(ORDER, **terms), directive)
    found = refusal.value.reason, [each.path for each in refusal.value.fields]
    assert found == ("SOURCE_DIFFERS", ["task.source_kind"])


def test_who_may_issue_at_once_is_told_so(office: Office) -> None:
    for who, may in ((chairman, True), (chief, True), (specialist, False), (health_head, False)):
        rights = usecases.list_baskets(Caller.of(who)).rights
        assert ("ISSUE_AT_ONCE" in {right.value for right in rights}) is may
