"""The gRPC server: it authenticates callers, refuses invalid requests, and takes a repeated request once."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import grpc
import pytest
from grpc import aio
from pydantic import SecretStr
from sqlalchemy import Column, Identity, Integer, MetaData, Table, func, insert, select
from sqlalchemy.orm import Session

from deploy.local.postgres import RunningPostgres
from dondoc_api.dondoc.notification.v1 import notification_service_pb as pb
from dondoc_api.dondoc.notification.v1.notification_service_pb_grpc import (
    NotificationServiceClient,
    NotificationServiceService,
)
from dondoc_api.google.rpc.error_details_pb import BadRequest, ErrorInfo, LocalizedMessage
from dondoc_api.google.rpc.status_pb import Status
from shared import request_ids
from shared.config import ServiceSettings
from shared.db import Database
from shared.errors import NotFound
from shared.messages import Catalogue
from shared.principal import HEADER, Principal, Signer
from shared.server import Call, Runtime
from shared.status import DETAILS
from shared.testing import PAGE_TOKEN_KEY, Keys, as_caller, person, serving

METADATA = MetaData()
request_ids.table(METADATA)
READ = Table("read", METADATA, Column("id", Integer, Identity(), primary_key=True))
AN = person("an")


class Notifications(NotificationServiceService):
    """A service that counts its changes, and fails or waits on demand."""

    def __init__(self) -> None:
        self.began, self.go_on = asyncio.Event(), asyncio.Event()

    async def list_notifications(  # type: ignore[override]
        self, request: pb.ListNotificationsRequest, call: Call
    ) -> pb.ListNotificationsResponse:
        """Answers with the number of changes; `page_token` selects a failure."""
        if request.page_token == "missing":
            raise NotFound("NOTIFICATION_NOT_FOUND", {"name": "notifications/x"})
        if request.page_token == "slow":
            self.began.set()
            await self.go_on.wait()
        if request.page_token == "broken":
            raise RuntimeError("the password is hunter2")
        count = await call.read(lambda session: session.scalars(select(func.count()).select_from(READ)).one())
        return pb.ListNotificationsResponse(unread_count=count)

    async def batch_read_notifications(  # type: ignore[override]
        self, request: pb.BatchReadNotificationsRequest, call: Call
    ) -> pb.BatchReadNotificationsResponse:
        """Adds a row and answers with its number as the name."""
        return await call.change(request, lambda session: self._read(session, request))

    @staticmethod
    def _read(
        session: Session, request: pb.BatchReadNotificationsRequest
    ) -> pb.BatchReadNotificationsResponse:
        row = session.scalars(insert(READ).returning(READ.c.id)).one()
        if request.names == ["notifications/broken"]:
            raise RuntimeError
        return pb.BatchReadNotificationsResponse(notifications=[pb.Notification(name=f"notifications/{row}")])


@pytest.fixture
def service() -> Notifications:
    return Notifications()


@pytest.fixture
async def client(
    postgres: RunningPostgres, keys: Keys, service: Notifications
) -> AsyncIterator[NotificationServiceClient]:
    url = postgres.create_database(f"server{uuid.uuid4().hex[:8]}")
    METADATA.create_all(Database(url).engine)
    settings = ServiceSettings(
        environment="local",
        database_url=SecretStr(url),
        broker_url=SecretStr("amqp://nobody"),
        principal_keys=keys.public,
        page_token_key=SecretStr(PAGE_TOKEN_KEY),
        call_limit=2,
    )
    runtime = Runtime(settings, pb.desc(), Catalogue())
    async with serving(runtime, service) as channel:
        yield NotificationServiceClient(channel)


def details(error: aio.AioRpcError, kind: type[ErrorInfo | BadRequest | LocalizedMessage]) -> object:
    """The detail of this kind in the status of an error."""
    raw = dict(error.trailing_metadata() or ())[DETAILS]
    status = Status.from_binary(raw if isinstance(raw, bytes) else raw.encode())
    found = {detail.type_url.rpartition(".")[2]: detail.value for detail in status.details}
    return kind.from_binary(found[kind.__name__])


def statements(keys: Keys) -> dict[str, str | None]:
    """Statements that an intruder might attach."""
    foreign = Keys("notification")
    good = keys.person(AN)
    head, body, seal = good.split(".")
    return {
        "none": None,
        "rubbish": "rubbish",
        "foreign": foreign.person(AN),
        "expired": Signer(keys.private["gateway"]).sign(AN, lifetime=-1),
        "altered": f"{head}.{body[:-4]}AAAA.{seal}",
        "a service speaking for a person": Signer(keys.private["notification"]).sign(AN),
        "a person's key speaking for a service": Signer(keys.private["gateway"]).sign(
            Principal("x", service="task")
        ),
    }


@pytest.mark.parametrize("kind", list(statements(Keys("notification"))))
async def test_a_call_without_a_valid_principal_is_refused(
    client: NotificationServiceClient, keys: Keys, kind: str
) -> None:
    statement = statements(keys)[kind]
    metadata = [(HEADER, statement)] if statement else []
    with pytest.raises(aio.AioRpcError) as refused:
        await client.list_notifications(pb.ListNotificationsRequest(), metadata=metadata)
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert details(refused.value, ErrorInfo) == ErrorInfo(reason="PRINCIPAL_REQUIRED", domain="dondoc.vn")


async def test_a_cached_statement_is_refused_once_it_expires(
    client: NotificationServiceClient, keys: Keys
) -> None:
    metadata = [(HEADER, Signer(keys.private["gateway"]).sign(AN, lifetime=1.5))]
    await client.list_notifications(pb.ListNotificationsRequest(), metadata=metadata)
    await asyncio.sleep(2)
    with pytest.raises(aio.AioRpcError, match="UNAUTHENTICATED"):
        await client.list_notifications(pb.ListNotificationsRequest(), metadata=metadata)


@pytest.mark.parametrize(
    ("language", "text"), [("vi", "phải từ 0 trở lên"), ("en-GB,vi;q=0.5", "must be at least 0")]
)
async def test_an_invalid_field_is_explained_in_the_language_of_the_caller(
    client: NotificationServiceClient, keys: Keys, language: str, text: str
) -> None:
    with pytest.raises(aio.AioRpcError, match="INVALID_FIELD") as refused:
        await client.list_notifications(
            pb.ListNotificationsRequest(page_size=-1), **as_caller(keys, AN, language)
        )
    violations = details(refused.value, BadRequest)
    assert isinstance(violations, BadRequest)
    assert [(one.field, one.description) for one in violations.field_violations] == [("page_size", text)]


async def test_a_refusal_has_its_reason_and_facts(client: NotificationServiceClient, keys: Keys) -> None:
    with pytest.raises(aio.AioRpcError) as refused:
        await client.list_notifications(
            pb.ListNotificationsRequest(page_token="missing"), **as_caller(keys, AN)
        )
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND
    assert details(refused.value, ErrorInfo) == ErrorInfo(
        reason="NOTIFICATION_NOT_FOUND", domain="notification.dondoc.vn", metadata={"name": "notifications/x"}
    )


async def test_what_is_too_much_at_once_is_refused_before_it_has_any_effect(
    client: NotificationServiceClient, keys: Keys, service: Notifications
) -> None:
    caller = as_caller(keys, AN)
    slow = [
        asyncio.ensure_future(
            client.list_notifications(pb.ListNotificationsRequest(page_token="slow"), **caller)
        )
        for _ in range(2)
    ]
    await service.began.wait()
    await asyncio.sleep(0.1)
    change = pb.BatchReadNotificationsRequest(all=True, request_id=str(uuid.uuid4()))
    with pytest.raises(aio.AioRpcError, match="RESOURCE_EXHAUSTED") as refused:
        await client.batch_read_notifications(change, **caller)
    assert details(refused.value, ErrorInfo) == ErrorInfo(reason="OVERLOADED", domain="dondoc.vn")
    service.go_on.set()
    assert [answer.unread_count for answer in await asyncio.gather(*slow)] == [0, 0]
    await client.batch_read_notifications(change, **caller)
    count = await client.list_notifications(pb.ListNotificationsRequest(), **caller)
    assert count.unread_count == 1


async def test_a_failure_reveals_no_internals(client: NotificationServiceClient, keys: Keys) -> None:
    with pytest.raises(aio.AioRpcError) as failed:
        await client.list_notifications(
            pb.ListNotificationsRequest(page_token="broken"), **as_caller(keys, AN)
        )
    assert failed.value.code() is grpc.StatusCode.INTERNAL
    assert "hunter2" not in str(failed.value) + str(failed.value.trailing_metadata())
    localized = details(failed.value, LocalizedMessage)
    assert isinstance(localized, LocalizedMessage)
    assert localized.message.startswith("Hệ thống gặp lỗi. Mã sự cố: ")


async def test_a_repeated_request_gets_the_first_answer_and_changes_nothing(
    client: NotificationServiceClient, keys: Keys
) -> None:
    request = pb.BatchReadNotificationsRequest(names=["notifications/a"], request_id=str(uuid.uuid4()))
    first = await client.batch_read_notifications(request, **as_caller(keys, AN))
    again = await client.batch_read_notifications(request, **as_caller(keys, AN))
    others = await client.batch_read_notifications(request, **as_caller(keys, person("binh")))
    count = await client.list_notifications(pb.ListNotificationsRequest(), **as_caller(keys, AN))
    assert again == first
    assert others != first
    assert count.unread_count == 2


async def test_a_request_id_with_another_body_is_refused(
    client: NotificationServiceClient, keys: Keys
) -> None:
    request_id = str(uuid.uuid4())
    request = pb.BatchReadNotificationsRequest(names=["notifications/a"], request_id=request_id)
    await client.batch_read_notifications(request, **as_caller(keys, AN))
    other = pb.BatchReadNotificationsRequest(names=["notifications/b"], request_id=request_id)
    with pytest.raises(aio.AioRpcError, match="REQUEST_ID_REUSED"):
        await client.batch_read_notifications(other, **as_caller(keys, AN))


async def test_a_failed_change_is_rolled_back_with_its_request_id(
    client: NotificationServiceClient, keys: Keys
) -> None:
    request = pb.BatchReadNotificationsRequest(names=["notifications/broken"], request_id=str(uuid.uuid4()))
    for _ in range(2):
        with pytest.raises(aio.AioRpcError, match="INTERNAL"):
            await client.batch_read_notifications(request, **as_caller(keys, AN))
    count = await client.list_notifications(pb.ListNotificationsRequest(), **as_caller(keys, AN))
    assert count.unread_count == 0


async def test_the_server_is_unavailable_while_the_database_is_away(
    client: NotificationServiceClient, keys: Keys, postgres: RunningPostgres
) -> None:
    await client.list_notifications(pb.ListNotificationsRequest(), **as_caller(keys, AN))
    postgres.stop()
    try:
        with pytest.raises(aio.AioRpcError) as away:
            await client.list_notifications(pb.ListNotificationsRequest(), **as_caller(keys, AN))
        assert away.value.code() is grpc.StatusCode.UNAVAILABLE
    finally:
        postgres.start()
    await client.list_notifications(pb.ListNotificationsRequest(), **as_caller(keys, AN))
