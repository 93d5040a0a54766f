"""Update masks (AIP-134): which fields of a resource a request changes."""

from collections.abc import Iterable
from typing import Any

from protobuf import DescField, DescFieldValueMessage, DescMessage, Message

from dondoc_api.google.api.field_behavior_pb import FieldBehavior, ext_field_behavior
from shared.errors import invalid

# The system sets these fields, or nobody changes them.
_FIXED = frozenset([FieldBehavior.OUTPUT_ONLY, FieldBehavior.IMMUTABLE, FieldBehavior.IDENTIFIER])


def paths(resource: Message[Any], mask: list[str] | None) -> list[str]:
    """The top-level fields to change: those of the mask; without a mask those that are set; for `*` all allowed ones.

    `parts` gives the parts of one field. Raises InvalidArgument for an unknown path.
    """
    fields = resource.desc().fields
    settable = [field.name for field in fields if field.name != "etag" and not _is_fixed(field)]
    if mask is None or not mask:
        present = {field.name for field in resource}
        return [name for name in settable if name in present]
    if mask == ["*"]:
        return settable
    for path in mask:
        if not _exists(resource.desc(), path.split(".")):
            raise invalid("update_mask", "mask.unknown", path=path)
    wanted = list(dict.fromkeys(path.split(".")[0] for path in mask))
    # Fields that the system sets are ignored, not refused, so that a client may send back what it received [AIP-203].
    return [name for name in wanted if name in settable]


def parts(mask: Iterable[str] | None, field: str) -> set[str]:
    """The parts of a message field that a mask names; empty if the field changes as a whole, or not at all."""
    named = set(mask or ())
    prefix = f"{field}."
    return (
        set() if field in named else {path.removeprefix(prefix) for path in named if path.startswith(prefix)}
    )


def _exists(message: DescMessage, steps: list[str]) -> bool:
    field = next((field for field in message.fields if field.name == steps[0]), None)
    if field is None or len(steps) == 1:
        return field is not None
    return isinstance(field.value, DescFieldValueMessage) and _exists(field.value.message, steps[1:])


def _is_fixed(field: DescField) -> bool:
    options: Any = field.proto.options
    return bool(options) and not _FIXED.isdisjoint(options[ext_field_behavior])
