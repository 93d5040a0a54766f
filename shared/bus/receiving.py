"""nameko's consumer as dondoc needs it: it survives a lost broker, and acknowledges a message only once it is safe."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from amqp.exceptions import AMQPError
from kombu import Connection, Message
from nameko.messaging import Consumer, QueueConsumer

log = structlog.get_logger(__name__)

PREFETCH = 20


class _Listener(QueueConsumer):
    """Fetches a few events ahead, so that a worker never waits for the next one, and survives a lost broker.

    nameko's own loop closes a lost connection politely and waits for an answer, for ever if the network swallows it.
    """

    @property
    def prefetch_count(self) -> int:
        return PREFETCH

    def on_iteration(self) -> None:
        """Notes that the connection is looked at: once a second, or at each event."""
        super().on_iteration()
        for provider in self._consumers:
            self.container.config["LISTENING"].note(provider.queue.name)

    def on_decode_error(self, message: Message, exc: Exception) -> None:  # noqa: ARG002 - kombu's signature
        """Passes on what cannot be decoded, too; kombu would acknowledge it, and nobody would know."""
        for provider in self._consumers:
            self.handle_message(provider, message.body, message)

    @contextmanager
    def establish_connection(self) -> Iterator[Connection]:
        """A connection for as long as it works."""
        with self.create_connection() as connection:
            connection.ensure_connection(self.on_connection_error, interval_step=1, interval_max=5)
            try:
                yield connection
            except self.connection_errors:
                # Drops the socket, so that what follows has nothing to say farewell to.
                connection.connection.collect()
                raise


class Receiver(Consumer):
    """Acknowledges a message only after it took effect or was put aside safely."""

    queue_consumer = _Listener()

    def failed(self, message: Message, error: BaseException) -> None:
        """Puts a message aside that could not be handled; if this raises, the broker keeps it."""
        raise NotImplementedError

    def handle_message(self, body: bytes, message: Message) -> None:  # noqa: ARG002 - nameko's signature
        """Passes the whole message to the worker, not only its body."""
        super().handle_message(message, message)

    def handle_result(
        self,
        message: Message,
        worker_ctx: Any,  # noqa: ARG002 - nameko's signature
        result: Any = None,
        exc_info: Any = None,
    ) -> tuple[Any, Any]:
        """Acknowledges the message, after putting a failed event aside; if that fails too, the broker keeps it."""
        answer = self.queue_consumer.ack_message
        try:
            if exc_info is not None:
                self.failed(message, exc_info[1])
        except Exception as error:
            log.error("event_kept_by_broker", error=str(error)[:200])
            time.sleep(1)
            answer = self.queue_consumer.requeue_message
        try:
            answer(message)
        except (OSError, AMQPError) as error:
            # The connection broke, and the broker will deliver the event again. Raising would stop the consumer.
            log.warning("event_not_acknowledged", error=str(error)[:200])
        return result, exc_info
