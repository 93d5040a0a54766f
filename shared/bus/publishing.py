"""Publishing many events with one wait: for each alone, the broker writes to its disk before it confirms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kombu import Connection, Exchange, Message, Producer

from shared.broker import tls
from shared.bus.queues import BINARY
from shared.event import Event, headers_of

_SILENT_SECONDS = 15
"""A connection on which the broker confirms nothing for so long is given up."""

Confirmed = Callable[[Event], None]


class UnroutableError(Exception):
    """The broker has no queue for an event, or refused to keep it."""


class Batches:
    """Publishes events to an exchange, in order, with confirms."""

    def __init__(self, broker_url: str, exchange: str) -> None:
        self._connection = Connection(broker_url, ssl=tls(broker_url), connect_timeout=5)
        self._exchange = exchange
        self._channel: _Channel | None = None

    def publish(self, events: Sequence[Event], confirmed: Confirmed) -> None:
        """Publishes events, and calls `confirmed` with each that the broker keeps.

        Raises UnroutableError, and what a lost connection raises. Whatever is not confirmed may have been published,
        too: subscribers recognise what they get twice.
        """
        waiting = {event.id: event for event in events}

        def confirm(event: Event) -> None:
            del waiting[event.id]
            confirmed(event)

        try:
            self._attempt(events, confirm)
        except self._connection.recoverable_connection_errors:
            # After a restart of the broker, the first attempt finds the old connection.
            self._attempt(list(waiting.values()), confirm)

    def _attempt(self, events: Sequence[Event], confirmed: Confirmed) -> None:
        try:
            self._channel = self._channel or _Channel(self._connection, self._exchange)
            self._channel.publish(events, confirmed)
        except BaseException:
            # What the channel still had to confirm must not be taken for the confirmation of later events.
            self._channel = None
            self._connection.collect()
            raise


class _Channel:
    """A channel in confirm mode, on which the broker counts what it was given from 1."""

    def __init__(self, connection: Connection, exchange: str) -> None:
        self._connection = connection
        self._producer: Any = Producer(connection.channel(), on_return=self._on_return)
        self._exchange = exchange
        channel: Any = self._producer.channel
        channel.confirm_select()
        channel.events["basic_ack"].add(self._on_ack)
        channel.events["basic_nack"].add(self._on_nack)
        self._sent = 0
        self._waiting: dict[int, Event] = {}
        self._refused: set[str] = set()
        self._confirmed: Confirmed = lambda _: None

    def publish(self, events: Sequence[Event], confirmed: Confirmed) -> None:
        self._confirmed = confirmed
        for event in events:
            self._sent += 1
            self._waiting[self._sent] = event
            self._producer.publish(
                event.payload,
                exchange=self._exchange,
                routing_key=event.type,
                headers=headers_of(event),
                delivery_mode="persistent",
                mandatory=True,
                **BINARY,
            )
        while self._waiting:
            self._connection.drain_events(timeout=_SILENT_SECONDS)
        if self._refused:
            raise UnroutableError(f"the broker does not keep {', '.join(sorted(self._refused))}")

    def _on_return(self, _error: Exception, _exchange: Exchange | str, _key: str, message: Message) -> None:
        """The broker returns what no queue takes, and then confirms that it has done so."""
        self._refused.add(message.headers["event-id"])

    def _on_nack(self, tag: int, multiple: bool) -> None:
        self._refused.update(str(event.id) for event in self._until(tag, multiple))

    def _on_ack(self, tag: int, multiple: bool) -> None:
        for event in self._until(tag, multiple):
            if str(event.id) not in self._refused:
                self._confirmed(event)

    def _until(self, tag: int, multiple: bool) -> list[Event]:
        tags = [one for one in self._waiting if one == tag or (multiple and one < tag)]
        return [self._waiting.pop(one) for one in tags]
