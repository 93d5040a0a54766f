"""Counts what has become of every command, notification, e-mail and file of a storm."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from deploy.local.system import System
from tests.chaos import recount
from tests.chaos.checks import check_every_event, check_reporting
from tests.chaos.faults import MadeFault, MailRelay
from tests.chaos.office import Office
from tests.chaos.people import Course, Crew

# During these the sender of an e-mail may be unable to record that the relay has accepted it.
_OF_DATABASE = ("killed_database", "restarted_database", "hung_database")
_OF_SENDER = ("notification-work", "notification.")
_LONGEST_RELAY = 60


def wait_until_published(system: System) -> None:
    """Waits until every event is published and every queue is empty."""
    recount.until(lambda: not recount.unpublished(system), 120, "all events published")
    wait_until_queues_are_empty(system)


def wait_until_queues_are_empty(system: System) -> None:
    """Waits until the queues of events are empty three times in a row, as they do not count what consumers hold."""
    names = recount.event_queues(system)
    empty = 0
    last_moment = time.monotonic() + 180
    while empty < 3:
        left = recount.waiting(system, names)
        empty = 0 if left else empty + 1
        assert time.monotonic() < last_moment, f"messages are left: {left}"
        time.sleep(0.7)


def wait_for_mails(system: System) -> None:
    """Waits until every e-mail is sent. What would be tried again within the hour is tried now."""
    query = "SELECT count(*) FROM deliveries WHERE state = 'WAITING'"
    hasten = (
        "WITH hastened AS (UPDATE deliveries SET next_attempt_time = now()"
        " WHERE state = 'WAITING' AND next_attempt_time > now() RETURNING 1) SELECT count(*) FROM hastened"
    )
    recount.rows(system, "notification", hasten)
    recount.until(
        lambda: recount.rows(system, "notification", query) == [(0,)], 180, "every e-mail has gone out"
    )


def steps_of(system: System) -> dict[str, list[str]]:
    """The verbs of every task's history, oldest first, by the task's uid."""
    found: dict[str, list[str]] = defaultdict(list)
    for task, verb in recount.rows(
        system, "task", "SELECT task, verb FROM task_steps ORDER BY task, version"
    ):
        found[task].append(verb)
    return found


def wrong_steps(system: System, courses: Iterable[Course]) -> list[str]:
    """Courses whose acknowledged commands did not take effect once, or an unacknowledged one more than once."""
    found, wrong = steps_of(system), []
    for course in courses:
        allowed = [course.acknowledged, [*course.acknowledged, course.given_up]]
        taken = found.pop(course.uid, [])
        if taken not in allowed[: 2 if course.given_up else 1]:
            wrong.append(f"{course.name}: {taken}, acknowledged {allowed[0]}, given up {course.given_up}")
    return wrong + [f"tasks/{uid}: nobody's" for uid in found]


def wrong_notifications(
    system: System, courses: Iterable[Course], references: Mapping[tuple[str, int], Course]
) -> list[str]:
    """Courses with other notifications, or other e-mails about them, than one of the same steps without a fault."""
    query = """SELECT subject, person, kind, coalesce(channel, ''), count(*), count(DISTINCT delivery)
        FROM notifications LEFT JOIN mailings ON notification = id GROUP BY 1, 2, 3, 4"""
    found: dict[str, Counter[tuple[Any, ...]]] = defaultdict(Counter)
    for subject, *facts in recount.rows(system, "notification", query):
        found[subject][tuple(facts)] += 1
    taken, wrong = steps_of(system), []
    for course in courses:
        length = len(taken.get(course.uid, ()))
        expected = found[references[course.shape, length].name] if length else Counter()
        if found[course.name] != expected:
            more, less = found[course.name] - expected, expected - found[course.name]
            wrong.append(f"{course.name} after {length} steps: {dict(more)} instead of {dict(less)}")
    return wrong


def wrong_mails(system: System, relay: MailRelay, made: Sequence[MadeFault]) -> list[str]:
    """E-mails that did not arrive, or arrived again although the sender could have known that they had."""
    sent = {str(id) for (id,) in recount.rows(system, "notification", "SELECT id FROM deliveries")}
    times: dict[str, list[float]] = defaultdict(list)
    for delivery, arrived in relay.arrived:
        times[delivery].append(arrived)
    cut_off = [each for each in made if each.name in _OF_DATABASE or each.hit.startswith(_OF_SENDER)]

    def excused(delivery: str, arrived: float) -> bool:
        return delivery in relay.unanswered or any(
            each.begin - _LONGEST_RELAY < arrived < each.end + _LONGEST_RELAY for each in cut_off
        )

    twice = {delivery: at for delivery, at in times.items() if len(at) > 1}
    print(
        f"{len(sent)} e-mails, {len(twice)} arrived twice, {len(relay.unanswered)} answers lost", flush=True
    )
    needless = [id for id, at in twice.items() if not all(excused(id, each) for each in at[:-1])]
    return [
        *(f"{id}: not arrived" for id in sent - times.keys()),
        *(f"{id}: nobody's" for id in times.keys() - sent),
        *(f"{id}: twice without need" for id in needless),
    ]


def wrong_files(system: System, crew: Crew, courses: Iterable[Course]) -> list[str]:
    """Acknowledged files whose content is not what was sent, and files that are there more than once."""
    wrong = []
    for course in courses:
        for name, content in course.files.items():
            answer = crew.clerk.get(f"v1/{name}:download")
            if answer.content != content:
                wrong.append(f"{name}: {len(answer.content)} bytes, not {len(content)}")
    query = "SELECT display_name, count(*) FROM files GROUP BY 1 HAVING count(*) > 1"
    return wrong + [f"{name}: {count} times" for name, count in recount.rows(system, "document", query)]


def wrong_periods(system: System, courses: Iterable[Course]) -> list[str]:
    """Periodic tasks whose closed periods are not one for each closing, a week apart."""
    query = "SELECT uid, periods FROM tasks"
    periods = {uid: [one["due_date"] for one in found] for uid, found in recount.rows(system, "task", query)}
    first, taken, wrong = date.today() + timedelta(days=90), steps_of(system), []
    for course in courses:
        closings = taken.get(course.uid, []).count("CLOSE_PERIOD")
        expected = [(first + timedelta(weeks=number)).isoformat() for number in range(closings)]
        if periods.get(course.uid, []) != expected:
            wrong.append(f"{course.name}: {periods.get(course.uid)}, not {expected}")
    return wrong


def wrong_events(system: System) -> list[str]:
    """Events not handled, and aggregates whose version at a subscriber is not the published one."""
    return _failure(check_every_event, system)


def wrong_statistics(system: System, office: Office) -> list[str]:
    """Differences between the counts of reporting and of the task service."""
    return _failure(check_reporting, system, office)


def _failure(check: Callable[..., None], *arguments: Any) -> list[str]:
    try:
        check(*arguments)
    except AssertionError as error:
        return [str(error)[:2000]]
    return []
