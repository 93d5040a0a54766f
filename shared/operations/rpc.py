"""The gRPC servicer that every subscriber serves: translates, calls a use case, translates its result."""

from datetime import datetime

from sqlalchemy.orm import Session

from dondoc_api.dondoc.operations.v1 import operations_service_pb as pb
from dondoc_api.dondoc.operations.v1.operations_service_pb_grpc import OperationsServiceService
from shared import dates, pages
from shared.errors import NotFound
from shared.operations import payloads, usecases
from shared.operations.interventions import Intervention
from shared.operations.stuck import Stuck
from shared.operations.usecases import Subscriber
from shared.resource_names import id_of
from shared.server import Call


class Operations(OperationsServiceService):
    """dondoc.operations.v1.OperationsService for one subscriber."""

    def __init__(self, subscriber: Subscriber) -> None:
        self._subscriber = subscriber

    async def get_subscriber(self, request: pb.GetSubscriberRequest, call: Call) -> pb.Subscriber:
        """Gets the subscriber with the number of its stuck events."""
        subscriber = self._named(request.name, call)
        parked, held = await call.read(lambda session: usecases.counts(session, call.principal, subscriber))
        return pb.Subscriber(name=request.name, parked_count=parked, held_count=held)

    async def get_stuck_event(self, request: pb.GetStuckEventRequest, call: Call) -> pb.StuckEvent:
        """Gets a stuck event with the fields of its payload."""
        subscriber, id = self._named(request.name, call), id_of(request.name)
        found = await call.read(lambda session: usecases.get(session, call.principal, subscriber, id))
        return self._with_message(found)

    async def list_stuck_events(
        self, request: pb.ListStuckEventsRequest, call: Call
    ) -> pb.ListStuckEventsResponse:
        """Lists the stuck events, those first that have been stuck longest."""
        subscriber, values = self._named(request.parent, call), call.pages.read(request)
        size = pages.size(request.page_size)
        cursor = (datetime.fromisoformat(values[0]), str(values[1])) if values else None
        found = await call.read(
            lambda session: usecases.list_stuck(session, call.principal, subscriber, cursor, size + 1)
        )
        response = pb.ListStuckEventsResponse(stuck_events=[self._stuck(one) for one in found[:size]])
        if len(found) > size:
            last = found[size - 1]
            response.next_page_token = call.pages.make(request, [last.stuck_time.isoformat(), last.id])
        return response

    async def replay_stuck_event(self, request: pb.ReplayStuckEventRequest, call: Call) -> pb.StuckEvent:
        """Lets a parked event go back to its queue."""
        subscriber, id = self._named(request.name, call), id_of(request.name)

        def work(session: Session) -> pb.StuckEvent:
            done = usecases.replay(session, call.principal, subscriber, id, request.reason)
            return self._with_message(done)

        return await call.change(request, work)

    async def drop_stuck_event(self, request: pb.DropStuckEventRequest, call: Call) -> pb.Intervention:
        """Drops a stuck event."""
        subscriber, id = self._named(request.name, call), id_of(request.name)

        def work(session: Session) -> pb.Intervention:
            return self._intervention(usecases.drop(session, call.principal, subscriber, id, request.reason))

        return await call.change(request, work)

    async def list_interventions(
        self, request: pb.ListInterventionsRequest, call: Call
    ) -> pb.ListInterventionsResponse:
        """Lists what was done, newest first."""
        subscriber, values = self._named(request.parent, call), call.pages.read(request)
        size, before = pages.size(request.page_size), int(values[0]) if values else None
        found = await call.read(
            lambda session: usecases.list_interventions(session, call.principal, subscriber, before, size + 1)
        )
        response = pb.ListInterventionsResponse(
            interventions=[self._intervention(one) for one in found[:size]]
        )
        if len(found) > size:
            response.next_page_token = call.pages.make(request, [found[size - 1].id])
        return response

    def _named(self, name: str, call: Call) -> Subscriber:
        """This subscriber, whose resources the request must name. The right comes first [AIP-193]."""
        self._subscriber.require(call.principal)
        if name.split("/")[1] != self._subscriber.name:
            raise NotFound("STUCK_EVENT_NOT_FOUND", {"name": name})
        return self._subscriber

    @property
    def _name(self) -> str:
        return f"subscribers/{self._subscriber.name}"

    def _with_message(self, one: Stuck) -> pb.StuckEvent:
        found = self._stuck(one)
        found.headers = {name: str(value) for name, value in one.headers.items()}
        found.payload_fields = [
            pb.PayloadField(path=path, resource_name=name)
            for path, name in payloads.fields(one.type, one.payload)
        ]
        return found

    def _stuck(self, one: Stuck) -> pb.StuckEvent:
        return pb.StuckEvent(
            name=f"{self._name}/stuckEvents/{one.id}",
            state=pb.StuckEvent.State[one.state],
            source=one.source,
            type=one.type,
            aggregate=one.aggregate,
            version=one.version,
            event_time=dates.timestamp(one.event_time),
            stuck_time=dates.timestamp(one.stuck_time),
            attempt_count=one.attempt_count,
            error=_first_line(one.error),
            queue=one.queue,
            missing_version=one.missing_version,
            payload_size=one.size,
            allowed_actions=usecases.allowed(one),
        )

    def _intervention(self, one: Intervention) -> pb.Intervention:
        return pb.Intervention(
            name=f"{self._name}/interventions/{one.id}",
            verb=pb.Intervention.Verb[one.verb],
            create_time=dates.timestamp(one.create_time),
            actor=one.actor,
            actor_display_name=one.actor_display_name,
            actor_position=one.actor_position,
            reason=one.reason,
            stuck_event=f"{self._name}/stuckEvents/{one.event}",
            state=pb.StuckEvent.State[one.state],
            source=one.source,
            type=one.type,
            aggregate=one.aggregate,
            version=one.version,
            error=_first_line(one.error),
        )


def _first_line(error: str) -> str:
    """What operators see of an error: the lines after the first may quote the parameters of a statement."""
    return error.partition("\n")[0]
