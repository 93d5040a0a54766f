"""Makes the projections of events: of one as it is heard, or of all of them again."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from dondoc_api.dondoc.document.v1.document_events_pb import DirectiveChanged, DirectiveFacts
from dondoc_api.dondoc.identity.v1.identity_events_pb import PersonChanged, UnitChanged
from dondoc_api.dondoc.task.v1.task_events_pb import TaskChanged, TaskCount, TaskFacts, WorkingDays
from dondoc_api.dondoc.task.v1.task_service_pb import Submission
from dondoc_api.dondoc.type.v1.task_types_pb import DelayCause, Due, Progress
from services.reporting.model.history import Fact, Unit, follow, rename
from services.reporting.tables import events, facts
from shared import clock, dates
from shared.event import Event


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild made of one projection."""

    table: str
    rows: int
    same: bool


def record(session: Session, event: Event) -> None:
    """Keeps an event for ever, and changes the projection that it speaks of."""
    events.store(session, event)
    if event.source == "task":
        known = facts.of_task(session, event.aggregate)
        facts.save(session, known, _counting(known, event))
    elif event.type == "unit.changed":
        named = facts.of_unit(session, event.aggregate)
        facts.save(session, named, _naming(named, event))
    else:
        _keep_name(session, event)


def rebuild(session: Session) -> list[Rebuilt]:
    """Makes every projection anew of the stored events, in the session's one transaction.

    Events that come meanwhile wait for its end. Says of each projection whether it came out as it was.
    """
    events.hold_back_new(session)
    before = events.fingerprints(session)
    facts.empty(session)
    facts.add_all(session, _histories(session))
    after = events.fingerprints(session)
    return [Rebuilt(table, after[table][0], after[table] == before[table]) for table in after]


def _histories(session: Session) -> Iterator[list[Fact] | list[Unit]]:
    """The dated facts of each task and unit; names are kept as they pass."""
    for history in events.by_aggregate(session):
        if history[0].source == "task":
            counting: list[Fact] = []
            for event in history:
                counting = _counting(counting, event)
            yield counting
            continue
        naming: list[Unit] = []
        for event in history:
            if event.type == "unit.changed":
                naming = _naming(naming, event)
            else:
                _keep_name(session, event)
        yield naming


def _counting(known: list[Fact], event: Event) -> list[Fact]:
    changed = TaskChanged.from_binary(event.payload)
    day = clock.day_of(event.time)
    # Working days are told while time passes for the task, and only then.
    return follow(known, _facts(changed, event.version, day), day, bool(changed.working_days))


def _naming(known: list[Unit], event: Event) -> list[Unit]:
    unit = UnitChanged.from_binary(event.payload)
    day = clock.day_of(event.time)
    told = Unit(
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
    return rename(known, told, day)


def _keep_name(session: Session, event: Event) -> None:
    match event.type:
        case "person.changed":
            person = PersonChanged.from_binary(event.payload)
            facts.name_person(session, event.aggregate, person.display_name)
        case "directive.changed":
            directive = DirectiveChanged.from_binary(event.payload).directive or DirectiveFacts()
            issued = dates.parse(directive.issue_date)
            facts.number_directive(session, event.aggregate, directive.number_symbol, issued)


def _facts(changed: TaskChanged, version: int, day: date) -> list[Fact]:
    task = changed.task or TaskFacts()
    facts = [_fact(task, count, version, part, day) for part, count in enumerate(changed.counts)]
    told = next((one for one in changed.working_days if one.anchor == WorkingDays.Anchor.DUE), None)
    return [_with_working_days(fact, told, day) for fact in facts] if told else facts


def _with_working_days(fact: Fact, told: WorkingDays, day: date) -> Fact:
    """The fact with the working days after its due date, if it is that date that they were told of."""
    days = [dates.parse(one) for one in told.dates]
    if fact.due_date is None or days[-told.first :][:1] != [fact.due_date]:
        return fact
    after = [one for one in days[1 - told.first :] if one]
    passed = bisect_right(after, day)
    return replace(fact, overdue_days=passed, working_days=after[passed:])


def _fact(task: TaskFacts, count: TaskCount, version: int, part: int, day: date) -> Fact:
    issued, period = dates.parse(task.issue_date), dates.parse(count.period_start_date)
    due, progress = task.due or Due(), task.progress or Progress()
    submission, delay = task.submission or Submission(), task.delay_cause or DelayCause()
    return Fact(
        task=task.task,
        version=version,
        part=part,
        from_date=day,
        lead=task.lead,
        task_class=count.class_.name,
        assigned_date=max(issued or day, period) if period else issued or day,
        parent_task=task.parent_task,
        period_start=period,
        issue_date=issued,
        due_date=dates.parse(count.due_date),
        original_due_date=dates.parse(due.original_date),
        due_soon_from=dates.parse(count.due_soon_from_date),
        overdue_from=dates.parse(count.overdue_from_date),
        submit_date=dates.parse(submission.submit_date),
        not_accepted=count.not_accepted,
        extension_count=task.extension_count,
        urging_count=task.urging_count,
        state=task.state.name,
        title=task.title,
        output=task.output,
        directive=task.directive,
        document_number=submission.document_number,
        assigner=task.assigner,
        monitor=task.monitor,
        co_ordinators=[one.unit for one in task.coordinations],
        progress_percent=progress.percent if task.progress else None,
        progress_text=progress.text,
        progress_obstacles=progress.obstacles,
        progress_date=dates.parse(progress.report_date),
        field=task.field,
        delay_kind=delay.kind.name if delay.kind else "",
        delay_text=delay.text,
        delay_confirm_date=dates.parse(delay.confirm_date),
    )
