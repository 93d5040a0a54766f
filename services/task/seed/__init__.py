"""The demo province's year of tasks, played through the model and announced like any other step."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from services.task import tables, usecases
from services.task.config import TaskSettings
from services.task.model.sets import TaskSet
from services.task.tables import sets, units
from shared import clock
from shared.db import Database
from shared.resource_names import id_of

from .commenting import enter_comments
from .files import Province, TaskRow, read
from .following import enter_followers
from .lists import enter_lists
from .play import Cast, play, play_all

PROVINCE = Path(__file__).parents[3] / "deploy" / "demo" / "province"
BATCH = 50


def run(settings: TaskSettings, folder: Path) -> None:
    """Enters the tasks of the folder that are missing; ends at once if none is."""
    clock.configure(settings.clock_file)
    database = Database(settings.database_url.get_secret_value())
    enter_lists(database, folder)
    province = read(folder, clock.today())
    with database.transaction() as session:
        known = tables.existing(session, [task.uid for task in province.tasks])
    missing = [task.uid for task in province.tasks if task.uid not in known]
    if not missing:
        sys.stdout.write("tasks: none is missing\n")
        return
    cast = _wait_for_cast(database, province, settings.seed_seconds)
    skipped = enter(database, province, missing, cast)
    enter_comments(database, folder, clock.today(), cast)
    enter_followers(database, folder, clock.now())
    sys.stdout.write(f"tasks: {len(missing)} entered, {skipped} steps left out\n")


def enter(database: Database, province: Province, uids: list[str], cast: Cast) -> int:
    """Enters tasks, some at a time, and returns how many of their steps the model refused."""
    wanted, skipped = set(uids), 0
    parents = {task.parent for task in province.tasks if task.uid in wanted}
    needed = (task for task in province.tasks if task.uid in wanted | parents)
    played = (one for one in play_all(needed, cast) if one.decisions[0].task.uid in wanted)
    while batch := list(islice(played, BATCH)):
        with database.transaction() as session:
            usecases.enter_histories(session, [one.decisions for one in batch])
            skipped += sum(len(one.skipped) for one in batch)
    with database.transaction() as session:
        _enter_sets(session, province.tasks)
        tables.fold_tallies(session)
    return skipped


def _enter_sets(session: Session, tasks: Iterable[TaskRow]) -> None:
    """Enters the sets of these tasks that are missing, as whoever issued the first one created them."""
    first = {task.source.task_set: task for task in reversed(list(tasks)) if task.source.task_set}
    for name, task in first.items():
        issue, uid = task.steps[0], id_of(name)
        if sets.load(session.connection(), uid) is None:
            sets.add(session, TaskSet(uid, task.title, task.source.directive, issue.person, issue.at))


def _wait_for_cast(database: Database, province: Province, seconds: float) -> Cast:
    """The people of the province, as soon as identity's events have named all of them."""
    deadline = time.monotonic() + seconds
    while True:
        cast = _cast(database)
        missing = sorted(province.people - set(cast.actors))
        if not missing:
            return cast
        if time.monotonic() > deadline:
            raise SystemExit(f"identity has not published {len(missing)} people yet, such as {missing[0]}")
        time.sleep(0.5)


def _cast(database: Database) -> Cast:
    with database.transaction() as session:
        return Cast.of(units.positions(session), units.names(session))


__all__ = [
    "PROVINCE",
    "Province",
    "enter",
    "enter_comments",
    "enter_followers",
    "enter_lists",
    "play",
    "play_all",
    "read",
    "run",
]
