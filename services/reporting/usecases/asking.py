"""Answers what is asked of the statistics: the numbers by agency, and the tasks behind them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from services.reporting.model import rights
from services.reporting.model.counts import Counts, total
from services.reporting.model.history import Unit
from services.reporting.model.question import Question, Selection
from services.reporting.model.rights import Agencies
from services.reporting.tables import statistics as tables
from shared.db import ReadSession
from shared.errors import PermissionDenied, invalid
from shared.principal import Principal

GROUPS = ("OFFICE", "DEPARTMENT", "LOCALITY", "OTHER")
"""The order of the groups in every table. Who leads a task without being such an agency comes last."""


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency's row of the table."""

    agency: str
    display_name: str
    group: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Statistics:
    """The table: a row for each agency, and their sum. `agencies` tells whose rows the reader sees, None: all.

    `assigner` is the name of the leader whose tasks are counted, empty for all.
    """

    question: Question
    rows: tuple[AgencyRow, ...]
    total: Counts
    agencies: Agencies
    issuer: str
    extract_time: datetime
    assigner: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """How the sum went: the questions, oldest first, and the counters of each."""

    points: tuple[tuple[Question, Counts], ...]
    extract_time: datetime


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A counted task, with the names that a form shows. `fact` has the columns of tables.statistics."""

    fact: Row[Any]
    lead: str
    co_ordinators: tuple[str, ...]
    assigner: str
    monitor: str


@dataclass(frozen=True, slots=True)
class Report:
    """The table and, unless the reader may see numbers only, the tasks behind it."""

    statistics: Statistics
    tasks: Iterator[TaskRow] | None


def statistics(session: ReadSession, caller: Principal, question: Question, at: datetime) -> Statistics:
    """The numbers that the caller may see, of every agency that lives on the day, also of those without tasks.

    Raises PermissionDenied (`NOT_ALLOWED`), and Internal (`TOTALS_DIFFER`) rather than give a table that does
    not add up.
    """
    agencies = rights.numbers(caller)
    units = tables.units(session, question.as_of)
    counts = tables.counts(session, question, agencies)
    for one in counts.values():
        one.check()
    rows = tuple(_rows(units, counts, question, agencies))
    assigner = tables.people(session).get(question.assigner, question.assigner) if question.assigner else ""
    numbers = total(row.counts for row in rows)
    return Statistics(question, rows, numbers, agencies, _issuer(units.values()), at, assigner)


def trend(
    session: ReadSession, caller: Principal, questions: Sequence[Question], agency: str, at: datetime
) -> Trend:
    """What `statistics` says in total to each question; they differ in their days alone.

    Raises PermissionDenied (`NOT_ALLOWED`), also for another agency than the caller's, and Internal
    (`TOTALS_DIFFER`).
    """
    agencies = rights.numbers(caller)
    if agency:
        _require(agency, agencies)
        agencies = frozenset({agency})
    counts = tables.trend(session, questions, agencies)
    for one in counts.values():
        one.check()
    return Trend(tuple((one, counts[one.as_of]) for one in questions), at)


def tasks(
    session: ReadSession,
    caller: Principal,
    question: Question,
    selection: Selection,
    after: tables.Place | None,
    size: int,
) -> list[TaskRow]:
    """At most `size` of the tasks behind a number, from a place on.

    Raises PermissionDenied (`NOT_ALLOWED`) if the caller may not see that agency's, or any, one by one.
    """
    agencies = rights.rows(caller)
    _require(selection.agency, agencies)
    units = tables.units(session, question.as_of)
    if selection.agency and selection.agency not in units:
        raise invalid("agency", "unknown", value=selection.agency)
    found = tables.page(session, question, agencies, selection, after, size)
    return list(_named(found, units, tables.people(session)))


def report(session: ReadSession, caller: Principal, question: Question, at: datetime) -> Report:
    """All that a form needs. The tasks are read as they are asked for, in the same transaction."""
    numbers = statistics(session, caller, question, at)
    if not rights.sees_rows(caller):
        return Report(numbers, None)
    units, people = tables.units(session, question.as_of), tables.people(session)
    return Report(numbers, _named(tables.rows(session, question, rights.rows(caller)), units, people))


def _require(agency: str, agencies: Agencies) -> None:
    if agency and agencies is not None and agency not in agencies:
        raise PermissionDenied("NOT_ALLOWED")


def _rows(
    units: dict[str, Unit], counts: dict[str, Counts], question: Question, agencies: Agencies
) -> Iterator[AgencyRow]:
    listed = {name for name, unit in units.items() if _is_listed(unit) and unit.lives(question.as_of)}
    if agencies is not None:
        listed &= agencies
    for name in sorted(listed | counts.keys(), key=lambda name: _place(name, units.get(name))):
        unit = units.get(name)
        yield AgencyRow(name, unit.display_name if unit else name, _group(unit), counts.get(name, Counts()))


def _is_listed(unit: Unit) -> bool:
    return unit.kind == "AGENCY" and unit.unit_group in GROUPS


def _group(unit: Unit | None) -> str:
    return unit.unit_group if unit and _is_listed(unit) else "OTHER"


def _place(name: str, unit: Unit | None) -> tuple[int, int, str]:
    return (GROUPS.index(_group(unit)), unit.sort_order if unit else 0, name)


def _issuer(units: Iterable[Unit]) -> str:
    return next((unit.display_name for unit in units if unit.kind == "PROVINCE"), "")


def _named(
    found: Sequence[Row[Any]] | Iterator[Row[Any]], units: dict[str, Unit], people: dict[str, str]
) -> Iterator[TaskRow]:
    names = {name: unit.display_name for name, unit in units.items()}
    short = {name: unit.short_name or unit.display_name for name, unit in units.items()}
    for fact in found:
        yield TaskRow(
            fact,
            names.get(fact.lead, fact.lead),
            tuple(short.get(unit, unit) for unit in fact.co_ordinators),
            people.get(fact.assigner, ""),
            people.get(fact.monitor, ""),
        )
