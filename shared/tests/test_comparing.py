"""The comparison of versions finds what no further event would show, and nothing else."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from deploy.local.postgres import RunningPostgres
from deploy.local.rabbitmq import RunningRabbitMQ
from shared import bus, clock, comparing, outbox
from shared.bus import relay
from shared.event import Event
from shared.inbox import VERSIONS
from shared.tests import toy
from shared.tests.running import Toy, new_toy, until


@pytest.fixture(scope="module")
def running(postgres: RunningPostgres, rabbitmq: RunningRabbitMQ) -> Iterator[Toy]:
    """A toy with a relay and a consumer."""
    service = new_toy(postgres, rabbitmq)
    with service.process("relay"), service.process("consume"):
        yield service


@pytest.fixture
def toy_service(running: Toy) -> Toy:
    """The running toy with empty tables and one aggregate that is whole."""
    running.forget()
    running.change(("whole", 1), ("whole", 2))
    until(lambda: running.effects() == {"whole": [1, 2]})
    return running


def compare(service: Toy) -> int:
    """States the versions, like the command and the relay at night."""
    publisher = bus.Relay("toy", service.database, service.broker_url)
    with service.database.transaction() as session:
        return publisher.state_versions(session)


def differing(service: Toy) -> list[tuple[str, int, int]]:
    with service.database.transaction() as session:
        return [(one.aggregate, one.stated, one.reached) for one in comparing.differences(session)]


def compared(service: Toy) -> float:
    return service.metric("consume", re.escape('dondoc_versions_compared_timestamp_seconds{source="toy"}'))


def test_an_event_that_was_lost_is_found_although_no_other_follows_and_can_be_published_again(
    toy_service: Toy,
) -> None:
    toy_service.change(("lost", 1))
    until(lambda: "lost" in toy_service.effects())
    lose_last(toy_service)
    before = clock.now().timestamp()
    assert compare(toy_service) == 1
    until(lambda: differing(toy_service) == [("lost", 2, 1)])
    assert compared(toy_service) >= before
    until(lambda: toy_service.metric("consume", "dondoc_versions_differing") == 1)
    with toy_service.database.transaction() as session:
        outbox.republish(session, "lost", None)
    until(lambda: differing(toy_service) == [])
    assert toy_service.effects()["lost"] == [1, 2]
    assert toy_service.metric("consume", "dondoc_versions_differing") == 0


def lose_last(service: Toy) -> None:
    """An event reaches the queue, which is purged before anybody handles it."""
    with service.database.transaction() as session:
        toy.change(session, "lost", 2)
        session.execute(
            update(outbox.OUTBOX).where(outbox.OUTBOX.c.version == 2).values(publish_time=clock.now())
        )


def test_a_subscriber_that_is_ahead_of_its_source_is_found(toy_service: Toy) -> None:
    past = clock.now() - timedelta(hours=1)
    with toy_service.database.transaction() as session:
        session.execute(
            update(VERSIONS).where(VERSIONS.c.aggregate == "whole").values(version=9, handle_time=past)
        )
    compare(toy_service)
    until(lambda: differing(toy_service) == [("whole", 2, 9)])


def test_what_changes_meanwhile_is_not_found(toy_service: Toy) -> None:
    for version in range(3, 60):
        toy_service.change(("whole", version), (f"other-{version}", 1))
        if version % 10 == 0:
            compare(toy_service)
    until(lambda: len(toy_service.effects()) == 58)
    compare(toy_service)
    before = clock.now().timestamp()
    compare(toy_service)
    until(lambda: compared(toy_service) >= before - 1)
    with toy_service.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(comparing.DIFFERENCES)) == 0


def test_a_difference_that_has_gone_is_forgotten_at_the_next_comparison(toy_service: Toy) -> None:
    toy_service.change(("lost", 1))
    until(lambda: "lost" in toy_service.effects())
    lose_last(toy_service)
    compare(toy_service)
    until(lambda: differing(toy_service) != [])
    with toy_service.database.transaction() as session:
        outbox.republish(session, "lost", None)
    until(lambda: differing(toy_service) == [])
    compare(toy_service)

    def kept() -> int:
        with toy_service.database.transaction() as session:
            return session.scalar(select(func.count()).select_from(comparing.DIFFERENCES)) or 0

    until(lambda: kept() == 0)


def test_versions_are_stated_in_pages_and_without_what_is_not_published(
    toy_service: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "PAGE", 2)
    toy_service.change(*((f"many-{number}", 1) for number in range(5)))
    until(lambda: len(toy_service.effects()) == 6)
    until(lambda: toy_service.unpublished() == 0)
    with toy_service.database.transaction() as session:
        pages = list(comparing.statements(session, "toy"))
        assert [(page.version, comparing.page_count(page)) for page in pages] == [
            (1, 4),
            (2, 4),
            (3, 4),
            (4, 4),
        ]
        toy.change(session, "many-1", 2)
        assert len(list(comparing.statements(session, "toy"))) == 3
        toy.change(session, "whole", 3)
        assert "whole" not in outbox.versions(session, "", 100)
        assert len(outbox.versions(session, "", 100)) == 4
        session.rollback()


def test_a_comparison_counts_when_all_its_pages_have_arrived_whatever_their_order(
    toy_service: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "PAGE", 2)
    toy_service.change(*((f"many-{number}", 1) for number in range(5)))
    until(lambda: len(toy_service.effects()) == 6 and toy_service.unpublished() == 0)

    def compared_after(*events: Event) -> bool:
        with toy_service.database.transaction() as session:
            session.execute(delete(comparing.COMPARISONS))
            for each in events:
                comparing.compare(session, each)
            return bool(session.scalars(select(comparing.COMPARISONS.c.source)).all())

    def stated() -> list[Event]:
        with toy_service.database.transaction() as session:
            return list(comparing.statements(session, "toy"))

    first, *others = stated()
    assert not compared_after(*others), "the first page is lost"
    assert not compared_after(*others, *others), "a page that comes twice is one page"
    assert not compared_after(*stated()[1:]), "a page of another night does not count"
    assert compared_after(first)
    one, *rest, last = stated()
    assert not compared_after(last, *rest)
    assert compared_after(one)


def test_the_relay_states_the_versions_once_a_night(
    toy_service: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = bus.Relay("toy", toy_service.database, toy_service.broker_url)
    stated: list[int] = []
    monkeypatch.setattr(one, "state_versions", lambda session: stated.append(1))
    now = clock.now()
    for hours in range(48):
        monkeypatch.setattr(clock, "now", lambda hours=hours: now + timedelta(hours=hours))
        with toy_service.database.transaction() as session:
            one._compare_at_night(session)
            one._compare_at_night(session)
    assert len(stated) == 2
    assert relay.COMPARE_HOUR == 2


def test_a_comparison_that_fails_is_tried_again_in_the_same_night(
    toy_service: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = bus.Relay("toy", toy_service.database, toy_service.broker_url)
    night = clock.now().astimezone(clock.ZONE).replace(hour=relay.COMPARE_HOUR)
    monkeypatch.setattr(clock, "now", lambda: night)
    tried: list[int] = []

    def away(_session: Session) -> int:
        tried.append(1)
        raise RuntimeError

    monkeypatch.setattr(one, "state_versions", away)
    for _ in range(2):
        with pytest.raises(RuntimeError), toy_service.database.transaction() as session:
            one._compare_at_night(session)
    assert len(tried) == 2


def test_the_newest_event_of_an_aggregate_outlives_the_others(toy_service: Toy) -> None:
    with toy_service.database.transaction() as session:
        outbox.purge(session, clock.now() + timedelta(days=1))
        assert session.scalars(select(outbox.OUTBOX.c.version)).all() == [2]
