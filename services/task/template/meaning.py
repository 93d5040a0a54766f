"""What a row of the form says: a task as a client of the API would state it, and what is wrong with each cell."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from shared.messages import Catalogue

from .columns import BY_NAME, choices_of, key_of
from .names import Names, UnknownError
from .sheet import Cell, SheetRow

# Of the key of a text, which has i for y.
_WRITTEN_DAY = re.compile(r"(?:ngai )?(\d{1,2})(?: thang | )(\d{1,2})(?: nam | )(\d{4}|\d{2})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
# What offices write instead of a day.
_WITHOUT_DAY = {"khong thoi han", "khong co thoi han", "thuong xuien", "no due date", "none"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a cell: the key of a sentence with its facts, and the names that may be meant."""

    column: str
    rule: str
    facts: Mapping[str, object] = field(default_factory=dict)
    suggestions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it was understood: `task` has what is right of it. `digest` is of what it says, however written."""

    row: SheetRow
    digest: str
    task: pb.Task
    wrong: Sequence[Wrong]


def read_row(row: SheetRow, names: Names, catalogue: Catalogue) -> ReadRow:
    """What a row says today."""
    return _RowReader(row, names, catalogue).read()


class _RowReader:
    """Reads one row."""

    def __init__(self, row: SheetRow, names: Names, catalogue: Catalogue) -> None:
        self._row = row
        self._names = names
        self._catalogue = catalogue
        self._wrong: list[Wrong] = []

    def read(self) -> ReadRow:
        if self._row.problem:
            self._wrong.append(Wrong("", self._row.problem))
        for name, cell in self._row.cells.items():
            if problem := _problem_of(name, cell):
                self._wrong.append(Wrong(name, problem))
        task = pb.Task(
            title=self._text("title"),
            output=self._text("output"),
            lead=self._named("lead", self._names.unit),
            coordinations=self._coordinations(),
            field=self._named("field", self._names.field),
            assigner=self._named("assigner", self._names.assigner),
            monitor=self._named("monitor", self._names.monitor),
            assign_date=_written(self._day("assign_date")),
            urgency=types.Urgency[self._chosen("urgency")],
            source_kind=pb.Task.SourceKind[self._chosen("source_kind")],
            directive=self._directive(),
        )
        task.due = self._due()
        return ReadRow(self._row, _digest(self._row), task, self._wrong)

    def _cell(self, name: str) -> Cell | None:
        cell = self._row.cells.get(name)
        return None if cell is None or any(wrong.column == name for wrong in self._wrong) else cell

    def _text(self, name: str) -> str:
        cell = self._cell(name)
        return cell.text if cell else ""

    def _refuse(self, name: str, rule: str, suggestions: Sequence[str] = (), **facts: object) -> None:
        self._wrong.append(Wrong(name, rule, facts, suggestions))

    def _named(self, name: str, find: Callable[[str], str]) -> str:
        text = " ".join(self._text(name).split())
        if not text:
            return ""
        try:
            return find(text)
        except UnknownError as unknown:
            self._refuse(name, unknown.rule, unknown.suggestions, value=text)
            return ""

    def _coordinations(self) -> list[pb.Coordination]:
        """Agencies, one a line or with semicolons between them, each perhaps with its part after a colon."""
        found = []
        for name, part in _with_parts(self._text("coordinations")):
            try:
                found.append(pb.Coordination(unit=self._names.unit(name), part=part))
            except UnknownError as unknown:
                if several := self._by_commas(name):
                    found += several
                else:
                    self._wrong.append(
                        Wrong("coordinations", unknown.rule, {"value": name.strip()}, unknown.suggestions)
                    )
        return found

    def _by_commas(self, text: str) -> list[pb.Coordination]:
        """The agencies of a text with commas between them, unless a comma belongs to a name."""
        try:
            return [pb.Coordination(unit=self._names.unit(each)) for each in text.split(",")]
        except UnknownError:
            return []

    def _chosen(self, name: str) -> str:
        text = self._text(name)
        value = choices_of(name, self._catalogue).get(key_of(text)) if text else "UNSPECIFIED"
        if value is None:
            self._refuse(name, "import.not_a_choice", value=text)
        return value or "UNSPECIFIED"

    def _day(self, name: str) -> date | None:
        cell = self._cell(name)
        if cell is None:
            return None
        day = cell.day or day_of(cell.text)
        if day is None:
            self._refuse(name, "import.not_a_day", value=cell.text)
        return day

    def _due(self) -> types.Due | None:
        cell, every = self._cell("due"), self._chosen("recurrence")
        if cell is not None and key_of(cell.text) in _WITHOUT_DAY:
            if every != "UNSPECIFIED":
                self._refuse("recurrence", "import.recurrence_without_day")
            return types.Due(kind=types.Due.Kind.NONE)
        day = self._day("due")
        if every != "UNSPECIFIED":
            return types.Due(
                kind=types.Due.Kind.PERIODIC, date=_written(day), recurrence=types.Due.Recurrence[every]
            )
        return types.Due(kind=types.Due.Kind.FIXED, date=_written(day)) if day else None

    def _directive(self) -> str:
        day, text = self._day("directive_date"), self._text("directive")
        if not text:
            if day is not None:
                self._refuse("directive", "import.directive_missing")
            return ""
        return self._named("directive", lambda number: self._names.directive(number, day))


def day_of(text: str) -> date | None:
    """The day that a text writes as offices do, day first, or as ISO 8601 does; None for anything else."""
    if match := _ISO_DAY.fullmatch(text.strip()):
        year, month, day = (int(part) for part in match.groups())
    elif match := _WRITTEN_DAY.fullmatch(key_of(text)):
        day, month, year = (int(part) for part in match.groups())
        year += 2000 if year < 100 else 0
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _problem_of(name: str, cell: Cell) -> str:
    is_day = BY_NAME[name].is_day
    return cell.problem or ("import.day_unwanted" if cell.day and not is_day else "")


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


def _digest(row: SheetRow) -> str:
    """The same for rows that say the same: names without case and diacritics, days however they are written."""
    says = {}
    for name, cell in row.cells.items():
        day = (cell.day or day_of(cell.text)) if BY_NAME[name].is_day else None
        says[name] = _written(day) or _plain(name, cell.text)
    return hashlib.sha256(json.dumps(says, sort_keys=True).encode()).hexdigest()


def _plain(name: str, text: str) -> str:
    if name in ("title", "output"):
        return " ".join(text.split())
    if name == "coordinations":
        # What an agency contributes counts as it is written.
        return "\n".join(f"{key_of(agency)}:{' '.join(part.split())}" for agency, part in _with_parts(text))
    return key_of(text)


def _with_parts(text: str) -> Iterator[tuple[str, str]]:
    """The agencies of a cell, one a line or with semicolons between them, each with its part after a colon."""
    for line in filter(None, (each.strip() for each in re.split(r"[;\n]", text))):
        name, _, part = line.partition(":")
        yield name, part.strip()
