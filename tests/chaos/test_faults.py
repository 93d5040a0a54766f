"""The system survives killed processes, restarts of the broker and the database, and handlers that fail."""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import httpx
import psycopg
import pytest

from deploy.local.system import System
from tests.chaos import recount
from tests.chaos.checks import check_every_event, check_reporting
from tests.chaos.office import Course, Office

TASKS = 38
COMMANDS = 8
LEADERS = """SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def office(system: System) -> Office:
    # The task service knows the units only after it has handled their events.
    recount.wait_until_quiet(system, seconds=600)
    return Office(system)


@pytest.fixture(autouse=True)
def ready_again(system: System) -> Iterator[None]:
    """Waits for dead processes, so that a test that failed half-way does not break the next one."""
    yield
    system.wait_until_ready()


def soon() -> date:
    return date.today() + timedelta(days=90)


def faults(system: System, chance: random.Random) -> list[Callable[[], None]]:
    """The faults during the commands, in random order: processes die, broker and database twice each."""
    names = [process.name for process in system.plan.processes()]
    kills = [lambda name=name: system.kill(name) for name in chance.sample(names, 10)]
    servers = [lambda: system.kill("task-serve") for _ in range(2)]
    parts = [lambda part=part: system.kill(part) for part in ("rabbitmq", "postgres")]
    parts += [lambda part=part: system.restart(part) for part in ("rabbitmq", "postgres")]
    found = [*kills, *servers, *parts]
    chance.shuffle(found)
    return found


def test_no_effect_is_lost_or_repeated_while_every_process_is_killed(system: System, office: Office) -> None:
    chance = random.Random(20261124)
    courses: list[Course] = []
    # Every command needs a permit, and each fault releases some, so that commands are in flight at every fault.
    permits = threading.Semaphore(0)

    def play(number: int) -> None:
        for command in office.course(f"Nhiệm vụ số {number}", soon()):
            permits.acquire()
            course = command()
        courses.append(course)

    planned = faults(system, chance)
    with ThreadPoolExecutor(TASKS) as pool:
        played = [pool.submit(play, number) for number in range(TASKS)]
        for fault in planned:
            permits.release(TASKS * COMMANDS // len(planned))
            fault()
            threading.Event().wait(chance.uniform(0.2, 3))
        permits.release(TASKS * COMMANDS)
        for done in played:
            done.result()

    assert sum(len(course.acknowledged) for course in courses) == TASKS * COMMANDS >= 300
    system.wait_until_ready()
    recount.wait_until_quiet(system)
    assert recount.parked(system) == {}
    check_every_command(office, courses)
    check_every_event(system)
    check_every_notification(system, office, courses)
    check_reporting(system, office)


def check_every_command(office: Office, courses: list[Course]) -> None:
    expected = ["DRAFT", "PROPOSE", "ISSUE", "ACCEPT", "URGE", "REPORT_PROGRESS", "SUBMIT", "CONFIRM"]
    assert {course.name: recount.steps(office, course.name) for course in courses} == {
        course.name: expected for course in courses
    }


def check_every_notification(system: System, office: Office, courses: list[Course]) -> None:
    found = recount.notifications(system, office.clerk)
    names = {course.name for course in courses}
    assert {name for (kind, name) in found if kind == "TASK_ISSUED"} >= names
    assert [(kind, name) for (kind, name), count in found.items() if name in names and count > 1] == []
    assert recount.mails_sent_twice(system, [course.name for course in courses]) == []


@pytest.fixture
def broken_notifications(system: System) -> Iterator[Callable[[], None]]:
    """Makes the notices of the issue of a certain task fail, as a bug would; calling it mends that."""
    url = system.wiring.database_url("notification")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF NEW.kind = 'TASK_ISSUED'"
            " AND EXISTS (SELECT FROM tasks WHERE name = NEW.subject AND title = 'Nhiệm vụ hỏng')"
            " THEN RAISE 'broken on purpose'; END IF;"
            " RETURN NEW; END $$"
        )
        connection.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON notifications FOR EACH ROW EXECUTE FUNCTION refuse()"
        )

    def mend() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP FUNCTION IF EXISTS refuse CASCADE")

    yield mend
    mend()


def test_an_event_that_always_fails_is_parked_and_replayed(
    system: System, office: Office, broken_notifications: Callable[[], None]
) -> None:
    broken = office.play("Nhiệm vụ hỏng", soon(), steps=4)
    whole = office.play("Nhiệm vụ lành", soon(), steps=4)

    def notified(course: Course) -> int:
        return recount.notifications(system, office.clerk)[("TASK_ISSUED", course.name)]

    recount.until(lambda: notified(whole) == 1, 30, "other events are handled")
    recount.until(lambda: bool(recount.parked(system)), 120, "the failing event is parked")
    listed = system.run("notification", "parked", "list")
    assert broken.name in listed
    assert "broken on purpose" in listed
    assert whole.name not in listed
    assert notified(broken) == 0

    broken_notifications()
    system.run("notification", "parked", "replay")
    recount.wait_until_quiet(system)
    assert recount.parked(system) == {}
    assert notified(broken) == 1
    check_every_event(system)


def test_a_parked_event_can_be_dropped(
    system: System, office: Office, broken_notifications: Callable[[], None]
) -> None:
    broken = office.play("Nhiệm vụ hỏng", soon(), steps=3)
    recount.until(lambda: bool(recount.parked(system)), 120, "the failing event is parked")
    broken_notifications()
    event = next(
        line.split()[0]
        for line in system.run("notification", "parked", "list").splitlines()
        if broken.name in line
    )
    system.run("notification", "parked", "drop", event)
    assert recount.parked(system) == {}
    assert recount.notifications(system, office.clerk)[("TASK_ISSUED", broken.name)] == 0
    check_every_event(system)


def handled(system: System, process: str) -> float:
    """The number of events that this replica has handled since its start."""
    port = system.plan.ports[f"{process}_ops".replace("-", "_")]
    lines = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text.splitlines()
    counted = [line for line in lines if line.startswith("dondoc_events_handled_total{") and '"now"' in line]
    return sum(float(line.rsplit(" ", 1)[1]) for line in counted)


def test_two_replicas_share_the_work_and_keep_each_tasks_order(system: System, office: Office) -> None:
    before = [handled(system, name) for name in ("notification-consume", "notification-consume-2")]
    with ThreadPoolExecutor(8) as pool:
        courses = list(pool.map(lambda number: office.play(f"Nhiệm vụ đôi {number}", soon()), range(24)))
    recount.wait_until_quiet(system)
    after = [handled(system, name) for name in ("notification-consume", "notification-consume-2")]
    assert all(now > then for then, now in zip(before, after, strict=True))
    assert recount.parked(system) == {}
    check_every_command(office, courses)
    check_every_event(system)
    check_every_notification(system, office, courses)
    check_reporting(system, office)


def test_a_standby_relay_takes_over(system: System, office: Office) -> None:
    assert recount.rows(system, "task", LEADERS) == [(1,)]
    system.supervisor.stop("dondoc", "task-relay")
    try:
        course = office.play("Nhiệm vụ kế tiếp", soon(), steps=3)
        recount.wait_until_quiet(system)
        assert recount.notifications(system, office.clerk)[("TASK_ISSUED", course.name)] == 1
    finally:
        system.supervisor.start("dondoc", "task-relay")
    system.supervisor.stop("dondoc", "task-relay-2")
    try:
        course = office.play("Nhiệm vụ kế tiếp nữa", soon(), steps=3)
        recount.wait_until_quiet(system)
        assert recount.notifications(system, office.clerk)[("TASK_ISSUED", course.name)] == 1
    finally:
        system.supervisor.start("dondoc", "task-relay-2")
