"""The field rules of the protos (protovalidate), as refusals that name each wrong field."""

from typing import Any

from protobuf import Message
from protovalidate import Validator, Violation

from shared.errors import FieldViolation, InvalidArgument

_validator = Validator()


def check(message: Message[Any]) -> None:
    """Raises InvalidArgument (`INVALID_FIELD`) naming every field that breaks a rule of its proto."""
    if violations := _validator.collect_violations(message):
        fields = [_field(violation) for violation in violations]
        raise InvalidArgument("INVALID_FIELD", {"field": fields[0].path}, *fields)


def _field(violation: Violation) -> FieldViolation:
    found = violation.proto
    elements = found.field.elements if found.field else []
    path = ".".join(
        element.field_name + (f"[{element.subscript.value}]" if element.subscript else "")
        for element in elements
    )
    return FieldViolation(path, found.rule_id, {"rule": violation.rule_value, "value": violation.field_value})
