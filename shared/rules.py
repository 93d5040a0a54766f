"""The field rules of the protos (protovalidate), which refuse a request and name each wrong field."""

from collections.abc import Iterator
from typing import Any

from protobuf import Message
from protovalidate import Validator, Violation

from shared import texts
from shared.errors import FieldViolation, InvalidArgument

_validator = Validator()


def check(message: Message[Any]) -> None:
    """Settles the texts of a request, and checks every field.

    Raises InvalidArgument (`INVALID_FIELD`) naming every field that breaks a rule of its proto, or holds a character
    that no text may hold.
    """
    if unfit := list(_settle(message)):
        raise InvalidArgument("INVALID_FIELD", {"field": unfit[0].path}, *unfit)
    if violations := [
        each for each in _validator.collect_violations(message) if not _left_alone(message, each)
    ]:
        fields = [_field(violation) for violation in violations]
        raise InvalidArgument("INVALID_FIELD", {"field": fields[0].path}, *fields)


def _settle(message: Any, prefix: str = "") -> Iterator[FieldViolation]:
    """Settles the texts of a message, and finds those that hold a forbidden character."""
    for field in message:
        path, value = prefix + field.name, getattr(message, field.local_name)
        if isinstance(value, str):
            settled = texts.settled(value)
            setattr(message, field.local_name, settled)
            yield from _unfit(path, settled)
        elif isinstance(value, Message):
            yield from _settle(value, f"{path}.")
        elif isinstance(value, list):
            yield from _settle_items(message, field.local_name, path, value)


def _settle_items(message: Any, name: str, path: str, items: list[Any]) -> Iterator[FieldViolation]:
    if items and isinstance(items[0], str):
        settled = [texts.settled(item) for item in items]
        setattr(message, name, settled)
        for number, item in enumerate(settled):
            yield from _unfit(f"{path}[{number}]", item)
    elif items and isinstance(items[0], Message):
        for number, item in enumerate(items):
            yield from _settle(item, f"{path}[{number}].")


def _unfit(path: str, text: str) -> Iterator[FieldViolation]:
    if character := texts.forbidden(text):
        yield FieldViolation(path, "string.character", {"character": character})


def _left_alone(request: Any, violation: Violation) -> bool:
    """Whether an update leaves the field unchanged [AIP-134]: the stored resource has what is required."""
    elements = violation.proto.field.elements if violation.proto.field else []
    names = [element.field_name for element in elements]
    if (
        len(names) < 2
        or names[1] == "name"
        or "update_mask" not in {each.name for each in request.desc().fields}
    ):
        return False
    mask = {path.split(".")[0] for path in request.update_mask.paths} if request.update_mask else set()
    changed = mask or {each.name for each in getattr(request, names[0])}
    return "*" not in mask and names[1] not in changed


def _field(violation: Violation) -> FieldViolation:
    found = violation.proto
    elements = found.field.elements if found.field else []
    path = ".".join(
        element.field_name + (f"[{element.subscript.value}]" if element.subscript else "")
        for element in elements
    )
    return FieldViolation(path, found.rule_id, {"rule": violation.rule_value, "value": violation.field_value})
