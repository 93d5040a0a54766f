"""A task names only candidates: the people that ListCandidates offers for the same purpose and field."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy.orm import Session

from services.task import model, tables, usecases
from services.task.model import (
    NAMED_AS,
    Parties,
    Purpose,
    Role,
    State,
    Task,
    Terms,
    Verb,
    is_candidate,
)
from services.task.tables import Caller, units
from services.task.usecases import Command
from shared.errors import InvalidArgument
from shared.principal import Principal

from .factories import (
    PEOPLE,
    Held,
    chairman,
    chief,
    desk_head,
    health_head,
    other_specialist,
    specialist,
    vice_chairman,
)
from .office import TODAY, Office, at


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session)


def only_follows(session: Session, who: Principal, *fields: str) -> None:
    """Gives a person's position fields of work."""
    held = who.positions[0]
    row = {"name": held.position, "person": who.person, "unit": held.unit, "fields": list(fields)}
    units.keep(session, tables.POSITIONS, row)


def refused(error: InvalidArgument) -> tuple[str, list[str]]:
    return error.reason, [each.path for each in error.fields]


def naming(person: str, *names: str, **terms: Any) -> Terms:
    people: dict[str, Any] = dict.fromkeys(names, person)
    return Terms(**terms, **people)


@pytest.mark.parametrize(("name", "who"), list(product(sorted(NAMED_AS), PEOPLE)))
def test_exactly_the_people_offered_may_be_named(office: Office, name: str, who: Principal) -> None:
    only_follows(office.session, other_specialist, "xay-dung-giao-thong")
    purpose = NAMED_AS[name]
    listed = usecases.list_candidates(
        office.session.connection(), Caller.of(specialist), purpose, TODAY, "van-xa"
    )
    offered = {each.person for each in listed}
    assert offered
    terms = naming(who.person, name, title="Báo cáo", field="van-xa")
    if who.person in offered:
        assert getattr(created(office, terms), name) == who.person
        return
    with pytest.raises(InvalidArgument) as error:
        created(office, terms)
    assert refused(error.value) == ("NOT_A_CANDIDATE", [f"task.{name}"])


def created(office: Office, terms: Terms, who: Principal = specialist) -> Task:
    return usecases.create(office.session, Caller.of(who), "nv-1", terms, "", at(TODAY))


def test_nobody_is_named_as_acted_for(office: Office) -> None:
    """Until there are delegations, not even a leader of the province."""
    with pytest.raises(InvalidArgument) as error:
        created(office, naming(chairman.person, "on_behalf_of", title="Báo cáo"))
    assert refused(error.value) == ("NO_DELEGATION", ["task.on_behalf_of"])


@pytest.mark.parametrize("name", sorted(NAMED_AS))
def test_an_update_names_only_candidates(office: Office, name: str) -> None:
    office.drafted("nv-1")
    with pytest.raises(InvalidArgument) as error:
        office.do(specialist, usecases.update, "nv-1", terms_for=lambda _: naming(desk_head.person, name))
    assert refused(error.value) == ("NOT_A_CANDIDATE", [f"task.{name}"])


def test_every_person_who_is_no_candidate_is_named_in_the_refusal(office: Office) -> None:
    with pytest.raises(InvalidArgument) as error:
        created(office, naming(health_head.person, *NAMED_AS, title="Báo cáo"))
    assert refused(error.value) == ("NOT_A_CANDIDATE", [f"task.{name}" for name in NAMED_AS])


def test_a_person_without_a_position_stays_unknown(office: Office) -> None:
    with pytest.raises(InvalidArgument) as error:
        created(office, Terms(title="Báo cáo", monitor="people/absent"))
    assert refused(error.value) == ("UNKNOWN_PERSON", ["task.monitor"])


def test_a_specialist_cannot_take_a_task_of_another_field_by_monitoring_it(office: Office) -> None:
    only_follows(office.session, specialist, "van-xa")
    office.drafted("nv-1", field="van-xa")
    changes = {
        "task.field": Terms(field="xay-dung-giao-thong"),
        "task.monitor": Terms(field="xay-dung-giao-thong", monitor=specialist.person),
    }
    for path, terms in changes.items():
        with pytest.raises(InvalidArgument) as error:
            office.do(chief, usecases.update, "nv-1", terms_for=lambda _, terms=terms: terms)
        # The monitor of the second does not change.
        assert refused(error.value) == ("NOT_A_CANDIDATE", ["task.field"]), path
    moved = Terms(field="xay-dung-giao-thong", monitor=chief.person)
    assert office.do(chief, usecases.update, "nv-1", terms_for=lambda _: moved).monitor == chief.person


def ended(session: Session, who: Principal) -> None:
    """A person's only position ends before today."""
    held, last = who.positions[0], TODAY - timedelta(days=1)
    row = {"name": held.position, "person": who.person, "unit": held.unit, "end_date": last}
    units.keep(session, tables.POSITIONS, row)


@pytest.mark.parametrize("issue", [usecases.issue, usecases.batch_issue])
def test_a_task_is_issued_only_while_the_people_named_are_candidates(
    office: Office, issue: Callable[..., object]
) -> None:
    office.proposed("nv-1", assigner=chairman.person, field="van-xa")
    ended(office.session, chairman)
    only_follows(office.session, specialist, "xay-dung-giao-thong")
    for_issue = (["nv-1"], at(TODAY)) if issue is usecases.batch_issue else (Command("nv-1", at(TODAY)),)
    with pytest.raises(InvalidArgument) as error, office.session.begin_nested():
        issue(office.session, Caller.of(chief), *for_issue)
    assert refused(error.value) == ("NOT_A_CANDIDATE", ["task.assigner", "task.monitor"])
    named = Terms(assigner=vice_chairman.person, monitor=chief.person)
    office.do(chief, usecases.update, "nv-1", terms_for=lambda _: named)
    assert office.do(chief, usecases.issue, "nv-1").state is State.ISSUED


FIELDS: Collection[frozenset[str]] = (frozenset(), frozenset({"van-xa"}), frozenset({"xay-dung-giao-thong"}))


@pytest.mark.parametrize(("role", "fields", "field"), list(product(Role, FIELDS, ("", "van-xa"))))
def test_a_monitor_is_a_person_who_may_follow_the_task(
    role: Role, fields: frozenset[str], field: str
) -> None:
    follows = model.may(
        Verb.CONFIRM,
        [Held(role, fields=fields)],
        "people/monitor",
        Parties(monitor="people/monitor", field=field),
    )
    assert is_candidate(Purpose.MONITOR, role, fields, field) is follows


def test_a_leader_assigns_whatever_the_field(office: Office) -> None:
    only_follows(office.session, chairman, "van-xa")
    assert created(
        office, Terms(title="Báo cáo", field="xay-dung-giao-thong", assigner=chairman.person)
    ).assigner
