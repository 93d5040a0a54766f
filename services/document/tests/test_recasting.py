"""Making, merging and splitting proposals with a real PostgreSQL, and what the screen of a directive shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from services.document import tables
from services.document.model import (
    Coordination,
    Directive,
    DueKind,
    Proposal,
    ProposalState,
    ReadingState,
    Selection,
)
from services.document.tests.office import (
    BUILDING_CLERK,
    CHAIRMAN,
    HEALTH_CLERK,
    NOW,
    OFFICE_CLERK,
    SPECIALIST,
    TODAY,
    entered,
)
from services.document.usecases import directives, proposals, viewing
from shared.errors import Aborted, FailedPrecondition, InvalidArgument, PermissionDenied, Refusal
from shared.principal import Principal

BUILDING = "1. Sở Xây dựng chủ trì, phối hợp với Sở Tài chính rà soát các trạm cấp nước"
DUE = "báo cáo Ủy ban nhân dân tỉnh trước ngày 20/3/2026."
HEALTH = "2. Sở Y tế kiểm tra chất lượng nước sinh hoạt."
END = "Các cơ quan thực hiện nghiêm thông báo này."
TEXT = f"THÔNG BÁO\n{BUILDING},\n{DUE}\n{HEALTH}\n{END}"


@pytest.fixture
def directive(session: Session) -> Directive:
    """A directive that has been read."""
    made = entered(session, issue_date=date(2026, 3, 5))
    read = replace(made, text=TEXT, reading=ReadingState.READ)
    tables.save_directive(session, read)
    return read


def quoting(first: str, last: str = "") -> dict[str, Any]:
    start = TEXT.index(first)
    return {"quote_start": start, "quote_end": TEXT.index(last or first) + len(last or first)}


def added(session: Session, directive: Directive, **fields: Any) -> Proposal:
    return proposals.create(session, SPECIALIST, directive.uid, fields, TODAY)


def listed(session: Session, directive: Directive) -> list[Proposal]:
    return proposals.list_page(session.connection(), SPECIALIST, directive.uid, -1, 50)


def refusal(work: Callable[[], object], kind: type[Refusal]) -> str:
    with pytest.raises(kind) as refused:
        work()
    return refused.value.reason


# --- from a passage -------------------------------------------------------------------------------------------------


def test_a_selected_passage_proposes_lead_coordinators_and_date(
    session: Session, directive: Directive
) -> None:
    proposal = added(session, directive, **quoting(BUILDING, DUE))
    assert proposal.quote == f"{BUILDING}, {DUE}"
    assert (proposal.lead, proposal.lead_words) == ("units/so-xay-dung", "Sở Xây dựng")
    assert [each.unit for each in proposal.coordinations] == ["units/so-tai-chinh"]
    assert (proposal.due_kind, proposal.due_date) == (DueKind.FIXED, date(2026, 3, 20))
    assert proposal.title.startswith("Rà soát các trạm cấp nước")


def test_fields_that_the_person_typed_take_precedence(session: Session, directive: Directive) -> None:
    typed = {"title": "Cấp nước", "lead": "units/so-tai-chinh", "due_kind": DueKind.NONE}
    proposal = added(session, directive, **quoting(BUILDING, DUE), **typed)
    assert (proposal.title, proposal.lead, proposal.lead_words) == ("Cấp nước", "units/so-tai-chinh", "")
    assert (proposal.due_kind, proposal.due_date, proposal.due_words) == (DueKind.NONE, None, "")
    assert proposal.coordinations == (), "the lead must not be a coordinator"


@pytest.mark.parametrize(
    "fields",
    [
        {"quote_start": 5, "quote_end": 5},
        {"quote_start": 7, "quote_end": 3},
        {"quote_start": 3},
        {"quote_start": 0, "quote_end": len(TEXT) + 1},
        {"quote_start": 9, "quote_end": 10},
        quoting(HEALTH) | {"quote": "Những lời khác"},
    ],
)
def test_a_passage_that_is_not_in_the_text_is_refused(
    session: Session, directive: Directive, fields: dict[str, Any]
) -> None:
    assert refusal(lambda: added(session, directive, **fields), InvalidArgument) == "QUOTE_OFFSET"


def test_without_offsets_nothing_is_read(session: Session, directive: Directive) -> None:
    assert added(session, directive, quote=BUILDING).lead == ""


def test_a_passage_can_be_moved_and_typed_words_have_no_offsets(
    session: Session, directive: Directive
) -> None:
    proposal = added(session, directive, **quoting(BUILDING))

    def change(**fields: Any) -> Proposal:
        return proposals.update(session, SPECIALIST, directive.uid, proposal.uid, "", fields)

    moved = change(**quoting(HEALTH))
    assert (moved.quote, moved.quote_start) == (HEALTH, TEXT.index(HEALTH))
    assert change(quote=HEALTH).quote_end == moved.quote_end
    assert refusal(lambda: change(quote=END, **quoting(BUILDING)), InvalidArgument) == "QUOTE_OFFSET"
    typed = change(quote="Lời gõ tay")
    assert (typed.quote, typed.quote_start, typed.quote_end) == ("Lời gõ tay", 0, 0)


# --- merging --------------------------------------------------------------------------------------------------------


def names(*merging: Proposal) -> list[str]:
    return [each.name for each in merging]


def test_merging_neighbours_gives_the_passage_that_spans_them(session: Session, directive: Directive) -> None:
    one, two = (
        added(session, directive, **quoting(BUILDING, DUE)),
        added(session, directive, **quoting(HEALTH)),
    )
    whole = proposals.merge(session, SPECIALIST, directive.uid, names(one, two), "", [one.etag, two.etag])
    assert (whole.uid, whole.quote) == (one.uid, f"{BUILDING}, {DUE} {HEALTH}")
    assert (whole.quote_start, whole.quote_end) == (one.quote_start, two.quote_end)
    assert whole.title == f"{one.title.rstrip('.')}; {two.title.rstrip('.')}"
    assert (whole.lead, whole.due_date) == (one.lead, one.due_date)
    assert [each.unit for each in whole.coordinations] == ["units/so-tai-chinh", "units/so-y-te"]
    assert [each.state for each in listed(session, directive)] == [
        ProposalState.PROPOSED,
        ProposalState.DROPPED,
    ]


def test_merging_distant_passages_joins_them_without_offsets(session: Session, directive: Directive) -> None:
    one, two = added(session, directive, **quoting(BUILDING)), added(session, directive, **quoting(END))
    whole = proposals.merge(session, SPECIALIST, directive.uid, names(two, one), "Một việc", [])
    assert (whole.uid, whole.title) == (two.uid, "Một việc")
    assert whole.quote.split("\n") == [END.rstrip("."), BUILDING]
    assert (whole.quote_start, whole.quote_end) == (0, 0)


def test_merging_unites_the_coordinators_without_the_lead(session: Session, directive: Directive) -> None:
    parts = (Coordination("units/so-y-te", "Sở Y tế"), Coordination("", "các hội"))
    one = added(session, directive, title="Một", lead="units/so-xay-dung", coordinations=parts)
    two = added(session, directive, title="Hai", coordinations=(Coordination("units/so-xay-dung"), parts[1]))
    assert proposals.merge(session, SPECIALIST, directive.uid, names(one, two), "", []).coordinations == parts


def test_merging_changes_nothing_if_one_proposal_is_not_open(session: Session, directive: Directive) -> None:
    made = [added(session, directive, title=str(at)) for at in range(3)]
    proposals.drop(session, SPECIALIST, directive.uid, made[2].uid, "")

    def merge(*merging: Proposal, etags: tuple[str, ...] = ()) -> object:
        return proposals.merge(session, SPECIALIST, directive.uid, names(*merging), "", etags)

    assert refusal(lambda: merge(*made), FailedPrecondition) == "PROPOSAL_STATE"
    assert refusal(lambda: merge(*made[:2], etags=("v1", "v9")), Aborted) == "ETAG_MISMATCH"
    assert refusal(lambda: merge(*made[:2], etags=("v1",)), InvalidArgument) == "INVALID_FIELD"
    assert [each.title for each in listed(session, directive) if each.state == "PROPOSED"] == ["0", "1"]


# --- splitting ------------------------------------------------------------------------------------------------------


def split(session: Session, proposal: Proposal, *offsets: int, etag: str = "") -> list[Proposal]:
    return proposals.split(session, SPECIALIST, proposal.directive, proposal.uid, offsets, etag, TODAY)


def test_the_pieces_of_a_passage_become_proposals_in_order(session: Session, directive: Directive) -> None:
    whole, after = (
        added(session, directive, **quoting(BUILDING, HEALTH)),
        added(session, directive, title="Sau"),
    )
    pieces = split(session, whole, TEXT.index(HEALTH), TEXT.index(DUE), etag=whole.etag)
    assert [each.quote for each in pieces] == [f"{BUILDING},", DUE, HEALTH]
    assert [(each.lead, each.due_date) for each in pieces] == [(whole.lead, whole.due_date)] * 3
    assert [each.uid for each in listed(session, directive)] == [*(each.uid for each in pieces), after.uid]
    assert pieces[0].uid == whole.uid
    assert pieces[2].title == "Kiểm tra chất lượng nước sinh hoạt"


def test_a_title_that_a_person_wrote_stays_with_the_first_piece(
    session: Session, directive: Directive
) -> None:
    whole = added(session, directive, **quoting(BUILDING, HEALTH), title="Nước")
    assert split(session, whole, TEXT.index(HEALTH))[0].title == "Nước"


@pytest.mark.parametrize("offset", [1, TEXT.index(BUILDING), TEXT.index(HEALTH) - 1, len(TEXT)])
def test_a_cut_outside_the_passage_is_refused(session: Session, directive: Directive, offset: int) -> None:
    whole = added(session, directive, **quoting(BUILDING, DUE))
    assert refusal(lambda: split(session, whole, offset), InvalidArgument) == "QUOTE_OFFSET"
    assert listed(session, directive) == [whole]


def test_only_an_open_proposal_with_offsets_can_be_split(session: Session, directive: Directive) -> None:
    whole = added(session, directive, title="Gõ tay")
    assert refusal(lambda: split(session, whole, 3), InvalidArgument) == "QUOTE_OFFSET"
    assert refusal(lambda: split(session, whole, 3, etag="v9"), Aborted) == "ETAG_MISMATCH"
    proposals.drop(session, SPECIALIST, directive.uid, whole.uid, "")
    assert refusal(lambda: split(session, whole, 3), FailedPrecondition) == "PROPOSAL_STATE"


@pytest.mark.parametrize("caller", [OFFICE_CLERK, CHAIRMAN, BUILDING_CLERK])
def test_only_people_who_may_propose_can_merge_and_split(
    session: Session, directive: Directive, caller: Principal
) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: proposals.merge(session, caller, directive.uid, ["a", "b"], "", []),
        lambda: proposals.split(session, caller, directive.uid, "a", [1], "", TODAY),
    ]
    assert {refusal(attempt, PermissionDenied) for attempt in attempts} == {"NOT_ALLOWED"}


# --- what the screen of a directive shows ---------------------------------------------------------------------------


def chosen(session: Session, caller: Principal, **fields: Any) -> list[str]:
    return [
        each.uid for each in directives.list_page(session.connection(), caller, Selection(**fields), None, 10)
    ]


def test_directives_can_be_selected_by_reading_and_by_open_proposals(
    session: Session, directive: Directive
) -> None:
    other = entered(session)
    assert chosen(session, SPECIALIST, readings=frozenset({ReadingState.READ})) == [directive.uid]
    assert chosen(session, SPECIALIST, readings=frozenset({ReadingState.NONE})) == [other.uid]
    proposal = added(session, directive, title="Một")
    assert chosen(session, SPECIALIST, proposed_only=True) == [directive.uid]
    proposals.drop(session, SPECIALIST, directive.uid, proposal.uid, "")
    assert chosen(session, SPECIALIST, proposed_only=True) == []


def test_a_unit_lists_its_forwarded_and_its_unopened_directives(
    session: Session, directive: Directive
) -> None:
    directives.forward(session, OFFICE_CLERK, directive.uid, ["units/so-xay-dung"], "Để biết", NOW)
    assert chosen(session, BUILDING_CLERK, forwarded_only=True) == [directive.uid]
    assert chosen(session, BUILDING_CLERK, unopened_only=True) == [directive.uid]
    assert chosen(session, HEALTH_CLERK, forwarded_only=True) == []
    assert chosen(session, SPECIALIST, forwarded_only=True) == []
    directives.record_opening(session, BUILDING_CLERK, directive.uid, NOW)
    assert chosen(session, BUILDING_CLERK, unopened_only=True) == []
    (view,) = viewing.view(session.connection(), BUILDING_CLERK, [directive])
    assert [(each.note, each.opened_at) for each in view.forwardings] == [("Để biết", NOW)]


REGISTERING = ("update", "delete", "forward", "supersede", "listProposals")


@pytest.mark.parametrize(
    ("caller", "before", "with_proposal"),
    [
        (
            SPECIALIST,
            (*REGISTERING, "createProposal"),
            (
                *REGISTERING,
                *("createProposal", "changeProposals", "confirmProposals"),
            ),
        ),
        (OFFICE_CLERK, REGISTERING, REGISTERING),
        (CHAIRMAN, ("listProposals",), ("listProposals",)),
        (BUILDING_CLERK, (), ()),
    ],
)
def test_every_caller_gets_the_allowed_actions(
    session: Session,
    directive: Directive,
    caller: Principal,
    before: tuple[str, ...],
    with_proposal: tuple[str, ...],
) -> None:
    assert viewing.view(session.connection(), caller, [directive])[0].allowed_actions == before
    added(session, directive, title="Một")
    (view,) = viewing.view(session.connection(), caller, [directive])
    assert view.allowed_actions == with_proposal
    assert view.proposals == (None if caller is BUILDING_CLERK else {ProposalState.PROPOSED: 1})


def test_only_the_fields_of_a_directive_can_change_while_it_is_being_read(
    session: Session,
) -> None:
    pending = replace(entered(session), reading=ReadingState.PENDING)
    assert viewing.view(session.connection(), SPECIALIST, [pending])[0].allowed_actions == (
        *("update", "delete", "supersede"),
        "listProposals",
    )
