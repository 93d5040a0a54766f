"""Reads the statistics: the numbers by agency, their course, and the tasks behind them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from services.reporting.model.counts import Counts, Intake, total
from services.reporting.model.history import Unit
from services.reporting.model.query import Query, Selection
from services.reporting.model.rights import Action, Agencies
from services.reporting.tables import statistics as tables
from services.reporting.usecases import access
from shared.db import ReadSession
from shared.principal import Principal

OTHER = "OTHER"
"""The group of whatever leads tasks without being an agency of a listed group."""
GROUPS = ("OFFICE", "DEPARTMENT", "LOCALITY", OTHER)
"""The order of the groups in every table."""


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency's row of the table."""

    agency: str
    display_name: str
    group: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Statistics:
    """The table: a row for each agency, and their sum. `agencies` are those that the caller sees, None for all.

    `assigner` is the name of the leader whose tasks are counted, empty for all. Only callers who see all agencies
    see the Office's own time. `task_count` is the number of tasks behind the total, which counts each period of one.
    """

    query: Query
    rows: tuple[AgencyRow, ...]
    total: Counts
    agencies: Agencies
    issuer: str
    extract_time: datetime
    task_count: int
    assigner: str = ""
    intake: Intake | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """The course of the sum: the queries, oldest first, with the counters of each."""

    points: tuple[tuple[Query, Counts], ...]
    extract_time: datetime


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A counted task, with the names that a form shows. `fact` has the columns of tables.statistics."""

    fact: Row[Any]
    lead: str
    coordinators: tuple[str, ...]
    assigner: str
    monitor: str
    # Who decided on its cause of delay, and finally on the contest of that decision.
    decider: str = ""
    final_decider: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Tasks behind a number, and the cursor of the next page, None on the last one."""

    tasks: tuple[TaskRow, ...]
    cursor: tables.Cursor | None


@dataclass(frozen=True, slots=True)
class Report:
    """The table and, if the caller may see them, the tasks behind it, and those of them that are late."""

    statistics: Statistics
    tasks: Iterator[TaskRow] | None
    late_tasks: Iterator[TaskRow] | None = None


def statistics(session: ReadSession, caller: Principal, query: Query, at: datetime) -> Statistics:
    """The numbers that the caller may see, with a row for every agency that exists on the day.

    Raises PermissionDenied (`NOT_ALLOWED`), InvalidArgument for an unknown assigner, and Internal
    (`TOTALS_DIFFER`) rather than return a table that does not add up.
    """
    agencies = access.require(caller, Action.READ_NUMBERS)
    access.check_references(session, caller, agencies, query)
    units = tables.units(session, query.as_of)
    counts = tables.counts(session, query, agencies)
    for one in counts.values():
        one.check()
    rows = tuple(_rows(units, counts, query, agencies))
    assigner = tables.people(session)[query.assigner] if query.assigner else ""
    sum_of_rows = total(row.counts for row in rows)
    intake = tables.intake(session, query) if agencies is None else None
    tasks = tables.task_count(session, query, agencies)
    issuer = _issuer(units.values())
    return Statistics(query, rows, sum_of_rows, agencies, issuer, at, tasks, assigner, intake)


def trend(
    session: ReadSession, caller: Principal, queries: Sequence[Query], agency: str, at: datetime
) -> Trend:
    """The total of `statistics` for each query; the queries differ only in their days.

    Raises PermissionDenied (`NOT_ALLOWED`), InvalidArgument for an unknown agency or assigner, and Internal
    (`TOTALS_DIFFER`).
    """
    agencies = access.require(caller, Action.READ_NUMBERS)
    access.check_references(session, caller, agencies, queries[-1], agency)
    counts = tables.trend(session, queries, frozenset({agency}) if agency else agencies)
    for one in counts.values():
        one.check()
    return Trend(tuple((one, counts[one.as_of]) for one in queries), at)


def list_tasks(
    session: ReadSession,
    caller: Principal,
    query: Query,
    selection: Selection,
    cursor: tables.Cursor | None,
    size: int,
) -> Page:
    """At most `size` of the tasks behind a number, after a cursor.

    Raises PermissionDenied (`NOT_ALLOWED`), InvalidArgument for an unknown agency or assigner.
    """
    agencies = access.require(caller, Action.READ_TASKS)
    access.check_references(session, caller, agencies, query, selection.agency)
    found = tables.page(session, query, agencies, selection, cursor, size + 1)
    tasks = _named(found[:size], tables.units(session, query.as_of), tables.people(session))
    return Page(tuple(tasks), tables.cursor_of(found[size - 1]) if len(found) > size else None)


def report(session: ReadSession, caller: Principal, query: Query, at: datetime) -> Report:
    """Everything that a form needs. The tasks are read one by one later, in the same transaction."""
    numbers = statistics(session, caller, query, at)
    agencies = access.agencies(caller, Action.READ_TASKS)
    if agencies == frozenset():
        return Report(numbers, None)
    units, people = tables.units(session, query.as_of), tables.people(session)
    tasks = _named(tables.rows(session, query, agencies), units, people)
    late = _named(tables.late_rows(session, query, agencies), units, people)
    return Report(numbers, tasks, late)


def _rows(
    units: dict[str, Unit], counts: dict[str, Counts], query: Query, agencies: Agencies
) -> Iterator[AgencyRow]:
    listed = {name for name, unit in units.items() if _is_listed(unit) and unit.exists_on(query.as_of)}
    if agencies is not None:
        listed &= agencies
    for name in sorted(listed | counts.keys(), key=lambda name: _sort_key(name, units.get(name))):
        unit = units.get(name)
        yield AgencyRow(name, unit.display_name if unit else name, _group(unit), counts.get(name, Counts()))


def _is_listed(unit: Unit) -> bool:
    return unit.kind == "AGENCY" and unit.unit_group in GROUPS


def _group(unit: Unit | None) -> str:
    return unit.unit_group if unit and _is_listed(unit) else OTHER


def _sort_key(name: str, unit: Unit | None) -> tuple[int, int, str]:
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
            tuple(short.get(unit, unit) for unit in fact.coordinators),
            people.get(fact.assigner, ""),
            people.get(fact.monitor, ""),
            people.get(fact.delay_cause_decider, ""),
            people.get(fact.contest_decider, ""),
        )
