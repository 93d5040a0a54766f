"""Compares the throughput of a service through the gateway and without it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import urlsplit

from grpc import aio

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceClient

CALLERS = 16
SECONDS = 2.0
ROUNDS = 4
Headers = dict[str, str]


class Connection:
    """One keep-alive connection: a client that needs little time itself, so that we measure the gateway."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, url: str) -> "Connection":
        """Connects to the host of a URL."""
        parts = urlsplit(url)
        return cls(*await asyncio.open_connection(parts.hostname, parts.port, limit=2**22))

    async def get(self, path: str, headers: Headers) -> bytes:
        """The body; raises RuntimeError for any status but 200."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._writer.write(f"GET {path} HTTP/1.1\r\nhost: bench\r\n{lines}\r\n".encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        start = lower.index(b"content-length:") + 15
        body = await self._reader.readexactly(int(lower[start : lower.index(b"\r\n", start)]))
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{head!r} {body!r}")
        return body

    def close(self) -> None:
        """Closes the connection."""
        self._writer.close()


async def rate(call: Callable[[], Awaitable[object]], seconds: float = SECONDS) -> float:
    """The calls per second of one caller that calls again as soon as it has the answer."""
    end = time.perf_counter() + seconds
    done = 0
    while time.perf_counter() < end:
        await call()
        done += 1
    return done / seconds


async def through_gateway(url: str, headers: Headers, path: str) -> float:
    """The GET requests per second through the gateway."""
    connections = [await Connection.open(url) for _ in range(CALLERS)]
    try:
        rates = await asyncio.gather(*(rate(partial(one.get, path, headers)) for one in connections))
    finally:
        for connection in connections:
            connection.close()
    return sum(rates)


async def direct(address: str, metadata: list[tuple[str, str]], task: str) -> float:
    """The same reads per second over gRPC."""
    async with aio.insecure_channel(address) as channel:
        client = TaskServiceClient(channel)
        request = pb.GetTaskRequest(name=task)

        async def call() -> object:
            return await client.get_task(request, metadata=metadata, timeout=10)

        return sum(await asyncio.gather(*(rate(call) for _ in range(CALLERS))))


async def compare(
    url: str, headers: Headers, address: str, metadata: list[tuple[str, str]], task: str
) -> tuple[float, float]:
    """The reads per second of one task through the gateway and without it, measured alternately."""
    gateway = without = 0.0
    for _ in range(ROUNDS):
        gateway += await through_gateway(url, headers, f"/v1/{task}") / ROUNDS
        without += await direct(address, metadata, task) / ROUNDS
    return gateway, without
