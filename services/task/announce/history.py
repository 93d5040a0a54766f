"""What a step changed, as fields of the API with their values in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from services.task.model import Change, Step

# The fields that a history shows. Others, such as the time of the step, follow from the step itself.
_PLAIN = (
    *("title", "quote", "output", "field", "assigner", "on_behalf_of", "monitor", "lead", "assign_date"),
    *("resume_date", "source_kind", "urgency", "internal_due_date"),
)
_LISTS = ("coordinations", "informed")
# What may change in a coordination that stays.
_COORDINATION = {"progress": ("percent", "text", "obstacles"), "submission": ("text", "document_number")}
_EXTENSION = ("asked_date", "granted_date")
_PARTS = {
    "due": ("kind", "date", "words", "recurrence"),
    "meeting": ("meeting_date", "chair"),
    "holder": ("unit", "person", "co_holder"),
    "progress": ("percent", "text", "obstacles", "files"),
    "submission": ("text", "document_number", "files"),
    "delay_cause": ("kind", "text", "decision", "contest", "document_number"),
    "approval": ("step", "asked_date"),
}


def changes(step: Step) -> list[pb.Change]:
    """The changed fields of a step."""
    return [found for change in step.changes for found in _fields(change)]


def _fields(change: Change) -> Iterator[pb.Change]:
    if change.field_path == "coordinations":
        yield from _coordinations(change.before, change.after)
    if change.field_path == "extensions":
        before, after = _extensions(change.before, change.after)
    else:
        before, after = _values(change.field_path, change.before), _values(change.field_path, change.after)
    for path in before | after:
        old, new = before.get(path, ""), after.get(path, "")
        if old != new:
            yield pb.Change(field_path=path, before=old, after=new)


def _coordinations(before: Any, after: Any) -> Iterator[pb.Change]:
    """Of each coordinator that stays what has changed in its date, its progress and its result, after its name."""
    known = {parts["unit"]: parts for parts in map(_mapping, before or ())}
    for parts in map(_mapping, after or ()):
        unit = parts["unit"]
        if unit not in known:
            continue
        old, new = _coordination(known[unit]), _coordination(parts)
        changed = [path for path in old | new if old.get(path, "") != new.get(path, "")]
        if changed:
            yield pb.Change(field_path="coordination.unit", after=unit)
        for path in changed:
            yield pb.Change(field_path=path, before=old.get(path, ""), after=new.get(path, ""))


def _coordination(parts: dict[str, Any]) -> dict[str, str]:
    """The values of a coordination by their paths; an older step has the unit and its part only."""
    found = {"coordination.due_date": _word(parts.get("due_date"))}
    for name, names in _COORDINATION.items():
        if parts.get(name) is not None:
            value = _mapping(parts[name])
            found |= {f"coordination.{name}.{each}": _word(value[each]) for each in names}
    return found


def _extensions(before: Any, after: Any) -> tuple[dict[str, str], dict[str, str]]:
    """The extension that a step has added, decided or let lapse, before and after it."""
    old, new = before or (), after or ()
    at = max(len(old), len(new)) - 1
    sides = (_extension(each[at]) if at < len(each) else {} for each in (old, new))
    return next(sides), next(sides)


def _extension(value: Any) -> dict[str, str]:
    parts = _mapping(value)
    return {f"extensions.{part}": _word(parts[part]) for part in _EXTENSION}


def _values(field: str, value: Any) -> dict[str, str]:
    """The values of a field by their paths. A step from the database holds the same as JSON."""
    if field in _PLAIN:
        return {field: _word(value)}
    if field in _LISTS:
        return {field: ", ".join(_word(each) for each in value or ())}
    if field not in _PARTS or value is None:
        return {}
    parts = _mapping(value)
    if field == "delay_cause":
        parts["kind"] = parts["confirmed_kind"] or parts["stated_kind"]
        decided = parts["confirmed_at"] is not None
        parts["decision"] = ("REFUSED" if parts.get("refused") else "CONFIRMED") if decided else ""
        parts |= _contest(parts.get("contest"))
    if field == "approval":
        return _approval(parts)
    # An older step may lack a part.
    found = {f"{field}.{part}": _word(parts.get(part)) for part in _PARTS[field]}
    return found | ({"open_subtasks_reason": parts["open_subtasks_reason"]} if field == "submission" else {})


def _contest(value: Any) -> dict[str, str]:
    """How the contest of a decision on a cause stands, and the document that comes with it."""
    if value is None:
        return {"contest": "", "document_number": ""}
    parts = _mapping(value)
    decided = "GRANTED" if parts["granted"] else "UPHELD"
    state = decided if parts["decided_at"] is not None else "CONTESTED"
    return {"contest": state, "document_number": parts["document_number"]}


def _approval(parts: dict[str, Any]) -> dict[str, str]:
    """What waits for approval: the step, and what it says."""
    said = {
        f"approval.{name}.{part}": _word(_mapping(parts[name]).get(part))
        for name in ("submission", "progress")
        if parts[name]
        for part in _PARTS[name]
    }
    if cause := parts.get("delay_cause"):
        stated = _mapping(cause)
        said |= {
            "approval.delay_cause.kind": _word(stated["stated_kind"]),
            "approval.delay_cause.text": stated["text"],
        }
    return {f"approval.{part}": _word(parts[part]) for part in _PARTS["approval"]} | said


def _mapping(value: Any) -> dict[str, Any]:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else dict(value)


def _word(value: Any) -> str:
    if value is None or value == "UNSPECIFIED":
        return ""
    if isinstance(value, Mapping) or is_dataclass(value):
        parts = _mapping(value)
        # A coordination, or how a task recurs.
        return parts["every"] if "every" in parts else ": ".join(filter(None, (parts["unit"], parts["part"])))
    if isinstance(value, list | tuple):
        return ", ".join(_word(each) for each in value)
    return str(value)
