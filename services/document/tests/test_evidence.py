"""Evidence: a submitted file becomes readable only if the submitter could see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.document import tables
from services.document.model import Directive, ReadingState, Sight
from services.document.tables.schema import EVIDENCE
from services.document.tests.office import (
    ADMINISTRATOR,
    BUILDING_CLERK,
    BUILDING_OFFICER,
    BUILDING_UNIT_HEAD,
    HEALTH_CLERK,
    NOW,
    OFFICE_CLERK,
    SPECIALIST,
    entered,
    kept_file,
    know_position,
    submitted,
    task,
)
from services.document.usecases import copies, directives, uploading
from services.document.usecases.access import sight_of, sight_of_person
from shared import clock
from shared.errors import NotFound
from shared.principal import Principal

BUILDING = ["units/so-xay-dung"]


def sees(session: Session, caller: Principal, file: str) -> bool:
    try:
        uploading.get(session.connection(), caller, file.removeprefix("files/"))
    except NotFound:
        return False
    return True


def read(session: Session, file: str) -> Directive:
    """Enters a directive with this file and marks it as read."""
    directive = replace(entered(session, files=(file,)), reading=ReadingState.READ)
    tables.save_directive(session, directive)
    return directive


@pytest.fixture
def foreign(session: Session, storage_url: str) -> str:
    """A file that only the Office and the clerk of the Department of Health may see."""
    return kept_file(session, storage_url, b"health", HEALTH_CLERK.person)


def test_naming_a_file_does_not_open_it(session: Session, foreign: str) -> None:
    assert submitted(session, task(files=[foreign]), BUILDING_CLERK) == (0, 1)
    assert not sees(session, BUILDING_CLERK, foreign)


def test_a_file_that_does_not_exist_is_not_granted(session: Session) -> None:
    assert submitted(session, task(files=["files/absent"]), SPECIALIST) == (0, 1)


def test_a_file_that_the_submitter_uploaded_opens_to_the_tasks_parties(
    session: Session, storage_url: str
) -> None:
    own = kept_file(session, storage_url, b"own", BUILDING_OFFICER.person)
    parties = [*BUILDING, "units/xd-ky-thuat", BUILDING_OFFICER.person]
    given = task(parties=parties, other_units=["units/so-y-te"], files=[own])
    assert submitted(session, given, BUILDING_OFFICER) == (1, 0)
    readers = [
        each for each in (BUILDING_CLERK, BUILDING_UNIT_HEAD, HEALTH_CLERK) if sees(session, each, own)
    ]
    assert readers == [BUILDING_CLERK, BUILDING_UNIT_HEAD]


def commented(session: Session, given: copies.Task, author: Principal, *files: str) -> None:
    copies.keep_task(session, given, NOW)
    (held,) = author.positions
    by = copies.Submitting(author.person, held.position, NOW)
    copies.grant_comment_files(session, given.name, files, by, NOW + timedelta(hours=1))


def test_a_file_of_a_comment_opens_to_its_readers_only(session: Session, storage_url: str) -> None:
    own = kept_file(session, storage_url, b"own", SPECIALIST.person)
    given = task(parties=BUILDING, other_units=["units/so-y-te"])
    commented(session, given, SPECIALIST, own)
    assert sees(session, BUILDING_CLERK, own)
    assert not sees(session, HEALTH_CLERK, own), "the unit is informed and reads no comments"
    copies.keep_task(session, replace(given, coordinators=["units/so-y-te"]), NOW)
    assert sees(session, HEALTH_CLERK, own)


def test_naming_a_file_in_a_comment_does_not_open_it(session: Session, foreign: str) -> None:
    commented(session, task(parties=BUILDING), BUILDING_CLERK, foreign)
    assert not sees(session, BUILDING_CLERK, foreign)


def test_each_file_is_decided_separately(session: Session, storage_url: str, foreign: str) -> None:
    own = kept_file(session, storage_url, b"own", BUILDING_CLERK.person)
    assert submitted(session, task(files=[foreign, own]), BUILDING_CLERK) == (1, 1)
    assert [sees(session, BUILDING_UNIT_HEAD, each) for each in (foreign, own)] == [False, False]
    assert [sees(session, BUILDING_CLERK, each) for each in (foreign, own)] == [False, True]


@pytest.mark.parametrize("submitter", [SPECIALIST, OFFICE_CLERK])
def test_the_office_may_submit_any_file(session: Session, foreign: str, submitter: Principal) -> None:
    assert submitted(session, task(files=[foreign]), submitter) == (1, 0)
    assert sees(session, BUILDING_CLERK, foreign)


def test_a_file_of_a_directive_forwarded_to_the_submitters_unit_may_be_submitted(
    session: Session, storage_url: str
) -> None:
    file = kept_file(session, storage_url, b"directive")
    directive = read(session, file)
    assert submitted(session, task(files=[file]), BUILDING_CLERK) == (0, 1)
    directives.forward(session, OFFICE_CLERK, directive.uid, BUILDING, "", NOW)
    assert submitted(session, task("tasks/2", files=[file]), BUILDING_CLERK) == (1, 0)


def test_evidence_of_another_task_of_the_unit_may_be_submitted_again(
    session: Session, storage_url: str
) -> None:
    own = kept_file(session, storage_url, b"own", BUILDING_OFFICER.person)
    unit = [*BUILDING, "units/xd-ky-thuat"]
    assert submitted(session, task(parties=unit, files=[own]), BUILDING_OFFICER) == (1, 0)
    assert submitted(session, task("tasks/2", files=[own]), BUILDING_UNIT_HEAD) == (1, 0)
    assert submitted(session, task("tasks/3", files=[own]), HEALTH_CLERK) == (0, 1)


def test_a_later_step_by_a_person_who_sees_more_grants_nothing(session: Session, foreign: str) -> None:
    given = task(files=[foreign])
    submitted(session, given, BUILDING_CLERK)
    # A confirmation or an urging by the Office contains the same submission but does not submit it.
    copies.keep_task(session, replace(given, state="COMPLETED"), NOW)
    assert not sees(session, BUILDING_CLERK, foreign)


def test_a_later_submission_by_a_person_who_sees_less_revokes_nothing(session: Session, foreign: str) -> None:
    given = task(files=[foreign])
    submitted(session, given, SPECIALIST)
    copies.keep_task(session, replace(given, state="IN_PROGRESS", files=[]), NOW)
    assert not sees(session, BUILDING_CLERK, foreign), "a task that was sent back has no submission"
    assert submitted(session, given, BUILDING_CLERK) == (0, 0)
    assert sees(session, BUILDING_CLERK, foreign)
    assert session.scalars(select(EVIDENCE.c.submitter)).all() == [SPECIALIST.person]


def test_a_grant_for_one_task_does_not_open_the_file_for_another(session: Session, foreign: str) -> None:
    submitted(session, task(parties=["units/so-tai-chinh"], files=[foreign]), SPECIALIST)
    copies.keep_task(session, task("tasks/2", files=[foreign]), NOW)
    assert not sees(session, BUILDING_CLERK, foreign)


def test_the_positions_held_on_the_day_of_the_submission_count(session: Session, storage_url: str) -> None:
    file = kept_file(session, storage_url, b"directive")
    directive = read(session, file)
    directives.forward(session, OFFICE_CLERK, directive.uid, BUILDING, "", NOW)
    held = BUILDING_CLERK.positions[0]
    know_position(session, BUILDING_CLERK.person, held, end=date(2026, 3, 5))
    assert submitted(session, task(files=[file]), BUILDING_CLERK) == (0, 1)
    day_before = NOW - timedelta(days=1)
    assert submitted(session, task("tasks/2", files=[file]), BUILDING_CLERK, day_before) == (1, 0)


def test_a_submission_waits_for_the_submitters_position_but_not_for_ever(
    session: Session, storage_url: str, foreign: str
) -> None:
    given = task(files=[foreign])
    new = copies.Submitting("people/moi", "units/so-xay-dung/positions/moi", NOW)
    with pytest.raises(copies.NotYetKnownError):
        copies.grant_evidence(session, given, new, NOW)
    assert copies.grant_evidence(session, given, new, NOW + copies.PATIENCE) == (0, 1)
    own = kept_file(session, storage_url, b"own", "people/moi")
    assert copies.grant_evidence(session, task("tasks/2", files=[own]), new, NOW) == (1, 0)


@pytest.mark.parametrize(
    "caller",
    [SPECIALIST, OFFICE_CLERK, BUILDING_CLERK, BUILDING_UNIT_HEAD, BUILDING_OFFICER, ADMINISTRATOR],
)
def test_a_person_has_the_same_sight_in_a_handler_as_in_a_call(session: Session, caller: Principal) -> None:
    as_caller = sight_of(caller)
    as_person = sight_of_person(session, caller.person, clock.day_of(NOW))
    if as_caller.sees_all:
        # Identity states no units for roles that see everything.
        as_caller, as_person = (replace(each, units=frozenset()) for each in (as_caller, as_person))
    assert as_person == as_caller


def test_a_person_without_a_position_sees_nothing(session: Session) -> None:
    assert sight_of_person(session, "people/moi", clock.day_of(NOW)) == Sight("people/moi")
    assert tables.held_positions(session, "people/moi", clock.day_of(NOW)) == []
