"""Update masks (AIP-134): which fields of a resource a request changes."""

from collections.abc import Iterable
from typing import Any

from protobuf import DescFieldValueMessage, DescMessage, Message

from shared.errors import invalid

OUTPUT_ONLY, IMMUTABLE, IDENTIFIER = 3, 5, 8


def paths(resource: Message[Any], mask: list[str] | None, behaviour: Any) -> list[str]:
    """The top-level fields to change: those of the mask; without a mask those that are set; for `*` all allowed ones.

    `parts` gives the parts of one field. Raises InvalidArgument for an unknown path. `behaviour` is the extension
    google.api.field_behavior.
    """
    fields = {field.name: field for field in resource.desc().fields}
    settable = [name for name, field in fields.items() if name != "etag" and not _decided(field, behaviour)]
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


def _decided(field: Any, behaviour: Any) -> bool:
    values = {int(value) for value in field.proto.options[behaviour]} if field.proto.options else set()
    return bool(values & {OUTPUT_ONLY, IMMUTABLE, IDENTIFIER})
