"""Use cases of directives, proposals and forwardings with a real PostgreSQL: changes, refusals, sight and events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dondoc_api.dondoc.document.v1 import document_events_pb as events
from dondoc_api.dondoc.type.v1.task_types_pb import Due
from services.document import tables
from services.document.model import (
    DueKind,
    Kind,
    Proposal,
    ProposalState,
    ReadingState,
    Recurrence,
    Selection,
)
from services.document.reading.matching import match
from services.document.tables.schema import DIRECTIVES, OUTBOX
from services.document.tests.office import (
    ADMINISTRATOR,
    BUILDING_CLERK,
    BUILDING_OFFICER,
    BUILDING_UNIT_HEAD,
    CHAIRMAN,
    CHIEF,
    HEALTH_CLERK,
    NOW,
    OFFICE_CLERK,
    PEOPLE,
    SPECIALIST,
    SYSTEM_ADMINISTRATOR,
    TODAY,
    entered,
    kept_file,
    know_position,
    submitted,
    task,
)
from services.document.usecases import copies, directives, proposals, uploading, viewing
from shared import texts
from shared.errors import (
    Aborted,
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    Refusal,
)
from shared.principal import Principal

FIELDS = {"number_symbol": "77/TB-UBND", "issuer": "UBND tỉnh An Giang", "issue_date": date(2026, 3, 5)}
COMPLETE = {
    "title": "Rà soát trạm cấp nước",
    "output": "Báo cáo",
    "lead": "units/so-xay-dung",
    "due_kind": DueKind.FIXED,
    "due_date": date(2026, 3, 20),
}


def published(session: Session, directive: str) -> list[Any]:
    rows = session.execute(
        select(OUTBOX).where(OUTBOX.c.aggregate == f"directives/{directive}").order_by(OUTBOX.c.id)
    )
    return list(rows)


def reason(work: Callable[[], object], kind: type[Refusal]) -> str:
    with pytest.raises(kind) as refused:
        work()
    return refused.value.reason


def proposed(session: Session, directive: str, **fields: Any) -> Proposal:
    return proposals.create(session, SPECIALIST, directive, COMPLETE | fields, TODAY)


# --- entering -------------------------------------------------------------------------------------------------------


def test_a_directive_without_a_file_is_entered_and_published(session: Session) -> None:
    directive = entered(session, **FIELDS, subject="Cấp nước nông thôn")
    assert directives.get(session.connection(), SPECIALIST, directive.uid) == directive
    assert (directive.reading, directive.monitor) == (ReadingState.NONE, SPECIALIST.person)
    (event,) = published(session, directive.uid)
    assert (event.type, event.version) == ("directive.changed", 1)
    changed = events.DirectiveChanged.from_binary(event.payload).directive
    assert changed is not None
    assert (changed.number_symbol, changed.directive) == ("77/TB-UBND", f"directives/{directive.uid}")


def test_a_clerk_who_enters_a_directive_does_not_follow_its_tasks(session: Session) -> None:
    directive = directives.create(session, OFFICE_CLERK, "vb-1", FIELDS, NOW)
    assert (directive.creator, directive.monitor) == (OFFICE_CLERK.person, "")


@pytest.mark.parametrize(
    ("field", "allowed"),
    [("assigner", {CHAIRMAN.person}), ("monitor", {CHIEF.person, SPECIALIST.person})],
)
def test_a_directive_names_only_candidates(session: Session, field: str, allowed: set[str]) -> None:
    for who in PEOPLE:
        attempt, fields = session.begin_nested(), FIELDS | {field: who.person}
        if who.person in allowed:
            assert directives.create(session, SPECIALIST, "vb-1", fields, NOW)
        else:
            with pytest.raises(InvalidArgument) as refusal:
                directives.create(session, SPECIALIST, "vb-1", fields, NOW)
            assert refusal.value.reason == "NOT_A_CANDIDATE"
            assert [each.path for each in refusal.value.fields] == [f"directive.{field}"]
        attempt.rollback()


def test_a_directive_keeps_a_monitor_who_has_left(session: Session) -> None:
    directive = directives.create(session, SPECIALIST, "vb-1", FIELDS | {"monitor": CHIEF.person}, NOW)
    know_position(session, CHIEF.person, CHIEF.positions[0], end=date(2026, 1, 1))
    stated = {"monitor": CHIEF.person, "field": "van-xa"}
    assert directives.update(session, SPECIALIST, directive.uid, "", stated, NOW).field == "van-xa"


def test_a_directive_with_a_file_waits_to_be_read(session: Session, storage_url: str) -> None:
    file = kept_file(session, storage_url, b"content")
    assert entered(session, files=(file,)).reading is ReadingState.PENDING


@pytest.mark.parametrize("secrecy", ["Mật", "TỐI MẬT", "Tuyệt mật"])
def test_only_ordinary_documents_may_be_entered(session: Session, secrecy: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        entered(session, **FIELDS, secrecy=secrecy)
    assert (refused.value.reason, refused.value.fields[0].path) == ("SECRECY", "directive.secrecy")


@pytest.mark.parametrize("secrecy", ["", "thường", "Thường", "Không mật"])
def test_ordinary_secrecy_may_be_stated(session: Session, secrecy: str) -> None:
    assert entered(session, **FIELDS, secrecy=secrecy).secrecy == secrecy


@pytest.mark.parametrize(
    "twin",
    [
        {},
        {"number_symbol": "77/tb-ubnd"},
        {"issuer": "UBND  TỈNH AN GIANG"},
        {"issue_date": date(2026, 12, 31)},
    ],
)
def test_issuer_number_and_year_are_unique(session: Session, twin: dict[str, Any]) -> None:
    entered(session, **FIELDS)
    assert reason(lambda: entered(session, **FIELDS | twin), AlreadyExists) == "DIRECTIVE_EXISTS"


def test_a_twin_that_was_entered_at_the_same_moment_is_refused(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Both have looked for a twin before either was entered.
    monkeypatch.setattr(tables, "find_twin", lambda *_: None)
    entered(session, **FIELDS)
    assert reason(lambda: entered(session, **FIELDS), AlreadyExists) == "DIRECTIVE_EXISTS"


@pytest.mark.parametrize(
    "other", [{"number_symbol": "78/TB-UBND"}, {"issuer": "Chính phủ"}, {"issue_date": date(2025, 3, 5)}]
)
def test_another_issuer_number_or_year_is_another_directive(session: Session, other: dict[str, Any]) -> None:
    entered(session, **FIELDS)
    entered(session, **FIELDS | other)


def test_the_refusal_of_an_unknown_file_names_the_field(session: Session) -> None:
    with pytest.raises(InvalidArgument) as refused:
        entered(session, files=("files/nothing",))
    assert (refused.value.reason, refused.value.fields[0].path) == ("UNKNOWN_FILE", "directive.files[0]")


def test_an_existing_id_is_refused(session: Session) -> None:
    directive = entered(session, **FIELDS)
    assert (
        reason(lambda: directives.create(session, CHIEF, directive.uid, {}, NOW), AlreadyExists)
        == "DIRECTIVE_EXISTS"
    )


# --- changing -------------------------------------------------------------------------------------------------------


def test_a_change_makes_a_new_etag_and_is_published_in_order(session: Session) -> None:
    before = entered(session, **FIELDS)
    after = directives.update(
        session, OFFICE_CLERK, before.uid, before.etag, {"kind": Kind.CONCLUSION_NOTICE}, NOW
    )
    assert (after.kind, after.etag != before.etag) == (Kind.CONCLUSION_NOTICE, True)
    assert [event.version for event in published(session, before.uid)] == [1, 2]


def test_a_stale_etag_is_refused(session: Session) -> None:
    directive = entered(session, **FIELDS)
    directives.update(session, SPECIALIST, directive.uid, "", {"subject": "mới"}, NOW)
    stale = directive.etag
    assert (
        reason(lambda: directives.update(session, SPECIALIST, directive.uid, stale, {}, NOW), Aborted)
        == "ETAG_MISMATCH"
    )


def test_a_change_must_not_make_a_duplicate(session: Session) -> None:
    entered(session, **FIELDS)
    other = entered(session, **FIELDS | {"number_symbol": "78/TB-UBND"})
    change = {"number_symbol": "77/TB-UBND"}
    assert (
        reason(lambda: directives.update(session, SPECIALIST, other.uid, "", change, NOW), AlreadyExists)
        == "DIRECTIVE_EXISTS"
    )


def test_a_first_file_that_is_added_later_is_read(session: Session, storage_url: str) -> None:
    directive = entered(session, **FIELDS)
    file = kept_file(session, storage_url, b"content")
    changed = directives.update(session, SPECIALIST, directive.uid, "", {"files": (file,)}, NOW)
    assert changed.reading is ReadingState.PENDING


# --- sight ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("caller", [SPECIALIST, CHIEF, OFFICE_CLERK, CHAIRMAN])
def test_the_office_and_the_leaders_see_every_directive(session: Session, caller: Principal) -> None:
    directive = entered(session, **FIELDS)
    assert directives.get(session.connection(), caller, directive.uid).uid == directive.uid
    assert [
        each.uid for each in directives.list_page(session.connection(), caller, Selection(), None, 10)
    ] == [directive.uid]


@pytest.mark.parametrize(
    "caller", [BUILDING_CLERK, BUILDING_OFFICER, HEALTH_CLERK, ADMINISTRATOR, SYSTEM_ADMINISTRATOR]
)
def test_a_directive_does_not_exist_for_people_it_does_not_concern(
    session: Session, caller: Principal
) -> None:
    directive = entered(session, **FIELDS)
    assert (
        reason(lambda: directives.get(session.connection(), caller, directive.uid), NotFound)
        == "DIRECTIVE_NOT_FOUND"
    )
    assert (
        reason(lambda: directives.get(session.connection(), caller, "absent"), NotFound)
        == "DIRECTIVE_NOT_FOUND"
    )
    assert directives.list_page(session.connection(), caller, Selection(), None, 10) == []
    for uid in (directive.uid, "absent"):
        with pytest.raises(PermissionDenied):
            proposals.list_page(session.connection(), caller, uid, -1, 10)
    assert (
        reason(lambda: directives.record_opening(session, caller, directive.uid, NOW), NotFound)
        == "DIRECTIVE_NOT_FOUND"
    )


def test_only_the_unit_that_a_directive_was_forwarded_to_sees_it(session: Session) -> None:
    directive = entered(session, **FIELDS)
    directives.forward(session, OFFICE_CLERK, directive.uid, ["units/so-xay-dung"], "", NOW)
    assert directives.get(session.connection(), BUILDING_CLERK, directive.uid).uid == directive.uid
    for caller in (HEALTH_CLERK, BUILDING_OFFICER, ADMINISTRATOR):
        with pytest.raises(NotFound):
            directives.get(session.connection(), caller, directive.uid)


@pytest.mark.parametrize(
    ("state", "sees"),
    [("PROPOSED", False), ("REJECTED", False), ("ISSUED", True), ("IN_PROGRESS", True), ("RECALLED", True)],
)
def test_the_units_of_a_task_see_its_directive_once_the_task_was_issued(
    session: Session, state: str, sees: bool
) -> None:
    directive = entered(session, **FIELDS)
    name = f"directives/{directive.uid}"
    parties, informed = ["units/so-xay-dung", ""], ["units/so-y-te"]
    copies.keep_task(session, task(directive=name, state=state, parties=parties, other_units=informed), NOW)
    for caller in (BUILDING_CLERK, HEALTH_CLERK):
        assert bool(directives.list_page(session.connection(), caller, Selection(), None, 10)) is sees


def test_the_holder_of_a_task_sees_its_directive(session: Session) -> None:
    directive = entered(session, **FIELDS)
    name = f"directives/{directive.uid}"
    parties = ["units/so-xay-dung", "units/xd-ky-thuat", BUILDING_OFFICER.person]
    copies.keep_task(session, task(directive=name, state="IN_PROGRESS", parties=parties), NOW)
    for caller in (BUILDING_UNIT_HEAD, BUILDING_OFFICER):
        assert directives.get(session.connection(), caller, directive.uid).uid == directive.uid


def test_a_person_without_a_right_to_read_sees_nothing_as_a_holder(session: Session) -> None:
    directive = entered(session, **FIELDS)
    name = f"directives/{directive.uid}"
    copies.keep_task(session, task(directive=name, state="IN_PROGRESS", parties=[ADMINISTRATOR.person]), NOW)
    with pytest.raises(NotFound):
        directives.get(session.connection(), ADMINISTRATOR, directive.uid)


def test_a_person_sees_the_files_of_visible_directives_and_tasks(session: Session, storage_url: str) -> None:
    of_directive = kept_file(session, storage_url, b"directive")
    evidence = kept_file(session, storage_url, b"evidence", BUILDING_OFFICER.person)
    directive = entered(session, files=(of_directive,))
    given = task(directive=f"directives/{directive.uid}", other_units=["units/so-y-te"], files=[evidence])
    assert submitted(session, given, BUILDING_OFFICER) == (1, 0)
    visible = {caller.person: _visible(session, caller, of_directive, evidence) for caller in
               (SPECIALIST, BUILDING_CLERK, BUILDING_OFFICER, HEALTH_CLERK, ADMINISTRATOR)}  # fmt: skip
    assert visible == {
        SPECIALIST.person: (True, True),
        BUILDING_CLERK.person: (True, True),
        BUILDING_OFFICER.person: (False, True),
        HEALTH_CLERK.person: (True, False),
        ADMINISTRATOR.person: (False, False),
    }


def _visible(session: Session, caller: Principal, *names: str) -> tuple[bool, ...]:
    result = []
    for name in names:
        try:
            uploading.get(session.connection(), caller, name.removeprefix("files/"))
            result.append(True)
        except NotFound:
            result.append(False)
    return tuple(result)


@pytest.mark.parametrize(
    "caller", [CHAIRMAN, BUILDING_CLERK, BUILDING_OFFICER, ADMINISTRATOR, SYSTEM_ADMINISTRATOR]
)
def test_only_the_office_enters_changes_and_forwards(session: Session, caller: Principal) -> None:
    directive = entered(session, **FIELDS)
    attempts: list[Callable[[], object]] = [
        lambda: directives.create(session, caller, "x", {}, NOW),
        lambda: directives.update(session, caller, directive.uid, "", {}, NOW),
        lambda: directives.forward(session, caller, directive.uid, ["units/so-y-te"], "", NOW),
        lambda: proposals.create(session, caller, directive.uid, {}, TODAY),
        lambda: proposals.confirm(session, caller, directive.uid, ["x"], NOW),
    ]
    assert {reason(attempt, PermissionDenied) for attempt in attempts} == {"NOT_ALLOWED"}


# --- only the Office and the leaders see proposals ------------------------------------------------------------------


@pytest.mark.parametrize("caller", [SPECIALIST, CHIEF, OFFICE_CLERK, CHAIRMAN])
def test_the_office_and_the_leaders_see_proposals(session: Session, caller: Principal) -> None:
    directive = entered(session, **FIELDS)
    made = proposed(session, directive.uid)
    assert proposals.list_page(session.connection(), caller, directive.uid, -1, 10) == [made]
    (view,) = viewing.view(session.connection(), caller, [directive])
    assert view.proposals == {ProposalState.PROPOSED: 1}
    assert "listProposals" in view.allowed_actions
    waiting = directives.list_page(session.connection(), caller, Selection(proposed_only=True), None, 10)
    assert [each.uid for each in waiting] == [directive.uid]


def test_a_recipient_of_a_directive_sees_nothing_of_its_proposals(session: Session) -> None:
    directive = entered(session, **FIELDS)
    proposed(session, directive.uid)
    directives.forward(session, OFFICE_CLERK, directive.uid, ["units/so-xay-dung"], "", NOW)
    found = directives.list_page(session.connection(), BUILDING_CLERK, Selection(), None, 10)
    (view,) = viewing.view(session.connection(), BUILDING_CLERK, found)
    assert (view.directive.uid, view.proposals, view.allowed_actions) == (directive.uid, None, ())
    assert (
        directives.list_page(session.connection(), BUILDING_CLERK, Selection(proposed_only=True), None, 10)
        == []
    )
    with pytest.raises(PermissionDenied):
        proposals.list_page(session.connection(), BUILDING_CLERK, directive.uid, -1, 10)


def test_a_clerk_of_the_office_may_enter_a_directive_but_not_propose(session: Session) -> None:
    directive = directives.create(session, OFFICE_CLERK, "by-clerk", dict(FIELDS), NOW)
    assert (
        reason(lambda: proposals.create(session, OFFICE_CLERK, directive.uid, {}, TODAY), PermissionDenied)
        == "NOT_ALLOWED"
    )


# --- lists ----------------------------------------------------------------------------------------------------------


def test_directives_are_listed_newest_first_page_by_page(session: Session) -> None:
    made = [
        directives.create(session, SPECIALIST, f"d-{n}", {}, NOW + timedelta(minutes=n)).uid for n in range(5)
    ]
    first = directives.list_page(session.connection(), SPECIALIST, Selection(), None, 3)
    rest = directives.list_page(
        session.connection(), SPECIALIST, Selection(), (first[-1].created_at, first[-1].uid), 3
    )
    assert [each.uid for each in first + rest] == made[::-1]


@pytest.mark.parametrize(
    ("query", "found"), [("cap nuoc", 1), ("CẤP NƯỚC", 1), ("77/tb", 1), ("điện", 0), ("%", 0)]
)
def test_searching_ignores_case_and_diacritics(session: Session, query: str, found: int) -> None:
    entered(session, **FIELDS, subject="Về cấp nước nông thôn")
    words = tuple(texts.folded(query).split())
    assert len(directives.list_page(session.connection(), SPECIALIST, Selection(words), None, 10)) == found


# --- proposals ------------------------------------------------------------------------------------------------------


def test_proposals_are_added_after_the_others_and_listed_in_order(session: Session) -> None:
    directive = entered(session, **FIELDS).uid
    added = [proposed(session, directive, title=title) for title in ("một", "hai", "ba")]
    listed = proposals.list_page(session.connection(), SPECIALIST, directive, added[0].sort_order, 10)
    assert [each.title for each in listed] == ["hai", "ba"]


def test_no_proposal_is_added_while_the_directive_is_being_read(session: Session, storage_url: str) -> None:
    directive = entered(session, files=(kept_file(session, storage_url, b"content"),)).uid
    assert reason(lambda: proposed(session, directive), FailedPrecondition) == "DIRECTIVE_UNREAD"


@pytest.mark.parametrize(
    ("lead", "answer"),
    [
        ("units/khong-co", "UNKNOWN_UNIT"),
        ("units/tinh", "LEAD_NOT_AN_AGENCY"),
        ("units/xd-ky-thuat", "LEAD_NOT_AN_AGENCY"),
    ],
)
def test_the_lead_of_a_proposal_is_an_agency_that_exists(session: Session, lead: str, answer: str) -> None:
    directive = entered(session, **FIELDS).uid
    kept = proposed(session, directive)
    for change in (
        lambda: proposed(session, directive, lead=lead),
        lambda: proposals.update(session, CHIEF, directive, kept.uid, "", {"lead": lead}),
    ):
        with pytest.raises(InvalidArgument) as refused:
            change()
        assert (refused.value.reason, refused.value.fields[0].path) == (answer, "proposal.lead")


def test_the_committee_is_not_read_as_a_lead(session: Session) -> None:
    units = tables.unit_names(session)
    assert match("UBND tỉnh", units, TODAY).units == ()
    assert match("Sở Y tế", units, TODAY).units == ("units/so-y-te",)


def test_a_proposal_can_change_until_it_is_confirmed(session: Session) -> None:
    directive = entered(session, **FIELDS).uid
    before = proposed(session, directive)
    after = proposals.update(session, CHIEF, directive, before.uid, before.etag, {"title": "Khác"})
    assert (after.title, after.lead) == ("Khác", before.lead)
    proposals.confirm(session, SPECIALIST, directive, [before.name], NOW)
    for work in (
        lambda: proposals.update(session, CHIEF, directive, before.uid, "", {"title": "Nữa"}),
        lambda: proposals.drop(session, CHIEF, directive, before.uid, ""),
        lambda: proposals.confirm(session, SPECIALIST, directive, [before.name], NOW),
    ):
        assert reason(work, FailedPrecondition) == "PROPOSAL_STATE"


def test_a_stale_etag_of_a_proposal_is_refused(session: Session) -> None:
    directive = entered(session, **FIELDS).uid
    before = proposed(session, directive)
    proposals.update(session, CHIEF, directive, before.uid, "", {"title": "Khác"})
    for work in (
        lambda: proposals.update(session, CHIEF, directive, before.uid, before.etag, {}),
        lambda: proposals.drop(session, CHIEF, directive, before.uid, before.etag),
    ):
        assert reason(work, Aborted) == "ETAG_MISMATCH"


def test_a_dropped_proposal_cannot_be_confirmed(session: Session) -> None:
    directive = entered(session, **FIELDS).uid
    dropped = proposals.drop(session, SPECIALIST, directive, proposed(session, directive).uid, "")
    assert dropped.state is ProposalState.DROPPED
    assert (
        reason(
            lambda: proposals.confirm(session, SPECIALIST, directive, [dropped.name], NOW), FailedPrecondition
        )
        == "PROPOSAL_STATE"
    )


def test_confirmed_proposals_are_published_with_the_tasks_to_create(session: Session) -> None:
    directive = entered(session, **FIELDS).uid
    made = [proposed(session, directive, title=title) for title in ("một", "hai")]
    uids = [each.uid for each in made]
    confirmed = proposals.confirm(session, SPECIALIST, directive, [each.name for each in made[::-1]], NOW)
    assert [each.task for each in confirmed] == [f"tasks/{uid}" for uid in uids[::-1]]
    event = published(session, directive)[-1]
    message = events.ProposalsConfirmed.from_binary(event.payload)
    assert (event.type, event.version) == ("directive.proposals-confirmed", 2)
    assert [each.task for each in message.proposals] == [f"tasks/{uid}" for uid in uids[::-1]]
    assert (message.actor, message.position) == (SPECIALIST.person, SPECIALIST.positions[0].position)
    assert message.directive is not None
    assert message.directive.number_symbol == FIELDS["number_symbol"]
    assert [each.proposal for each in message.proposals] == [each.name for each in made[::-1]]
    due = message.proposals[0].due
    assert due is not None
    assert (due.kind, due.date) == (Due.Kind.FIXED, "2026-03-20")


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"lead": ""}, "lead"),
        ({"output": ""}, "output"),
        ({"title": ""}, "title"),
        ({"due_date": None}, "due"),
        ({"due_kind": DueKind.UNSET}, "due"),
        ({"due_kind": DueKind.PERIODIC}, "due"),
    ],
)
def test_an_incomplete_proposal_stops_the_confirmation_of_all(
    session: Session, fields: dict[str, Any], missing: str
) -> None:
    directive = entered(session, **FIELDS).uid
    complete, incomplete = proposed(session, directive), proposed(session, directive, **fields)
    with pytest.raises(FailedPrecondition) as refused:
        proposals.confirm(session, SPECIALIST, directive, [complete.name, incomplete.name], NOW)
    assert (refused.value.reason, refused.value.facts["missing"]) == ("PROPOSAL_INCOMPLETE", missing)
    assert {each.state for each in proposals.list_page(session.connection(), CHIEF, directive, -1, 10)} == {
        ProposalState.PROPOSED
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"due_kind": DueKind.NONE, "due_date": None},
        {"due_kind": DueKind.PERIODIC, "recurrence": Recurrence.MONTHLY},
    ],
)
def test_a_proposal_without_a_due_date_or_with_periods_is_complete(
    session: Session, fields: dict[str, Any]
) -> None:
    directive = entered(session, **FIELDS).uid
    name = proposed(session, directive, **fields).name
    assert proposals.confirm(session, SPECIALIST, directive, [name], NOW)[0].state is ProposalState.CONFIRMED


def test_a_proposal_of_another_directive_is_not_found(session: Session) -> None:
    mine, other = entered(session).uid, entered(session).uid
    name = f"directives/{mine}/proposals/{proposed(session, other).uid}"
    assert (
        reason(lambda: proposals.confirm(session, SPECIALIST, mine, [name], NOW), NotFound)
        == "PROPOSAL_NOT_FOUND"
    )


# --- forwarding -----------------------------------------------------------------------------------------------------


def test_forwarding_publishes_only_the_new_units(session: Session) -> None:
    directive = entered(session, **FIELDS).uid
    directives.forward(session, OFFICE_CLERK, directive, ["units/so-y-te"], "Để biết", NOW)
    both = directives.forward(
        session, OFFICE_CLERK, directive, ["units/so-xay-dung", "units/so-y-te"], "Lần 2", NOW
    )
    assert [(each.unit, each.note) for each in both] == [
        ("units/so-xay-dung", "Lần 2"),
        ("units/so-y-te", "Để biết"),
    ]
    forwarded = [event for event in published(session, directive) if event.type == "directive.forwarded"]
    units = [list(events.DirectiveForwarded.from_binary(event.payload).units) for event in forwarded]
    assert units == [["units/so-y-te"], ["units/so-xay-dung"]]


def test_forwarding_again_publishes_nothing(session: Session) -> None:
    directive = entered(session, **FIELDS).uid
    for _ in range(2):
        directives.forward(session, OFFICE_CLERK, directive, ["units/so-y-te"], "", NOW)
    assert [event.version for event in published(session, directive)] == [1, 2]


def test_the_refusal_of_an_unknown_unit_names_the_field_and_nobody_gets_the_directive(
    session: Session,
) -> None:
    directive = entered(session, **FIELDS).uid
    with pytest.raises(InvalidArgument) as refused:
        directives.forward(session, OFFICE_CLERK, directive, ["units/so-y-te", "units/khong-co"], "", NOW)
    assert (refused.value.reason, refused.value.fields[0].path) == ("UNKNOWN_UNIT", "units[1]")
    assert directives.list_forwardings(session.connection(), SPECIALIST, directive, "", 10) == []


def test_the_first_opening_by_a_unit_is_recorded(session: Session) -> None:
    directive = entered(session, **FIELDS).uid
    directives.forward(session, OFFICE_CLERK, directive, ["units/so-xay-dung", "units/so-y-te"], "", NOW)
    directives.record_opening(session, BUILDING_CLERK, directive, NOW)
    later = replace(BUILDING_CLERK, person="people/nguoi-khac")
    directives.record_opening(session, later, directive, NOW + timedelta(hours=1))
    opened = {
        each.unit: each
        for each in directives.list_forwardings(session.connection(), SPECIALIST, directive, "", 10)
    }
    assert (opened["units/so-xay-dung"].opener, opened["units/so-xay-dung"].opened_at) == (
        BUILDING_CLERK.person,
        NOW,
    )
    assert opened["units/so-y-te"].opened_at is None


def test_a_unit_sees_only_its_own_forwarding(session: Session) -> None:
    directive = entered(session, **FIELDS).uid
    directives.forward(session, OFFICE_CLERK, directive, ["units/so-xay-dung", "units/so-y-te"], "", NOW)
    mine = directives.list_forwardings(session.connection(), BUILDING_CLERK, directive, "", 10)
    assert [each.unit for each in mine] == ["units/so-xay-dung"]


def test_the_database_stores_the_normalized_unique_key(session: Session) -> None:
    entered(session, **FIELDS)
    keys = session.execute(
        select(DIRECTIVES.c.unique_issuer, DIRECTIVES.c.unique_number, DIRECTIVES.c.unique_year)
    )
    assert keys.one() == ("ui ban nhan dan tinh an giang", "77/tb-ubnd", 2026)
