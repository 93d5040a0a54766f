"""Makes the fault of each alert of the chart on a running system: the alert fires until the fault is mended."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from deploy.demo.cast import Cast
from deploy.demo.desk import Addresses, Desk
from deploy.local.plan import Process
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.program import Running
from deploy.local.system import System, running_system
from services.notification.tests import certificates
from services.notification.tests.bouncebox import BounceBox, report, running_bouncebox
from services.notification.tests.mailbox import Mailbox
from shared.testing import CLOCK_AHEAD
from tests.alarms.watch import Watch, alerts
from tests.chaos import recount
from tests.chaos.faults import memory_alarm
from tests.chaos.office import Office

pytestmark = pytest.mark.timeout(900)
PROVED: set[str] = set()


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    mailbox.open()
    yield mailbox
    mailbox.close()


@pytest.fixture(scope="module")
def bounces() -> Iterator[BounceBox]:
    with running_bouncebox() as box:
        yield box


@pytest.fixture(scope="module")
def watched(
    tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox, bounces: BounceBox
) -> Iterator[System]:
    """The whole of dondoc without the demo's year; its mail relay and its mailbox are the test's."""
    extra = {
        "smtp_url": f"smtp://{LOOPBACK}:{mailbox.port}",
        "bounce_box_url": bounces.url,
        "mail_bounce_address": "tra-lai@tinh.example",
        "bounce_seconds": "1",
        "mail_seconds": "1",
        "remind_seconds": "1",
        # A sweep that waits for longer than until the next one would keep the worker from all other jobs.
        "remind_settle_seconds": "0.2",
        "sweep_seconds": "1",
        "retry_delays": "[0.2, 0.5, 1, 2, 4, 8]",
    }
    with running_system(tmp_path_factory.mktemp("system"), extra=extra, year=None) as system:
        recount.wait_until_quiet(system, seconds=1200)
        yield system


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory, watched: System) -> Iterator[Watch]:
    with Watch(tmp_path_factory.mktemp("prometheus") / "data", watched).running() as watch:
        yield watch


@pytest.fixture(scope="module")
def office(watched: System) -> Office:
    return Office(watched)


@pytest.fixture(scope="module")
def desk(watched: System) -> Desk:
    cast = Cast()
    addresses = Addresses.of(watched.plan, watched.wiring.secrets.password("demo"))
    return Desk.open(addresses, cast.first("OFFICE_CHIEF", "van-phong"), "vi")


@pytest.fixture
def proves(watch: Watch) -> Callable[..., None]:
    """Waits until alerts fire that were silent, mends the fault, and waits until they are silent again."""

    def prove(*names: str, mend: Callable[[], object], **waiting: Any) -> None:
        watch.wait_until_silent(*names)
        try:
            watch.wait_until_fires(*names, **waiting)
        finally:
            mend()
        watch.wait_until_silent(*names)
        PROVED.update(names)

    return prove


@contextmanager
def locked(system: System, service: str, table: str) -> Iterator[None]:
    """Someone holds a lock on a table, as a migration that hangs would."""
    with psycopg.connect(system.wiring.database_url(service)) as connection:
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield


def soon() -> date:
    return date.today() + timedelta(days=60)


def test_the_watchdog_always_barks_and_nothing_else_does(watch: Watch) -> None:
    watch.wait_until_fires("DondocWatchdog")
    watch.wait_until_silent(*alerts() - {"DondocWatchdog"})
    PROVED.add("DondocWatchdog")


def test_a_sweep_that_hangs(watched: System, proves: Callable[..., None]) -> None:
    with ExitStack() as fault:
        fault.enter_context(locked(watched, "task", "tallies"))
        proves("DondocSweepLate", mend=fault.close)


def test_a_broker_without_memory(watched: System, office: Office, proves: Callable[..., None]) -> None:
    with ExitStack() as fault:
        fault.enter_context(memory_alarm(watched))
        proves(
            "DondocOutboxOld",
            meanwhile=lambda: office.play("Nhiệm vụ chờ", soon(), steps=1),
            mend=fault.close,
        )


def test_a_handler_with_a_bug(watched: System, office: Office, proves: Callable[..., None]) -> None:
    url = watched.wiring.database_url("reporting")

    def execute(statement: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement)

    execute("ALTER TABLE task_facts RENAME TO away")

    def mend() -> None:
        execute("ALTER TABLE away RENAME TO task_facts")
        watched.run("reporting", "parked", "replay")

    proves(
        "DondocEventsFail",
        "DondocEventsParked",
        meanwhile=lambda: office.play("Nhiệm vụ hỏng", soon(), steps=2),
        mend=mend,
    )


def test_a_purged_queue(watched: System, office: Office, proves: Callable[..., None]) -> None:
    watched.supervisor.stop("dondoc", "reporting-consume")
    course = office.course("Nhiệm vụ mất", soon())
    for _ in range(3):
        found = next(course)()
    recount.until(lambda: bool(recount.waiting(watched, ["reporting.task"])), 60, "events wait")
    watched.wiring.node.control("purge_queue", "reporting.task")
    watched.supervisor.start("dondoc", "reporting-consume")
    for _ in range(2):
        next(course)()
    watched.run("task", "compare")

    def mend() -> None:
        assert f"services.task republish {found.name}" in watched.run("reporting", "held")
        assert f"services.task republish {found.name}" in watched.run("reporting", "differing")
        watched.run("task", "republish", found.name)
        recount.wait_until_quiet(watched)
        watched.run("task", "compare")

    proves("DondocEventsHeld", "DondocVersionsDiffer", mend=mend)
    assert recount.versions_out_of_step(watched) == []


def test_a_night_without_a_comparison(watched: System, proves: Callable[..., None]) -> None:
    def compare() -> None:
        for service in recount.with_outbox(watched):
            watched.run(service, "compare")

    compare()
    proves("DondocNotCompared", mend=compare, seconds=240)


def test_reminders_that_are_held_up_by_events(
    watched: System, office: Office, proves: Callable[..., None]
) -> None:
    office.play("Nhiệm vụ sắp đến hạn", date.today() + timedelta(days=2), steps=4)
    recount.wait_until_quiet(watched)
    watched.supervisor.stop("dondoc", "notification-consume")
    office.play("Nhiệm vụ khác", soon(), steps=3)
    clock = watched.plan.folder / "clock"
    clock.write_text("4")

    def mend() -> None:
        watched.supervisor.start("dondoc", "notification-consume")

    proves("DondocRemindersLate", mend=mend)
    clock.unlink()


def test_a_mail_relay_that_is_away_or_refuses(
    watched: System, office: Office, mailbox: Mailbox, proves: Callable[..., None]
) -> None:
    mailbox.close()
    proves(
        "DondocRelayAway",
        meanwhile=lambda: office.play("Nhiệm vụ có thư", soon(), steps=3),
        mend=mailbox.open,
    )
    recount.until(lambda: bool(mailbox.mails), 120, "e-mails are sent again")
    receivers = {mail["To"].addresses[0].username for mail in mailbox.mails}
    mailbox.refusals = dict.fromkeys(receivers, "550 5.1.1 no such user")

    def mend() -> None:
        mailbox.refusals = {}
        watched.run("notification", "resend")

    proves(
        "DondocEmailsGivenUp",
        "DondocAddressesRefused",
        meanwhile=lambda: office.play("Nhiệm vụ có thư", soon(), steps=3),
        mend=mend,
    )


def test_e_mails_that_come_back(
    watched: System, office: Office, mailbox: Mailbox, bounces: BounceBox, proves: Callable[..., None]
) -> None:
    recount.until(lambda: len(mailbox.mails) > 25, 120, "e-mails are sent")

    def come_back() -> None:
        while mailbox.mails:
            bounces.put(report(mailbox.mails.pop(), "4.2.2", "452 4.2.2 mailbox full", "failed"))
        office.play("Nhiệm vụ có thư", soon(), steps=3)

    proves("DondocEmailsBounce", meanwhile=come_back, mend=lambda: None)


def test_a_process_that_is_gone(watched: System, proves: Callable[..., None]) -> None:
    watched.supervisor.stop("dondoc", "reporting-serve")
    proves("DondocProcessDown", mend=lambda: watched.supervisor.start("dondoc", "reporting-serve"))


def test_a_process_that_ends_again_and_again(watched: System, proves: Callable[..., None]) -> None:
    def answers() -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"{watched.plan.url('reporting_consume_ops')}/livez").is_success
        return False

    def restart() -> None:
        watched.supervisor.stop("dondoc", "reporting-consume")
        watched.supervisor.start("dondoc", "reporting-consume")
        recount.until(answers, 60, "it has started")
        # It must be scraped before it ends.
        time.sleep(2)

    proves("DondocProcessRestarts", meanwhile=restart, mend=lambda: None)


def test_identity_is_gone(watched: System, desk: Desk, proves: Callable[..., None]) -> None:
    watched.supervisor.stop("dondoc", "identity-serve")

    def call() -> None:
        for _ in range(10):
            desk.browser.http.get(f"{desk.gateway}/v1/tasks")

    def answers() -> bool:
        return desk.browser.http.get(f"{desk.gateway}/v1/tasks").is_success

    def back() -> None:
        watched.supervisor.start("dondoc", "identity-serve")
        # The breaker learns of it by the next call that is answered.
        recount.until(answers, 60, "calls are answered again")

    proves(
        *("DondocDependencyAway", "DondocErrorBudgetFast", "DondocErrorBudgetSlow"),
        meanwhile=call,
        mend=back,
        seconds=400,
    )


def test_a_slow_database(watched: System, desk: Desk, proves: Callable[..., None]) -> None:
    def call() -> None:
        # Every list reads the scopes first.
        with ThreadPoolExecutor() as pool, locked(watched, "task", "task_scopes"):
            pool.submit(desk.browser.http.get, f"{desk.gateway}/v1/tasks", timeout=20)
            time.sleep(2)

    proves("DondocSlow", meanwhile=call, mend=lambda: None)


def test_a_certificate_and_a_key_that_end(
    watched: System, watch: Watch, tmp_path: Path, proves: Callable[..., None]
) -> None:
    certificates.for_loopback(tmp_path)
    certificate = {
        "DONDOC_GRPC_TLS_CERTIFICATE": str(tmp_path / "relay.crt"),
        "DONDOC_GRPC_TLS_KEY": str(tmp_path / "relay.key"),
    }
    key = {"DONDOC_PRINCIPAL_SIGNING_KEY": watched.wiring.secrets.signing_key("gateway.20200101T000000")}
    old = [second(watched, watch, "reporting", certificate), second(watched, watch, "gateway", key)]

    def mend() -> None:
        for each in old:
            each.kill()

    proves("DondocCertificateEnds", "DondocKeyOld", seconds=240, mend=mend)


def test_a_clock_that_is_wrong(watched: System, watch: Watch, proves: Callable[..., None]) -> None:
    ahead = second(watched, watch, "document", CLOCK_AHEAD)
    probe = f"http://{ahead.program.env['DONDOC_OPS_LISTEN']}/readyz"

    def is_probed() -> None:
        with suppress(httpx.HTTPError):
            httpx.get(probe)

    proves("DondocClockOff", "DondocNotReady", meanwhile=is_probed, mend=ahead.kill)


def second(system: System, watch: Watch, service: str, settings: dict[str, str]) -> Running:
    """Another `serve` process of a service, with settings of its own."""
    program = system.wiring.program(Process(service, "serve"))
    names = "DONDOC_OPS_LISTEN", "DONDOC_GRPC_LISTEN", "DONDOC_HTTP_LISTEN"
    addresses = {name: f"{LOOPBACK}:{free_port()}" for name in names}
    watch.add(f"second-{service}", "serve", addresses["DONDOC_OPS_LISTEN"])
    environment = {**program.env, **addresses, **settings}
    return Running(replace(program, env=environment), watch.folder / f"{service}.log")


def test_every_alert_was_proved() -> None:
    assert alerts() == PROVED
