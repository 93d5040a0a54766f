"""The gRPC servicer: translates the request, calls a use case, translates the answer."""

import uuid
from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy.orm import Session

from dondoc_api.dondoc.notification.v1 import notification_service_pb as pb
from dondoc_api.dondoc.notification.v1.notification_service_pb_grpc import NotificationServiceService
from services.notification.config import NotificationSettings
from services.notification.model import Kind
from services.notification.tables.notifications import CHANNEL, READ, Notification
from services.notification.texts import CATALOGUE, text
from services.notification.usecases import notifications
from services.notification.usecases.operating import SUBSCRIBER
from shared import clock, dates, pages, server
from shared.errors import invalid
from shared.messages import Locale
from shared.operations.rpc import Operations
from shared.server import Call, Runtime


class NotificationService(NotificationServiceService):
    """dondoc.notification.v1.NotificationService."""

    async def list_notifications(
        self, request: pb.ListNotificationsRequest, call: Call
    ) -> pb.ListNotificationsResponse:
        """Lists the caller's notifications, newest first."""
        values, size = call.pages.read(request), pages.size(request.page_size)
        cursor = (datetime.fromisoformat(values[0]), uuid.UUID(values[1])) if values else None
        kinds = [Kind(pb.Notification.Kind(each).name) for each in request.kinds]
        found, unread = await call.read(
            lambda session: notifications.list_page(
                session, call.principal, size + 1, cursor, request.unread_only, kinds
            )
        )
        response = pb.ListNotificationsResponse(
            notifications=[to_proto(each, call.locale) for each in found[:size]], unread_count=unread
        )
        if len(found) > size:
            last = found[size - 1]
            response.next_page_token = call.pages.make(request, [last.create_time.isoformat(), str(last.id)])
        return response

    async def batch_read_notifications(
        self, request: pb.BatchReadNotificationsRequest, call: Call
    ) -> pb.BatchReadNotificationsResponse:
        """Marks notifications as read."""
        caller, now = call.principal, clock.now()
        until = request.until_time.to_datetime() if request.until_time else now
        _require_names_or_all(request)

        def work(session: Session) -> pb.BatchReadNotificationsResponse:
            if request.all:
                notifications.mark_all_read(session, caller, until, now)
            read = notifications.mark_read(session, caller, request.names, now) if request.names else []
            return pb.BatchReadNotificationsResponse(
                notifications=[to_proto(each, call.locale) for each in read],
                unread_count=notifications.count_unread(session, caller),
            )

        return await call.change(request, work)

    async def watch_notifications(
        self, _request: pb.WatchNotificationsRequest, call: Call
    ) -> AsyncIterator[pb.NotificationChange]:
        """Streams changes to the caller's own notifications."""
        topics = notifications.topics(call.principal)

        async def change(name: str = "") -> pb.NotificationChange:
            count = await call.read(lambda session: notifications.count_unread(session, call.principal))
            return pb.NotificationChange(unread_count=count, name=name)

        async with call.watch(topics) as watch:
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


def to_proto(notification: Notification, locale: Locale) -> pb.Notification:
    """The notification in the reader's language."""
    words = text(notification.kind, notification.facts, locale)
    return pb.Notification(
        name=f"notifications/{notification.id}",
        kind=pb.Notification.Kind[notification.kind],
        title=words.title,
        text=str(words),
        subject=notification.subject,
        create_time=dates.timestamp(notification.create_time),
        read_time=dates.timestamp(notification.read_time),
        email_time=dates.timestamp(notification.email_time),
    )


def runtime(settings: NotificationSettings) -> Runtime:
    """The runtime that all calls share."""
    return Runtime(settings, pb.desc(), CATALOGUE, CHANNEL)


def serve(settings: NotificationSettings) -> None:
    """Runs the server until SIGTERM."""
    services = (NotificationService(), Operations(SUBSCRIBER))
    server.serve(settings, "notification-serve", runtime(settings), *services)
