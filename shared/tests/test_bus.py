"""Events travel from the outbox to their effect through real processes, a real broker and a real database."""

import itertools
import re
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from kombu import Connection
from protobuf.wkt.google.protobuf.empty_pb import Empty
from sqlalchemy import delete, insert, select, text

from deploy.local.ports import free_port
from deploy.local.postgres import RunningPostgres
from deploy.local.rabbitmq import RunningRabbitMQ
from shared import bus, clock, epochs, inbox, listening, outbox, parked
from shared.broker import unconsumed
from shared.bus import parking
from shared.bus.receiving import PREFETCH
from shared.db import Database
from shared.event import Event
from shared.tests import toy
from shared.tests.network import through, to
from shared.tests.running import DELAYS, Toy, new_toy, until


@pytest.fixture
def toy_service(postgres: RunningPostgres, rabbitmq: RunningRabbitMQ) -> Toy:
    """A toy without processes."""
    return new_toy(postgres, rabbitmq)


@pytest.fixture(scope="module")
def relay_and_consumer(postgres: RunningPostgres, rabbitmq: RunningRabbitMQ) -> Iterator[Toy]:
    """A toy with one process of each kind, for all tests that kill no process."""
    service = new_toy(postgres, rabbitmq)
    with service.process("relay"), service.process("consume"):
        yield service


@pytest.fixture
def running_toy(relay_and_consumer: Toy) -> Toy:
    """The running toy with empty tables."""
    relay_and_consumer.forget()
    return relay_and_consumer


def test_two_relays_and_two_consumers_keep_the_order_and_handle_events_once(toy_service: Toy) -> None:
    changes = [(f"toy-{number % 7}", number // 7 + 1) for number in range(210)]
    with ExitStack() as running:
        for verb in ("relay", "consume") * 2:
            running.enter_context(toy_service.process(verb))
        toy_service.change(*changes)
        until(lambda: sum(map(len, toy_service.effects().values())) >= len(changes))
    assert toy_service.effects() == {f"toy-{n}": list(range(1, 31)) for n in range(7)}


def test_an_early_event_waits_for_its_predecessor(running_toy: Toy) -> None:
    running_toy.change(("toy", 1), ("toy", 3))
    until(lambda: running_toy.effects() == {"toy": [1]})
    running_toy.change(("toy", 2))
    until(lambda: running_toy.effects() == {"toy": [1, 2, 3]})


def test_a_failing_event_is_parked_and_may_be_replayed_once_its_cause_is_mended(
    running_toy: Toy,
) -> None:
    running_toy.change(("bad", 1), ("good", 1), ("bad", 2), ("good", 2))
    until(lambda: running_toy.parked() == [("bad", 1)])
    assert running_toy.effects() == {"good": [1, 2]}

    with running_toy.database.transaction() as session:
        session.execute(insert(toy.MENDED).values(aggregate="bad"))
    (one,) = running_toy.messages()
    running_toy.replay(one.id)
    until(lambda: running_toy.effects() == {"good": [1, 2], "bad": [1, 2]})
    assert running_toy.parked() == []


def test_a_parked_event_has_its_error_and_may_be_dropped(running_toy: Toy) -> None:
    running_toy.change(("bad", 1))
    until(lambda: running_toy.parked() == [("bad", 1)])
    assert running_toy.metric("consume", "dondoc_events_parked") == 1
    (one,) = running_toy.messages()
    assert (one.error, one.attempt_count) == ("RuntimeError: cannot be handled", len(DELAYS) + 1)
    running_toy.drop(one.id)
    with running_toy.database.transaction() as session:
        session.execute(insert(toy.MENDED).values(aggregate="bad"))
    running_toy.change(("bad", 2))
    until(lambda: running_toy.effects() == {"bad": [2]})
    assert running_toy.parked() == []


def test_a_snapshot_has_an_effect_only_where_earlier_events_are_missing(running_toy: Toy) -> None:
    with running_toy.database.transaction() as session:
        outbox.add(session, "toy.changed", "late", 7, Empty(), snapshot=True)
    running_toy.change(("late", 8))
    with running_toy.database.transaction() as session:
        outbox.add(session, "toy.changed", "late", 8, Empty(), snapshot=True)
    running_toy.change(("late", 9))
    until(lambda: running_toy.effects() == {"late": [7, 8, 9]})


def test_an_outage_of_the_database_does_not_count_as_an_attempt(
    toy_service: Toy, postgres: RunningPostgres
) -> None:
    with toy_service.process("relay"), toy_service.process("consume") as consumer:
        toy_service.change(("toy", 1))
        until(lambda: toy_service.effects() == {"toy": [1]})
        consumer.send_signal(signal.SIGSTOP)
        toy_service.change(("toy", 2))
        until(lambda: toy_service.unpublished() == 0)
        postgres.stop()
        try:
            consumer.send_signal(signal.SIGCONT)
            # Longer than all the delays of further attempts.
            time.sleep(sum(DELAYS) + 3)
            with Connection(toy_service.broker_url) as connection:
                channel: Any = connection.default_channel
                parking = channel.queue_declare("listener.parked", passive=True)
            assert parking.message_count == 0
        finally:
            postgres.start()
        until(lambda: toy_service.effects() == {"toy": [1, 2]})
    assert toy_service.parked() == []


def test_killed_processes_and_a_restarted_broker_lose_or_repeat_no_effect(
    toy_service: Toy, rabbitmq: RunningRabbitMQ
) -> None:
    changes = [(f"toy-{number % 5}", number // 5 + 1) for number in range(150)]
    with ExitStack() as running:
        relay, consumer, *_ = [
            running.enter_context(toy_service.process(verb)) for verb in ("relay", "consume") * 2
        ]
        toy_service.change(*changes[:50])
        until(lambda: len(toy_service.effects()) > 0)
        relay.send_signal(signal.SIGKILL)
        toy_service.change(*changes[50:100])
        until(lambda: sum(map(len, toy_service.effects().values())) > 50)
        consumer.send_signal(signal.SIGKILL)
        toy_service.change(*changes[100:])
        rabbitmq.restart()
        until(lambda: sum(map(len, toy_service.effects().values())) >= len(changes), 120)
    assert toy_service.effects() == {f"toy-{n}": list(range(1, 31)) for n in range(5)}


def test_an_uncommitted_event_is_not_published(toy_service: Toy) -> None:
    def fail_after_the_event() -> None:
        with toy_service.database.transaction() as session:
            toy.change(session, "toy", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_the_event()
    with toy_service.database.transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM outbox")) == 0


@contextmanager
def locked_out(toy_service: Toy) -> Iterator[Callable[[], bool]]:
    """The running consumer waits for a lock that somebody else holds; whether it does so now."""
    toy_service.change(("toy", 1))
    until(lambda: toy_service.effects() == {"toy": [1]})
    with toy_service.database.transaction() as session:
        session.execute(text("LOCK TABLE effects"))
        toy_service.change(("toy", 2))

        def waits() -> bool:
            return bool(session.scalar(text("SELECT count(*) = 1 FROM pg_locks WHERE NOT granted")))

        until(waits)
        yield waits


def test_a_consumer_whose_statement_waits_answers_probes_and_ends_when_it_is_asked_to(
    toy_service: Toy,
) -> None:
    with (
        toy_service.process("relay"),
        toy_service.process("consume") as consumer,
        locked_out(toy_service),
    ):
        for _ in range(20):
            status = (toy_service.status("consume", "livez"), toy_service.status("consume", "readyz"))
            assert status == (200, 200)
            time.sleep(0.05)
        consumer.terminate()
        consumer.wait(20)


_REFUSE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
CREATE TRIGGER refuse BEFORE DELETE OR UPDATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse();
"""


@pytest.mark.parametrize("table", ["inbox", "parked_events"])
def test_a_consumer_that_cannot_clear_up_goes_on_with_the_events(toy_service: Toy, table: str) -> None:
    """The statement that clears up may take too long, for instance."""
    with toy_service.database.transaction() as session:
        parked.send_back(session, toy_event(), "listener.toy")
        session.execute(text(_REFUSE.format(table=table)))
    with toy_service.process("relay"), toy_service.process("consume") as consumer:
        toy_service.change(("toy", 1))
        until(lambda: toy_service.effects()["toy"] == [1])
        time.sleep(2)
        assert consumer.poll() is None
        assert toy_service.status("consume", "readyz") == 200


def toy_event() -> Event:
    return Event(uuid.uuid4(), "toy", "toy.changed", "other", 1, False, clock.now(), b"", {})


def test_a_lock_held_by_others_uses_up_no_attempts(toy_service: Toy) -> None:
    with toy_service.process("relay"), toy_service.process("consume"):
        with locked_out(toy_service) as waits:
            # Its own limit ends the wait, and it waits anew.
            until(lambda: not waits())
            until(waits)
            assert toy_service.parked() == []
        until(lambda: toy_service.effects() == {"toy": [1, 2]})


def test_a_consumer_whose_connection_is_swallowed_by_the_network_listens_again(toy_service: Toy) -> None:
    network = to(toy_service.broker_url)
    swallowed = through(network, toy_service.broker_url)
    toy_service.environment |= {"DONDOC_BROKER_URL": swallowed, "DONDOC_BROKER_HEARTBEAT": "2"}
    with toy_service.process("consume"):
        until(lambda: toy_service.status("consume", "readyz") == 200)
        network.freeze()
        toy_service.environment["DONDOC_BROKER_URL"] = toy_service.broker_url
        with toy_service.process("relay"):
            toy_service.change(("toy", 1))
            until(lambda: toy_service.effects() == {"toy": [1]})


def test_another_relay_takes_over_within_half_a_minute_when_the_network_swallows_the_first(
    toy_service: Toy,
) -> None:
    url = toy_service.environment["DONDOC_DATABASE_URL"]
    network = to(url)
    toy_service.environment["DONDOC_DATABASE_URL"] = through(network, url)
    with toy_service.process("relay"):
        toy_service.change(("toy", 1))
        until(lambda: toy_service.unpublished() == 0)
        toy_service.environment["DONDOC_DATABASE_URL"] = url
        with toy_service.process("relay"):
            until(lambda: toy_service.status("relay", "readyz") == 200)
            # The kernel of the lost node still answers keepalives, as that of a node whose process stands still.
            network.freeze()
            toy_service.change(("toy", 2))
            until(lambda: toy_service.unpublished() == 0, seconds=30)
        network.mend()


def test_a_relay_whose_connection_to_the_broker_is_swallowed_by_the_network_publishes_again(
    toy_service: Toy,
) -> None:
    network = to(toy_service.broker_url)
    toy_service.environment["DONDOC_BROKER_URL"] = through(network, toy_service.broker_url)
    with toy_service.process("relay"):
        toy_service.change(("toy", 1))
        until(lambda: toy_service.unpublished() == 0)
        network.freeze()
        toy_service.change(("toy", 2))
        until(lambda: toy_service.unpublished() == 0, seconds=60)


def test_processes_that_need_the_broker_are_not_ready_without_it(
    toy_service: Toy, rabbitmq: RunningRabbitMQ
) -> None:
    def ready() -> tuple[int, int]:
        return (toy_service.status("relay", "readyz"), toy_service.status("consume", "readyz"))

    with toy_service.process("relay"), toy_service.process("consume"):
        until(lambda: ready() == (200, 200))
        rabbitmq.stop()
        try:
            toy_service.change(("toy", 1))
            until(lambda: ready()[0] == 503)
            until(lambda: ready()[1] == 503, 90)
        finally:
            rabbitmq.start()
        until(lambda: ready() == (200, 200))
        until(lambda: toy_service.effects() == {"toy": [1]})


def test_a_source_that_is_not_listened_to_ends_the_process_unless_the_broker_is_away(
    toy_service: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    ears = listening.Listening(["listener.toy", "listener.parked"])
    with pytest.raises(listening.DeafError, match="toy"):
        ears.check()
    ears.note("listener.toy")
    with pytest.raises(listening.DeafError, match="parked"):
        ears.check()
    ears.note("listener.parked")
    ears.check()
    monkeypatch.setattr(listening, "READY_SECONDS", 0)
    monkeypatch.setattr(listening, "DEAF_SECONDS", 1)
    absent = f"amqp://127.0.0.1:{free_port()}"
    for broker_url in (toy_service.broker_url, absent, toy_service.broker_url):
        ears.check_unless_away(broker_url)
        time.sleep(1.1)
    # Only now the broker has been there for a second without a break.
    with pytest.raises(listening.DeafError, match="toy"):
        ears.check_unless_away(toy_service.broker_url)


def test_a_queue_that_the_broker_says_nobody_consumes_ends_the_process(
    toy_service: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "DEAF_SECONDS", 0.5)
    ears = listening.Listening(["listener.toy", "listener.gone"], others=["a schedule"])
    # A broker that comes back begins anew: its listeners connect again some time later.
    for broker_url in (toy_service.broker_url, f"amqp://127.0.0.1:{free_port()}", toy_service.broker_url):
        ears.check_consumed(broker_url)
        time.sleep(0.6)
    with pytest.raises(listening.DeafError, match=r"listener\.gone, listener\.toy"):
        ears.check_consumed(toy_service.broker_url)
    queues = ["listener.toy", "listener.parked"]
    with toy_service.process("consume"):
        until(lambda: not unconsumed(toy_service.broker_url, queues))
        ears = listening.Listening(queues)
        for _ in range(2):
            ears.check_consumed(toy_service.broker_url)
            time.sleep(0.6)


def test_an_event_that_waits_for_a_blocked_broker_is_seen_by_its_age(
    toy_service: Toy, rabbitmq: RunningRabbitMQ
) -> None:
    with toy_service.process("relay"):
        until(lambda: toy_service.status("relay", "readyz") == 200)
        assert toy_service.metric("relay", "dondoc_outbox_oldest_seconds") == 0
        rabbitmq.node.control("set_vm_memory_high_watermark", "0")
        versions = itertools.count(1)

        def waits() -> bool:
            # The broker notices within seconds that it has no memory left.
            toy_service.change(("toy", next(versions)))
            return toy_service.metric("relay", "dondoc_outbox_oldest_seconds") > 2

        try:
            until(waits)
        finally:
            rabbitmq.node.control("set_vm_memory_high_watermark", "0.6")
        until(lambda: toy_service.metric("relay", "dondoc_outbox_oldest_seconds") == 0)


def test_what_is_no_event_is_parked_at_once_and_can_be_looked_at_and_dropped(running_toy: Toy) -> None:
    headers = {"event-id": str(uuid.uuid4()), "type": "toy.changed", "aggregate": "toy", "version": 1}
    headers |= {"snapshot": False, "time": "2026-11-24T08:00:00+07:00", "epoch": 0}
    running_toy.publish("no headers")
    running_toy.publish(b"", headers=headers | {"source": "stranger"}, **bus.BINARY)
    unknown = {"event-id": str(uuid.uuid4()), "source": "toy", "type": "toy.lost"}
    running_toy.publish(b"!", headers=headers | unknown, **bus.BINARY)
    running_toy.publish(
        b"?", headers={"version": "x"}, content_type="application/x-unknown", content_encoding="x"
    )
    # Without its epoch, nobody could tell whether a restore has undone it.
    known = {"event-id": str(uuid.uuid4()), "source": "toy", "type": "toy.changed"}
    without = {name: value for name, value in (headers | known).items() if name != "epoch"}
    running_toy.publish(b".", headers=without, **bus.BINARY)
    running_toy.change(("good", 1))
    until(lambda: running_toy.effects() == {"good": [1]})
    until(lambda: len(running_toy.messages()) == 5)

    def ids() -> set[str]:
        return {one.id for one in running_toy.messages()}

    errors = {one.error.partition(":")[0] for one in running_toy.messages()}
    bodies = {one.payload for one in running_toy.messages()}
    assert errors == {"NotAnEventError"}
    assert bodies == {b"no headers", b"", b"!", b"?", b"."}
    again = min(ids())
    running_toy.replay(again)
    # It is parked again, under another name.
    until(lambda: again not in ids() and len(ids()) == 5)
    for each in ids():
        running_toy.drop(each)
    assert ids() == set()
    # The stranger's event counts for nothing.
    running_toy.change(("toy", 1))
    until(lambda: running_toy.effects() == {"good": [1], "toy": [1]})


def test_what_the_broker_has_delivered_too_often_is_parked_and_not_dropped(toy_service: Toy) -> None:
    toy_service.publish("comes back", headers={"version": 1})
    queue = toy.subscriptions()[0].queue
    with Connection(toy_service.broker_url) as connection:
        bound = queue(connection.default_channel)
        while message := bound.get():
            message.requeue()
    with toy_service.process("consume"):
        until(lambda: len(toy_service.messages()) == 1)
    assert [(one.queue, one.error) for one in toy_service.messages()] == [
        ("listener.toy", "delivered too often without an answer")
    ]


def test_what_the_database_refuses_is_not_given_back_to_the_broker(postgres: RunningPostgres) -> None:
    without_tables = Database(postgres.create_database(f"empty{uuid.uuid4().hex[:8]}"))
    facts: dict[str, Any] = {"queue": "q", "error": "", "traceback": "", "park_time": clock.now()}
    with pytest.raises(parking.RefusedByDatabaseError):
        parking._kept(without_tables, parked.parked_of({}, b"", **facts))


def test_what_the_database_refuses_to_park_is_seen_and_holds_up_nothing(toy_service: Toy) -> None:
    """More messages are refused than a consumer fetches at once."""
    with toy_service.database.transaction() as session:
        session.execute(text("ALTER TABLE parked_events ADD CHECK (payload <> 'refused')"))
    count = 2 * PREFETCH
    with toy_service.process("consume"):
        for number in range(count):
            toy_service.publish(b"refused", headers={"number": number}, **bus.BINARY)
        refused = "dondoc_parking_refused_total"
        until(lambda: toy_service.metric("consume", refused) > count)
        toy_service.publish(b"no event", **bus.BINARY)
        until(lambda: [one.payload for one in toy_service.messages()] == [b"no event"])
        before = toy_service.metric("consume", refused)
        until(lambda: toy_service.metric("consume", refused) > before)
        with toy_service.database.transaction() as session:
            session.execute(text("ALTER TABLE parked_events DROP CONSTRAINT parked_events_payload_check"))
        until(lambda: len(toy_service.messages()) == count + 1)
    waiting = toy_service.messages()
    assert {one.headers["number"] for one in waiting if one.payload == b"refused"} == set(range(count))
    assert {(one.queue, one.error.partition(":")[0]) for one in waiting} == {
        ("listener.toy", "NotAnEventError")
    }


def test_a_lost_event_is_named_and_can_be_published_again(toy_service: Toy) -> None:
    with toy_service.process("relay"):
        with toy_service.process("consume"):
            toy_service.change(("toy", 1))
            until(lambda: toy_service.effects() == {"toy": [1]})
        toy_service.change(("toy", 2))
        until(lambda: toy_service.unpublished() == 0)
        with Connection(toy_service.broker_url) as connection:
            bound = toy.subscriptions()[0].queue(connection.default_channel)
            until(lambda: bound.purge() == 1)
        with toy_service.process("consume"):
            toy_service.change(("toy", 3), ("toy", 4), ("other", 1))
            until(lambda: toy_service.metric("consume", "dondoc_events_held") == 2)
            with toy_service.database.transaction() as session:
                (gap,) = inbox.gaps(session)
            assert (gap.source, gap.aggregate, gap.reached, gap.first_held) == ("toy", "toy", 1, 3)
            with toy_service.database.transaction() as session:
                assert outbox.republish(session, "toy", None) == 4
            until(lambda: toy_service.effects() == {"toy": [1, 2, 3, 4], "other": [1]})
            assert toy_service.metric("consume", "dondoc_events_held") == 0


def test_all_events_since_an_instant_can_be_published_again(toy_service: Toy) -> None:
    toy_service.change(("toy", 1), ("other", 1))
    now = clock.now()
    with toy_service.database.transaction() as session:
        outbox.published(session, list(session.scalars(select(outbox.OUTBOX.c.event_id))), now)
        assert outbox.republish(session, None, now + timedelta(seconds=1)) == 0
        assert outbox.republish(session, None, now - timedelta(hours=1)) == 2
    assert toy_service.unpublished() == 2


def test_after_a_restore_an_event_that_it_has_undone_takes_no_effect(toy_service: Toy) -> None:
    """The test fills the queue with two events that the restored databases know nothing of."""
    with toy_service.process("relay"):
        with toy_service.process("consume"):
            toy_service.change(("toy", 1))
            until(lambda: toy_service.effects() == {"toy": [1]})
        toy_service.change(("toy", 2), ("toy", 3))
        until(lambda: toy_service.unpublished() == 0)
        with toy_service.database.transaction() as session:
            session.execute(delete(outbox.OUTBOX).where(outbox.OUTBOX.c.version > 1))
            epochs.begin(session, 7)
            outbox.republish(session, None, None)
        toy_service.change(("toy", 2))
        with toy_service.process("consume"):
            until(lambda: toy_service.effects() == {"toy": [1, 2]})
            until(lambda: toy_service.unpublished() == 0)
            toy_service.change(("toy", 3))
            until(lambda: toy_service.effects() == {"toy": [1, 2, 3]})
            past = 'dondoc_events_handled_total{outcome="past",source="toy",type="toy.changed"}'
            assert toy_service.metric("consume", re.escape(past)) == 2
    with toy_service.database.transaction() as session:
        published = set(session.scalars(select(outbox.OUTBOX.c.event_id)))
        assert set(session.scalars(select(inbox.INBOX.c.event_id))) == published


def test_events_handled_together_take_effect_once_and_in_their_order(toy_service: Toy) -> None:
    toy_service.change(("a", 1), ("a", 2), ("a", 3), ("b", 1), ("b", 2))
    (subscription,) = toy.subscriptions()
    with toy_service.database.transaction() as session:
        a1, a2, a3, b1, b2 = outbox.waiting(session, "toy", 10)
    handle = partial(bus.handle, toy_service.database, subscription)
    handle(a1, b2, a1)
    assert toy_service.effects() == {"a": [1]}
    handle(b1, a3, a2, a2, a1)
    assert toy_service.effects() == {"a": [1, 2, 3], "b": [1, 2]}


def test_an_event_held_before_a_restore_gives_way_to_the_same_one_after_it(toy_service: Toy) -> None:
    toy_service.change(("toy", 1), ("toy", 2))
    (subscription,) = toy.subscriptions()

    def published() -> list[Event]:
        with toy_service.database.transaction() as session:
            return outbox.waiting(session, "toy", 10)

    handle = partial(bus.handle, toy_service.database, subscription)
    handle(published()[1])
    with toy_service.database.transaction() as session:
        epochs.begin(session, 7)
    first, second = published()
    for event in (second, first):
        handle(event)
    assert toy_service.effects() == {"toy": [1, 2]}
