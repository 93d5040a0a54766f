"""The tasks whose pending decisions a caller is asked for: `model.asked` as scopes and as a condition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    all_,
    and_,
    any_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    or_,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, array

from services.task.model import (
    ASKED,
    Grant,
    Line,
    PendingDecision,
    Relation,
    Role,
    State,
    limited_to,
    lines_asked,
    overseen,
    within_reach,
)
from shared.principal import HeldPosition

from . import units
from .access import Caller
from .rows import approver_key
from .schema import POSITIONS, TASKS

_Condition = ColumnElement[bool]
_People = ColumnElement[Any]
_T, _P = TASKS.c, POSITIONS.c
# The scopes that hold the tasks of a relation.
_SCOPES: Mapping[Relation, Callable[[HeldPosition, str], set[str]]] = {
    # Those who are asked only if an agency has nobody left are asked in the second one.
    Relation.PROVINCE: lambda *_: {"pending", "pending-inside"},
    # What else the heads and clerks of the Office are asked for is in the scope of the province.
    Relation.LEAD: lambda held, _: {f"pending-lead:{unit}" for unit in overseen(held)},
    Relation.APPROVER: lambda held, person: {f"approver:{approver_key(held.agency, person)}"},
    Relation.ASSIGNER: lambda _, person: {f"pending-assigner:{person}"},
    **dict.fromkeys(
        (Relation.MONITOR, Relation.DIRECTED, Relation.MONITOR_ELSEWHERE),
        lambda _, person: {f"pending-monitor:{person}", "pending-monitor:"},
    ),
    Relation.PARENT_LEAD: lambda held, _: {f"pending-parent:{unit}" for unit in overseen(held)},
}


def _relations(lines: Collection[Line]) -> Mapping[str, frozenset[Relation]]:
    """The reasons for which each role is in one of the lines."""
    grants = frozenset().union(*lines)
    return {role: frozenset(relation for each, relation in grants if each == role) for role in Role}


_LINES = [lines_asked(decision, of_subtask=of_subtask) for decision in ASKED for of_subtask in (False, True)]
_ASKED = _relations([line for lines in _LINES for line in lines])
_ASKED_FIRST = _relations([lines[0] for lines in _LINES])
# The decisions that the same people are asked for about a task and a subtask.
_ALIKE = [each for each in ASKED if lines_asked(each, of_subtask=True) == ASKED[each]]


def decides(caller: Caller) -> bool:
    """Whether the caller's office makes any of these decisions by itself.

    A person whom a head has charged makes some too, and a clerk in an agency without a head.
    """
    return any(_ASKED_FIRST[role] - {Relation.APPROVER} for role in caller.roles)


def concerns(caller: Caller) -> bool:
    """Whether the caller may be asked for any of these decisions."""
    return any(_ASKED[role] for role in caller.roles)


def scopes(caller: Caller) -> set[str]:
    """Scopes that hold every task for whose decision the caller is asked, and others."""
    held = ((held, relation) for held in caller.positions for relation in _ASKED[held.role])
    return {scope for held, relation in held for scope in _SCOPES[relation](held, caller.person)}


def is_asked(
    caller: Caller,
    day: date,
    among: Collection[PendingDecision] = tuple(PendingDecision),
    several: frozenset[str] = frozenset(),
) -> _Condition:
    """Whether the caller is asked for one of these decisions on a task that day, as `model.asked` says it.

    `several` are roles that several people hold that day: nobody need stand in for them, which makes a query shorter.
    """
    return _is_asked(caller.person, caller.positions, day, frozenset(among), several)


# The same people ask again all day, and their compiled queries are reused.
@lru_cache(maxsize=1000)
def _is_asked(
    person: str,
    positions: tuple[HeldPosition, ...],
    day: date,
    among: frozenset[PendingDecision],
    several: frozenset[str],
) -> _Condition:
    decided = (
        (decision, of_subtask)
        for decision in sorted(among)
        for of_subtask in (False, True)
        if not (of_subtask and decision in _ALIKE)
    )
    conditions = (
        and_(
            _T.pending_decisions.overlap(cast([decision], ARRAY(Text))),
            literal(person) != all_(_AUTHORS[decision]),
            *([(_T.parent_task != "") == of_subtask] if decision not in _ALIKE else []),
            _is_in_lines(
                within_reach(lines_asked(decision, of_subtask=of_subtask), several),
                person,
                positions,
                _AUTHORS[decision],
                day,
            ),
        )
        for decision, of_subtask in decided
    )
    return or_(false(), *conditions)


def _is_in_lines(
    lines: Sequence[Line],
    person: str,
    positions: Sequence[HeldPosition],
    authors: _People,
    day: date,
) -> _Condition:
    """Whether the caller is in one of the lines, and nobody else in those before it."""
    for number, line in enumerate(lines):
        mine = [
            _RELATED[relation](held, person)
            for held in positions
            for relation in sorted(Relation)
            if (held.role, relation) in line
        ]
        if not mine:
            continue
        later = lines[number + 1 :]
        if _is_beyond(line, later, positions):
            further = _is_in_lines(later, person, positions, authors, day)
            mine.append(and_(not_(_is_anybody_in(line, authors, day)), further))
        earlier = frozenset[Grant]().union(*lines[:number])
        return and_(not_(_is_anybody_in(earlier, authors, day)), or_(*mine)) if earlier else or_(*mine)
    return false()


def _is_beyond(line: Line, later: Sequence[Line], positions: Sequence[HeldPosition]) -> bool:
    """Whether the positions are in a later line too, and not in this one for every task."""
    everywhere = any((held.role, Relation.PROVINCE) in line for held in positions)
    return not everywhere and any(
        (held.role, relation) in each for held in positions for each in later for relation in Relation
    )


def _is_assigned_by(person: str) -> _Condition:
    return or_(_T.assigner == person, _T.on_behalf_of == person)


def _follows(held: HeldPosition, person: str) -> _Condition:
    limited = limited_to(held.role, held.fields)
    covered = _T.field.in_(["", *sorted(limited)]) if limited else true()
    return and_(_T.monitor.in_(["", person]), covered)


# Whether a task concerns a person in a position for a reason, as `model.relations_for` says it.
_RELATED: Mapping[Relation, Callable[[HeldPosition, str], _Condition]] = {
    Relation.PROVINCE: lambda *_: true(),
    Relation.ASSIGNER: lambda _, person: _is_assigned_by(person),
    Relation.MONITOR: _follows,
    Relation.MONITOR_ELSEWHERE: lambda held, person: and_(
        _follows(held, person), or_(_T.issued_at.is_(None), _T.lead != held.agency)
    ),
    Relation.DIRECTED: lambda held, person: and_(_follows(held, person), _T.directive_number != ""),
    Relation.LEAD: lambda held, _: _T.lead.in_(sorted(overseen(held))),
    Relation.PARENT_LEAD: lambda held, _: _T.parent_lead.in_(sorted(overseen(held))),
    Relation.APPROVER: lambda held, person: _T.approvers.contains([approver_key(held.agency, person)]),
}


def _is_anybody_in(line: Line, authors: _People, day: date) -> _Condition:
    """Whether anybody but the authors is in a line, in a position of that day."""
    roles: Mapping[Relation, set[str]] = defaultdict(set)
    for role, relation in line:
        # A role that is asked about every task is looked for once, not for each relation again.
        if relation is Relation.PROVINCE or (role, Relation.PROVINCE) not in line:
            roles[relation].add(role)
    return or_(*(_HELD[relation](roles[relation], authors, day) for relation in sorted(roles)))


def _post(roles: Collection[str], authors: _People, day: date, *more: _Condition) -> _Condition:
    """Whether anybody but the authors holds such a position; looked up for each task."""
    return units.in_posts(roles, day).where(_P.person != all_(authors), *more).correlate(TASKS).exists()


def _people(roles: Collection[str], day: date) -> Any:
    """The people with these roles, looked up once for all tasks."""
    return func.array(units.in_posts(roles, day).scalar_subquery(), type_=ARRAY(Text))


def _assigner_in_office(roles: Collection[str], authors: _People, day: date) -> _Condition:
    named = (
        and_(column == any_(_people(roles, day)), column != all_(authors))
        for column in (_T.assigner, _T.on_behalf_of)
    )
    return or_(*named)


def _follower_in_office(roles: Collection[str], authors: _People, day: date, *more: _Condition) -> _Condition:
    may = units.covering(), *more
    return case(
        (_T.monitor == "", _post(roles, authors, day, *may)),
        else_=_post(roles, authors, day, _P.person == _T.monitor, *may),
    )


# Whether anybody but the authors holds one of the roles, and the task concerns them for a reason.
_HELD: Mapping[Relation, Callable[[Collection[str], _People, date], _Condition]] = {
    Relation.PROVINCE: lambda roles, authors, day: not_(_people(roles, day).contained_by(authors)),
    Relation.ASSIGNER: _assigner_in_office,
    Relation.MONITOR: _follower_in_office,
    Relation.MONITOR_ELSEWHERE: lambda roles, authors, day: _follower_in_office(
        roles, authors, day, or_(_T.issued_at.is_(None), _P.agency != _T.lead)
    ),
    Relation.DIRECTED: lambda roles, authors, day: and_(
        _T.directive_number != "", _follower_in_office(roles, authors, day)
    ),
    Relation.LEAD: lambda roles, authors, day: _post(roles, authors, day, _P.agency == _T.lead),
    Relation.PARENT_LEAD: lambda roles, authors, day: _post(roles, authors, day, _P.agency == _T.parent_lead),
    Relation.APPROVER: lambda roles, authors, day: _post(
        roles,
        authors,
        day,
        _P.agency == _T.lead,
        func.concat(_P.agency, " ", _P.person) == _T.approvers.any_(),
    ),
}


def _people_of(*people: ColumnElement[Any]) -> _People:
    return cast(array([func.coalesce(each, "") for each in people]), ARRAY(Text))


_RETURNER = _T.last_return[("by", "person")].astext
# The people whose own matter each decision is, as `model.authors_of` says it.
_AUTHORS: Mapping[PendingDecision, _People] = {
    PendingDecision.ISSUE: _people_of(),
    PendingDecision.RETURN: _people_of(_RETURNER),
    PendingDecision.OVERDUE: _people_of(
        case((_T.state == State.RETURNED.value, _RETURNER), else_=_T.holder_person),
        case((_T.state == State.RETURNED.value, ""), else_=_T.co_holder),
    ),
    PendingDecision.EXTENSION: _people_of(_T.extensions[(-1, "asked_by", "person")].astext),
    PendingDecision.COMPLETION: _people_of(_T.submission[("by", "person")].astext),
    PendingDecision.DELAY_CAUSE: _T.cause_authors,
    PendingDecision.CONTEST: _T.contest_authors,
    PendingDecision.APPROVAL: _people_of(_T.approval[("by", "person")].astext),
}
