"""The queries of the statistics. Every one of them applies the agencies whose tasks the caller may see."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol, cast

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Label,
    Row,
    Select,
    and_,
    case,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    values,
)

from services.reporting.model.counts import Counts, Intake, Mark, TaskClass
from services.reporting.model.history import Unit
from services.reporting.model.query import Cohort, Query, Selection
from services.reporting.model.rights import Agencies
from services.reporting.tables.schema import DIRECTIVES, PEOPLE, TASK_FACTS, UNITS
from shared.db import ReadSession

_FACT = TASK_FACTS.c
# Tasks without a due date come last; asyncpg takes date.max for infinity, hence an earlier one.
_LAST: ColumnElement[date] = literal_column("DATE '9000-01-01'")


class Cursor(NamedTuple):
    """Where a page ends: the sort keys of its last row."""

    rank: int
    due_order: date
    task: str
    ordinal: int


class Days(Protocol):
    """The days of a query: dates, or columns of many queries at once."""

    @property
    def as_of(self) -> Any:
        """The day at whose end the classes hold."""

    @property
    def start(self) -> Any:
        """The first day of the period."""

    @property
    def end(self) -> Any:
        """The last day of the period."""


def counts(session: ReadSession, query: Query, agencies: Agencies) -> dict[str, Counts]:
    """The counters of each agency that leads a counted task."""
    counted = _counted(query, agencies).subquery()
    rows = session.execute(select(counted.c.lead, *_counters(counted)).group_by(counted.c.lead))
    return {lead: Counts(*numbers) for lead, *numbers in rows}


def task_count(session: ReadSession, query: Query, agencies: Agencies) -> int:
    """How many tasks are counted, a periodic one once."""
    counted = _counted(query, agencies).subquery()
    return int(session.execute(select(func.count(counted.c.task.distinct()))).scalar_one())


def intake(session: ReadSession, query: Query) -> Intake:
    """The directives of the counted tasks, each once: late if a task of it was issued late."""
    counted = _counted(query, None).subquery()
    late = func.bool_or(counted.c.intake_days > counted.c.intake_limit).label("late")
    known = counted.c.intake_days.is_not(None)
    each = select(late).where(known).group_by(counted.c.directive).subquery()
    in_time = func.count().filter(~each.c.late).label("in_time")
    row = session.execute(select(in_time, func.count().filter(each.c.late).label("late"))).one()
    return Intake(row.in_time, row.late)


def trend(session: ReadSession, queries: Sequence[Query], agencies: Agencies) -> dict[date, Counts]:
    """The sum of the counters at each day, of queries that differ only in their days."""
    columns = (column("as_of", Date), column("start", Date), column("end", Date))
    days = values(*columns, name="days").data([(one.as_of, one.start, one.end) for one in queries])
    counted = _counted(queries[0], agencies, cast("Days", days.c)).add_columns(days.c.as_of).subquery()
    rows = session.execute(select(counted.c.as_of, *_counters(counted)).group_by(counted.c.as_of))
    known = {day: Counts(*numbers) for day, *numbers in rows}
    return {one.as_of: known.get(one.as_of, Counts()) for one in queries}


def page(
    session: ReadSession,
    query: Query,
    agencies: Agencies,
    selection: Selection,
    cursor: Cursor | None,
    size: int,
) -> Sequence[Row[Any]]:
    """At most `size` of the selected tasks after a cursor, by due date or the most overdue first."""
    counted = _counted(query, agencies).subquery()
    rank = -func.coalesce(counted.c.days_at_least, -1) if selection.worst_first else literal(0)
    statement = _with_names(counted).add_columns(rank.label("rank")).where(*_selected(counted, selection))
    key = (rank, counted.c.due_order, counted.c.task, counted.c.ordinal)
    if cursor is not None:
        statement = statement.where(tuple_(*key) > tuple_(*(literal(value) for value in cursor)))
    return session.execute(statement.order_by(*key).limit(size)).all()


def cursor_of(row: Row[Any]) -> Cursor:
    """The cursor of a page that ends with this row."""
    return Cursor(row.rank, row.due_order, row.task, row.ordinal)


def rows(session: ReadSession, query: Query, agencies: Agencies) -> Iterator[Row[Any]]:
    """All counted tasks, read piece by piece."""
    counted = _counted(query, agencies).subquery()
    statement = _with_names(counted).order_by(counted.c.due_order, counted.c.task, counted.c.ordinal)
    yield from session.execute(statement.execution_options(yield_per=500))


def late_rows(session: ReadSession, query: Query, agencies: Agencies) -> Iterator[Row[Any]]:
    """The counted tasks that are late, open or done, the most overdue first, read piece by piece."""
    counted = _counted(query, agencies).subquery()
    late = counted.c.class_then.in_((TaskClass.OPEN_OVERDUE, TaskClass.DONE_LATE))
    order = (
        -func.coalesce(counted.c.days_at_least, -1),
        counted.c.due_order,
        counted.c.task,
        counted.c.ordinal,
    )
    statement = _with_names(counted).where(late).order_by(*order)
    yield from session.execute(statement.execution_options(yield_per=500))


def units(session: ReadSession, day: date) -> dict[str, Unit]:
    """Every unit as it was known on the day, or as it was first known if that was later."""
    nearest = func.abs(UNITS.c.from_date - literal(day))
    order = (UNITS.c.unit, (UNITS.c.from_date <= day).desc(), nearest, UNITS.c.version)
    found = session.execute(select(UNITS).distinct(UNITS.c.unit).order_by(*order))
    return {row.unit: Unit(**row._asdict()) for row in found}


def people(session: ReadSession) -> dict[str, str]:
    """The names of all people."""
    return {row.person: row.display_name for row in session.execute(select(PEOPLE))}


def _counted(query: Query, agencies: Agencies, days: Days | None = None) -> Select[Any]:
    """The facts that hold at the end of the day and belong to the cohort, without those of subtasks.

    With the `days` of several queries, the facts of each.
    """
    days = days or query
    day = days.as_of
    task_class = _class_at(day)
    open_in_time = task_class == TaskClass.OPEN_IN_TIME
    conditions = [
        _FACT.from_date <= day,
        or_(_FACT.to_date.is_(None), _FACT.to_date > day),
        or_(_FACT.period_start_date.is_(None), _FACT.period_start_date <= day),
        _FACT.parent_task == "",
        _in_cohort(query.cohort, days),
    ]
    if query.assigner:
        conditions.append(_FACT.assigner == query.assigner)
    if query.field:
        conditions.append(_FACT.field == query.field)
    if agencies is not None:
        conditions.append(_FACT.lead.in_(agencies))
    return select(
        TASK_FACTS,
        task_class.label("class_then"),
        and_(open_in_time, func.coalesce(_FACT.due_soon_from_date <= day, False)).label("due_soon"),
        func.coalesce(_FACT.due_date, _LAST).label("due_order"),
        *_overdue_at(day, task_class),
    ).where(*conditions)


def _overdue_at(day: Any, task_class: ColumnElement[str]) -> tuple[Label[Any], Label[Any]]:
    """The working days by which a late task is late, and by how many at least where not all of them are known."""
    listed = func.cardinality(_FACT.working_days)
    at_least = _FACT.overdue_days + func.width_bucket(day, _FACT.working_days)
    is_late = task_class.in_((TaskClass.OPEN_OVERDUE, TaskClass.DONE_LATE))
    is_known = or_(listed == 0, _FACT.working_days[listed] >= day)
    return (
        case((and_(is_late, is_known), at_least)).label("days_overdue"),
        case((is_late, at_least)).label("days_at_least"),
    )


def _class_at(day: Any) -> ColumnElement[str]:
    late = and_(_FACT.task_class == TaskClass.OPEN_IN_TIME, _FACT.overdue_from_date <= day)
    return case((late, TaskClass.OPEN_OVERDUE), else_=_FACT.task_class)


def _in_cohort(cohort: Cohort, days: Days) -> ColumnElement[bool]:
    start, end = days.start, days.end
    if cohort is Cohort.DUE_IN_PERIOD:
        return _FACT.due_date.between(start, end)
    assigned = _FACT.assigned_date.between(start, end)
    carried = and_(
        _FACT.assigned_date < start, or_(_FACT.done_from_date.is_(None), _FACT.done_from_date >= start)
    )
    if cohort is Cohort.ASSIGNED_IN_PERIOD:
        return assigned
    return carried if cohort is Cohort.CARRIED_OVER else or_(assigned, carried)


def _counters(counted: FromClause) -> list[ColumnElement[int]]:
    conditions = [*(counted.c.class_then == each for each in TaskClass), *_marked(counted).values()]
    return [func.count(), *(func.count().filter(condition) for condition in conditions)]


def _selected(counted: FromClause, selection: Selection) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if selection.agency:
        chosen.append(counted.c.lead == selection.agency)
    if selection.task_class:
        chosen.append(counted.c.class_then == selection.task_class)
    if selection.mark:
        chosen.append(_marked(counted)[Mark(selection.mark)])
    return chosen


def _marked(counted: FromClause) -> dict[Mark, ColumnElement[bool]]:
    return {
        Mark.DUE_SOON: counted.c.due_soon,
        Mark.NOT_ACCEPTED: counted.c.not_accepted,
        Mark.EXTENDED: counted.c.extension_count > 0,
        Mark.ISSUED_LATE: counted.c.issued_late,
    }


def _with_names(counted: FromClause) -> Select[Any]:
    directive = DIRECTIVES.c
    return select(
        counted,
        func.coalesce(directive.number_symbol, "").label("directive_number"),
        directive.issue_date.label("directive_date"),
    ).select_from(counted.outerjoin(DIRECTIVES, directive.directive == counted.c.directive))
