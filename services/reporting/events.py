"""The events that the service listens to: everything about tasks, units, people and directives."""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from dondoc_api.dondoc.document.v1 import document_events_pb
from dondoc_api.dondoc.document.v1.document_events_pb import DirectiveChanged, DirectiveFacts
from dondoc_api.dondoc.identity.v1 import identity_events_pb
from dondoc_api.dondoc.identity.v1.identity_events_pb import PersonChanged, UnitChanged
from dondoc_api.dondoc.task.v1 import task_events_pb
from dondoc_api.dondoc.task.v1.task_events_pb import (
    PeriodFacts,
    TaskChanged,
    TaskCount,
    TaskFacts,
    WorkingDays,
)
from dondoc_api.dondoc.task.v1.task_service_pb import Submission
from dondoc_api.dondoc.type.v1.task_types_pb import DelayCause, Progress
from services.reporting.model.history import Change, DirectiveNumber, Fact, PersonName, TaskStep, Unit
from services.reporting.usecases import projecting
from shared import clock, dates
from shared.bus import Subscription
from shared.event import Event, types_in


def on_event(session: Session, event: Event) -> None:
    """Stores every event, and updates the projections by those that change one."""
    projecting.record(session, event, decode(event))


def decode(event: Event) -> Change | None:
    """What an event changes in the projections; None if nothing."""
    # The other types of the task service are steps.
    default = _task_step if event.source == "task" and event.type != "task.commented" else None
    decoder = _DECODERS.get(event.type, default)
    return decoder(event) if decoder else None


def _unit(event: Event) -> Unit:
    unit = UnitChanged.from_binary(event.payload)
    day = clock.day_of(event.time)
    return Unit(
        unit=event.aggregate,
        version=event.version,
        from_date=day,
        to_date=None,
        kind=unit.kind.name,
        unit_group=unit.group.name,
        display_name=unit.display_name,
        short_name=unit.short_name,
        sort_order=unit.sort_order,
        start_date=dates.parse(unit.start_date) or day,
        end_date=dates.parse(unit.end_date),
    )


def _person_name(event: Event) -> PersonName:
    return PersonName(event.aggregate, PersonChanged.from_binary(event.payload).display_name)


def _directive_number(event: Event) -> DirectiveNumber:
    directive = DirectiveChanged.from_binary(event.payload).directive or DirectiveFacts()
    return DirectiveNumber(event.aggregate, directive.number_symbol, dates.parse(directive.issue_date))


_DECODERS: Mapping[str, Callable[[Event], Change]] = {
    "unit.changed": _unit,
    "person.changed": _person_name,
    "directive.changed": _directive_number,
}


def _task_step(event: Event) -> TaskStep:
    changed = TaskChanged.from_binary(event.payload)
    task, day = changed.task or TaskFacts(), clock.day_of(event.time)
    facts = [_fact(task, count, event.version, ordinal, day) for ordinal, count in enumerate(changed.counts)]
    due = next((one for one in changed.working_days if one.anchor == WorkingDays.Anchor.DUE), None)
    if due is not None:
        facts = [_with_working_days(fact, due, day) for fact in facts]
    # The event lists working days while time passes for the task, and only then.
    return TaskStep(event.aggregate, day, tuple(facts), time_passes=bool(changed.working_days))


def _with_working_days(fact: Fact, due: WorkingDays, day: date) -> Fact:
    """The fact with the working days after its due date, if they are listed for that date."""
    days = [date.fromisoformat(one) for one in due.dates]
    if fact.due_date is None or days[-due.first :][:1] != [fact.due_date]:
        return fact
    after = days[1 - due.first :]
    passed = bisect_right(after, day)
    return replace(fact, overdue_days=passed, working_days=after[passed:])


def _fact(task: TaskFacts, count: TaskCount, version: int, ordinal: int, day: date) -> Fact:
    facts = count.period or _facts_of(task)
    # An agency that led a finished period only does not learn what becomes of the task under another one.
    own = facts.lead == task.lead
    issued = dates.parse(facts.issue_date or task.issue_date)
    period = dates.parse(count.period_start_date)
    progress, submission = facts.progress or Progress(), facts.submission or Submission()
    delay_cause = facts.delay_cause or DelayCause()
    return Fact(
        task=task.task,
        version=version,
        ordinal=ordinal,
        from_date=day,
        lead=facts.lead,
        task_class=count.class_.name,
        assigned_date=max(issued or day, period) if period else issued or day,
        parent_task=task.parent_task,
        period_start_date=period,
        issue_date=issued,
        due_date=dates.parse(count.due_date),
        original_due_date=dates.parse(facts.original_due_date),
        due_soon_from_date=dates.parse(count.due_soon_from_date),
        overdue_from_date=dates.parse(count.overdue_from_date),
        submit_date=dates.parse(submission.submit_date),
        not_accepted=count.not_accepted,
        issued_late=count.issued_late,
        intake_days=task.intake.days if task.intake else None,
        intake_limit=task.intake.limit if task.intake else None,
        extension_count=facts.extension_count,
        urging_count=facts.urging_count,
        state=facts.state.name,
        title=task.title,
        output=task.output if own else "",
        field=task.field,
        directive=task.directive,
        document_number=submission.document_number,
        assigner=task.assigner,
        monitor=task.monitor if own else "",
        coordinators=[one.unit for one in task.coordinations] if own else [],
        progress_percent=progress.percent if facts.progress else None,
        progress_text=progress.text,
        progress_obstacles=progress.obstacles,
        progress_report_date=dates.parse(progress.report_date),
        delay_cause_kind=_kind(delay_cause.kind),
        delay_cause_text=delay_cause.text,
        delay_cause_confirm_date=dates.parse(delay_cause.confirm_date),
        **_cause_decision(delay_cause),
        **_contest(delay_cause.contest or DelayCause.Contest()),
    )


def _facts_of(task: TaskFacts) -> PeriodFacts:
    """What a periodic task has for each of its periods."""
    return PeriodFacts(
        lead=task.lead,
        original_due_date=task.due.original_date if task.due else "",
        progress=task.progress,
        submission=task.submission,
        extension_count=task.extension_count,
        urging_count=task.urging_count,
        delay_cause=task.delay_cause,
        issue_date=task.issue_date,
        state=task.state,
    )


def _cause_decision(cause: DelayCause) -> dict[str, Any]:
    return {
        "delay_cause_stated_kind": _kind(cause.stated_kind),
        "delay_cause_decide_date": dates.parse(cause.decide_date),
        "delay_cause_decider": cause.decider,
        "delay_cause_refused": cause.refused,
        "delay_cause_answer": cause.answer,
    }


def _contest(contest: DelayCause.Contest) -> dict[str, Any]:
    return {
        "contest_date": dates.parse(contest.contest_date),
        "contester": contest.contester,
        "contest_reason": contest.reason,
        "contest_document_number": contest.document_number,
        "contest_against": _kind(contest.against),
        "contest_decide_date": dates.parse(contest.decide_date),
        "contest_decider": contest.decider,
        "contest_granted": contest.granted,
        "contest_answer": contest.answer,
    }


def _kind(kind: DelayCause.Kind) -> str:
    return kind.name if kind else ""


_SOURCES = {"task": task_events_pb, "identity": identity_events_pb, "document": document_events_pb}
SUBSCRIPTIONS = [
    Subscription("reporting", source, {"*": on_event}, types_in(file.desc()))
    for source, file in _SOURCES.items()
]
