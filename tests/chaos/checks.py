"""Checks with `recount` that nothing is lost and nothing is repeated."""

from collections import Counter

from deploy.local.system import System
from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.type.v1.task_types_pb import Due
from tests import periods
from tests.chaos import recount
from tests.chaos.office import Office


def check_every_event(system: System) -> None:
    """Every published event is handled, and every subscriber has reached the version of its source."""
    # A fault may have delayed the automatic urging, so that its events come only now. A lost event stays missing.
    recount.until(lambda: not recount.events_not_handled(system), 60, "every event handled")
    recount.wait_until_quiet(system)
    assert recount.versions_out_of_step(system) == []


def check_reporting(system: System, office: Office) -> None:
    """Statistics count the tasks of the task service, each in the class that it has there."""
    tasks = {
        name: task for name, task in recount.tasks(office).items() if task.class_ and not task.parent_task
    }
    rows = recount.reported(system, office.chief)
    assert rows.keys() == tasks.keys()
    assert [name for name, task in tasks.items() if not _agrees(task, rows[name])] == []
    total = recount.statistics(system, office.chief).total
    assert total is not None
    classes = Counter(kind for of_task in rows.values() for _, kind in of_task)
    assert (total.total, total.done_on_time, total.done_late, total.open_in_time, total.open_overdue) == (
        classes.total(),
        *(classes[kind] for kind in ("DONE_ON_TIME", "DONE_LATE", "OPEN_IN_TIME", "OPEN_OVERDUE")),
    )


def _agrees(task: pb.Task, rows: list[tuple[str, str]]) -> bool:
    due = task.due or Due()
    return periods.agrees(due.kind is Due.Kind.PERIODIC, (due.date, task.class_.name), rows)
