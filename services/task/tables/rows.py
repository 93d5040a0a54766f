"""Between a task and its row, a step and its row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from pydantic import TypeAdapter

from services.task import model
from services.task.model import Due, DueKind, Holder, PendingDecision, State, Step, Task
from shared import texts

Row = Mapping[Any, Any]

_NESTED: dict[str, TypeAdapter[Any]] = {
    "coordinations": TypeAdapter(tuple[model.Coordination, ...]),
    "meeting": TypeAdapter(model.Meeting),
    "intake": TypeAdapter(model.Intake | None),
    "progress": TypeAdapter(model.Progress | None),
    "extensions": TypeAdapter(tuple[model.Extension, ...]),
    "last_return": TypeAdapter(model.Return | None),
    "submission": TypeAdapter(model.Submission | None),
    "delay_cause": TypeAdapter(model.DelayCause | None),
    "approval": TypeAdapter(model.Approval | None),
    "periods": TypeAdapter(tuple[model.Period, ...]),
}
_EMPTY: dict[str, Any] = {
    name: () if name in ("coordinations", "extensions", "periods") else None for name in _NESTED
} | {"meeting": model.NO_MEETING}
_RECURRENCE: TypeAdapter[model.Recurrence | None] = TypeAdapter(model.Recurrence | None)
_CHANGES: TypeAdapter[tuple[model.Change, ...]] = TypeAdapter(tuple[model.Change, ...])
_STANDING: TypeAdapter[model.Standing] = TypeAdapter(model.Standing)
_NAMES = re.compile(r"(?:units|people)/[a-z0-9-]+")
_SPECIAL = {"state", "source_kind", "urgency", "due", "holder", "informed", "returned_leads", *_NESTED}
_PLAIN = tuple(field.name for field in fields(Task) if field.name not in _SPECIAL)


def task_row(task: Task) -> dict[str, Any]:
    """The row of a task, with the columns that only queries need."""
    row: dict[str, Any] = {name: getattr(task, name) for name in _PLAIN}
    row |= {name: adapter.dump_python(getattr(task, name), mode="json") for name, adapter in _NESTED.items()}
    holder = task.holder or Holder("")
    return row | {
        "state": task.state.value,
        "source_kind": task.source_kind.value,
        "urgency": task.urgency.value,
        "informed": list(task.informed),
        "returned_leads": list(task.returned_leads),
        "due_kind": task.due.kind.value,
        "due_date": task.due.date,
        "due_words": task.due.words,
        "recurrence": _RECURRENCE.dump_python(task.due.recurrence, mode="json"),
        "holder_unit": holder.unit,
        "holder_person": holder.person,
        "co_holder": holder.co_holder,
        "coordinators": task.coordinators,
        "approvers": [approver_key(task.lead, person) for person in model.parties_of(task).approvers],
        "settled": model.settled_class(task.standing) or "",
        "never_reported": model.never_reported(task),
        "issued_late": task.issued_late,
        "pending_decisions": sorted(model.pending_decisions(task)),
        "cause_authors": sorted(model.authors_of(task, PendingDecision.DELAY_CAUSE)),
        "contest_authors": sorted(model.authors_of(task, PendingDecision.CONTEST)),
        "title_words": texts.folded(task.title),
    }


def approver_key(agency: str, person: str) -> str:
    """A person who approves for an agency, in one word of the column `approvers`."""
    return f"{agency} {person}"


def task_of(row: Row) -> Task:
    """The task of a row."""
    recurrence = row["recurrence"] and _RECURRENCE.validate_python(row["recurrence"])
    plain: dict[str, Any] = {name: row[name] for name in _PLAIN}
    nested: dict[str, Any] = {name: _read(name, row[name]) for name in _NESTED}
    nested["periods"] = tuple(_with_lead(each, row["lead"]) for each in nested["periods"])
    return Task(
        **plain,
        **nested,
        state=State(row["state"]),
        source_kind=model.SourceKind(row["source_kind"]),
        urgency=model.Urgency(row["urgency"]),
        informed=tuple(row["informed"]),
        returned_leads=tuple(row["returned_leads"]),
        due=Due(DueKind(row["due_kind"]), row["due_date"], row["due_words"], recurrence),
        holder=_holder_of(row),
    )


def _holder_of(row: Row) -> Holder | None:
    if not row["holder_unit"]:
        return None
    return Holder(row["holder_unit"], row["holder_person"], row["co_holder"])


def mentioned(step: Step) -> set[str]:
    """The people, units and positions that a step mentions."""
    actor = step.act.actor
    changed = _NAMES.findall(_CHANGES.dump_json(step.changes).decode())
    return {actor.person, actor.position, actor.unit, actor.on_behalf_of, *changed} - {""}


def step_row(step: Step) -> dict[str, Any]:
    """The row of a step."""
    actor = step.act.actor
    return {
        "task": step.task,
        "version": step.version,
        "verb": step.verb.value,
        "person": actor.person,
        "position": actor.position,
        "unit": actor.unit,
        "on_behalf_of": actor.on_behalf_of,
        "name": actor.name,
        "at": step.act.at,
        "reason": step.act.reason,
        "from_state": step.from_state.value if step.from_state else "",
        "to_state": step.to_state.value,
        "changes": _CHANGES.dump_python(step.changes, mode="json"),
        "standing": _STANDING.dump_python(step.standing, mode="json"),
        "names": dict(step.names),
    }


def step_of(row: Row) -> Step:
    """The step of a row; values before and after are JSON."""
    actor = model.Actor(row["person"], row["position"], row["unit"], row["on_behalf_of"], row["name"])
    return Step(
        task=row["task"],
        version=row["version"],
        verb=model.Verb(row["verb"]),
        act=model.Act(actor, row["at"], row["reason"]),
        from_state=State(row["from_state"]) if row["from_state"] else None,
        to_state=State(row["to_state"]),
        changes=_CHANGES.validate_python(row["changes"]),
        standing=_STANDING.validate_python(row["standing"]),
        names=row["names"],
    )


def _with_lead(period: model.Period, lead: str) -> model.Period:
    """The period; one that was finished before its lead was kept is the present lead's."""
    return period if period.lead else replace(period, lead=lead, original_due_date=period.key)


def _read(name: str, value: Any) -> Any:
    # Most tasks have none yet, and most calls are reads.
    return _NESTED[name].validate_python(value) if value else _EMPTY[name]
