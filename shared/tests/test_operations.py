"""Operators look at stuck events, replay and drop them through the API of a real server on a real database."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import grpc
import pytest
from grpc import aio
from pydantic import SecretStr
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from deploy.local.postgres import RunningPostgres
from dondoc_api.dondoc.operations.v1 import operations_service_pb as pb
from dondoc_api.dondoc.operations.v1.operations_service_pb_grpc import OperationsServiceClient
from dondoc_api.dondoc.task.v1.task_events_pb import TaskChanged, TaskFacts
from dondoc_api.google.rpc.error_details_pb import BadRequest, ErrorInfo
from shared import clock, comparing, inbox, parked, process
from shared.config import ServiceSettings
from shared.db import Database
from shared.event import Event, NotAnEventError, event_of, headers_of
from shared.messages import Catalogue
from shared.operations import interventions, payloads
from shared.operations.interventions import APPEND_ONLY, INTERVENTIONS
from shared.operations.rpc import Operations
from shared.operations.usecases import Subscriber
from shared.server import Runtime
from shared.testing import PAGE_TOKEN_KEY, Keys, as_caller, held, person, serving
from shared.tests import toy
from shared.tests.test_server import details

OPERATOR = person("operator", held("room", "OPERATOR"))
OTHER = person("other", held("room", "OTHER"))
LISTENER = "subscribers/listener"


@pytest.fixture(scope="module")
def url(postgres: RunningPostgres) -> str:
    url = postgres.create_database(f"operations{uuid.uuid4().hex[:8]}")
    database = Database(url)
    toy.METADATA.create_all(database.engine)
    with database.transaction() as session:
        session.execute(text(APPEND_ONLY))
    return url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    with database.transaction() as session:
        names = ", ".join(table.name for table in toy.METADATA.sorted_tables)
        session.execute(text(f"TRUNCATE {names}"))
    yield database
    database.engine.dispose()


@pytest.fixture
def settings(url: str, keys: Keys) -> ServiceSettings:
    return ServiceSettings(
        environment="local",
        database_url=SecretStr(url),
        broker_url=SecretStr("amqp://nobody"),
        principal_keys=keys.public,
        page_token_key=SecretStr(PAGE_TOKEN_KEY),
    )


@pytest.fixture
async def stub(database: Database, settings: ServiceSettings) -> AsyncIterator[OperationsServiceClient]:
    assert database
    subscriber = Subscriber("listener", lambda caller: caller.position_with({"OPERATOR"}))
    runtime = Runtime(settings, pb.desc(), Catalogue())
    async with serving(runtime, Operations(subscriber)) as channel:
        yield OperationsServiceClient(channel)


@pytest.fixture
def operator(keys: Keys) -> dict[str, Any]:
    return as_caller(keys, OPERATOR)


def event(version: int, aggregate: str = "toys/1", payload: bytes = b"") -> Event:
    return Event(
        id=uuid.uuid4(),
        source="toy",
        type="task.issued",
        aggregate=aggregate,
        version=version,
        snapshot=False,
        time=clock.now(),
        payload=payload,
        trace={},
    )


def park(database: Database, one: Event, error: str = "ValueError: no", **facts: Any) -> str:
    """Parks an event; the name of the stuck event."""
    defaults: dict[str, Any] = {"queue": "listener.toy", "traceback": "…", "park_time": clock.now()}
    facts = defaults | facts
    found = parked.parked_of(headers_of(one), one.payload, error=error, attempt_count=6, **facts)
    with database.transaction() as session:
        parked.park(session, found)
    return f"{LISTENER}/stuckEvents/{found.id}"


def hold(database: Database, one: Event) -> str:
    """Lets an event wait for an earlier one; the name of the stuck event."""
    with database.transaction() as session:
        assert inbox.take(session, [one]) == [inbox.Turn.HELD]
    return f"{LISTENER}/stuckEvents/{one.id}"


def reached(database: Database, aggregate: str = "toys/1") -> int | None:
    """The version of an aggregate that counts as handled."""
    with database.transaction() as session:
        return session.scalar(select(inbox.VERSIONS.c.version).where(inbox.VERSIONS.c.aggregate == aggregate))


async def refused(call: Awaitable[object]) -> tuple[grpc.StatusCode, str]:
    """The code and the reason with which a call is refused."""
    with pytest.raises(aio.AioRpcError) as error:
        await call
    found = details(error.value, ErrorInfo)
    assert isinstance(found, ErrorInfo)
    return error.value.code(), found.reason


def every_call(
    stub: OperationsServiceClient, name: str, caller: dict[str, Any]
) -> list[Callable[[], Awaitable[object]]]:
    return [
        lambda: stub.get_subscriber(pb.GetSubscriberRequest(name=LISTENER), **caller),
        lambda: stub.get_stuck_event(pb.GetStuckEventRequest(name=name), **caller),
        lambda: stub.list_stuck_events(pb.ListStuckEventsRequest(parent=LISTENER), **caller),
        lambda: stub.replay_stuck_event(pb.ReplayStuckEventRequest(name=name), **caller),
        lambda: stub.drop_stuck_event(pb.DropStuckEventRequest(name=name, reason="x"), **caller),
        lambda: stub.list_interventions(pb.ListInterventionsRequest(parent=LISTENER), **caller),
    ]


async def test_only_an_operator_looks_and_mends(
    stub: OperationsServiceClient, keys: Keys, database: Database
) -> None:
    name = park(database, event(1))
    absent = f"{LISTENER}/stuckEvents/absent"
    for caller in (OTHER, person("nobody")):
        for call in (
            *every_call(stub, name, as_caller(keys, caller)),
            *every_call(stub, absent, as_caller(keys, caller)),
        ):
            assert await refused(call()) == (grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED")
    assert len(every_call(stub, name, {})) == len(pb.desc().services[0].methods)
    assert reached(database) is None


async def test_what_is_parked_and_held_is_one_list_without_contents(
    stub: OperationsServiceClient, operator: dict[str, Any], database: Database
) -> None:
    facts = TaskFacts(task="tasks/1", title="Việc kín", lead="units/so-y-te")
    payload = TaskChanged(task=facts, message="Lời nhắn").to_binary()
    error = "DataError: bad value\n[parameters: {'title': 'Việc kín'}]"
    name = park(database, event(1, payload=payload), error)
    waiting = hold(database, event(3, "toys/2"))
    page = await stub.list_stuck_events(pb.ListStuckEventsRequest(parent=LISTENER), **operator)
    assert {one.name: one.state.name for one in page.stuck_events} == {name: "PARKED", waiting: "HELD"}
    found = await stub.get_stuck_event(pb.GetStuckEventRequest(name=name), **operator)
    assert (found.type, found.aggregate, found.attempt_count, found.queue) == (
        "task.issued",
        "toys/1",
        6,
        "listener.toy",
    )
    assert (found.error, found.allowed_actions) == ("DataError: bad value", ["replay", "drop"])
    assert found.headers["aggregate"] == "toys/1"
    assert {one.path: one.resource_name for one in found.payload_fields} == {
        "message": "",
        "task.task": "tasks/1",
        "task.title": "",
        "task.lead": "units/so-y-te",
    }
    assert "Việc kín" not in found.to_json()
    missing = await stub.get_stuck_event(pb.GetStuckEventRequest(name=waiting), **operator)
    assert (missing.missing_version, missing.version, missing.queue) == (1, 3, "listener.toy")
    assert missing.allowed_actions == ["drop"]
    counted = await stub.get_subscriber(pb.GetSubscriberRequest(name=LISTENER), **operator)
    assert (counted.parked_count, counted.held_count) == (1, 1)


def test_an_unknown_or_broken_payload_shows_nothing() -> None:
    assert payloads.fields("task.lost", b"") == []
    assert payloads.fields("task.issued", b"\xff\xff") == []


async def test_pages_neither_lose_nor_repeat_an_event(
    stub: OperationsServiceClient, operator: dict[str, Any], database: Database
) -> None:
    now = clock.now()
    names = [
        park(database, event(1, f"toys/{number}"), park_time=now + timedelta(seconds=number))
        for number in range(4)
    ]
    names.append(hold(database, replace(event(5, "toys/9"), time=now + timedelta(seconds=9))))
    found, token = [], ""
    while True:
        request = pb.ListStuckEventsRequest(parent=LISTENER, page_size=2, page_token=token)
        page = await stub.list_stuck_events(request, **operator)
        found += [one.name for one in page.stuck_events]
        if not (token := page.next_page_token):
            break
    assert found == names
    request.page_token = "x"
    assert await refused(stub.list_stuck_events(request, **operator)) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "PAGE_TOKEN_INVALID",
    )


async def test_a_replay_is_recorded_and_happens_once(
    stub: OperationsServiceClient, operator: dict[str, Any], database: Database
) -> None:
    name = park(database, event(1))
    request = pb.ReplayStuckEventRequest(name=name, request_id=str(uuid.uuid4()), reason="đã sửa")
    first = await stub.replay_stuck_event(request, **operator)
    assert (first.state.name, first.allowed_actions) == ("REPLAYED", [])
    assert await stub.replay_stuck_event(request, **operator) == first
    for call in every_call(stub, name, operator)[3:5]:
        assert await refused(call()) == (grpc.StatusCode.FAILED_PRECONDITION, "EVENT_REPLAYED")
    with database.transaction() as session:
        parked.remove(session, name.rpartition("/")[2])
    for call in every_call(stub, name, operator)[3:5]:
        assert await refused(call()) == (grpc.StatusCode.NOT_FOUND, "STUCK_EVENT_NOT_FOUND")
    (done,) = (
        await stub.list_interventions(pb.ListInterventionsRequest(parent=LISTENER), **operator)
    ).interventions
    assert (done.verb.name, done.state.name, done.stuck_event, done.reason) == (
        "REPLAY",
        "PARKED",
        name,
        "đã sửa",
    )
    assert (done.actor, done.actor_display_name, done.actor_position) == (
        "people/operator",
        "operator",
        "units/room/positions/p1",
    )


async def test_a_dropped_event_counts_as_handled_and_the_next_goes_on(
    stub: OperationsServiceClient, operator: dict[str, Any], database: Database
) -> None:
    name, following = park(database, event(1)), event(2)
    hold(database, following)
    request = pb.DropStuckEventRequest(name=name, request_id=str(uuid.uuid4()), reason="không cần")
    done = await stub.drop_stuck_event(request, **operator)
    assert (done.verb.name, done.aggregate, done.version, done.reason) == (
        "DROP",
        "toys/1",
        1,
        "không cần",
    )
    assert await stub.drop_stuck_event(request, **operator) == done
    assert reached(database) == 1
    with database.transaction() as session:
        assert inbox.held(session) == 0
        assert (back := parked.next_to_go_back(session)) is not None
        assert event_of(back.headers, back.payload) == following


async def test_a_held_event_is_not_replayed_and_dropping_it_gives_up_what_it_waits_for(
    stub: OperationsServiceClient, operator: dict[str, Any], database: Database
) -> None:
    third, fourth = event(3), event(4)
    name = hold(database, third)
    hold(database, fourth)
    replay, drop = every_call(stub, name, operator)[3:5]
    assert await refused(replay()) == (grpc.StatusCode.FAILED_PRECONDITION, "EVENT_HELD")
    await drop()
    assert reached(database) == 3
    with database.transaction() as session:
        assert (back := parked.next_to_go_back(session)) is not None
        assert event_of(back.headers, back.payload) == fourth


async def test_what_is_no_event_is_dropped_and_counts_for_nothing(
    stub: OperationsServiceClient, operator: dict[str, Any], database: Database
) -> None:
    strange = event(1)
    name = park(database, strange, not_an_event=str(uuid.uuid4()))
    found = await stub.get_stuck_event(pb.GetStuckEventRequest(name=name), **operator)
    assert (found.source, found.headers["event-id"]) == ("", str(strange.id))
    await stub.drop_stuck_event(pb.DropStuckEventRequest(name=name, reason="lạ"), **operator)
    assert reached(database) is None


async def test_a_dropped_statement_of_versions_is_no_aggregate(
    stub: OperationsServiceClient, operator: dict[str, Any], database: Database
) -> None:
    """It is no event of an aggregate, so nothing counts as handled."""
    aggregate = "versions/1"
    name = park(database, replace(event(2, aggregate, b"{}"), type=comparing.STATED))
    await stub.drop_stuck_event(pb.DropStuckEventRequest(name=name, reason="cũ"), **operator)
    assert reached(database, aggregate) is None
    assert (await refused(stub.get_stuck_event(pb.GetStuckEventRequest(name=name), **operator)))[1] == (
        "STUCK_EVENT_NOT_FOUND"
    )


def test_what_differs_is_named_with_the_command_that_mends_it(
    database: Database, settings: ServiceSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    now = clock.now()
    past = now - timedelta(hours=1)
    with database.transaction() as session:
        for aggregate, reached_version in (("toys/behind", 1), ("toys/ahead", 9)):
            row = {"aggregate": aggregate, "source": "toy", "version": 2, "time": now}
            session.execute(insert(comparing.DIFFERENCES).values(row))
            row = {"aggregate": aggregate, "version": reached_version, "handle_time": past}
            session.execute(insert(inbox.VERSIONS).values(row))
    process.mend_events(settings, "listener", ["differing"])
    ahead, behind = capsys.readouterr().out.splitlines()
    assert behind.endswith("python -m services.toy republish toys/behind")
    # The source has nothing to publish that would have an effect.
    assert "republish" not in ahead
    assert "restore.from=" in ahead
    assert "restored EPOCH" in ahead


@pytest.mark.parametrize("reason", ["", " ", "x" * 2001])
async def test_a_drop_needs_a_reason(
    stub: OperationsServiceClient, operator: dict[str, Any], database: Database, reason: str
) -> None:
    request = pb.DropStuckEventRequest(name=park(database, event(1)), reason=reason)
    with pytest.raises(aio.AioRpcError, match="INVALID_FIELD") as error:
        await stub.drop_stuck_event(request, **operator)
    found = details(error.value, BadRequest)
    assert isinstance(found, BadRequest)
    assert [one.field for one in found.field_violations] == ["reason"]


async def test_another_subscribers_events_are_not_found(
    stub: OperationsServiceClient, operator: dict[str, Any]
) -> None:
    request = pb.GetStuckEventRequest(name="subscribers/stranger/stuckEvents/1")
    assert (await refused(stub.get_stuck_event(request, **operator)))[0] is grpc.StatusCode.NOT_FOUND


@pytest.mark.parametrize("statement", [update(INTERVENTIONS).values(reason=""), delete(INTERVENTIONS)])
async def test_the_record_is_append_only(
    stub: OperationsServiceClient, operator: dict[str, Any], database: Database, statement: Any
) -> None:
    await stub.replay_stuck_event(pb.ReplayStuckEventRequest(name=park(database, event(1))), **operator)
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(statement)


def test_any_header_of_a_stranger_can_be_stored(database: Database) -> None:
    headers = {"a\0": "b\0\ud800", "bytes": b"\xff", "list": [1, {"x": 2.5}], "none": None}
    facts: dict[str, Any] = {
        "queue": "listener.toy",
        "error": "x\0",
        "traceback": "",
        "park_time": clock.now(),
    }
    with database.transaction() as session:
        parked.park(session, parked.parked_of(headers, b"\0", **facts))
        (one,) = parked.waiting(session)
    assert (one.source, one.error, one.payload) == ("", "x", b"\0")
    assert one.headers["list"] == [1, {"x": "2.5"}]


@pytest.mark.parametrize(
    "wrong",
    [
        *({"version": 2**31}, {"epoch": 2**63}, {"aggregate": "toys/\0"}, {"type": "\ud800"}),
        # The first instant is before the year 1 in UTC, the second after the year 9999; the last names none.
        *({"time": time} for time in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00-12:00")),
        {"time": "2026-11-27T10:00:00"},
    ],
)
def test_an_event_that_the_database_cannot_hold_is_parked_as_none(
    database: Database, wrong: dict[str, object]
) -> None:
    headers = headers_of(event(1)) | wrong
    with pytest.raises(NotAnEventError):
        event_of(headers, b"")
    facts: dict[str, Any] = {"queue": "q", "error": "", "traceback": "", "park_time": clock.now()}
    with database.transaction() as session:
        parked.park(session, parked.parked_of(headers, b"", **facts))
        (one,) = parked.waiting(session)
    assert one.source == ""


def test_an_event_that_fails_again_after_a_replay_is_parked_anew(database: Database) -> None:
    one = event(1)
    park(database, one)
    with database.transaction() as session:
        parked.replay(session, str(one.id))
        assert parked.waiting(session) == []
    park(database, one, "KeyError: again")
    with database.transaction() as session:
        assert [found.error for found in parked.waiting(session)] == ["KeyError: again"]
        assert parked.next_to_go_back(session) is None


def test_a_message_whose_queue_is_gone_stays_parked(database: Database) -> None:
    one = event(1)
    park(database, one)
    with database.transaction() as session:
        parked.replay(session, str(one.id))
        parked.keep_parked(session, str(one.id), "the queue 'x' does not exist")
        assert [found.error for found in parked.waiting(session)] == ["the queue 'x' does not exist"]


def test_the_commands_do_the_same_and_stand_in_the_record(
    database: Database, settings: ServiceSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> str:
        process.mend_events(settings, "listener", ["parked", *arguments])
        return capsys.readouterr().out

    first, second = event(1), event(1, "toys/2")
    for one in (first, second):
        park(database, one)
    listed = run("list").splitlines()
    assert [line.split()[0] for line in listed] == [str(first.id), str(second.id)]
    assert listed[0].endswith("ValueError: no")
    run("drop", str(first.id), "of no use")
    assert run("replay") == "1\n"
    assert run("list") == ""
    with pytest.raises(SystemExit, match="EVENT_REPLAYED"):
        run("replay", str(second.id))
    with pytest.raises(SystemExit, match="STUCK_EVENT_NOT_FOUND"):
        run("drop", "absent")
    with database.transaction() as session:
        done = interventions.page(session, None, 10)
    assert [(one.verb, one.event, one.reason, one.actor) for one in done] == [
        ("REPLAY", str(second.id), "", ""),
        ("DROP", str(first.id), "of no use", ""),
    ]
