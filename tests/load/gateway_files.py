"""The memory that a large file takes on its way through the processes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import psutil

PIECE = 256 * 1024
PAUSE = 0.05


def resident(pid: int) -> int:
    """Bytes that a process holds in memory."""
    return int(psutil.Process(pid).memory_info().rss)


async def peak_ratio(pids: list[int], work: Callable[[], AsyncIterator[None]]) -> float:
    """The peak memory of each process during the work ÷ its memory before; the largest ratio of them."""
    idle = {pid: resident(pid) for pid in pids}
    peak = dict(idle)

    async def watch() -> None:
        while True:
            for pid in pids:
                peak[pid] = max(peak[pid], resident(pid))
            await asyncio.sleep(PAUSE)

    watching = asyncio.create_task(watch())
    async for _ in work():
        pass
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching
    return max(peak[pid] / idle[pid] for pid in pids)


async def upload(client: httpx.AsyncClient, file: Path, content_type: str) -> str:
    """Uploads a file and returns its name; raises HTTPStatusError if it is refused."""

    async def pieces() -> AsyncIterator[bytes]:
        with file.open("rb") as content:
            while piece := content.read(PIECE):
                yield piece

    headers = {"content-type": content_type}
    response = await client.post(
        "/v1/files:upload", params={"displayName": file.name}, content=pieces(), headers=headers, timeout=600
    )
    return str(response.raise_for_status().json()["name"])


async def download(client: httpx.AsyncClient, name: str) -> int:
    """Downloads a file without keeping it and returns its size."""
    size = 0
    async with client.stream("GET", f"/v1/{name}:download", timeout=600) as response:
        response.raise_for_status()
        async for piece in response.aiter_bytes(PIECE):
            size += len(piece)
    return size
