"""The specialist confirms and issues; the Office's clerk forwards the document."""

from __future__ import annotations

import time

from deploy.demo.desk import CallError, Desk, Json, day_of
from deploy.demo.leading import behind
from deploy.demo.play import CHAIRMAN, CLERK, SPECIALIST, Play, bare
from deploy.demo.stage import PlayError


def issue(play: Play) -> None:
    """Confirms the proposals, which makes them tasks, and issues the tasks in one call."""
    play.stage.act("act_issue")
    desk = play.desk(SPECIALIST)
    names = [proposal["name"] for proposal in play.proposals]
    confirmed = desk.post(f"v1/{play.directive['name']}/proposals:confirm", {"names": names})["proposals"]
    play.stage.say("confirms", count=len(confirmed))
    tasks = [proposal["task"] for proposal in confirmed]
    arrived = play.stage.wait(lambda: [_there(desk, task) for task in tasks], all)
    play.stage.expect(all(arrived), "tasks_came")
    if not all(arrived):
        raise PlayError(tasks[arrived.index(False)])
    play.tasks = desk.post("v1/tasks:batchIssue", {"names": tasks})["tasks"]
    play.stage.say("issues", count=len(play.tasks))
    play.stage.expect(all(_is_issued(task) for task in play.tasks), "all_issued")
    play.first, play.second = (task["name"] for task in play.tasks[:2])
    for key, task in zip(("first_task", "second_task"), play.tasks[:2], strict=True):
        due = day_of(task["due"]["date"]) or ""
        play.stage.say(key, title=task["title"], agency=play.unit_name(task["lead"]), due=due)
    _count(play)


def forward(play: Play) -> None:
    """Sends the document to the lead agencies and coordinators, twice: the second time changes nothing."""
    play.stage.act("act_forward")
    desk = play.desk(CLERK)
    units = sorted({unit for task in play.tasks for unit in _concerned(task)})
    path = f"v1/{play.directive['name']}"
    desk.post(f"{path}:forward", {"units": units, "note": "Chuyển thực hiện."})
    short = ", ".join(play.cast.units[bare(unit)].names[1] for unit in units if bare(unit) in play.cast.units)
    play.stage.say("forwards", number=play.directive.get("numberSymbol", ""), count=len(units), units=short)
    desk.post(f"{path}:forward", {"units": units})
    forwardings = list(desk.all(f"{path}/forwardings", "forwardings"))
    play.stage.expect(sorted(one["unit"] for one in forwardings) == units, "each_once")


def _there(desk: Desk, task: str) -> bool:
    try:
        return bool(desk.get(f"v1/{task}")["state"] == "PROPOSED")
    except CallError as refused:
        if refused.status != 404:
            raise
        return False


def _is_issued(task: Json) -> bool:
    return bool(
        task["state"] == "ISSUED" and task["class"] == "OPEN_IN_TIME" and "NOT_ACCEPTED" in task["marks"]
    )


def _concerned(task: Json) -> list[str]:
    return [task["lead"], *(one["unit"] for one in task.get("coordinations", []))]


def _count(play: Play) -> None:
    """Waits until the statistics, which follow the tasks by events, count both tasks."""
    chairman = play.desk(CHAIRMAN)
    began = time.monotonic()

    def counted() -> bool:
        return all(
            name in behind(chairman, play.lead(name), "OPEN_IN_TIME") for name in (play.first, play.second)
        )

    held = play.stage.wait(counted, bool)
    play.stage.expect(held, "table_counts_new", seconds=round(time.monotonic() - began, 1))
