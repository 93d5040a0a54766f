"""Followers of a task: who may, what notifies them, and where they find what they follow."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from services.task import usecases
from services.task.model import Holder, View
from services.task.rpc.translate import to_proto
from services.task.tables import Caller
from services.task.usecases import Query
from shared.errors import NotFound, PermissionDenied
from shared.principal import Principal

from .factories import (
    HEALTH_DESK,
    ROADS,
    chairman,
    chief,
    desk_head,
    desk_officer,
    health_clerk,
    health_head,
    roads_clerk,
    roads_head,
    specialist,
)
from .office import TODAY, Office

BASKET = "baskets/followed"


@pytest.fixture
def office(session: Session) -> Office:
    office = Office(session)
    office.issued("nv-1", co=(ROADS,))
    office.issued("nv-2")
    return office


def follow(office: Office, *people: Principal, uid: str = "nv-1") -> None:
    for who in people:
        office.do(who, usecases.follow, uid)


def notified_followers(office: Office, uid: str = "nv-1") -> list[str]:
    """The followers whom the latest step of a task tells."""
    *_, (_, _, event) = office.events(uid)
    return sorted(event.followers)


def listed(office: Office, who: Principal, filter: str = "") -> list[str]:
    found = usecases.list_tasks(office.session.connection(), Caller.of(who), Query(BASKET, filter), TODAY)
    return [seen.task.uid for seen in found.rows]


def counted(office: Office, who: Principal, filter: str = "") -> int:
    caller = Caller.of(who)
    counts = usecases.count_basket(office.session.connection(), caller, BASKET, TODAY, filter)
    return counts.total_count


@pytest.mark.parametrize("who", [chairman, chief, specialist, health_head, health_clerk, roads_head])
def test_whoever_sees_the_state_of_a_task_follows_it_and_finds_it(office: Office, who: Principal) -> None:
    assert not office.seen(who, "nv-1").followed
    follow(office, who)
    follow(office, who)
    assert office.seen(who, "nv-1").followed
    assert (listed(office, who), counted(office, who)) == (["nv-1"], 1)
    assert counted(office, who, 'state = "DRAFT"') == 0
    office.do(who, usecases.unfollow, "nv-1")
    office.do(who, usecases.unfollow, "nv-1")
    assert (listed(office, who), counted(office, who)) == ([], 0)
    assert not office.seen(who, "nv-1").followed


def test_following_is_no_step_and_nobody_else_sees_it(office: Office) -> None:
    before = office.seen(health_head, "nv-1")
    events = len(office.events("nv-1"))
    follow(office, chairman)
    assert office.seen(health_head, "nv-1") == before
    assert len(office.events("nv-1")) == events
    assert not to_proto(office.seen(chief, "nv-1")).followed


def test_who_does_not_see_the_task_does_not_follow_it(office: Office) -> None:
    for who in (desk_officer, roads_clerk):
        with pytest.raises(NotFound):
            office.do(who, usecases.follow, "nv-2")


def test_an_informed_unit_does_not_see_the_state_and_does_not_follow_it(office: Office) -> None:
    office.issued("nv-3", informed=(ROADS,))
    with pytest.raises(PermissionDenied):
        follow(office, roads_head, uid="nv-3")
    assert "follow" not in to_proto(office.seen(roads_head, "nv-3")).allowed_actions


def test_only_changes_of_state_notify_followers(office: Office) -> None:
    follow(office, chairman, roads_head)
    assert notified_followers(office) == [], "following tells nobody anything"
    office.do(health_clerk, usecases.accept, "nv-1")
    assert notified_followers(office) == sorted([chairman.person, roads_head.person])
    office.report("nv-1", health_clerk)
    assert notified_followers(office) == []
    office.submit("nv-1", health_clerk)
    office.do(specialist, usecases.confirm, "nv-1", delay_cause=False)
    assert notified_followers(office) == sorted([chairman.person, roads_head.person])
    assert (listed(office, chairman), counted(office, chairman)) == (["nv-1"], 1), "it moves along"
    assert notified_followers(office, "nv-2") == []


def test_a_follower_who_no_longer_sees_the_task_is_not_notified(office: Office) -> None:
    office.do(health_clerk, usecases.accept, "nv-1")
    office.do(health_clerk, usecases.delegate, "nv-1", holder=Holder(HEALTH_DESK, desk_officer.person))
    follow(office, desk_officer, desk_head, roads_head)
    office.do(chief, usecases.transfer, "nv-1", lead=ROADS)
    assert notified_followers(office) == [roads_head.person]
    for who in (desk_officer, desk_head):
        assert (listed(office, who), counted(office, who)) == ([], 0)
        with pytest.raises(NotFound):
            office.do(who, usecases.unfollow, "nv-1")


def test_each_follower_sees_the_task_as_far_as_the_follower_may(office: Office) -> None:
    office.do(health_clerk, usecases.accept, "nv-1")
    office.do(health_clerk, usecases.delegate, "nv-1", holder=Holder(HEALTH_DESK))
    follow(office, roads_head, chairman)
    seen = {
        who: usecases.list_tasks(office.session.connection(), Caller.of(who), Query(BASKET), TODAY).rows[0]
        for who in (roads_head, chairman)
    }
    assert [(each.view, each.task.holder is None) for each in seen.values()] == [
        (View.PART, True),
        (View.WHOLE, False),
    ]
    assert listed(office, roads_head, f'holder_unit = "{HEALTH_DESK}"') == []
    assert counted(office, roads_head, f'holder_unit = "{HEALTH_DESK}"') == 0
    assert listed(office, chairman, f'holder_unit = "{HEALTH_DESK}"') == ["nv-1"]


def test_the_basket_is_offered_to_whoever_follows_something(office: Office) -> None:
    def offered(who: Principal) -> bool:
        caller = Caller.of(who)
        follows = usecases.follows(office.session.connection(), caller)
        return "followed" in usecases.list_baskets(caller, follows=follows).names

    assert not offered(chairman)
    follow(office, chairman)
    assert [offered(chairman), offered(chief)] == [True, False]


def test_a_task_is_followed_before_its_issue_too(office: Office) -> None:
    office.proposed("nv-3")
    follow(office, chairman, uid="nv-3")
    office.do(chief, usecases.issue, "nv-3")
    assert notified_followers(office, "nv-3") == [chairman.person]
