"""What operators may see of a payload: which fields are set, and the names of resources. They have no right to more."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from protobuf import DescFile, Message

import dondoc_api.dondoc
from dondoc_api.dondoc.type.v1.events_pb import ext_event_types
from dondoc_api.google.api.resource_pb import ext_resource

Field = tuple[str, str]
"""The path of a field, and the name of a resource if that is its value."""
MOST = 500
"""A payload with more fields is cut."""


def fields(type: str, payload: bytes) -> list[Field]:
    """The fields of an event's payload that are set; none if its type is unknown or the bytes are no such message."""
    message = _messages().get(type)
    if message is None:
        return []
    try:
        found = _walk(message.from_binary(payload), "")
        return [field for field, _ in zip(found, range(MOST), strict=False)]
    except ValueError:
        return []


def _walk(message: Any, prefix: str) -> Iterator[Field]:
    for field in message:
        yield from _value(f"{prefix}{field.json_name}", getattr(message, field.local_name))


def _value(path: str, value: Any) -> Iterator[Field]:
    if isinstance(value, Message):
        yield from _walk(value, f"{path}.")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _value(f"{path}[{number}]", item)
    else:
        is_name = isinstance(value, str) and _names().fullmatch(value)
        yield path, value if is_name else ""


@cache
def _messages() -> dict[str, type[Message[Any]]]:
    """The message of each type of event."""
    return {
        type: message.type
        for file in _files("_events_pb")
        for message in file.messages
        if message.proto.options
        for type in message.proto.options[ext_event_types]
    }


@cache
def _names() -> re.Pattern[str]:
    """The names of all kinds of resources."""
    patterns = {
        re.sub(r"\{\w+\}", "[a-z0-9-]{1,63}", pattern)
        for file in _files("_service_pb")
        for message in file.messages
        if message.proto.options and ext_resource in message.proto.options
        for pattern in message.proto.options[ext_resource].pattern
    }
    return re.compile("|".join(sorted(patterns)))


def _files(ending: str) -> Iterator[DescFile]:
    for module in pkgutil.walk_packages(dondoc_api.dondoc.__path__, "dondoc_api.dondoc."):
        if module.name.endswith(ending):
            yield importlib.import_module(module.name).desc()
