"""Looking at stuck events, replaying and dropping them. Each use case asks for the right, and records what it did."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from shared import clock, comparing, inbox, parked, texts
from shared.db import ReadSession
from shared.errors import FailedPrecondition, NotFound, PermissionDenied, invalid
from shared.operations import interventions, stuck
from shared.operations.interventions import Intervention
from shared.operations.stuck import Cursor, Stuck
from shared.principal import Principal

REPLAY, DROP = "REPLAY", "DROP"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A service that subscribes to events.

    `right_of` names what gives a caller the right to mend them, which the record then holds; None refuses.
    """

    name: str
    right_of: Callable[[Principal], str | None]

    def require(self, caller: Principal) -> str:
        """What gives the caller the right. Raises PermissionDenied (`NOT_ALLOWED`)."""
        right = self.right_of(caller)
        if right is None:
            raise PermissionDenied("NOT_ALLOWED")
        return right


def counts(session: ReadSession, caller: Principal, subscriber: Subscriber) -> tuple[int, int]:
    """How many events are parked, and how many are held."""
    subscriber.require(caller)
    return stuck.counts(session)


def list_stuck(
    session: ReadSession, caller: Principal, subscriber: Subscriber, cursor: Cursor | None, limit: int
) -> list[Stuck]:
    """The stuck events, those first that have been stuck longest."""
    subscriber.require(caller)
    return stuck.page(session, subscriber.name, cursor, limit)


def get(session: ReadSession, caller: Principal, subscriber: Subscriber, id: str) -> Stuck:
    """A stuck event with its message. Raises NotFound (`STUCK_EVENT_NOT_FOUND`)."""
    subscriber.require(caller)
    found = stuck.find(session, subscriber.name, id)
    if found is None:
        raise NotFound("STUCK_EVENT_NOT_FOUND", {"name": f"subscribers/{subscriber.name}/stuckEvents/{id}"})
    return found


def list_interventions(
    session: ReadSession, caller: Principal, subscriber: Subscriber, before: int | None, limit: int
) -> list[Intervention]:
    """What was done to stuck events, newest first."""
    subscriber.require(caller)
    return interventions.page(session, before, limit)


def replay(session: Session, caller: Principal, subscriber: Subscriber, id: str, reason: str) -> Stuck:
    """Lets a parked event go back to its queue.

    Raises FailedPrecondition: `EVENT_REPLAYED` if that was done already, `EVENT_HELD` if it only waits.
    """
    one = _waiting(session, caller, subscriber, id)
    if one.state == stuck.HELD:
        raise FailedPrecondition("EVENT_HELD", {"aggregate": one.aggregate, "version": one.missing_version})
    parked.replay(session, id)
    _record(session, caller, subscriber, one, REPLAY, reason)
    return get(session, caller, subscriber, id)


def drop(session: Session, caller: Principal, subscriber: Subscriber, id: str, reason: str) -> Intervention:
    """Drops a stuck event. It counts as handled, with the earlier ones that it waits for; those after it go on.

    Raises FailedPrecondition (`EVENT_REPLAYED`) if it is on its way back, InvalidArgument without a reason.
    """
    one = _waiting(session, caller, subscriber, id)
    if texts.is_blank(reason):
        raise invalid("reason", "required")
    parked.remove(session, id)
    # A statement of versions is no event of an aggregate: none counts as handled.
    event = None if one.type == comparing.STATED else one.event
    if event and (next_event := inbox.pass_over(session, event)):
        parked.send_back(session, next_event, one.queue)
    return _record(session, caller, subscriber, one, DROP, reason)


def allowed(one: Stuck) -> list[str]:
    """What somebody with the right may do with a stuck event now, as the API names it."""
    return {stuck.PARKED: ["replay", "drop"], stuck.HELD: ["drop"]}.get(one.state, [])


def _waiting(session: Session, caller: Principal, subscriber: Subscriber, id: str) -> Stuck:
    subscriber.require(caller)
    stuck.lock(session, id)
    one = get(session, caller, subscriber, id)
    if one.state == stuck.HELD:
        # What it waits for may arrive in this very moment.
        inbox.lock(session, one.aggregate)
        one = get(session, caller, subscriber, id)
    if one.state == stuck.REPLAYED:
        raise FailedPrecondition(
            "EVENT_REPLAYED", {"name": f"subscribers/{subscriber.name}/stuckEvents/{id}"}
        )
    return one


def _record(
    session: Session, caller: Principal, subscriber: Subscriber, one: Stuck, verb: str, reason: str
) -> Intervention:
    done = Intervention(
        verb=verb,
        create_time=clock.now(),
        actor=caller.person,
        actor_display_name=caller.display_name,
        actor_position=subscriber.require(caller),
        reason=reason,
        event=one.id,
        state=one.state,
        source=one.source,
        type=one.type,
        aggregate=one.aggregate,
        version=one.version,
        error=one.error,
    )
    return interventions.add(session, done)
