"""Counts, from the services' databases and answers, what has happened to every command and event."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import grpc
import httpx
import kombu
import psycopg

from deploy.local.plan import SERVICES
from deploy.local.system import System
from dondoc_api.dondoc.notification.v1 import notification_service_pb as notes
from dondoc_api.dondoc.notification.v1.notification_service_pb_grpc import NotificationServiceClientSync
from dondoc_api.dondoc.reporting.v1 import reporting_service_pb as reports
from dondoc_api.dondoc.reporting.v1.reporting_service_pb_grpc import ReportingServiceClientSync
from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from tests.chaos.office import Caller, Office

LONG_AGO = "2000-01-01"


def rows(system: System, service: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows that a query finds in a service's database."""
    with psycopg.connect(system.wiring.database_url(service)) as connection:
        return connection.execute(query, values).fetchall()


def queues(system: System) -> list[str]:
    """The names of all queues."""
    return system.wiring.node.control("-q", "list_queues", "--no-table-headers", "name").split()


def event_queues(system: System) -> list[str]:
    """The names of the queues of events, those of later attempts and of parking included."""
    return [name for name in queues(system) if not name.endswith(".jobs")]


def waiting(system: System, names: Iterable[str]) -> dict[str, int]:
    """The number of messages that wait in each queue, by the queue itself: the broker's statistics lag by seconds."""
    with kombu.Connection(system.wiring.node.url) as connection:
        channel: Any = connection.default_channel
        counts = {name: channel.queue_declare(name, passive=True).message_count for name in names}
    return {name: count for name, count in counts.items() if count}


def until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    """Waits until the condition holds; fails if it does not in time."""
    last_moment = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < last_moment, f"not within {seconds} s: {what}"
        time.sleep(0.5)


def wait_until_quiet(system: System, seconds: float = 180) -> None:
    """Waits until every event is published and every subscriber has handled it."""
    names = event_queues(system)

    def quiet() -> bool:
        return not (unpublished(system) or waiting(system, names) or versions_out_of_step(system))

    until(quiet, seconds, "all events published and handled")


def unpublished(system: System) -> int:
    """The number of events that wait for a relay."""
    query = "SELECT count(*) FROM outbox WHERE publish_time IS NULL"
    return sum(rows(system, service, query)[0][0] for service in with_outbox(system))


def with_outbox(system: System) -> list[str]:
    """The services that publish events."""
    query = "SELECT to_regclass('outbox') IS NOT NULL"
    return [service for service in SERVICES if rows(system, service, query)[0][0]]


def subscriptions(system: System) -> Iterator[tuple[str, str]]:
    """The subscribers and their sources, from the names of the broker's queues: `<consumer>.<source>`."""
    for name in queues(system):
        consumer, _, source = name.partition(".")
        if consumer in SERVICES and source in SERVICES:
            yield consumer, source


def subscribers(system: System) -> list[str]:
    """The services that subscribe to events."""
    return sorted({consumer for consumer, _ in subscriptions(system)})


def events_not_handled(system: System) -> list[tuple[str, str, Any]]:
    """Published events that a subscriber has not marked as handled."""
    missing = []
    for consumer, source in subscriptions(system):
        published = {row[0] for row in rows(system, source, "SELECT event_id FROM outbox WHERE NOT snapshot")}
        handled = {row[0] for row in rows(system, consumer, "SELECT event_id FROM inbox")}
        missing += [(consumer, source, event) for event in published - handled]
    return missing


def versions_out_of_step(system: System) -> list[tuple[str, str, int, int]]:
    """Aggregates whose last version at a subscriber is not the last published version."""
    wrong = []
    for consumer, source in subscriptions(system):
        published = dict(
            rows(system, source, "SELECT aggregate, max(version) FROM outbox GROUP BY aggregate")
        )
        handled = dict(rows(system, consumer, "SELECT aggregate, version FROM inbox_versions"))
        wrong += [
            (consumer, name, version, handled.get(name, 0))
            for name, version in published.items()
            if handled.get(name) != version
        ]
    return wrong


def parked(system: System) -> dict[str, int]:
    """The number of parked events of each service that has any."""
    query = "SELECT count(*) FROM parked_events WHERE replay_time IS NULL"
    found = {service: rows(system, service, query)[0][0] for service in subscribers(system)}
    return {service: count for service, count in found.items() if count}


def steps(office: Office, task: str) -> list[str]:
    """The verbs of a task's history, oldest first."""
    request = pb.ListTaskStepsRequest(parent=task, page_size=200)
    answer = office.stub.list_task_steps(request, metadata=office.chief.metadata(), timeout=10)
    return [step.verb.name for step in answer.steps]


def tasks(office: Office) -> dict[str, pb.Task]:
    """Every task that the Office's chief sees in the task service, by name."""
    found: dict[str, pb.Task] = {}
    token = ""
    while True:
        request = pb.ListTasksRequest(page_size=200, page_token=token)
        page = office.stub.list_tasks(request, metadata=office.chief.metadata(), timeout=20)
        found |= {task.name: task for task in page.tasks}
        token = page.next_page_token
        if not token:
            return found


def reported(system: System, caller: Caller) -> dict[str, list[tuple[str, str]]]:
    """Due date and class of every row that the reporting service counts, by task: a periodic one has several."""
    stub = ReportingServiceClientSync(grpc.insecure_channel(system.plan.listen("reporting")))
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    token = ""
    while True:
        request = reports.ListStatisticsTasksRequest(
            period_start_date=LONG_AGO, page_size=200, page_token=token
        )
        page = stub.list_statistics_tasks(request, metadata=caller.metadata(), timeout=20)
        for row in page.tasks:
            found[row.task].append((row.due_date, row.class_.name))
        token = page.next_page_token
        if not token:
            return found


def statistics(system: System, caller: Caller) -> reports.Statistics:
    """Today's official table over all time."""
    stub = ReportingServiceClientSync(grpc.insecure_channel(system.plan.listen("reporting")))
    request = reports.GetStatisticsRequest(period_start_date=LONG_AGO)
    return stub.get_statistics(request, metadata=caller.metadata(), timeout=20)


def notifications(system: System, caller: Caller) -> Counter[tuple[str, str]]:
    """The number of notifications that a person got, by kind and subject."""
    stub = NotificationServiceClientSync(grpc.insecure_channel(system.plan.listen("notification")))
    found: Counter[tuple[str, str]] = Counter()
    token = ""
    while True:
        request = notes.ListNotificationsRequest(page_size=200, page_token=token)
        page = stub.list_notifications(request, metadata=caller.metadata(), timeout=20)
        found.update((note.kind.name, note.subject) for note in page.notifications)
        token = page.next_page_token
        if not token:
            return found


def mails_sent_twice(system: System, subjects: Iterable[str]) -> list[str]:
    """The message ids of the mails about these subjects that arrived more than once."""
    sent = httpx.get(f"{system.plan.url('mail')}/messages?limit=1000000", timeout=60).json()["messages"]
    about = [mail["messageId"] for mail in sent if any(subject in mail["text"] for subject in subjects)]
    return [message for message, count in Counter(about).items() if count > 1]
