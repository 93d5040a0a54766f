"""One task's life, step by step through the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from services.task import model, usecases
from services.task.model import (
    Act,
    Actor,
    CauseKind,
    CoOrdinator,
    Decision,
    Evidence,
    Holder,
    Reason,
    Refused,
    Source,
    Task,
    Terms,
)
from services.task.tables.units import Post

from .files import StepRow, TaskRow

OBSTACLES = "Vướng mắc:"
# A date that left a public holiday may have made in time what was late when the year was written.
_FOLLOWS_FROM_DATES = frozenset(
    {Reason.NOT_LATE, Reason.CAUSE_MISSING, Reason.EXTENSION_NOT_LATER, Reason.EXTENSION_NOT_PENDING}
)


@dataclass(frozen=True)
class Cast:
    """Who acts: each person in the first of the positions held."""

    actors: Mapping[str, Actor]

    @classmethod
    def of(cls, posts: Iterable[Post], names: Mapping[str, str]) -> Cast:
        """The cast of the positions that identity told of."""
        actors: dict[str, Actor] = {}
        for post in posts:
            if post.person in names:
                actors.setdefault(
                    post.person, Actor(post.person, post.name, post.unit, name=names[post.person])
                )
        return cls(actors)


@dataclass(frozen=True)
class Played:
    """The decisions of a task's life, and the steps that moved dates have made void."""

    decisions: list[Decision]
    skipped: list[StepRow]


def play(row: TaskRow, cast: Cast) -> Played:
    """Plays a task; raises Refused where the files break a rule of the domain."""
    first, *rest = row.steps
    act = Act(cast.actors[first.person], first.at)
    decisions = [model.propose_new(act, row.uid, _terms(row), _source(row))]
    decisions.append(model.issue(decisions[-1].task, act))
    skipped = []
    for step in rest:
        act = Act(cast.actors[step.person], step.at, step.text)
        try:
            decisions.append(STEPS[step.step](decisions[-1].task, act, step))
        except Refused as refused:
            if refused.reason not in _FOLLOWS_FROM_DATES:
                raise
            skipped.append(step)
    return Played(decisions, skipped)


def _source(row: TaskRow) -> Source:
    return Source(row.directive, number=row.directive_number, date=row.assign_date)


def _terms(row: TaskRow) -> Terms:
    return Terms(
        title=row.title,
        output=row.output,
        field=row.field,
        lead=row.lead,
        co_ordinators=tuple(CoOrdinator(unit) for unit in row.co_ordinators),
        due=row.due,
        assigner=row.assigner,
        monitor=row.monitor,
        assign_date=row.assign_date,
    )


def _quiet(act: Act) -> Act:
    """The text is what was reported, not a reason."""
    return replace(act, why="")


def _progress(task: Task, act: Act, row: StepRow) -> Decision:
    text, _, obstacles = row.text.partition(OBSTACLES)
    return model.report_progress(
        task, _quiet(act), percent=row.percent, text=text.strip() or row.text, obstacles=obstacles.strip()
    )


def _submit(task: Task, act: Act, row: StepRow) -> Decision:
    evidence = [Evidence(document=row.evidence)]
    return model.submit(task, _quiet(act), summary=row.text, evidence=evidence)


def _ask(task: Task, act: Act, row: StepRow) -> Decision:
    if row.due_date is None:
        raise Refused(Reason.NO_DUE_DATE, task=task.uid)
    late = task.due_date is not None and act.today > task.due_date
    return model.request_extension(task, act, row.due_date, late=late)


Step = Callable[[Task, Act, StepRow], Decision]
STEPS: dict[str, Step] = {
    "ACCEPT": lambda task, act, _: model.accept(task, act),
    "DELEGATE": lambda task, act, row: model.delegate(task, act, Holder(row.unit, row.holder)),
    "REPORT_PROGRESS": _progress,
    "REQUEST_EXTENSION": _ask,
    "GRANT_EXTENSION": lambda task, act, row: model.decide_extension(
        task, act, granted=True, new_date=row.due_date
    ),
    "REFUSE_EXTENSION": lambda task, act, _: model.decide_extension(task, act, granted=False),
    "SUBMIT": _submit,
    "SEND_BACK": lambda task, act, _: model.send_back(task, act),
    "CONFIRM": lambda task, act, _: model.confirm(task, act),
    "STATE_CAUSE": lambda task, act, row: model.state_cause(
        task, _quiet(act), CauseKind(row.evidence), row.text
    ),
    "CONFIRM_CAUSE": lambda task, act, row: model.confirm_cause(task, act, CauseKind(row.evidence)),
    "URGE": lambda task, act, _: model.urge(task, act),
    "RETURN": lambda task, act, _: model.return_(task, act, usecases.CALENDAR, usecases.POLICY),
    "REISSUE": lambda task, act, row: model.reissue(task, act, lead=row.unit),
    "RECALL": lambda task, act, _: model.recall(task, act),
    "CANCEL": lambda task, act, _: model.cancel(task, act),
    "SUSPEND": lambda task, act, _: model.suspend(task, act),
    "RESUME": lambda task, act, _: model.resume(task, act),
}
