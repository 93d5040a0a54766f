"""The gateway's process: assembles its parts, serves until SIGTERM, and finishes its open requests."""

import asyncio
import signal
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import httpx
import structlog
import uvicorn

from gateway import openapi, routes
from gateway.app import Gateway
from gateway.auth.callers import Callers
from gateway.auth.principals import Principals
from gateway.auth.provider import Provider
from gateway.auth.sessions import Endings, Sessions
from gateway.auth.signin import SignIn
from gateway.calls import Services
from gateway.config import GatewaySettings
from gateway.site import Site
from shared import process
from shared.config import address
from shared.db import AsyncDatabase, Database
from shared.principal import Signer

MIGRATIONS = Path(__file__).with_name("migrations")
_IDENTITY = "identity"
# Whoever sends requests must close an idle connection first, or one meets its end now and then and is not answered:
# nginx keeps its connections to us for 60 seconds, Traefik for 90; servers that we call keep ours for at least 5.
_KEEP_ALIVE_SECONDS = 120
_PROVIDER_CONNECTIONS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=2)
log = structlog.get_logger(__name__)


def migrate(settings: GatewaySettings) -> None:
    """Brings the sessions' database to the newest version."""
    from shared import migrate as migrations

    migrations.upgrade(MIGRATIONS, settings.database_url.get_secret_value())


def serve(settings: GatewaySettings) -> None:
    """Serves until SIGTERM or SIGINT."""
    database = Database(settings.database_url.get_secret_value(), pool_size=1)
    # Without its sessions no request of anybody succeeds, and another pod may reach them. What else may be away - a
    # service, identity, Keycloak - is away for all pods alike: if each said that it is not ready, nobody would get an
    # answer, not even a problem that says what is away, and those who are signed in could do nothing.
    operations = process.start(settings, "gateway", process.database_checks(database))
    import uvloop

    async def run() -> None:
        async with AsyncExitStack() as stack:
            gateway = await application(settings, stack)
            server = _Server(_configuration(settings, gateway))
            server.drain_seconds = settings.drain_seconds
            for number in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(number, server.stop)
            server.on_ready = operations.ready.set
            server.on_stop = [operations.ready.clear, gateway.watches.stop]
            await server.serve()
            log.info("stopped")

    uvloop.run(run())


async def application(settings: GatewaySettings, stack: AsyncExitStack) -> Gateway:
    """The application and its parts; the stack closes what must be closed."""
    table = routes.table()
    services = Services(settings)
    stack.push_async_callback(services.close)
    url = settings.database_url.get_secret_value()
    database = AsyncDatabase(url, settings.database_pool_size, settings.database_seconds)
    stack.push_async_callback(database.close)
    client = await stack.enter_async_context(
        httpx.AsyncClient(
            timeout=5, trust_env=False, verify=ssl.create_default_context(), limits=_PROVIDER_CONNECTIONS
        )
    )
    endings = Endings(url)
    endings.start()
    stack.push_async_callback(endings.stop)
    provider = Provider(settings, database, client)
    sessions = Sessions(settings, database, provider, endings)
    signer = Signer(settings.principal_signing_key.get_secret_value())
    principals = Principals(services.channel(_IDENTITY), signer)
    callers = Callers(settings, sessions, provider, principals)
    sign_in = SignIn(settings, database, provider, sessions, callers, principals)
    described = openapi.describe(settings, table)
    site = Site(settings, sign_in, described.document, described.reasons)
    return Gateway(settings, table, services, callers, principals, site)


class _Server(uvicorn.Server):
    """uvicorn with our own signal handling, which reports when it listens and when it stops."""

    on_ready = staticmethod(lambda: None)
    on_stop: Sequence[Callable[[], None]] = ()
    drain_seconds = 0.0

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Does nothing: uvicorn would let the signal end the process before connections are closed."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listens, then reports that it is ready."""
        await super().startup(sockets=sockets)
        self.on_ready()

    def stop(self) -> None:
        """Sends clients elsewhere while it drains, then takes no new requests and finishes the open ones."""
        for report in self.on_stop:
            report()
        # Closing a connection while its client sends the next request would fail that request. So the next answer on
        # each connection says that it is the last one.
        last = (b"connection", b"close")
        self.config.encoded_headers.append(last)
        self.server_state.default_headers = [*self.server_state.default_headers, last]
        asyncio.get_running_loop().call_later(self.drain_seconds, self._exit)

    def _exit(self) -> None:
        self.should_exit = True


def _configuration(settings: GatewaySettings, application: Gateway) -> uvicorn.Config:
    host, port = address(settings.http_listen)
    return uvicorn.Config(
        application,
        host=host,
        port=port,
        loop="none",
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=True,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=int(settings.stop_seconds),
        h11_max_incomplete_event_size=64 * 1024,
    )
