"""A directive entered by mistake is deleted, with what was prepared from it; one whose task was issued never is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dondoc_api.dondoc.document.v1 import document_events_pb as events
from services.document import tables
from services.document.model import Directive, ReadingState, Selection
from services.document.tables.schema import OUTBOX
from services.document.tests.office import (
    BUILDING_CLERK,
    CHAIRMAN,
    CHIEF,
    HEALTH_CLERK,
    NOW,
    OFFICE_CLERK,
    SPECIALIST,
    TODAY,
    entered,
    kept_file,
    task,
)
from services.document.usecases import copies, directives, proposals, uploading, viewing
from shared.errors import Aborted, AlreadyExists, FailedPrecondition, NotFound, PermissionDenied
from shared.principal import Principal

FIELDS = {"number_symbol": "77/TB-UBND", "issuer": "UBND tỉnh An Giang", "issue_date": date(2026, 3, 5)}


def delete(
    session: Session, directive: Directive, who: Principal = OFFICE_CLERK, etag: str = ""
) -> Directive:
    return directives.delete(session, who, directive.uid, etag, NOW)


def seen(session: Session, who: Principal, uid: str) -> bool:
    try:
        directives.get(session.connection(), who, uid)
    except NotFound:
        return False
    return True


def listed(session: Session, who: Principal = SPECIALIST) -> list[str]:
    return [each.uid for each in directives.list_page(session.connection(), who, Selection(), None, 10)]


def actions(session: Session, uid: str, who: Principal = SPECIALIST) -> tuple[str, ...]:
    found = directives.get(session.connection(), who, uid)
    return viewing.view(session.connection(), who, [found])[0].allowed_actions


def last_event(session: Session, uid: str) -> tuple[str, int, bytes]:
    of_directive = (
        select(OUTBOX).where(OUTBOX.c.aggregate == f"directives/{uid}").order_by(OUTBOX.c.id.desc())
    )
    row = session.execute(of_directive).first()
    assert row
    return row.type, row.version, row.payload


@pytest.mark.parametrize("who", [CHIEF, SPECIALIST, OFFICE_CLERK])
def test_whoever_enters_directives_may_delete_one(session: Session, who: Principal) -> None:
    directive = entered(session, **FIELDS)
    assert "delete" in actions(session, directive.uid, who)
    gone = delete(session, directive, who)
    assert (gone.deleted_at, gone.deleter) == (NOW, who.person)
    type, version, payload = last_event(session, directive.uid)
    message = events.DirectiveDeleted.from_binary(payload)
    assert (type, version) == ("directive.deleted", 2)
    assert (message.actor, message.position) == (who.person, who.positions[0].position)


@pytest.mark.parametrize("who", [CHAIRMAN, BUILDING_CLERK])
def test_nobody_else_may(session: Session, who: Principal) -> None:
    directive = entered(session, **FIELDS)
    with pytest.raises(PermissionDenied):
        delete(session, directive, who)


def test_a_deleted_directive_is_listed_for_nobody_and_stays_readable_for_the_office(
    session: Session, storage_url: str
) -> None:
    file = kept_file(session, storage_url, b"content")
    directive = entered(session, files=(file,))
    session.execute(tables.METADATA.tables["directives"].update().values(reading="READ"))
    directives.forward(session, OFFICE_CLERK, directive.uid, ["units/so-y-te"], "", NOW)
    assert seen(session, HEALTH_CLERK, directive.uid)
    delete(session, directive)
    assert not seen(session, HEALTH_CLERK, directive.uid)
    with pytest.raises(NotFound):
        uploading.get(session.connection(), HEALTH_CLERK, file.removeprefix("files/"))
    assert seen(session, CHAIRMAN, directive.uid)
    assert listed(session) == []
    assert actions(session, directive.uid) == ("listProposals",)


def test_a_directive_that_waits_to_be_read_is_not_read_once_it_is_deleted(
    session: Session, storage_url: str
) -> None:
    directive = entered(session, files=(kept_file(session, storage_url, b"content"),))
    assert directive.reading is ReadingState.PENDING
    delete(session, directive)
    assert tables.claim_unread(session) is None


def test_the_number_of_a_deleted_directive_is_free(session: Session) -> None:
    wrong = entered(session, **FIELDS)
    delete(session, wrong)
    right = entered(session, **FIELDS)
    assert viewing.alike(session.connection(), SPECIALIST, right) == ()
    with pytest.raises(AlreadyExists):
        entered(session, **FIELDS)


def test_nothing_more_is_done_with_a_deleted_directive(session: Session) -> None:
    directive = entered(session, **FIELDS)
    made = proposals.create(session, SPECIALIST, directive.uid, {"title": "Một"}, TODAY)
    delete(session, directive)
    attempts: list[Callable[[], object]] = [
        lambda: delete(session, directive),
        lambda: directives.update(session, SPECIALIST, directive.uid, "", {"subject": "x"}, NOW),
        lambda: directives.reread(session, SPECIALIST, directive.uid, NOW),
        lambda: directives.forward(session, SPECIALIST, directive.uid, ["units/so-y-te"], "", NOW),
        lambda: proposals.create(session, SPECIALIST, directive.uid, {}, TODAY),
        lambda: proposals.update(session, SPECIALIST, directive.uid, made.uid, "", {}),
        lambda: proposals.drop(session, SPECIALIST, directive.uid, made.uid, ""),
        lambda: proposals.merge(session, SPECIALIST, directive.uid, [made.name, made.name], "", []),
        lambda: proposals.split(session, SPECIALIST, directive.uid, made.uid, [1], "", TODAY),
        lambda: proposals.confirm(session, SPECIALIST, directive.uid, [made.name], NOW),
    ]
    for attempt in attempts:
        with pytest.raises(FailedPrecondition) as refused:
            attempt()
        assert refused.value.reason == "DIRECTIVE_DELETED"


def test_a_stale_etag_is_refused(session: Session) -> None:
    directive = entered(session, **FIELDS)
    directives.update(session, SPECIALIST, directive.uid, "", {"subject": "mới"}, NOW)
    with pytest.raises(Aborted):
        delete(session, directive, etag=directive.etag)


@pytest.mark.parametrize("state", ["ISSUED", "IN_PROGRESS", "RECALLED", "CANCELLED", "COMPLETED"])
def test_a_directive_whose_task_was_issued_is_not_deleted(session: Session, state: str) -> None:
    directive = entered(session, **FIELDS)
    copies.keep_task(session, task(directive=f"directives/{directive.uid}", state=state), NOW)
    assert "delete" not in actions(session, directive.uid)
    with pytest.raises(FailedPrecondition) as refused:
        delete(session, directive)
    assert refused.value.reason == "DIRECTIVE_HAS_TASKS"


@pytest.mark.parametrize("state", ["DRAFT", "PROPOSED", "REJECTED"])
def test_tasks_that_are_not_issued_do_not_keep_it(session: Session, state: str) -> None:
    directive = entered(session, **FIELDS)
    copies.keep_task(session, task(directive=f"directives/{directive.uid}", state=state), NOW)
    assert delete(session, directive).deleted_at


def test_a_task_that_was_issued_at_the_same_moment_brings_the_directive_back(session: Session) -> None:
    directive = entered(session, **FIELDS)
    delete(session, directive)
    given = task(directive=f"directives/{directive.uid}", state="ISSUED", parties=["units/so-y-te"])
    copies.keep_task(session, given, NOW)
    assert listed(session) == [directive.uid]
    assert seen(session, HEALTH_CLERK, directive.uid)
    assert last_event(session, directive.uid)[:2] == ("directive.changed", 3)
    assert directives.get(session.connection(), CHIEF, directive.uid).number_symbol == FIELDS["number_symbol"]


def test_a_directive_that_comes_back_leaves_its_number_to_the_one_that_has_it_now(session: Session) -> None:
    wrong = entered(session, **FIELDS)
    delete(session, wrong)
    right = entered(session, **FIELDS)
    copies.keep_task(session, task(directive=f"directives/{wrong.uid}", state="ISSUED"), NOW)
    back = directives.get(session.connection(), CHIEF, wrong.uid)
    assert (back.number_symbol, back.twin, back.deleted_at) == ("", f"directives/{right.uid}", None)
