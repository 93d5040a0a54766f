"""Comments on a task: who reads and makes them, whom they mention, and what is announced."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import grpc
import pytest
from grpc import aio
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_events_pb
from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from services.task import model, tables, usecases
from services.task.model import CommentKind, Holder, Terms
from services.task.tables import Caller, units
from services.task.tables.schema import COMMENTS, OUTBOX
from services.task.usecases import Said
from shared.errors import Refusal
from shared.principal import Principal

from .desks import REQUESTS, Desk, issued, refusal_of
from .documents import FILE
from .factories import (
    HEALTH,
    HEALTH_CLINIC,
    HEALTH_DESK,
    PROVINCE_UNIT,
    ROADS,
    _person,
    administrator,
    chairman,
    chief,
    clinic_officer,
    deputy,
    desk_head,
    desk_officer,
    health_clerk,
    health_head,
    office_clerk,
    other_specialist,
    roads_clerk,
    roads_head,
    roads_officer,
    specialist,
)
from .office import DUE, TODAY, Office, at

FIRE = "units/so-canh-sat-pccc"
informed_head = _person("fire-head", FIRE, "AGENCY_HEAD", units=(FIRE,))
DISCUSSION, OPINION = CommentKind.DISCUSSION, CommentKind.OPINION
Kinds = pb.TaskComment.Kind


@pytest.fixture
def office(session: Session) -> Office:
    """An office with a task of health, which a desk officer holds, roads coordinates and the fire police reads."""
    fire = {"name": FIRE, "parent_unit": PROVINCE_UNIT, "agency": FIRE, "kind": "AGENCY"}
    units.keep(session, tables.UNITS, fire)
    units.keep(session, tables.PEOPLE, {"name": informed_head.person, "display_name": "Fire"})
    (held,) = informed_head.positions
    row = {"name": held.position, "person": informed_head.person, "unit": FIRE, "agency": FIRE}
    units.keep(session, tables.POSITIONS, row | {"role": held.role, "title": held.title})
    office = Office(session)
    office.accepted("nv-1", co=(ROADS,), informed=(FIRE,))
    office.do(health_clerk, usecases.delegate, "nv-1", holder=Holder(HEALTH_DESK, desk_officer.person))
    return office


def say(
    office: Office, who: Principal, kind: CommentKind = DISCUSSION, uid: str = "nv-1", **more: Any
) -> model.Comment:
    said = Said(kind, more.pop("text", "Đề nghị gửi dự thảo"), **more)
    return usecases.create_comment(office.session, Caller.of(who), uid, said, at(TODAY), [FILE])


def read(office: Office, who: Principal, uid: str = "nv-1", **which: Any) -> usecases.Comments:
    wanted = {"kind": None, "before": None, "limit": 50} | which
    return usecases.list_comments(office.session.connection(), Caller.of(who), uid, **wanted)


def mentionable(office: Office, who: Principal, uid: str = "nv-1") -> set[str]:
    found = usecases.list_mentionable(office.session.connection(), Caller.of(who), uid, TODAY)
    return {each.person for each in found}


def refused(step: Callable[[], object]) -> tuple[str, list[str]]:
    """The reason and the fields of a refusal."""
    with pytest.raises(Refusal) as refusal:
        step()
    return refusal.value.reason, [each.path for each in refusal.value.fields]


EVERYBODY_WHO_READS = (
    *(chairman, deputy, chief, specialist, other_specialist, office_clerk),
    *(health_head, health_clerk, desk_officer, desk_head, roads_head, roads_clerk),
)
LEADERS = (chairman, deputy)


@pytest.mark.parametrize("who", EVERYBODY_WHO_READS, ids=lambda who: who.display_name)
def test_whoever_reads_the_task_or_has_a_part_comments(office: Office, who: Principal) -> None:
    said = say(office, who)
    assert (said.by.person, said.by.name, said.by.unit) == (
        who.person,
        who.display_name,
        who.positions[0].unit,
    )
    found = read(office, who)
    assert [each.name for each in found.rows] == ["tasks/nv-1/comments/1"]
    assert found.kinds == ([DISCUSSION, OPINION] if who in LEADERS else [DISCUSSION])
    if who not in LEADERS:
        assert refused(lambda: say(office, who, OPINION)) == ("NOT_ALLOWED", [])


def test_an_informed_unit_reads_no_comment_and_makes_none(office: Office) -> None:
    say(office, chairman, OPINION)
    assert read(office, informed_head) == usecases.Comments([], [])
    assert refused(lambda: say(office, informed_head)) == ("NOT_ALLOWED", [])
    assert refused(lambda: mentionable(office, informed_head)) == ("NOT_ALLOWED", [])


@pytest.mark.parametrize("who", [roads_officer, clinic_officer, administrator], ids=lambda who: who.person)
def test_a_stranger_does_not_learn_that_the_task_exists(office: Office, who: Principal) -> None:
    acts: list[Callable[..., object]] = [read, say, mentionable]
    assert [refused(partial(act, office, who)) for act in acts] == [("TASK_NOT_FOUND", [])] * 3


def test_nothing_is_said_before_the_issue(office: Office) -> None:
    office.proposed("nv-2")
    assert read(office, chief, "nv-2").kinds == []
    assert refused(lambda: say(office, chief, uid="nv-2"))[0] == "TASK_STATE"


def test_a_task_that_is_over_is_still_commented_on(office: Office) -> None:
    office.do(chief, usecases.cancel, "nv-1")
    say(office, health_clerk)
    assert read(office, health_clerk).kinds == [DISCUSSION]


def test_comments_change_nothing_of_the_task(office: Office) -> None:
    before = office.seen(health_head, "nv-1")
    say(office, chairman, OPINION)
    assert office.seen(health_head, "nv-1") == before


def test_opinions_are_read_apart_and_pages_follow_one_another(office: Office) -> None:
    for who, kind in ((chairman, OPINION), (desk_officer, DISCUSSION), (deputy, OPINION)):
        say(office, who, kind)
    numbers = [each.number for each in read(office, roads_head).rows]
    assert numbers == [3, 2, 1]
    assert [each.number for each in read(office, roads_head, kind=OPINION).rows] == [3, 1]
    assert [each.number for each in read(office, roads_head, before=3, limit=1).rows] == [2]


def test_a_comment_keeps_the_names_of_its_time(office: Office) -> None:
    say(office, chief, mentions=(desk_officer.person,))
    units.keep(office.session, tables.PEOPLE, {"name": desk_officer.person, "display_name": "Tên mới"})
    (said,) = read(office, chief).rows
    assert said.names == {
        chief.positions[0].position: chief.positions[0].title,
        desk_officer.person: desk_officer.display_name,
    }


def test_nobody_changes_or_deletes_a_comment(office: Office) -> None:
    say(office, chief)
    for change in ("UPDATE comments SET text = ''", "DELETE FROM comments"):
        with pytest.raises(DBAPIError), office.session.begin_nested():
            office.session.execute(text(change))
    assert office.session.scalar(select(COMMENTS.c.text)) == "Đề nghị gửi dự thảo"


def test_the_office_mentions_whoever_reads_the_comments(office: Office) -> None:
    found = mentionable(office, chief)
    assert {each.person for each in EVERYBODY_WHO_READS} - found == {chief.person}
    strangers = (informed_head, roads_officer, clinic_officer, administrator)
    assert found.isdisjoint({each.person for each in strangers})


def test_a_coordinator_does_not_learn_who_holds_the_task(office: Office) -> None:
    found = mentionable(office, roads_clerk)
    assert {health_head.person, health_clerk.person, roads_head.person, specialist.person} <= found
    assert found.isdisjoint({desk_officer.person, desk_head.person, informed_head.person})
    hidden = (desk_officer.person, clinic_officer.person)
    answers = [
        refused(partial(say, office, roads_clerk, mentions=(chief.person, person))) for person in hidden
    ]
    assert answers == [("NOT_A_READER", ["comment.mentions[1]"])] * 2


def test_a_coordinator_does_not_learn_of_another_one(office: Office) -> None:
    office.accepted("nv-2", co=(ROADS, FIRE))
    assert informed_head.person in mentionable(office, health_head, "nv-2")
    assert informed_head.person not in mentionable(office, roads_head, "nv-2")


def test_who_has_left_is_not_mentioned(office: Office) -> None:
    left = {
        "name": desk_officer.positions[0].position,
        "person": desk_officer.person,
        "end_date": at(TODAY).date().replace(day=1),
    }
    units.keep(office.session, tables.POSITIONS, left | {"unit": HEALTH_DESK})
    assert refused(lambda: say(office, chief, mentions=(desk_officer.person,)))[0] == "NOT_A_READER"


def test_the_head_who_made_a_subtask_gives_an_opinion_on_it(office: Office) -> None:
    terms = Terms(title="Tổng hợp", lead=HEALTH_CLINIC, due=model.Due.on(DUE))
    office.subtask(health_head, "nv-1", "nv-2", terms)
    say(office, health_head, OPINION, "nv-2")
    assert refused(lambda: say(office, health_clerk, OPINION, "nv-2")) == ("NOT_ALLOWED", [])
    assert refused(lambda: say(office, health_head, OPINION)) == ("NOT_ALLOWED", [])


def test_a_file_that_the_author_may_not_see_is_refused(office: Office) -> None:
    assert say(office, chief, files=(FILE,)).files == (FILE,)
    answer = refused(lambda: say(office, chief, files=(FILE, "files/hidden")))
    assert answer == ("UNKNOWN_FILE", ["comment.files[1]"])


def test_a_comment_is_announced_as_an_event_of_its_own(office: Office) -> None:
    said = say(office, chairman, OPINION, mentions=(desk_officer.person,), files=(FILE,))
    rows = office.session.execute(select(OUTBOX).where(OUTBOX.c.aggregate == said.name)).all()
    assert [(row.type, row.version) for row in rows] == [("task.commented", 1)]
    event = task_events_pb.TaskCommented.from_binary(rows[0].payload)
    assert event.task is not None
    assert event.comment is not None
    assert (event.task.task, event.task.lead, event.task.monitor) == ("tasks/nv-1", HEALTH, specialist.person)
    comment = event.comment
    assert (comment.author, comment.kind, comment.mentions) == (
        chairman.person,
        Kinds.OPINION,
        [desk_officer.person],
    )
    assert (comment.files, comment.names) == ([FILE], {})


async def test_a_repeated_call_says_it_once(desk: Callable[..., Desk]) -> None:
    name = await issued(desk)
    request: Any = REQUESTS["CreateTaskComment"](name)
    request.request_id = "0c5d0c9e-6f0e-4b55-9a51-0f6f0f0c6a01"
    answers = [await desk(health_clerk)("CreateTaskComment", request) for _ in range(2)]
    assert answers[0] == answers[1]
    listed = await desk(specialist)("ListTaskComments", pb.ListTaskCommentsRequest(parent=name))
    assert listed.comments == answers[:1]
    assert listed.allowed_kinds == [Kinds.DISCUSSION]


async def test_comments_come_in_pages(desk: Callable[..., Desk]) -> None:
    name = await issued(desk)
    for _ in range(3):
        await desk(health_clerk)("CreateTaskComment", REQUESTS["CreateTaskComment"](name))
    request = pb.ListTaskCommentsRequest(parent=name, page_size=2)
    first = await desk(specialist)("ListTaskComments", request)
    request.page_token = first.next_page_token
    second = await desk(specialist)("ListTaskComments", request)
    names = [each.name for page in (first, second) for each in page.comments]
    assert names == [f"{name}/comments/{number}" for number in (3, 2, 1)]
    assert second.next_page_token == ""


async def test_a_mention_of_a_stranger_is_refused_with_its_field(desk: Callable[..., Desk]) -> None:
    name = await issued(desk)
    comment = pb.TaskComment(kind=Kinds.DISCUSSION, text="Nhờ xem", mentions=[roads_officer.person])
    with pytest.raises(aio.AioRpcError) as error:
        await desk(specialist)("CreateTaskComment", pb.CreateTaskCommentRequest(parent=name, comment=comment))
    refusal = refusal_of(error.value)
    assert refusal["code"] is grpc.StatusCode.INVALID_ARGUMENT
    assert [each.field for each in refusal["BadRequest"].field_violations] == ["comment.mentions[0]"]
