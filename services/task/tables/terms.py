"""The terms of a filter (AIP-160, a subset): conditions joined by AND."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.errors import InvalidArgument, invalid

REASON = "LIST_ARGUMENT"
# The fields that name a unit, a person, a directive, a task or a set.
NAMING = frozenset(
    {
        *("lead", "coordinator", "holder_unit", "monitor", "assigner", "holder_person"),
        *("directive", "parent_task", "task_set"),
    }
)
_TERM = re.compile(
    r'\s*(?P<field>[a-z_]+)\s*(?P<op>!=|<=|>=|=|<|>|:)\s*(?P<value>"(?:[^"\\]|\\.)*"|[^\s"()]+)\s*'
)
_AND = re.compile(r"AND\s+")


@dataclass(frozen=True)
class Term:
    """One condition of a filter."""

    field: str
    op: str
    value: str


def read_terms(text: str) -> list[Term]:
    """The terms of a filter; raises InvalidArgument (`LIST_ARGUMENT`) if it is not understood."""
    terms: list[Term] = []
    offset, rest = 0, text.strip()
    while offset < len(rest):
        match = _TERM.match(rest, offset)
        if match is None:
            raise invalid("filter", "filter.syntax", REASON, offset=offset + 1)
        terms.append(Term(match["field"], match["op"], _unquoted(match["value"])))
        offset = match.end()
        if offset < len(rest):
            joint = _AND.match(rest, offset)
            if joint is None or joint.end() == len(rest):
                raise invalid("filter", "filter.syntax", REASON, offset=offset + 1)
            offset = joint.end()
    return terms


def wrong_operator(term: Term) -> InvalidArgument:
    """The refusal of an operator that the field does not have."""
    return invalid("filter", "filter.operator", REASON, name=term.field, operator=term.op)


def wrong_value(term: Term) -> InvalidArgument:
    """The refusal of a value that the field cannot have."""
    return invalid("filter", "filter.value", REASON, name=term.field, value=term.value)


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
