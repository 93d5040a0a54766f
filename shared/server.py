"""The gRPC server of a service: caller, language, deadline, errors, metrics and logs of every method."""

import asyncio
import signal
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from importlib.resources import files
from typing import Any, Protocol, TypeAlias, TypeVar

import grpc
import structlog
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.protobuf.descriptor_pool import DescriptorPool
from grpc import aio
from grpc_health.v1 import health_pb2
from grpc_health.v1._async import HealthServicer
from grpc_health.v1.health_pb2_grpc import add_HealthServicer_to_server
from grpc_reflection.v1alpha import reflection
from prometheus_client import Counter, Histogram
from protobuf import DescFile, Message
from sqlalchemy.orm import Session

from dondoc_api.dondoc.operations.v1 import operations_service_pb
from dondoc_api.google.api.client_pb import ext_default_host
from shared import clock, clocks, logs, request_ids, rules, tls, tracing
from shared.changes import Changes, Watch
from shared.config import ServiceSettings
from shared.db import AsyncDatabase, ReadSession
from shared.errors import DeadlineExceeded, Internal, Refusal, ResourceExhausted, Unavailable
from shared.messages import Catalogue, Locale, locale
from shared.metrics import IN_FLIGHT, Check, Operations, watching
from shared.pages import PageTokens
from shared.principal import HEADER, Principal, Verifier
from shared.status import Statuses

Context: TypeAlias = "aio.ServicerContext[Any, Any]"
MethodHandler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"
M = TypeVar("M", bound=Message[Any])
T = TypeVar("T")
log = structlog.get_logger(__name__)

HANDLED = Counter("dondoc_rpc_handled_total", "Calls by method and code", ["method", "code"])
SECONDS = Histogram(
    "dondoc_rpc_seconds",
    "Seconds per call",
    ["method"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
MAX_MESSAGE = 4 * 1024 * 1024
_CLOCK_SECONDS = 2
_OPEN = ("/grpc.health.", "/grpc.reflection.")


class Service(Protocol):
    """What `protoc-gen-grpc-py` makes of a service."""

    def add_to_server(self, server: aio.Server) -> None:
        """Registers the methods."""


class Call:
    """One call, as a method of a service sees it."""

    def __init__(self, runtime: "Runtime", context: Context, method: str) -> None:
        metadata = dict(context.invocation_metadata() or ())
        self._runtime = runtime
        self._method = method
        self.context = context
        self.locale: Locale = locale(str(metadata.get("accept-language", "")))
        self.metadata = metadata
        self.principal: Principal = runtime.verifier.verify(_text(metadata.get(HEADER)))
        self.pages = runtime.pages

    async def read(self, work: Callable[[ReadSession], T], *, snapshot: bool = False) -> T:
        """Runs a query; all statements of a `snapshot` see the same state."""
        return await self._runtime.database.read(work, snapshot=snapshot)

    @asynccontextmanager
    async def watch(self, topics: Iterable[str]) -> AsyncIterator[Watch]:
        """Watches the changes of these topics from now on; sends initial metadata as soon as it listens."""
        async with self._runtime.changes.watch(topics) as watch:
            await self.context.send_initial_metadata(())
            with watching():
                yield watch

    async def earlier(self, request: Message[Any]) -> Any:
        """The first answer if the request repeats one, else None: for what must happen before a change is begun."""
        request_id: str = getattr(request, "request_id", "")
        if not request_id:
            return None
        known = self.principal.subject, self._method, request_id, request.to_binary()
        answer = await self.read(lambda session: request_ids.answer(session, *known))
        return self._runtime.parse(self._method, answer) if answer is not None else None

    async def change(self, request: Message[Any], work: Callable[[Session], M]) -> M:
        """Runs a change as one transaction; a repeated `request_id` gets the first answer and changes nothing."""
        request_id: str = getattr(request, "request_id", "")
        if not request_id:
            return await self._runtime.database.change(work)
        caller = self.principal.subject

        def once(session: Session) -> M | bytes:
            earlier = request_ids.earlier(session, caller, self._method, request_id, request.to_binary())
            if earlier is not None:
                return earlier
            answer = work(session)
            request_ids.keep(session, caller, request_id, answer.to_binary())
            return answer

        answer = await self._runtime.database.change(once)
        return self._runtime.parse(self._method, answer) if isinstance(answer, bytes) else answer


class Runtime:
    """Shared by the calls of one service. `api` describes the service; its default host is the domain of errors.

    Changes are published on `channel`.
    """

    def __init__(
        self, settings: ServiceSettings, api: DescFile, catalogue: Catalogue, channel: str = "changes"
    ) -> None:
        self.settings = settings
        self.api = api
        url = settings.database_url.get_secret_value()
        self.database = AsyncDatabase(url, settings.database_pool_size)
        self.changes = Changes(url, channel)
        self.verifier = Verifier(settings.principal_keys)
        self.pages = PageTokens(settings.page_token_key.get_secret_value())
        self.statuses = Statuses(_domain(api), catalogue)
        self._calls = 0
        self._answers = {
            f"/{service.type_name}/{method.name}": method.output.type
            for service in (*api.services, *operations_service_pb.desc().services)
            for method in service.methods
        }

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for one call. Raises ResourceExhausted (`OVERLOADED`) if none is free; then nothing has been done.

        A connection to the database answers some hundred calls a second, and a call waits for one at most five seconds:
        more calls at once would be refused all the same, only later. The limit of gRPC's own server counts the watchers
        too, which are many and cost nothing, and those who fetch a file, who take as long as they want.
        """
        if self._calls >= self.settings.call_limit:
            raise ResourceExhausted("OVERLOADED")
        self._calls += 1
        try:
            yield
        finally:
            self._calls -= 1

    def parse(self, method: str, answer: bytes) -> Any:
        """A saved answer as a message."""
        return self._answers[method].from_binary(answer)

    def server(self, services: Iterable[Service]) -> aio.Server:
        """A server with these services behind the interceptor, neither started nor bound to a port."""
        options = [
            ("grpc.max_receive_message_length", MAX_MESSAGE),
            ("grpc.so_reuseport", 0),
            # A client resolves addresses when it reconnects, and so finds new pods.
            ("grpc.max_connection_age_ms", 15_000),
            ("grpc.max_connection_age_grace_ms", 3_600_000),
            # Watchers ping every 30 s while nothing changes; the default treats that as abuse.
            ("grpc.http2.min_ping_interval_without_data_ms", 20_000),
        ]
        server = aio.server(interceptors=[_Interceptor(self)], options=options)
        for service in services:
            service.add_to_server(server)
        return server


class _Interceptor(aio.ServerInterceptor):
    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._wrapped: dict[str, MethodHandler] = {}

    async def intercept_service(
        self,
        continuation: "Callable[[grpc.HandlerCallDetails], Awaitable[MethodHandler | None]]",
        details: grpc.HandlerCallDetails,
    ) -> "MethodHandler | None":
        method = details.method
        if method in self._wrapped:
            return self._wrapped[method]
        handler = await continuation(details)
        if handler is not None and not method.startswith(_OPEN):
            handler = self._wrapped[method] = self._wrap(method, handler)
        return handler

    def _wrap(self, method: str, handler: Any) -> MethodHandler:
        parse, serialize = handler.request_deserializer, handler.response_serializer
        if handler.unary_unary:
            return grpc.unary_unary_rpc_method_handler(
                self._unary(method, handler.unary_unary), parse, serialize
            )
        if handler.stream_unary:
            return grpc.stream_unary_rpc_method_handler(
                self._unary(method, handler.stream_unary), parse, serialize
            )
        return grpc.unary_stream_rpc_method_handler(
            self._stream(method, handler.unary_stream), parse, serialize
        )

    def _unary(
        self, method: str, behaviour: Callable[[Any, Call], Awaitable[Any]]
    ) -> Callable[..., Awaitable[Any]]:
        async def handle(request: Any, context: Context) -> Any:
            async with _handling(self._runtime, method, context):
                call = Call(self._runtime, context, method)
                if isinstance(request, Message):
                    rules.check(request)
                    with self._runtime.place():
                        async with asyncio.timeout(self._runtime.settings.call_seconds):
                            return await behaviour(request, call)
                return await behaviour(request, call)

        return handle

    def _stream(
        self, method: str, behaviour: Callable[[Any, Call], AsyncIterator[Any]]
    ) -> Callable[..., AsyncIterator[Any]]:
        async def handle(request: Any, context: Context) -> AsyncIterator[Any]:
            async with _handling(self._runtime, method, context):
                call = Call(self._runtime, context, method)
                rules.check(request)
                async for piece in behaviour(request, call):
                    yield piece

        return handle


@asynccontextmanager
async def _handling(runtime: Runtime, method: str, context: Context) -> AsyncIterator[None]:
    """Around one call: trace, metrics, and the status of any error."""
    metadata = dict(context.invocation_metadata() or ())
    started, code = time.perf_counter(), "CANCELLED"
    IN_FLIGHT.inc()
    try:
        with tracing.span(method, {"traceparent": _text(metadata.get("traceparent")) or ""}):
            try:
                yield
                code = "OK"
            except Exception as error:
                refusal = error if isinstance(error, Refusal) else _unexpected(error)
                code = refusal.code
                language = locale(_text(metadata.get("accept-language")) or "")
                await context.abort(*runtime.statuses.of(refusal, language))
    finally:
        IN_FLIGHT.dec()
        HANDLED.labels(method, code).inc()
        SECONDS.labels(method).observe(time.perf_counter() - started)


def _unexpected(error: Exception) -> Refusal:
    incident = tracing.trace_id() or uuid.uuid4().hex
    if isinstance(error, TimeoutError):
        return DeadlineExceeded("DEADLINE_EXCEEDED", {"trace": incident})
    # The driver's message stays in the log: a client gets only the incident's id.
    log.error("rpc_failed", incident=incident, exc_info=error)
    return Internal("INTERNAL", {"trace": incident})


def serve(settings: ServiceSettings, process: str, runtime: Runtime, *services: Service) -> None:
    """Runs the gRPC server until SIGTERM or SIGINT, then finishes the current calls."""
    logs.configure(process, settings.log_level)
    tracing.configure(process)
    clock.configure(settings.clock_file)
    import uvloop

    uvloop.run(_serve(settings, runtime, services))


async def _serve(settings: ServiceSettings, runtime: Runtime, services: tuple[Service, ...]) -> None:
    server = runtime.server(services)
    health = HealthServicer()
    add_HealthServicer_to_server(health, server)
    checks = _bind(server, settings) | {"clock": _clock_check(runtime.database)}
    operations = Operations(settings.ops_listen, checks)
    operations.start()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if settings.environment == "local":
        _reflect(server, runtime.api)
    await server.start()
    await health.set("", health_pb2.HealthCheckResponse.SERVING)
    operations.ready.set()
    log.info("serving", listen=settings.grpc_listen)
    await stop.wait()
    operations.ready.clear()
    await health.enter_graceful_shutdown()
    await runtime.changes.stop()
    await server.stop(settings.stop_seconds)
    await runtime.database.close()
    log.info("stopped")


def _bind(server: aio.Server, settings: ServiceSettings) -> dict[str, Check]:
    """Binds the server to its port; returns the checks of its certificate, if it has one."""
    if settings.grpc_tls_certificate and settings.grpc_tls_key:
        certificate = tls.Certificate(settings.grpc_tls_certificate, settings.grpc_tls_key)
        server.add_secure_port(settings.grpc_listen, certificate.credentials())
        return {"certificate": certificate.check}
    server.add_insecure_port(settings.grpc_listen)
    return {}


def _clock_check(database: AsyncDatabase) -> Check:
    """A check of the clock from another thread. A database that is away is away for all pods: they stay ready."""
    loop = asyncio.get_running_loop()

    def check() -> None:
        with suppress(Unavailable, TimeoutError):
            asyncio.run_coroutine_threadsafe(database.read(clocks.compare), loop).result(_CLOCK_SECONDS)

    return check


def _reflect(server: aio.Server, api: DescFile) -> None:
    """Describes the API to tools such as grpcurl, in the local environment only: they have no principal."""
    pool = DescriptorPool()
    for file in FileDescriptorSet.FromString(description()).file:
        pool.Add(file)
    names = [*(service.type_name for service in api.services), reflection.SERVICE_NAME]
    reflection.enable_server_reflection(names, server, pool=pool)


def _domain(api: DescFile) -> str:
    options = api.services[0].proto.options
    if options is None:
        raise ValueError(f"{api.name}: the service has no default host")
    return options[ext_default_host]


def description() -> bytes:
    """The FileDescriptorSet of the whole API, with comments, which `make protos` packed."""
    return files("dondoc_api").joinpath("api.binpb").read_bytes()


def _text(value: str | bytes | None) -> str | None:
    return value.decode() if isinstance(value, bytes) else value
