"""Counts, from the services' databases, what has happened to every acknowledged command, event and e-mail."""

from __future__ import annotations

import json
import re
from collections import Counter

from deploy.local.plan import SERVICES
from tests.cluster.installation import Installation
from tests.cluster.kube import Json, until

_UPPER = re.compile("[A-Z]")


def subscriptions(installation: Installation) -> list[tuple[str, str]]:
    """The subscribers and their sources, from the names of the broker's queues: `<consumer>.<source>`."""
    names = installation.namespace.exec(
        "rabbitmq-0", "rabbitmqctl", "-q", "list_queues", "--no-table-headers", "name"
    )
    pairs = [tuple(name.partition(".")[::2]) for name in names.split()]
    return [(consumer, source) for consumer, source in pairs if consumer in SERVICES and source in SERVICES]


def wait_until_quiet(installation: Installation, seconds: float = 300) -> None:
    """Waits until every event is published and every subscriber has handled it."""
    until(lambda: not unfinished(installation), seconds, "all events handled")


def unfinished(installation: Installation) -> list[str]:
    """Describes the events that are still to be published or handled."""
    found = []
    sources = sorted({source for _, source in subscriptions(installation)})
    for source in sources:
        (row,) = installation.query(source, "SELECT count(*) FROM outbox WHERE publish_time IS NULL")
        if row != ["0"]:
            found.append(f"{source}: {row[0]} not published")
    for consumer, source in subscriptions(installation):
        published = {
            id for (id,) in installation.query(source, "SELECT event_id FROM outbox WHERE NOT snapshot")
        }
        handled = {id for (id,) in installation.query(consumer, "SELECT event_id FROM inbox")}
        if missing := published - handled:
            found.append(f"{consumer} has not handled {len(missing)} of {source}")
        found += _out_of_step(installation, consumer, source)
    return found


def _out_of_step(installation: Installation, consumer: str, source: str) -> list[str]:
    published = installation.query(source, "SELECT aggregate, max(version) FROM outbox GROUP BY aggregate")
    handled = dict(installation.query(consumer, "SELECT aggregate, version FROM inbox_versions"))
    wrong = [name for name, version in published if handled.get(name) != version]
    return [f"{consumer} is out of step with {source}: {wrong[:3]}"] if wrong else []


def check(installation: Installation, outcome: Json) -> None:
    """Fails unless every acknowledged command and its events, notifications and e-mails exist exactly once."""
    wait_until_quiet(installation)
    courses = {course["name"]: course["steps"] for course in outcome["courses"]}
    assert courses, "the load sent nothing"
    _check_steps(installation, courses)
    _check_notifications(installation, courses)
    _check_mails(installation)
    _check_table(installation, courses)


def _check_steps(installation: Installation, courses: dict[str, list[str]]) -> None:
    rows = installation.query("task", "SELECT task, verb FROM task_steps ORDER BY task, version")
    taken: dict[str, list[str]] = {}
    for task, verb in rows:
        taken.setdefault(f"tasks/{task}", []).append(verb)
    for name, acknowledged in courses.items():
        found = [verb for verb in taken.get(name, ()) if verb != "DRAFT"]
        wanted = [_UPPER.sub(r"_\g<0>", verb).upper() for verb in acknowledged]
        # The last command of a load may have taken effect although nobody waited for its answer.
        assert found[: len(wanted)] == wanted, (name, wanted, found)
        assert len(found) <= len(wanted) + 1, (name, wanted, found)
        assert max(Counter(found).values(), default=1) == 1, (name, found)


def _check_notifications(installation: Installation, courses: dict[str, list[str]]) -> None:
    counted = "SELECT subject, kind, person, count(*) FROM notifications GROUP BY 1, 2, 3"
    rows = installation.query("notification", counted)
    issued = [name for name, steps in courses.items() if "issue" in steps]
    notified = {subject for subject, kind, _, _ in rows if kind == "TASK_ISSUED"}
    assert set(issued) <= notified, sorted(set(issued) - notified)[:5]
    assert [row for row in rows if row[0] in courses and row[3] != "1"] == []


def _check_mails(installation: Installation) -> None:
    due = "SELECT count(*) FROM deliveries WHERE state = 'WAITING' AND next_attempt_time <= now()"
    until(lambda: installation.query("notification", due) == [["0"]], 180, "all e-mails sent")
    ids = json.loads(installation.namespace.exec("mail-0", "python", "-c", _MESSAGE_IDS))
    twice = [id for id, count in Counter(ids).items() if count > 1]
    assert twice == []


_MESSAGE_IDS = """
import email, json, pathlib
ids = []
for part in ("new", "cur"):
    for file in pathlib.Path("/mail/box", part).iterdir():
        ids.append(email.message_from_bytes(file.read_bytes())["Message-ID"])
print(json.dumps(ids))
"""


def _check_table(installation: Installation, courses: dict[str, list[str]]) -> None:
    """Checks that reporting has the task service's states."""
    states = dict(installation.query("task", "SELECT 'tasks/' || uid, state FROM tasks"))
    counted = dict(
        installation.query(
            "reporting",
            "SELECT DISTINCT ON (task) task, state FROM task_facts ORDER BY task, version DESC, ordinal DESC",
        )
    )
    for name, steps in courses.items():
        if "issue" in steps:
            assert counted.get(name) == states[name], name
