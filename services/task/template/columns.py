"""The columns of the form, and the words that some of them take, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from services.task.model import Every, SourceKind, Urgency
from shared.messages import Catalogue, Locale
from shared.texts import folded

LOCALES: Sequence[Locale] = get_args(Locale)
NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field of a task that it says, its width, and which list its cells offer, if any."""

    name: str
    width: float
    needed: bool = False
    choices: str = ""
    is_day: bool = False


COLUMNS: Sequence[Column] = (
    Column(NUMBER, 6),
    Column("title", 46, needed=True),
    Column("output", 24, needed=True),
    Column("lead", 30, needed=True, choices="units"),
    Column("coordinations", 30),
    Column("due", 14, needed=True, is_day=True),
    Column("recurrence", 12, choices="recurrence"),
    Column("urgency", 12, choices="urgency"),
    Column("field", 22, choices="fields"),
    Column("assigner", 22, choices="assigners"),
    Column("monitor", 22, choices="monitors"),
    Column("source_kind", 18, choices="source_kind"),
    Column("assign_date", 13, is_day=True),
    Column("directive", 18),
    Column("directive_date", 13, is_day=True),
)
BY_NAME: Mapping[str, Column] = {column.name: column for column in COLUMNS}

# The words of columns that take one of a few: the key of each word, and its value in the API.
CHOICES: Mapping[str, Mapping[str, str]] = {
    "recurrence": {f"import.every.{each}": each.value for each in Every if each is not Every.OTHER},
    "urgency": {f"import.urgency.{each}": each.value for each in Urgency if each is not Urgency.UNSPECIFIED},
    "source_kind": {
        f"import.source.{each}": each.value for each in SourceKind if each is not SourceKind.UNSPECIFIED
    },
}


def key_of(text: str) -> str:
    """What tells texts apart that people type: no case, no diacritics, no signs, i for y."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", folded(text)).replace("y", "i").split())


def heading(column: str, catalogue: Catalogue, locale: Locale) -> str:
    """The heading of a column, with a mark if a task cannot be issued without it."""
    mark = " *" if BY_NAME[column].needed else ""
    return catalogue.say(f"columns.{column}", locale) + mark


def headings(catalogue: Catalogue) -> dict[str, str]:
    """The names of the columns by the keys of their headings in either language."""
    return {
        key_of(heading(column.name, catalogue, locale)): column.name
        for column in COLUMNS
        for locale in LOCALES
    }


def choices_of(column: str, catalogue: Catalogue) -> dict[str, str]:
    """The values of a column by the keys of their words in either language."""
    return {
        key_of(catalogue.say(key, locale)): value
        for key, value in CHOICES[column].items()
        for locale in LOCALES
    }
