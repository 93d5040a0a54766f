"""A directive that is recalled or replaced assigns no more tasks; one that is amended does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from dondoc_api.dondoc.document.v1 import document_events_pb
from dondoc_api.dondoc.document.v1.document_events_pb import DirectiveFacts
from dondoc_api.dondoc.document.v1.document_service_pb import Supersession
from services.task import events, usecases
from services.task.model import Source, State
from services.task.tables import Caller, directives
from shared.errors import InvalidArgument

from .factories import chairman, chief, specialist
from .office import TODAY, Office, at
from .test_events import event
from .test_issuing_at_once import SAID

NAME = "directives/d-1"


@pytest.fixture
def office(session: Session) -> Office:
    """An office with a directive, a draft of it and a proposal."""
    office = Office(session)
    directives.keep(session, Source(NAME, number="215/TB-UBND", date=TODAY, assigner=chairman.person))
    office.drafted("nv-draft", directive=NAME)
    office.proposed("nv-proposed", directive=NAME)
    return office


def superseded(office: Office, by: str) -> None:
    """What the document service announces when another directive recalls, replaces or amends it, or no longer does."""
    facts = DirectiveFacts(
        directive=NAME, number_symbol="215/TB-UBND", assigner=chairman.person, superseded_by=by
    )
    message = document_events_pb.DirectiveSuperseded(directive=facts, kind=Supersession.Kind.REPLACED)
    events.on_directive_superseded(office.session, event("document", "directive.superseded", message))


def issue_new(office: Office) -> Any:
    return usecases.issue_new(office.session, Caller.of(specialist), "nv-new", SAID, NAME, at(TODAY))


# What needs a directive that is in force.
STEPS: dict[str, Callable[[Office], Any]] = {
    "create": lambda office: office.drafted("nv-new", directive=NAME),
    "issue at once": issue_new,
    "propose": lambda office: office.do(specialist, usecases.propose, "nv-draft"),
    "issue": lambda office: office.do(chief, usecases.issue, "nv-proposed"),
    "issue several": lambda office: usecases.batch_issue(
        office.session, Caller.of(chief), ["nv-proposed"], at(TODAY)
    ),
}


@pytest.mark.parametrize("step", STEPS)
def test_nothing_is_assigned_by_a_directive_that_is_recalled_or_replaced(office: Office, step: str) -> None:
    superseded(office, by="directives/d-2")
    with pytest.raises(InvalidArgument) as refusal, office.session.begin_nested():
        STEPS[step](office)
    assert (refusal.value.reason, [each.path for each in refusal.value.fields]) == (
        "DIRECTIVE_SUPERSEDED",
        ["task.directive"],
    )
    # Taken back, it assigns tasks again.
    superseded(office, by="")
    assert STEPS[step](office)


@pytest.mark.parametrize("step", STEPS)
def test_a_directive_that_is_amended_still_assigns_tasks(office: Office, step: str) -> None:
    superseded(office, by="")
    assert STEPS[step](office)


def test_what_can_be_issued_no_more_can_still_be_rejected(office: Office) -> None:
    superseded(office, by="directives/d-2")
    assert office.do(chief, usecases.reject, "nv-proposed").state is State.REJECTED


def test_an_issued_task_goes_on(office: Office) -> None:
    office.do(chief, usecases.issue, "nv-proposed")
    superseded(office, by="directives/d-2")
    assert office.do(chief, usecases.adjust, "nv-proposed", output="Kế hoạch").output == "Kế hoạch"
