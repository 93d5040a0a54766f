"""The gRPC service: translates, and calls a use case."""

import uuid
from collections.abc import AsyncIterator
from datetime import datetime

from protobuf.wkt.google.protobuf.timestamp_pb import Timestamp
from sqlalchemy.orm import Session

from dondoc_api.dondoc.notification.v1 import notification_service_pb as pb
from dondoc_api.dondoc.notification.v1.notification_service_pb_grpc import NotificationServiceService
from services.notification.config import NotificationSettings
from services.notification.model import Kind
from services.notification.tables.notifications import CHANNEL, READ, Notice
from services.notification.texts import CATALOGUE, text
from services.notification.usecases import reading
from shared import clock, pages, server
from shared.errors import invalid
from shared.messages import Locale
from shared.server import Call, Runtime


class NotificationService(NotificationServiceService):
    """Shows a person what he was told."""

    async def list_notifications(
        self, request: pb.ListNotificationsRequest, call: Call
    ) -> pb.ListNotificationsResponse:
        """The caller's, newest first."""
        reading.owner(call.principal)
        size, place = pages.size(request.page_size), call.pages.read(request)
        after = (datetime.fromisoformat(place[0]), uuid.UUID(place[1])) if place else None
        kinds = [Kind(pb.Notification.Kind(each).name) for each in request.kinds]
        notices, unread = await call.read(
            lambda session: reading.list_own(
                session, call.principal, size + 1, after, request.unread_only, kinds
            )
        )
        token = ""
        if len(notices) > size:
            last = notices[size - 1]
            token = call.pages.make(request, [last.create_time.isoformat(), str(last.id)])
        shown = [to_proto(notice, call.locale) for notice in notices[:size]]
        return pb.ListNotificationsResponse(notifications=shown, next_page_token=token, unread_count=unread)

    async def batch_read_notifications(
        self, request: pb.BatchReadNotificationsRequest, call: Call
    ) -> pb.BatchReadNotificationsResponse:
        """Marks them as read."""
        caller, now = call.principal, clock.now()
        until = request.until_time.to_datetime() if request.until_time else now
        _require_names_or_all(request)

        def work(session: Session) -> pb.BatchReadNotificationsResponse:
            if request.all:
                reading.read_all(session, caller, until, now)
            read = reading.read(session, caller, request.names, now) if request.names else []
            return pb.BatchReadNotificationsResponse(
                notifications=[to_proto(notice, call.locale) for notice in read],
                unread_count=reading.unread(session, caller),
            )

        return await call.change(request, work)

    async def watch_notifications(
        self, _request: pb.WatchNotificationsRequest, call: Call
    ) -> AsyncIterator[pb.NotificationChange]:
        """Tells the caller of the own."""
        person = reading.owner(call.principal)

        async def change(name: str = "") -> pb.NotificationChange:
            count = await call.read(lambda session: reading.unread(session, call.principal))
            return pb.NotificationChange(unread_count=count, name=name)

        async with call.watch([person]) as watch:
            yield await change()
            async for keys in watch:
                yield await change(max((keys or {READ}) - {READ}, default=""))


def _require_names_or_all(request: pb.BatchReadNotificationsRequest) -> None:
    if request.names and request.all:
        raise invalid("all", "all.with_names")
    if request.until_time and not request.all:
        raise invalid("until_time", "until.without_all")
    if not request.names and not request.all:
        raise invalid("names", "required")


def to_proto(notice: Notice, locale: Locale) -> pb.Notification:
    """The notification in the reader's language."""
    words = text(notice.kind, notice.facts, locale)
    return pb.Notification(
        name=f"notifications/{notice.id}",
        kind=pb.Notification.Kind[notice.kind],
        title=words.title,
        text=str(words),
        subject=notice.subject,
        create_time=Timestamp.from_datetime(notice.create_time),
        read_time=_timestamp(notice.read_time),
        email_time=_timestamp(notice.email_time),
    )


def _timestamp(time: datetime | None) -> Timestamp | None:
    return Timestamp.from_datetime(time) if time else None


def runtime(settings: NotificationSettings) -> Runtime:
    """What the calls share."""
    return Runtime(settings, pb.desc(), CATALOGUE, CHANNEL)


def serve(settings: NotificationSettings) -> None:
    """Runs the server until SIGTERM."""
    server.serve(settings, "notification-serve", runtime(settings), NotificationService())
