"""JSON schemas of messages: types, comments, field behaviour, and the rules that the services enforce."""

from collections.abc import Iterable
from typing import Any

from protobuf import (
    DescEnum,
    DescField,
    DescFieldValueEnum,
    DescFieldValueList,
    DescFieldValueMap,
    DescFieldValueMessage,
    DescFieldValueScalar,
    DescMessage,
    ScalarType,
    message_to_json_value,
)

from dondoc_api.buf.validate import validate_pb
from dondoc_api.dondoc.type.v1 import rules_pb
from dondoc_api.google.api import field_behavior_pb
from dondoc_api.google.api.field_behavior_pb import FieldBehavior
from gateway.openapi.comments import Comments

Schema = dict[str, Any]
_DECIDED = frozenset([FieldBehavior.OUTPUT_ONLY, FieldBehavior.IDENTIFIER])
_INT32 = (-(2**31), 2**31 - 1)
_UINT32 = (0, 2**32 - 1)
_WELL_KNOWN: dict[str, Schema] = {
    "google.protobuf.Timestamp": {"type": "string", "format": "date-time"},
    "google.protobuf.Duration": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,9})?s$"},
    "google.protobuf.FieldMask": {
        "type": "string",
        "description": "Fields in camelCase, separated by commas.",
    },
    "google.protobuf.Struct": {"type": "object"},
    "google.protobuf.Value": {},
}
_DATE: Schema = {"type": "string", "format": "date"}
# A client generated from `format: date` would fail to read an empty text.
_DATE_OR_NONE: Schema = {"type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"}
_SCALARS: dict[ScalarType, Schema] = {
    ScalarType.BOOL: {"type": "boolean"},
    ScalarType.STRING: {"type": "string"},
    ScalarType.BYTES: {"type": "string", "contentEncoding": "base64"},
    ScalarType.DOUBLE: {"type": "number", "format": "double"},
    ScalarType.FLOAT: {"type": "number", "format": "float"},
}
_SMALL = {
    ScalarType.INT32: _INT32,
    ScalarType.SINT32: _INT32,
    ScalarType.SFIXED32: _INT32,
    ScalarType.UINT32: _UINT32,
    ScalarType.FIXED32: _UINT32,
}


class Schemas:
    """Collects the schemas that a document refers to."""

    def __init__(self, comments: Comments) -> None:
        self._comments = comments
        self.components: dict[str, Schema] = {}

    def reference(self, message: DescMessage, *, partial: bool = False) -> Schema:
        """A reference to a message's schema; a `partial` one requires no field."""
        if message.type_name in _WELL_KNOWN:
            return _WELL_KNOWN[message.type_name]
        name = _component(message.type_name) + ("Update" if partial else "")
        if name not in self.components:
            self.components[name] = {}
            self.components[name] = self.inline(message, message.fields, partial=partial)
        return {"$ref": f"#/components/schemas/{name}"}

    def inline(self, message: DescMessage, fields: Iterable[DescField], *, partial: bool = False) -> Schema:
        """A message's schema with only these fields."""
        chosen = list(fields)
        schema: Schema = {
            "type": "object",
            "properties": {field.json_name: self.field(field) for field in chosen},
        }
        if comment := self._comments.get(message.type_name):
            schema["description"] = comment
        required = [field.json_name for field in chosen if is_required(field)]
        if required and not partial:
            schema["required"] = required
        return schema

    def field(self, field: DescField) -> Schema:
        """A field's schema, with its comment, behaviour and rules."""
        schema = {**self._value(field), **self._notes(field)}
        if is_date(field):
            return schema | (_DATE if is_required(field) else _DATE_OR_NONE)
        rules = rules_of(field)
        return _with_rules(schema, rules) if rules else schema

    def parameter(self, field: DescField) -> Schema:
        """The schema of a field as a query parameter."""
        schema = self.field(field)
        schema.pop("description", None)
        return dict(_DATE) if is_date(field) else schema

    def comment(self, field: DescField) -> str:
        """The proto's comment on a field."""
        return self._comments.get(f"{field.parent.type_name}.{field.name}", "")

    def _value(self, field: DescField) -> Schema:
        match field.value:
            case DescFieldValueList(element=element):
                return {"type": "array", "items": self._element(element)}
            case DescFieldValueMap(value=value):
                return {"type": "object", "additionalProperties": self._element(value)}
            case DescFieldValueScalar(scalar=scalar):
                return self._element(scalar)
            case DescFieldValueEnum(enum=enum):
                return self._element(enum)
            case DescFieldValueMessage(message=message):
                return self._element(message)

    def _element(self, element: ScalarType | DescEnum | DescMessage) -> Schema:
        if isinstance(element, DescMessage):
            return self.reference(element)
        if isinstance(element, DescEnum):
            return self._enum(element)
        if element in _SMALL:
            low, high = _SMALL[element]
            return {"type": "integer", "format": "int32", "minimum": low, "maximum": high}
        return dict(
            _SCALARS.get(element, {"type": "string", "format": "int64", "pattern": "^-?[0-9]{1,19}$"})
        )

    def _enum(self, enum: DescEnum) -> Schema:
        name = _component(enum.type_name)
        if name not in self.components:
            scope = enum.type_name
            lines = [
                f"- `{value.name}`: {self._comments.get(f'{scope}.{value.name}', '')}"
                for value in enum.values
            ]
            self.components[name] = {
                "type": "string",
                "enum": [value.name for value in enum.values],
                "description": "\n".join([self._comments.get(scope, ""), "", *lines]).strip(),
            }
        return {"$ref": f"#/components/schemas/{name}"}

    def _notes(self, field: DescField) -> Schema:
        notes: Schema = {}
        behaviours = behaviours_of(field)
        description = self.comment(field)
        if FieldBehavior.IMMUTABLE in behaviours:
            description += " Cannot be changed later."
        if description:
            notes["description"] = description
        if not behaviours.isdisjoint(_DECIDED):
            notes["readOnly"] = True
        return notes


def behaviours_of(field: DescField) -> frozenset[FieldBehavior]:
    """A field's google.api.field_behavior."""
    options: Any = field.proto.options
    return frozenset(options[field_behavior_pb.ext_field_behavior]) if options else frozenset()


def is_required(field: DescField) -> bool:
    """Whether a request must have the field."""
    return FieldBehavior.REQUIRED in behaviours_of(field)


def is_date(field: DescField) -> bool:
    """Whether a field is a day of the calendar, as `YYYY-MM-DD`."""
    options: Any = field.proto.options
    if options is None or validate_pb.ext_field not in options:
        return False
    rules = options[validate_pb.ext_field].type
    return bool(rules and rules.field == "string" and rules.value[rules_pb.ext_date])


def rules_of(field: DescField) -> Schema:
    """The protovalidate rules of a field as JSON, such as `{"string": {"maxLen": "200"}}`."""
    options: Any = field.proto.options
    if options is None or validate_pb.ext_field not in options:
        return {}
    rules = message_to_json_value(options[validate_pb.ext_field])
    assert isinstance(rules, dict)
    return rules


def _with_rules(schema: Schema, rules: Schema) -> Schema:
    repeated = rules.get("repeated", {})
    sizes = {"minItems": repeated.get("minItems"), "maxItems": repeated.get("maxItems")}
    schema |= {name: int(value) for name, value in sizes.items() if value is not None}
    if repeated.get("unique"):
        schema["uniqueItems"] = True
    if "items" in repeated:
        schema["items"] = _with_rules(dict(schema["items"]), repeated["items"])
    schema |= _string(rules.get("string", {}), may_be_empty=rules.get("ignore") == "IGNORE_IF_ZERO_VALUE")
    for number in ("int32", "uint32", "int64", "uint64", "double", "float"):
        schema |= _bounds(rules.get(number, {})) if schema.get("type") != "string" else {}
    return schema


def _string(rules: Schema, *, may_be_empty: bool) -> Schema:
    schema: Schema = {}
    lengths = {"minLength": rules.get("minLen"), "maxLength": rules.get("maxLen")}
    schema |= {name: int(value) for name, value in lengths.items() if value is not None}
    if "pattern" in rules:
        schema["pattern"] = f"^$|{rules['pattern']}" if may_be_empty else rules["pattern"]
    if "in" in rules:
        schema["enum"] = ([""] if may_be_empty else []) + list(rules["in"])
    for name in ("uuid", "email", "uri", "hostname"):
        if rules.get(name) and not may_be_empty:
            schema["format"] = name
    return schema


def _bounds(rules: Schema) -> Schema:
    names = {"gte": "minimum", "lte": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}
    return {names[name]: value for name, value in rules.items() if name in names}


def _component(type_name: str) -> str:
    return type_name.removeprefix("dondoc.").replace(".v1.", ".", 1)
