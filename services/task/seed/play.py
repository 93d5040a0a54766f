"""One task's life, step by step through the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from services.task import model, usecases
from services.task.model import (
    Act,
    Actor,
    Approval,
    Coordination,
    Decision,
    DelayCauseKind,
    Holder,
    Reason,
    Receipt,
    Submission,
    Task,
    Terms,
    Verb,
)
from services.task.tables.units import Position
from shared.refused import Refused

from .files import StepRow, TaskRow

OBSTACLES = "Vướng mắc:"
# A date moved off a public holiday may be in time though it was late when the year was written.
_FOLLOWS_FROM_DATES = frozenset(
    {
        Reason.NOT_LATE,
        Reason.DELAY_CAUSE_MISSING,
        Reason.EXTENSION_NOT_LATER,
        Reason.EXTENSION_NOT_PENDING,
        Reason.CAUSE_DECIDED,
        Reason.NOTHING_TO_CONTEST,
        Reason.CONTEST_NOT_PENDING,
    }
)


@dataclass(frozen=True)
class Cast:
    """The people who act, each in the first position that the person holds."""

    actors: Mapping[str, Actor]

    @classmethod
    def of(cls, positions: Iterable[Position], names: Mapping[str, str]) -> Cast:
        """The cast of these positions."""
        actors: dict[str, Actor] = {}
        for held in positions:
            if held.person in names:
                actor = Actor(held.person, held.name, held.unit, name=names[held.person])
                actors.setdefault(held.person, actor)
        return cls(actors)


@dataclass(frozen=True)
class Played:
    """The decisions of a task's life, and the steps that moved dates have made impossible."""

    decisions: list[Decision]
    skipped: list[StepRow]


def play_all(rows: Iterable[TaskRow], cast: Cast) -> Iterator[Played]:
    """Plays tasks in their order, parents before their subtasks."""
    parents: dict[str, Played] = {}
    for row in rows:
        parents[row.uid] = played = play(row, cast, parents.get(row.parent))
        yield played


def play(row: TaskRow, cast: Cast, parent: Played | None = None) -> Played:
    """Plays a task; raises Refused if the files break a rule of the domain."""
    first, *rest = row.steps
    act = Act(cast.actors[first.person], first.at)
    decisions = [_created(row, act, parent)] if parent else _issued(row, act)
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


def _issued(row: TaskRow, act: Act) -> list[Decision]:
    proposed = model.propose_new(act, row.uid, _terms(row), row.source)
    # The Office received its own directives on their day.
    receipt = Receipt(row.source.date or act.today, row.siblings)
    issued = model.issue(proposed.task, act, usecases.CALENDAR, policy=usecases.POLICY, receipt=receipt)
    return [proposed, issued]


def _created(row: TaskRow, act: Act, parent: Played) -> Decision:
    """A subtask of the parent as it was at that time."""
    task = next(each.task for each in reversed(parent.decisions) if each.step.act.at <= act.at)
    return model.create_subtask(task, act, row.uid, _terms(row), usecases.CALENDAR, usecases.POLICY)


def _terms(row: TaskRow) -> Terms:
    terms = Terms(
        title=row.title,
        output=row.output,
        field=row.field,
        lead=row.lead,
        coordinations=tuple(Coordination(unit) for unit in row.coordinations),
        due=row.due,
        assigner=row.assigner,
        monitor=row.monitor,
        urgency=row.urgency,
    )
    return model.taken_over(terms, row.source)


def _without_reason(act: Act) -> Act:
    """The text of the row is what was reported, not a reason."""
    return replace(act, reason="")


def _progress(task: Task, act: Act, row: StepRow) -> Decision:
    text, _, obstacles = row.text.partition(OBSTACLES)
    return model.report_progress(
        task,
        _without_reason(act),
        percent=row.percent,
        text=text.strip() or row.text,
        obstacles=obstacles.strip(),
    )


def _submit(task: Task, act: Act, row: StepRow) -> Decision:
    return model.submit(task, _without_reason(act), text=row.text, document_number=row.evidence)


def _seek_submit(task: Task, act: Act, row: StepRow) -> Decision:
    done = Submission(row.text, row.evidence, (), act.at, act.actor)
    return _sought(task, _without_reason(act), Approval(Verb.SUBMIT, act.at, act.actor, submission=done))


def _seek_extension(task: Task, act: Act, row: StepRow) -> Decision:
    asked = Approval(Verb.REQUEST_EXTENSION, act.at, act.actor, reason=act.reason, asked_date=row.due_date)
    return _sought(task, act, asked)


def _coordinate(task: Task, act: Act, row: StepRow) -> Decision:
    """A report of a coordinator; at 100 per cent its part is done."""
    text, _, obstacles = row.text.partition(OBSTACLES)
    return model.report_coordination(
        task,
        _without_reason(act),
        row.unit,
        percent=row.percent,
        text=text.strip(),
        obstacles=obstacles.strip(),
        done=row.percent == 100,
        document_number=row.evidence,
    )


def _sought(task: Task, act: Act, approval: Approval) -> Decision:
    return model.seek_approval(task, act, approval, usecases.CALENDAR, usecases.POLICY, late=True)


def _ask(task: Task, act: Act, row: StepRow) -> Decision:
    if row.due_date is None:
        raise Refused(Reason.NO_DUE_DATE, task=task.uid)
    late = task.due_date is not None and act.today > task.due_date
    return model.request_extension(task, act, row.due_date, late=late)


Step = Callable[[Task, Act, StepRow], Decision]
STEPS: dict[str, Step] = {
    "ACCEPT": lambda task, act, _: model.accept(task, act),
    "DELEGATE": lambda task, act, row: model.delegate(
        task, act, Holder(row.unit, *row.holders), internal_due_date=row.due_date
    ),
    "REPORT_PROGRESS": _progress,
    "REQUEST_EXTENSION": _ask,
    "GRANT_EXTENSION": lambda task, act, row: model.decide_extension(
        task, act, granted=True, new_date=row.due_date
    ),
    "REFUSE_EXTENSION": lambda task, act, _: model.decide_extension(task, act, granted=False),
    "SUBMIT": _submit,
    "SEEK_SUBMIT": _seek_submit,
    "SEEK_REQUEST_EXTENSION": _seek_extension,
    "APPROVE": lambda task, act, _: model.approve(task, act, usecases.CALENDAR, usecases.POLICY),
    "ASK_CHANGES": lambda task, act, _: model.ask_changes(task, act),
    "WITHDRAW": lambda task, act, _: model.withdraw(task, act),
    "SEND_BACK": lambda task, act, _: model.send_back(task, act),
    "CONFIRM": lambda task, act, _: model.confirm(task, act, usecases.CALENDAR),
    "STATE_CAUSE": lambda task, act, row: model.state_cause(
        task, _without_reason(act), DelayCauseKind(row.evidence), row.text
    ),
    "CONFIRM_CAUSE": lambda task, act, row: model.confirm_cause(task, act, DelayCauseKind(row.evidence)),
    "REFUSE_CAUSE": lambda task, act, _: model.confirm_cause(task, act, refused=True),
    "CONTEST_CAUSE": lambda task, act, row: model.contest_cause(
        task, act, usecases.CALENDAR, usecases.POLICY, document_number=row.evidence
    ),
    "GRANT_CONTEST": lambda task, act, _: model.decide_contest(task, act, granted=True),
    "UPHOLD_CONTEST": lambda task, act, _: model.decide_contest(task, act, granted=False),
    "URGE": lambda task, act, _: model.urge(task, act),
    "INFORM": lambda task, act, row: model.amend(task, act, Terms(informed=(*task.informed, row.unit))),
    "ACCEPT_COORDINATION": lambda task, act, row: model.accept_coordination(task, act, row.unit),
    "REPORT_COORDINATION": _coordinate,
    "SET_COORDINATION": lambda task, act, row: model.set_coordination(
        task, _without_reason(act), row.unit, part=row.text, due_date=row.due_date
    ),
    "URGE_COORDINATION": lambda task, act, row: model.urge_coordination(task, act, row.unit),
    "SEND_BACK_COORDINATION": lambda task, act, row: model.send_back_coordination(task, act, row.unit),
    "RETURN": lambda task, act, _: model.return_(task, act, usecases.CALENDAR, usecases.POLICY),
    "REISSUE": lambda task, act, row: model.reissue(
        task, act, usecases.CALENDAR, usecases.POLICY, lead=row.unit
    ),
    "RECALL": lambda task, act, _: model.recall(task, act),
    "CANCEL": lambda task, act, _: model.cancel(task, act),
    "SUSPEND": lambda task, act, _: model.suspend(task, act),
    "RESUME": lambda task, act, _: model.resume(task, act),
}
