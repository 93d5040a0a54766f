"""Runs each benchmark and makes its lines of the table."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
from grpc import aio

from deploy.demo.cast import Cast
from deploy.demo.desk import Addresses, Desk
from deploy.local.plan import ROOT
from deploy.local.postgres import RunningPostgres
from deploy.local.settings import GATEWAY_KEY
from deploy.local.system import System
from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceClient
from dondoc_api.dondoc.type.v1.task_types_pb import Due
from gateway.auth.principals import Principals, Subject
from shared import clock
from shared.principal import Signer
from shared.testing import metadata
from tests.load import events, gateway_calls, gateway_files, gateway_json, task_baskets, task_reads
from tests.load.table import Line, step

PLANS = ROOT / "build" / "bench" / "basket-plans.txt"
FILE_BYTES = 500 * 1024**2
NOTICE = ROOT / "deploy" / "demo" / "notices" / "thong-bao-ket-luan.pdf"
PAGE = 50
CHIEF = "OFFICE_CHIEF", "van-phong"


async def reads(postgres: RunningPostgres) -> list[Line]:
    """Reading a task with the use case and with raw asyncpg."""
    with step("reading a task"):
        ours, theirs = await task_reads.compare(postgres)
    basis = f"{ours:,.0f}/s ÷ {theirs:,.0f}/s"
    return [Line("task by the use case ÷ by raw asyncpg", ours / theirs, 0.30, at_least=True, basis=basis)]


def baskets(postgres: RunningPostgres) -> Iterator[Line]:
    """A basket's page with few and with many tasks, the worst view first."""
    with step("baskets of 10,000 and 1,000,000 tasks"):
        views = task_baskets.measure(postgres, PLANS)
    for name, (few, many) in sorted(views.items(), key=lambda view: -view[1][1] / view[1][0]):
        basis = f"{many * 1000:.1f} ms ÷ {few * 1000:.1f} ms; plans: {PLANS.relative_to(ROOT)}"
        yield Line(f"basket page at 1,000,000 ÷ 10,000 ({name})", many / few, 1.5, basis=basis)


@dataclass(frozen=True)
class Visitor:
    """A signed-in chief of the Office, who calls the gateway as a browser and the services with the same principal."""

    gateway: str
    headers: dict[str, str]
    writing: dict[str, str]
    metadata: list[tuple[str, str]]


def addresses(system: System) -> Addresses:
    """The addresses of the system."""
    return Addresses.of(system.plan, system.wiring.secrets.password("demo"))


@asynccontextmanager
async def visitor(system: System) -> AsyncIterator[Visitor]:
    """Signs a chief of the Office in."""
    desk = Desk.open(addresses(system), Cast().first(*CHIEF), "vi")
    subject = str(desk.get("auth/session")["subject"])
    cookies = "; ".join(
        f"{one.name}={one.value}" for one in desk.browser.http.cookies.jar if "dondoc" in one.name
    )
    async with aio.insecure_channel(system.plan.listen("identity")) as channel:
        signer = Signer(system.wiring.secrets.signing_key(GATEWAY_KEY))
        statement = await Principals(channel, signer).statement(Subject(subject))
    yield Visitor(desk.gateway, {"cookie": cookies}, desk.writing(), metadata(statement))
    desk.leave()


async def gateway(system: System, who: Visitor) -> list[Line]:
    """Reading a task and a page of tasks through the gateway."""
    address = system.plan.listen("task")
    with step("the gateway"):
        page = await _page(address, who)
        name = page.tasks[0].name
        # Consumers that still handle the events of the province and of these tasks would take the gateway's cores.
        await events.quiet(system)
        through, direct = await gateway_calls.compare(who.gateway, who.headers, address, who.metadata, name)
        ours, theirs = gateway_json.page_seconds(page)
    return [
        Line(
            "gateway GET of a task ÷ the same gRPC call", through / direct, 0.80, at_least=True,
            basis=f"{through:,.0f}/s ÷ {direct:,.0f}/s",
        ),
        Line(
            f"page of {len(page.tasks)} as JSON ÷ by json_format", ours / theirs, 0.25,
            basis=f"{ours * 1000:.2f} ms ÷ {theirs * 1000:.2f} ms",
        ),
    ]  # fmt: skip


async def _page(address: str, who: Visitor) -> pb.ListTasksResponse:
    """Issues fifty tasks and returns a page of the list with them."""
    async with aio.insecure_channel(address) as channel:
        client = TaskServiceClient(channel)
        names = []
        for number in range(PAGE):
            request = pb.CreateTaskRequest(task=_task(number))
            made = await client.create_task(request, metadata=who.metadata, timeout=30)
            await client.propose_task(
                pb.ProposeTaskRequest(name=made.name), metadata=who.metadata, timeout=30
            )
            names.append(made.name)
        issue = pb.BatchIssueTasksRequest(names=names)
        await client.batch_issue_tasks(issue, metadata=who.metadata, timeout=60)
        return await client.list_tasks(pb.ListTasksRequest(page_size=PAGE), metadata=who.metadata, timeout=30)


def _task(number: int) -> pb.Task:
    due = (clock.today() + timedelta(days=number)).isoformat()
    return pb.Task(
        title=f"Báo cáo kết quả rà soát các dự án chậm tiến độ trên địa bàn tỉnh, lần {number}",
        quote="Giao Sở Y tế chủ trì, phối hợp với Sở Tài chính rà soát các dự án chậm tiến độ, báo cáo UBND tỉnh.",
        output="Báo cáo của Sở Y tế",
        assigner="people/doan-the-khai",
        lead="units/so-y-te",
        coordinations=[pb.Coordination(unit="units/so-tai-chinh", part="Rà soát kinh phí")],
        due=Due(kind=Due.Kind.FIXED, date=due, words="trong thời hạn được giao"),
    )


async def bus(system: System) -> list[Line]:
    """Events from the task service to reporting."""
    urls = system.wiring.database_url("task"), system.wiring.database_url("reporting")
    with step("events"):
        await events.quiet(system)
        median, percentile = await events.steady(*urls)
        most = await events.most(*urls)
    each = f"{events.PER_SECOND} events/s for {events.STEADY_SECONDS} s, task → reporting"
    return [
        Line("commit to handled elsewhere, median", median * 1000, 20, unit=" ms", basis=each),
        Line("commit to handled elsewhere, 99th percentile", percentile * 1000, 100, unit=" ms", basis=each),
        Line(
            "highest sustained events",
            most,
            unit="/s",
            basis=f"{events.BURST:,} at once, handled by three services",
        ),
    ]


async def files(system: System, who: Visitor) -> list[Line]:
    """The memory that a large file takes in the gateway and in the document service."""
    pids = [system.pid("gateway-serve"), system.pid("document-serve")]
    with step("a file of 500 MB"), tempfile.TemporaryDirectory(prefix="dondoc-bench-") as folder:
        small, large = Path(folder) / "small.pdf", Path(folder) / "large.pdf"
        _write(small, 1024**2)
        _write(large, FILE_BYTES)
        async with httpx.AsyncClient(
            base_url=who.gateway, headers=who.headers | who.writing, trust_env=False
        ) as client:
            # The first file makes a process load modules, which is not the cost of a large file.
            await gateway_files.download(client, await gateway_files.upload(client, small, "application/pdf"))

            async def work() -> AsyncIterator[None]:
                name = await gateway_files.upload(client, large, "application/pdf")
                yield
                assert await gateway_files.download(client, name) == FILE_BYTES
                yield

            ratio = await gateway_files.peak_ratio(pids, work)
    return [
        Line(
            "peak memory with a file of 500 MB ÷ idle",
            ratio,
            1.2,
            basis="up and down; the worse of gateway and document",
        )
    ]


def _write(path: Path, size: int) -> None:
    """Writes a PDF of this size: the demo's notice with a hole before its end, since readers begin at the end."""
    notice = NOTICE.read_bytes()
    at = notice.rindex(b"startxref")
    with path.open("wb") as file:
        file.write(notice[:at])
        file.seek(size - (len(notice) - at))
        file.write(notice[at:])
