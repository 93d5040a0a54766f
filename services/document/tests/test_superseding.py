"""A directive that is recalled, replaced or amended names the other, and its tasks ask what becomes of them."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dondoc_api.dondoc.document.v1 import document_events_pb as events
from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from services.document import tables
from services.document.model import (
    AffectedTask,
    Answer,
    Directive,
    DirectiveView,
    DueKind,
    Selection,
    Superseded,
    SupersessionKind,
)
from services.document.rpc.translate import affected_task_message
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
    task,
)
from services.document.usecases import copies, directives, proposals, superseding, viewing
from services.document.usecases.superseding import Superseding
from shared import changes
from shared.errors import Aborted, FailedPrecondition, InvalidArgument, PermissionDenied
from shared.principal import Principal
from shared.testing import held, person

Kind = SupersessionKind
LATER = NOW + timedelta(hours=1)
COMPLETE = {"title": "Một", "output": "Báo cáo", "lead": "units/so-y-te", "due_kind": DueKind.NONE}


def arrives(session: Session, directive: Directive, name: str, state: str, **step: Any) -> None:
    """A task of the directive, and the step that led to its state."""
    parent = step.pop("parent_task", "")
    given = task(name, directive=f"directives/{directive.uid}", state=state, parent_task=parent)
    copies.keep_task(session, given, NOW)
    taken: dict[str, Any] = {"verb": "ISSUE", "person": CHIEF.person, "at": NOW}
    copies.answer(session, given, copies.Taking(**taken | step))


def facts_of(session: Session, directive: Directive) -> events.DirectiveFacts:
    """The facts of the directive in its latest event."""
    mine = select(OUTBOX).where(OUTBOX.c.aggregate == f"directives/{directive.uid}")
    row = session.execute(mine.order_by(OUTBOX.c.id.desc())).first()
    assert row
    # Each of its messages has the facts first.
    facts = events.DirectiveChanged.from_binary(row.payload).directive
    assert facts
    return facts


def supersede(
    session: Session,
    directive: Directive,
    by: Directive,
    kind: Kind = Kind.REPLACED,
    who: Principal = OFFICE_CLERK,
    etag: str = "",
) -> Directive:
    stated = Superseding(kind, f"directives/{by.uid}", "theo QĐ mới")
    return superseding.supersede(session, who, directive.uid, stated, etag, NOW + timedelta(minutes=1))


def answers(session: Session, directive: Directive) -> dict[str, Answer]:
    found = superseding.list_affected_tasks(session.connection(), CHAIRMAN, directive.uid, None, 50)
    return {each.task: each.answer for each in found}


def seen(session: Session, directive: Directive, who: Principal = SPECIALIST) -> DirectiveView:
    found = directives.get(session.connection(), who, directive.uid)
    return viewing.view(session.connection(), who, [found])[0]


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The directives whose watchers learn of a change, as it happens."""
    names: list[str] = []
    monkeypatch.setattr(changes, "publish", lambda _session, _channel, name, _topics: names.append(name))
    return names


@pytest.fixture
def old(session: Session) -> Directive:
    """A directive with an issued task, one that is proposed, one that is over, and a subtask."""
    directive = entered(session, number_symbol="77/TB-UBND", issue_date=date(2026, 3, 1))
    arrives(session, directive, "tasks/issued", "IN_PROGRESS")
    arrives(session, directive, "tasks/proposed", "PROPOSED")
    arrives(session, directive, "tasks/over", "COMPLETED")
    arrives(session, directive, "tasks/sub", "ISSUED", parent_task="tasks/issued")
    return directive


@pytest.fixture
def new(session: Session) -> Directive:
    """Another directive."""
    return entered(session, number_symbol="99/TB-UBND", issue_date=date(2026, 3, 5))


@pytest.mark.parametrize("kind", list(Kind))
def test_both_directives_name_each_other_and_every_open_task_asks(
    session: Session, old: Directive, new: Directive, kind: Kind
) -> None:
    supersede(session, old, new, kind)
    assert answers(session, old) == {"tasks/issued": Answer.NONE, "tasks/proposed": Answer.NONE}
    (over,) = seen(session, old).supersessions
    (under,) = seen(session, new).supersedes
    assert (over.supersession.kind, over.other, under.other) == (kind, over.other, under.other)
    assert (over.other and over.other.uid, under.other and under.other.uid) == (new.uid, old.uid)
    assert seen(session, old).affected_tasks == 2
    row = session.execute(
        select(OUTBOX).where(OUTBOX.c.aggregate == f"directives/{old.uid}").order_by(OUTBOX.c.id.desc())
    ).first()
    assert row
    message = events.DirectiveSuperseded.from_binary(row.payload)
    assert (row.type, row.version) == ("directive.superseded", 2)
    assert (message.kind, list(message.tasks)) == (
        pb.Supersession.Kind[kind.value],
        ["tasks/issued", "tasks/proposed"],
    )
    assert message.by is not None
    assert (message.by.number_symbol, message.actor) == ("99/TB-UBND", OFFICE_CLERK.person)


@pytest.mark.parametrize(
    ("verb", "state", "answer"),
    [
        ("CANCEL", "CANCELLED", Answer.CANCELLED),
        ("RECALL", "RECALLED", Answer.CANCELLED),
        ("ADJUST", "IN_PROGRESS", Answer.ADJUSTED),
        ("EXTEND", "IN_PROGRESS", Answer.ADJUSTED),
        ("TRANSFER", "ISSUED", Answer.TRANSFERRED),
        ("INSIST", "ISSUED", Answer.KEPT),
        ("REDO", "IN_PROGRESS", Answer.KEPT),
        ("REISSUE", "ISSUED", Answer.KEPT),
        ("ISSUE", "ISSUED", Answer.NONE),
        ("CONFIRM", "COMPLETED", Answer.COMPLETED),
        ("CONFIRM", "IN_PROGRESS", Answer.NONE),
        ("REPORT_PROGRESS", "IN_PROGRESS", Answer.NONE),
        ("URGE", "IN_PROGRESS", Answer.NONE),
    ],
)
def test_a_step_of_the_task_answers(
    session: Session, old: Directive, new: Directive, verb: str, state: str, answer: Answer
) -> None:
    supersede(session, old, new)
    arrives(session, old, "tasks/issued", state, verb=verb, at=LATER)
    assert answers(session, old)["tasks/issued"] is answer
    assert seen(session, old).affected_tasks == (1 if answer else 2)
    # What was decided stays decided.
    arrives(session, old, "tasks/issued", "CANCELLED", verb="CANCEL", at=LATER + timedelta(hours=1))
    assert answers(session, old)["tasks/issued"] is (answer or Answer.CANCELLED)


@pytest.mark.parametrize(
    ("changed", "answer"),
    [(["due"], Answer.ADJUSTED), (["due", "lead"], Answer.TRANSFERRED), (["holder"], Answer.KEPT)],
)
def test_issuing_a_returned_task_again_answers_by_what_it_changes(
    session: Session, old: Directive, new: Directive, changed: list[str], answer: Answer
) -> None:
    supersede(session, old, new)
    arrives(session, old, "tasks/issued", "ISSUED", verb="REISSUE", at=LATER, changed=changed)
    assert answers(session, old)["tasks/issued"] is answer


def test_watchers_learn_of_a_step_that_answers_and_of_no_other(
    session: Session, old: Directive, new: Directive, published: list[str]
) -> None:
    supersede(session, old, new)
    published.clear()
    arrives(session, new, "tasks/new", "ISSUED", at=LATER)
    arrives(session, old, "tasks/sub", "CANCELLED", verb="CANCEL", at=LATER)
    assert published == []
    arrives(session, old, "tasks/issued", "CANCELLED", verb="CANCEL", at=LATER)
    assert published == [f"directives/{old.uid}"]


def test_a_step_from_before_answers_nothing_and_a_task_that_becomes_known_late_asks_too(
    session: Session, old: Directive, new: Directive
) -> None:
    supersede(session, old, new, Kind.AMENDED)
    arrives(session, old, "tasks/issued", "IN_PROGRESS", verb="ADJUST", at=NOW)
    arrives(session, old, "tasks/late", "ISSUED", at=NOW)
    arrives(session, old, "tasks/new", "ISSUED", at=LATER)
    arrives(session, old, "tasks/late-over", "ISSUED", at=NOW)
    arrives(session, old, "tasks/late-over", "COMPLETED", verb="CONFIRM", at=NOW)
    assert answers(session, old) == dict.fromkeys(
        ("tasks/issued", "tasks/late", "tasks/proposed"), Answer.NONE
    )


@pytest.mark.parametrize("kind", [Kind.RECALLED, Kind.REPLACED])
def test_whatever_is_issued_from_a_directive_that_is_not_in_force_asks(
    session: Session, old: Directive, new: Directive, kind: Kind
) -> None:
    """Its proposal was confirmed, or the task entered, before the task service knew."""
    supersede(session, old, new, kind)
    arrives(session, old, "tasks/confirmed", "PROPOSED", verb="PROPOSE", at=NOW)
    arrives(session, old, "tasks/at-once", "ISSUED", at=LATER)
    arrives(session, old, "tasks/proposed", "ISSUED", at=LATER)
    asking = ("tasks/at-once", "tasks/confirmed", "tasks/issued", "tasks/proposed")
    assert answers(session, old) == dict.fromkeys(asking, Answer.NONE)
    superseding.keep_tasks(session, CHIEF, old.uid, ["tasks/at-once"], LATER)
    arrives(session, old, "tasks/at-once", "IN_PROGRESS", verb="ACCEPT", at=LATER)
    assert answers(session, old)["tasks/at-once"] is Answer.KEPT


@pytest.mark.parametrize("who", [CHAIRMAN, CHIEF, SPECIALIST])
def test_tasks_are_kept_until_none_asks(
    session: Session, old: Directive, new: Directive, who: Principal
) -> None:
    supersede(session, old, new, Kind.AMENDED)
    assert "keepTasks" in seen(session, old, who).allowed_actions
    asking = Selection(affected_only=True)
    assert [each.uid for each in directives.list_page(session.connection(), who, asking, None, 9)] == [
        old.uid
    ]
    superseding.keep_tasks(session, who, old.uid, ["tasks/issued", "tasks/proposed"], LATER)
    assert answers(session, old) == {"tasks/issued": Answer.KEPT, "tasks/proposed": Answer.KEPT}
    assert directives.list_page(session.connection(), who, asking, None, 9) == []
    assert "keepTasks" not in seen(session, old, who).allowed_actions


def test_a_task_that_does_not_ask_is_refused_and_nothing_is_kept(
    session: Session, old: Directive, new: Directive
) -> None:
    supersede(session, old, new)
    with pytest.raises(InvalidArgument) as refused:
        superseding.keep_tasks(session, CHIEF, old.uid, ["tasks/issued", "tasks/over"], LATER)
    assert [(each.path, each.rule) for each in refused.value.fields] == [("tasks[1]", "UNKNOWN_TASK")]
    assert answers(session, old)["tasks/issued"] is Answer.NONE


def test_what_can_never_be_issued_is_not_kept(session: Session, old: Directive, new: Directive) -> None:
    supersede(session, old, new)
    with pytest.raises(InvalidArgument) as refused:
        superseding.keep_tasks(session, CHIEF, old.uid, ["tasks/issued", "tasks/proposed"], LATER)
    assert [(each.path, each.rule) for each in refused.value.fields] == [("tasks[1]", "TASK_NOT_ISSUED")]


def specialist(name: str, *fields: str) -> Principal:
    return person(name, replace(held("van-phong", "OFFICE_SPECIALIST", position=name), fields=fields))


@pytest.mark.parametrize(
    ("field", "monitor", "who", "keeps"),
    [
        ("y-te", "", specialist("khac", "y-te"), True),
        ("y-te", "", specialist("khac"), True),
        ("", "", specialist("khac", "giao-thong"), True),
        ("y-te", "", specialist("khac", "giao-thong"), False),
        ("y-te", SPECIALIST.person, specialist("khac", "y-te"), False),
        ("y-te", SPECIALIST.person, SPECIALIST, True),
        ("y-te", SPECIALIST.person, CHIEF, True),
        ("y-te", SPECIALIST.person, CHAIRMAN, True),
    ],
)
def test_a_specialist_keeps_what_the_specialist_could_issue(
    session: Session, old: Directive, new: Directive, field: str, monitor: str, who: Principal, keeps: bool
) -> None:
    tables.save_directive(session, replace(old, field=field, monitor=monitor))
    supersede(session, old, new)
    assert ("keepTasks" in seen(session, old, who).allowed_actions) is keeps
    with nullcontext() if keeps else pytest.raises(PermissionDenied):
        superseding.keep_tasks(session, who, old.uid, ["tasks/issued"], LATER)


def test_who_may_do_what(session: Session, old: Directive, new: Directive) -> None:
    for who in (CHAIRMAN, BUILDING_CLERK):
        with pytest.raises(PermissionDenied):
            supersede(session, old, new, who=who)
    supersede(session, old, new)
    for who in (OFFICE_CLERK, BUILDING_CLERK):
        with pytest.raises(PermissionDenied):
            superseding.keep_tasks(session, who, old.uid, ["tasks/issued"], LATER)
    with pytest.raises(PermissionDenied):
        superseding.list_affected_tasks(session.connection(), BUILDING_CLERK, old.uid, None, 9)


def test_a_reader_learns_of_the_other_directive_only_if_the_reader_may_see_it(
    session: Session, old: Directive, new: Directive
) -> None:
    supersede(session, old, new)
    view = seen(session, old, BUILDING_CLERK)
    assert (view.affected_tasks, view.allowed_actions) == (0, ())
    assert [(type(each), each.other) for each in view.supersessions] == [(Superseded, None)]
    directives.forward(session, OFFICE_CLERK, new.uid, ["units/so-xay-dung"], "", NOW)
    (over,) = seen(session, old, BUILDING_CLERK).supersessions
    assert over.other
    asking = Selection(affected_only=True)
    assert directives.list_page(session.connection(), HEALTH_CLERK, asking, None, 9) == []
    assert directives.list_page(session.connection(), BUILDING_CLERK, asking, None, 9) == []


@pytest.mark.parametrize(
    ("kind", "ends"), [(Kind.RECALLED, True), (Kind.REPLACED, True), (Kind.AMENDED, False)]
)
def test_a_directive_that_is_recalled_or_replaced_assigns_no_more_tasks(
    session: Session, old: Directive, new: Directive, kind: Kind, ends: bool
) -> None:
    made = proposals.create(session, SPECIALIST, old.uid, COMPLETE, TODAY)
    supersede(session, old, new, kind)
    actions = seen(session, old).allowed_actions
    assert ("confirmProposals" in actions, "createProposal" in actions, "supersede" in actions) == (
        not ends,
    ) * 3
    # The task service learns it with every event.
    assert facts_of(session, old).superseded_by == (f"directives/{new.uid}" if ends else "")
    attempts = [
        lambda: proposals.create(session, SPECIALIST, old.uid, COMPLETE, TODAY),
        lambda: proposals.confirm(session, SPECIALIST, old.uid, [made.name], NOW),
        lambda: supersede(session, old, new, Kind.AMENDED),
    ]
    for attempt in attempts:
        if not ends:
            assert attempt()
            continue
        with pytest.raises(FailedPrecondition) as refused:
            attempt()
        assert refused.value.reason == "DIRECTIVE_SUPERSEDED"


def test_a_directive_does_not_supersede_itself_or_the_one_that_supersedes_it(
    session: Session, old: Directive, new: Directive
) -> None:
    supersede(session, old, new)
    for one, by in ((new, new), (new, old)):
        with pytest.raises(InvalidArgument) as refused:
            supersede(session, one, by)
        assert (refused.value.reason, refused.value.fields[0].path) == ("SUPERSEDED_BY_ITSELF", "by")


@pytest.mark.parametrize("kind", list(Kind))
def test_no_directives_supersede_each_other_in_a_circle(
    session: Session, old: Directive, new: Directive, kind: Kind
) -> None:
    third = entered(session, number_symbol="101/TB-UBND", issue_date=date(2026, 3, 6))
    supersede(session, old, new, kind)
    supersede(session, new, third, kind)
    with pytest.raises(InvalidArgument) as refused:
        supersede(session, third, old)
    assert (refused.value.reason, refused.value.fields[0].path) == ("SUPERSEDED_BY_ITSELF", "by")
    # What is taken back is no link of the chain.
    take_back(session, new, third)
    assert supersede(session, third, old).superseded_by == f"directives/{old.uid}"


def take_back(
    session: Session, directive: Directive, by: Directive, who: Principal = OFFICE_CLERK
) -> Directive:
    name = f"directives/{by.uid}"
    return superseding.take_back(session, who, directive.uid, name, "Ghi nhầm", "", LATER)


def test_a_supersession_is_taken_back_with_its_questions_and_stays_on_record(
    session: Session, old: Directive, new: Directive, published: list[str]
) -> None:
    supersede(session, old, new)
    assert "takeBackSupersession" in seen(session, old, OFFICE_CLERK).allowed_actions
    published.clear()
    take_back(session, old, new)
    assert set(published) == {f"directives/{old.uid}", f"directives/{new.uid}"}
    assert (answers(session, old), seen(session, old).affected_tasks) == ({}, 0)
    (over,) = seen(session, old).supersessions
    record = over.supersession
    assert (record.taken_back_at, record.taker, record.take_back_reason) == (
        LATER,
        OFFICE_CLERK.person,
        "Ghi nhầm",
    )
    assert facts_of(session, old).superseded_by == ""
    actions = seen(session, old, SPECIALIST).allowed_actions
    assert {"createProposal", "supersede"} <= set(actions)
    assert not {"takeBackSupersession", "listAffectedTasks"} & set(actions)
    # It may be recorded anew, and taken back only while it holds.
    supersede(session, old, new, Kind.AMENDED)
    take_back(session, old, new)
    with pytest.raises(InvalidArgument) as refused:
        take_back(session, old, new)
    assert (refused.value.reason, refused.value.fields[0].path) == ("DIRECTIVE_NOT_SUPERSEDED", "by")


def test_only_whoever_enters_directives_takes_a_supersession_back(
    session: Session, old: Directive, new: Directive
) -> None:
    supersede(session, old, new)
    for who in (CHAIRMAN, BUILDING_CLERK):
        with pytest.raises(PermissionDenied):
            take_back(session, old, new, who)


def test_a_directive_that_two_others_end_stays_ended_until_both_are_taken_back(
    session: Session, old: Directive, new: Directive
) -> None:
    third = entered(session, number_symbol="101/TB-UBND", issue_date=date(2026, 3, 6))
    supersede(session, old, third, Kind.AMENDED)
    supersede(session, old, new)
    assert take_back(session, old, third).superseded_by == f"directives/{new.uid}"
    assert take_back(session, old, new).superseded_by == ""


def test_an_unknown_or_deleted_other_and_a_stale_etag_are_refused(
    session: Session, old: Directive, new: Directive
) -> None:
    with pytest.raises(Aborted):
        supersede(session, old, new, etag="v9")
    directives.delete(session, OFFICE_CLERK, new.uid, "", NOW)
    with pytest.raises(InvalidArgument) as refused:
        supersede(session, old, new)
    assert (refused.value.reason, refused.value.fields[0].path) == ("UNKNOWN_DIRECTIVE", "by")


def test_deleting_the_other_directive_takes_the_question_back(
    session: Session, old: Directive, new: Directive, published: list[str]
) -> None:
    supersede(session, old, new)
    published.clear()
    directives.delete(session, OFFICE_CLERK, new.uid, "", NOW)
    assert set(published) == {f"directives/{old.uid}", f"directives/{new.uid}"}
    assert (answers(session, old), seen(session, old).supersessions) == ({}, ())
    assert facts_of(session, old).superseded_by == ""
    assert "createProposal" in seen(session, old, SPECIALIST).allowed_actions


@pytest.mark.parametrize("which", ["old", "new"])
def test_a_restored_directive_has_its_supersessions_again(
    session: Session, old: Directive, which: str
) -> None:
    new = entered(session, number_symbol="99/TB-UBND", issue_date=date(2026, 3, 5))
    plain = entered(session, number_symbol="55/TB-UBND", issue_date=date(2026, 3, 1))
    old = plain if which == "old" else old
    supersede(session, old, new)
    before = answers(session, old)
    gone = plain if which == "old" else new
    directives.delete(session, OFFICE_CLERK, gone.uid, "", LATER)
    # A task of it was issued before the task service knew of the deletion.
    arrives(session, gone, "tasks/meanwhile", "ISSUED", at=NOW)
    (over,) = seen(session, old).supersessions
    assert over.supersession.by == new.uid
    assert facts_of(session, old).superseded_by == f"directives/{new.uid}"
    asking = {"tasks/meanwhile": Answer.NONE} if which == "old" else {}
    assert answers(session, old) == before | asking


@pytest.mark.parametrize("answer", Answer)
def test_a_task_is_shown_with_any_answer_and_without_one(answer: Answer) -> None:
    asked = AffectedTask("s-1", "tasks/a", SupersessionKind.RECALLED, NOW, answer)
    shown = affected_task_message(asked).answer
    assert shown == (pb.AffectedTask.Answer[answer.value] if answer.value else 0)
