"""The gRPC service: translates, and calls a use case."""

import uuid
from datetime import datetime

from protobuf.wkt.google.protobuf.timestamp_pb import Timestamp

from dondoc_api.dondoc.notification.v1 import notification_service_pb as pb
from dondoc_api.dondoc.notification.v1.notification_service_pb_grpc import NotificationServiceService
from services.notification.config import NotificationSettings
from services.notification.tables.notifications import Notice
from services.notification.texts import CATALOGUE, text
from services.notification.usecases import reading
from shared import clock, pages, server
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
        notices, unread = await call.read(
            lambda session: reading.list_own(session, call.principal, size + 1, after, request.unread_only)
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
        return await call.change(
            request,
            lambda session: pb.BatchReadNotificationsResponse(
                notifications=[
                    to_proto(notice, call.locale)
                    for notice in reading.read(session, call.principal, request.names, clock.now())
                ]
            ),
        )


def to_proto(notice: Notice, locale: Locale) -> pb.Notification:
    """The notification in the reader's language."""
    words = text(notice.kind, notice.facts, locale)
    return pb.Notification(
        name=f"notifications/{notice.id}",
        kind=notice.kind,
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
    return Runtime(settings, pb.desc(), CATALOGUE)


def serve(settings: NotificationSettings) -> None:
    """Runs the server until SIGTERM."""
    server.serve(settings, "notification-serve", runtime(settings), NotificationService())
