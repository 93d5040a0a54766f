"""The API: a caller's own notifications and no others, pages, languages, marking as read."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import grpc
import pytest
from grpc import aio
from protobuf.wkt.google.protobuf.timestamp_pb import Timestamp

from dondoc_api.dondoc.notification.v1 import notification_service_pb as pb
from dondoc_api.dondoc.notification.v1.notification_service_pb_grpc import NotificationServiceClient
from services.notification import jobs, rpc
from services.notification.config import NotificationSettings
from services.notification.tests.province import Province, Situation
from shared.principal import HeldPosition, Principal, Signer
from shared.testing import Keys, as_caller, held, person, serving

CLERK = person("van-thu", held("so-y-te", "AGENCY_CLERK"))
OTHER = person("noi-vu-van-thu", held("so-noi-vu", "AGENCY_CLERK"))
ADMINISTRATOR = person("quan-tri", held("van-phong", "SYSTEM_ADMINISTRATOR"))
CLIENT = Principal("cong-thong-tin", scopes=("statistics.read", "notifications.read"))
Kind = pb.Notification.Kind
METHODS = sorted(method.name for service in pb.desc().services for method in service.methods)
UUID = "3f0c2f0e-9f3b-4b5d-8a55-3c6f6f6d8b10"


@pytest.fixture
async def channel(province: Province, settings: NotificationSettings) -> AsyncIterator[aio.Channel]:
    """A server in this process."""
    async with serving(rpc.runtime(settings), rpc.NotificationService()) as channel:
        yield channel


@pytest.fixture
def stub(channel: aio.Channel) -> NotificationServiceClient:
    """The stub that a client calls."""
    return NotificationServiceClient(channel)


def issue(province: Province, count: int = 1) -> None:
    """Notifies the clerk and the head of a number of tasks."""
    for number in range(count):
        situation = Situation(name=f"tasks/n{number}", title=f"Việc số {number}")
        province.handle(province.step("task.issued", situation))


async def list_own(
    stub: NotificationServiceClient, keys: Keys, caller: Principal, language: str = "vi", **fields: Any
) -> pb.ListNotificationsResponse:
    """The list of the caller's own notifications."""
    request = pb.ListNotificationsRequest(**fields)
    return await stub.list_notifications(request, **as_caller(keys, caller, language))


def test_the_rights_of_every_method_are_tested() -> None:
    assert METHODS == ["BatchReadNotifications", "ListNotifications", "WatchNotifications"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("nobody", grpc.StatusCode.UNAUTHENTICATED),
        ("a client", grpc.StatusCode.PERMISSION_DENIED),
        ("a service", grpc.StatusCode.PERMISSION_DENIED),
        ("another person", grpc.StatusCode.NOT_FOUND),
        ("the administrator", grpc.StatusCode.NOT_FOUND),
        ("the owner", grpc.StatusCode.OK),
    ],
)
async def test_only_the_owner_may_read_and_change_notifications(
    province: Province,
    stub: NotificationServiceClient,
    keys: Keys,
    method: str,
    who: str,
    code: grpc.StatusCode,
) -> None:
    issue(province)
    name = (await list_own(stub, keys, CLERK)).notifications[0].name
    callers = {
        "a client": as_caller(keys, CLIENT),
        "another person": as_caller(keys, OTHER),
        "the administrator": as_caller(keys, ADMINISTRATOR),
        "the owner": as_caller(keys, CLERK),
        "a service": {"metadata": [("x-dondoc-principal", Signer(keys.private["task"]).service())]},
    }
    options = callers.get(who, {})
    if method == "BatchReadNotifications":
        request = pb.BatchReadNotificationsRequest(names=[name])
        assert await code_of(stub.batch_read_notifications(request, **options)) is code
    elif method == "WatchNotifications":
        watched = stub.watch_notifications(pb.WatchNotificationsRequest(), **options)
        # Other people may watch, but get only their own notifications.
        watching = grpc.StatusCode.OK if code is grpc.StatusCode.NOT_FOUND else code
        assert await code_of(anext(aiter(watched))) is watching
    elif code is grpc.StatusCode.NOT_FOUND:
        # Other people may list, but find only their own notifications.
        listed = await stub.list_notifications(pb.ListNotificationsRequest(), **options)
        assert (listed.notifications, listed.unread_count) == ([], 0)
    else:
        assert await code_of(stub.list_notifications(pb.ListNotificationsRequest(), **options)) is code


async def code_of(call: Awaitable[object]) -> grpc.StatusCode:
    """The code with which the call ends."""
    try:
        await call
    except aio.AioRpcError as error:
        return error.code()
    return grpc.StatusCode.OK


async def test_pages_are_newest_first_and_neither_lose_nor_repeat_a_notification(
    province: Province, stub: NotificationServiceClient, keys: Keys
) -> None:
    issue(province, 7)
    titles, token = [], ""
    while True:
        page = await list_own(stub, keys, CLERK, page_size=3, page_token=token)
        titles += [one.title for one in page.notifications]
        issue_again = Situation(name=f"tasks/moi-{len(titles)}")
        province.handle(province.step("task.issued", issue_again))
        token = page.next_page_token
        if not token:
            break
    assert titles == [f"Nhiệm vụ mới: Việc số {number}" for number in reversed(range(7))]


async def test_a_page_token_of_another_list_is_refused(
    province: Province, stub: NotificationServiceClient, keys: Keys
) -> None:
    issue(province, 3)
    token = (await list_own(stub, keys, CLERK, page_size=1)).next_page_token
    for fields in ({"unread_only": True, "page_token": token}, {"page_token": token[:-2]}, {"page_size": -1}):
        with pytest.raises(aio.AioRpcError) as refused:
            await list_own(stub, keys, CLERK, **fields)
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_notifications_are_in_the_language_of_the_caller(
    province: Province, stub: NotificationServiceClient, keys: Keys
) -> None:
    province.handle(province.directive())
    issue(province)
    (vietnamese,) = (await list_own(stub, keys, CLERK)).notifications
    (english,) = (await list_own(stub, keys, CLERK, "en")).notifications
    assert (vietnamese.title, english.title) == ("Nhiệm vụ mới: Việc số 0", "New task: Việc số 0")
    assert "Văn bản: 215/TB-UBND" in vietnamese.text.splitlines()
    assert "Directive: 215/TB-UBND" in english.text.splitlines()
    assert (vietnamese.kind, vietnamese.subject) == (Kind.TASK_ISSUED, "tasks/n0")


async def test_a_notification_shows_the_number_of_a_directive_once_it_is_known(
    province: Province, stub: NotificationServiceClient, keys: Keys
) -> None:
    issue(province)
    (before,) = (await list_own(stub, keys, CLERK)).notifications
    province.handle(province.directive())
    (after,) = (await list_own(stub, keys, CLERK)).notifications
    assert ("215/TB-UBND" in before.text, "215/TB-UBND" in after.text) == (False, True)


async def test_notifications_are_marked_as_read_once_and_the_unread_ones_counted(
    province: Province, stub: NotificationServiceClient, keys: Keys
) -> None:
    issue(province, 3)
    before = await list_own(stub, keys, CLERK)
    names = [one.name for one in before.notifications[:2]]
    request = pb.BatchReadNotificationsRequest(names=list(reversed(names)))
    read = await stub.batch_read_notifications(request, **as_caller(keys, CLERK))
    assert [one.name for one in read.notifications] == list(reversed(names))
    again = await stub.batch_read_notifications(request, **as_caller(keys, CLERK))
    assert [one.read_time for one in again.notifications] == [one.read_time for one in read.notifications]
    after = await list_own(stub, keys, CLERK, unread_only=True)
    assert (before.unread_count, after.unread_count, len(after.notifications)) == (3, 1, 1)


async def test_a_request_with_another_persons_notification_marks_none_as_read(
    province: Province, stub: NotificationServiceClient, keys: Keys
) -> None:
    issue(province)
    province.handle(province.step("task.issued", Situation(lead="so-noi-vu")))
    mine = (await list_own(stub, keys, CLERK)).notifications[0].name
    theirs = (await list_own(stub, keys, OTHER)).notifications[0].name
    request = pb.BatchReadNotificationsRequest(names=[mine, theirs])
    with pytest.raises(aio.AioRpcError) as refused:
        await stub.batch_read_notifications(request, **as_caller(keys, CLERK))
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND
    assert "NOTIFICATION_NOT_FOUND" in (refused.value.details() or "")
    assert (await list_own(stub, keys, CLERK)).unread_count == 1


async def test_all_notifications_until_an_instant_can_be_marked_as_read(
    province: Province, stub: NotificationServiceClient, keys: Keys
) -> None:
    issue(province, 3)
    newest, middle, oldest = (await list_own(stub, keys, CLERK)).notifications
    until_middle = pb.BatchReadNotificationsRequest(all=True, until_time=middle.create_time)
    assert (await stub.batch_read_notifications(until_middle, **as_caller(keys, CLERK))).unread_count == 1
    read = await list_own(stub, keys, CLERK)
    assert [one.read_time is None for one in read.notifications] == [True, False, False]
    everything = pb.BatchReadNotificationsRequest(all=True)
    assert (await stub.batch_read_notifications(everything, **as_caller(keys, CLERK))).unread_count == 0
    after = await list_own(stub, keys, CLERK)
    assert [one.name for one in after.notifications] == [newest.name, middle.name, oldest.name]
    assert after.notifications[1].read_time == read.notifications[1].read_time


@pytest.mark.parametrize(
    "request_",
    [
        pb.BatchReadNotificationsRequest(all=True, names=[f"notifications/{UUID}"]),
        pb.BatchReadNotificationsRequest(names=[f"notifications/{UUID}"], until_time=Timestamp(seconds=1)),
    ],
)
async def test_names_cannot_be_combined_with_all_or_an_instant(
    stub: NotificationServiceClient, keys: Keys, request_: pb.BatchReadNotificationsRequest
) -> None:
    call = stub.batch_read_notifications(request_, **as_caller(keys, CLERK))
    assert await code_of(call) is grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.parametrize(
    ("kinds", "found"),
    [
        ([], 2),
        ([Kind.TASK_ISSUED], 1),
        ([Kind.TASK_ISSUED, Kind.TASK_URGED], 2),
        ([Kind.REMINDER_OVERDUE, Kind.TASK_URGED], 1),
        ([Kind.TASK_ACCEPTED], 0),
    ],
)
async def test_a_list_has_only_the_requested_kinds(
    province: Province, stub: NotificationServiceClient, keys: Keys, kinds: list[Kind], found: int
) -> None:
    for step in ("task.issued", "task.urged"):
        province.handle(province.step(step, Situation()))
    assert len((await list_own(stub, keys, CLERK, kinds=kinds)).notifications) == found


@pytest.mark.parametrize("kind", [Kind.UNSPECIFIED, 99])
async def test_an_unknown_kind_is_refused(stub: NotificationServiceClient, keys: Keys, kind: Any) -> None:
    request = pb.ListNotificationsRequest(kinds=[kind])
    call = stub.list_notifications(request, **as_caller(keys, CLERK))
    assert await code_of(call) is grpc.StatusCode.INVALID_ARGUMENT


async def test_a_watcher_gets_the_unread_count_at_once_and_after_every_change(
    province: Province, stub: NotificationServiceClient, keys: Keys
) -> None:
    issue(province)
    stream = aiter(stub.watch_notifications(pb.WatchNotificationsRequest(), **as_caller(keys, CLERK)))
    first = await asyncio.wait_for(anext(stream), 10)
    assert (first.unread_count, first.name) == (1, "")
    province.handle(province.step("task.issued", Situation(name="tasks/moi")))
    change = await asyncio.wait_for(anext(stream), 10)
    newest = (await list_own(stub, keys, CLERK)).notifications[0]
    assert (change.unread_count, change.name) == (2, newest.name)
    everything = pb.BatchReadNotificationsRequest(all=True)
    await stub.batch_read_notifications(everything, **as_caller(keys, CLERK))
    read = await asyncio.wait_for(anext(stream), 10)
    assert (read.unread_count, read.name) == (0, "")


@pytest.mark.parametrize(
    "names",
    [[], ["tasks/n0"], ["notifications/n0"] * 2, [f"notifications/n{number}" for number in range(201)]],
)
async def test_wrong_names_are_refused(stub: NotificationServiceClient, keys: Keys, names: list[str]) -> None:
    request = pb.BatchReadNotificationsRequest(names=names)
    call = stub.batch_read_notifications(request, **as_caller(keys, CLERK))
    assert await code_of(call) is grpc.StatusCode.INVALID_ARGUMENT


async def test_a_repeated_request_returns_the_first_answer_and_another_body_is_refused(
    province: Province, stub: NotificationServiceClient, keys: Keys
) -> None:
    issue(province, 2)
    names = [one.name for one in (await list_own(stub, keys, CLERK)).notifications]
    request = pb.BatchReadNotificationsRequest(names=names[:1], request_id=UUID)
    first = await stub.batch_read_notifications(request, **as_caller(keys, CLERK))
    second = await stub.batch_read_notifications(request, **as_caller(keys, CLERK, "en"))
    assert first == second
    other = pb.BatchReadNotificationsRequest(names=names, request_id=UUID)
    call = stub.batch_read_notifications(other, **as_caller(keys, CLERK))
    assert await code_of(call) is grpc.StatusCode.INVALID_ARGUMENT


async def test_a_notification_shows_the_time_of_its_e_mail(
    province: Province, settings: NotificationSettings, stub: NotificationServiceClient, keys: Keys
) -> None:
    issue(province)
    assert (await list_own(stub, keys, CLERK)).notifications[0].email_time is None
    jobs.sweep_emails(province.database, settings)
    assert (await list_own(stub, keys, CLERK)).notifications[0].email_time is not None


async def test_a_person_without_a_position_can_read_old_notifications(
    province: Province, stub: NotificationServiceClient, keys: Keys
) -> None:
    issue(province)
    positions: tuple[HeldPosition, ...] = ()
    retired = Principal("subject-van-thu", person="people/van-thu", positions=positions)
    assert (await list_own(stub, keys, retired)).unread_count == 1
