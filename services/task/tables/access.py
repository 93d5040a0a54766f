"""Who calls, and which rows and facts that person may see: the table of rights as conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Text,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.expression import False_, True_

from services.task.model import (
    RIGHTS,
    Actor,
    Parties,
    Relation,
    Right,
    Task,
    View,
    acting_position,
    least_view,
    overseen,
    parties_of,
    shows,
)
from services.task.model import allowed as allowed_to
from services.task.model.rights import Grant
from shared.principal import HeldPosition, Principal

from .rows import approver_key
from .schema import TASKS

_VIEWS = tuple(View)
# How much of a task each relation shows.
VIEWS: Mapping[Relation, View] = {relation: view for view in View for _, relation in RIGHTS[view]}
# The grants that show at least so much of a task.
GRANTS: Mapping[View, frozenset[Grant]] = {
    view: frozenset().union(*(RIGHTS[better] for better in _VIEWS[: position + 1]))
    for position, view in enumerate(_VIEWS)
}


@dataclass(frozen=True)
class Caller:
    """A person in positions; without a person, the system or a stranger without any right."""

    person: str = ""
    name: str = ""
    positions: tuple[HeldPosition, ...] = ()

    @classmethod
    def of(cls, principal: Principal) -> Caller:
        """The caller that a signed principal states."""
        return _caller(principal)

    @cached_property
    def sight(self) -> Mapping[str, Any]:
        """The parameters of VISIBLE and of the conditions that Sight makes."""
        return {
            _parameter(view, relation): self._reach(relation, view)
            for view in View
            for relation in _related(view)
        }

    def actor(self, right: Right, parties: Parties) -> Actor | None:
        """The caller in the position that has the right; None if no position has."""
        held = acting_position(right, self.positions, self.person, parties)
        return self.in_position(held) if held else None

    def in_position(self, held: HeldPosition) -> Actor:
        """The caller in one of the positions."""
        return Actor(self.person, held.position, held.unit, name=self.name)

    def allowed(self, task: Task) -> frozenset[Right]:
        """Every right that the caller has to a task."""
        return allowed_to(self.positions, self.person, parties_of(task))

    @property
    def roles(self) -> frozenset[str]:
        """The roles of the positions."""
        return frozenset(held.role for held in self.positions)

    def units(self, relation: Relation, view: View = View.TEXT) -> list[str]:
        """The units through which the caller sees at least so much of tasks of that relation."""
        seeing = (held for held in self.positions if sees(held, relation, view))
        return sorted({unit for held in seeing for unit in overseen(held)})

    def sees(self, relation: Relation, view: View = View.TEXT) -> bool:
        """Whether any position sees at least so much of tasks for that reason."""
        return any(sees(held, relation, view) for held in self.positions)

    def _reach(self, relation: Relation, view: View) -> bool | str | list[str]:
        if relation is Relation.PROVINCE:
            return self.sees(relation, view)
        if relation in (Relation.HOLDER, Relation.CO_HOLDER):
            return self.person if self.sees(relation, view) else ""
        if relation is Relation.APPROVER:
            return sorted(approver_keys(self, view))
        return self.units(relation, view)


def approver_keys(caller: Caller, view: View = View.TEXT) -> set[str]:
    """The words for the caller in the column `approvers`."""
    seeing = (held for held in caller.positions if sees(held, Relation.APPROVER, view))
    return {approver_key(held.agency, caller.person) for held in seeing}


def sees(held: HeldPosition, relation: Relation, view: View = View.TEXT) -> bool:
    """Whether the role of a position may see at least so much of a task for that reason."""
    return (held.role, relation) in GRANTS[view]


# People who call often do so in the same positions.
@lru_cache(maxsize=1000)
def _caller(principal: Principal) -> Caller:
    return Caller(principal.person, principal.display_name, principal.positions)


def _is_person(column: Any, name: str) -> ColumnElement[bool]:
    return and_(column != "", column == bindparam(name, type_=Text))


def _units(name: str) -> Any:
    return bindparam(name, type_=ARRAY(Text)).any_()


# The columns of TASKS, or of an alias of it.
_Columns = ReadOnlyColumnCollection[str, Any]
_IS_RELATED: Mapping[Relation, Callable[[_Columns, str], ColumnElement[bool]]] = {
    Relation.LEAD: lambda columns, name: columns.lead == _units(name),
    Relation.PARENT_LEAD: lambda columns, name: columns.parent_lead == _units(name),
    Relation.HOLDER_UNIT: lambda columns, name: columns.holder_unit == _units(name),
    Relation.HOLDER: lambda columns, name: _is_person(columns.holder_person, name),
    Relation.CO_HOLDER: lambda columns, name: _is_person(columns.co_holder, name),
    Relation.APPROVER: lambda columns, name: columns.approvers.overlap(bindparam(name, type_=ARRAY(Text))),
    Relation.COORDINATOR: lambda columns, name: columns.coordinators.overlap(
        bindparam(name, type_=ARRAY(Text))
    ),
    Relation.INFORMED: lambda columns, name: columns.informed.overlap(bindparam(name, type_=ARRAY(Text))),
}


def _related(view: View) -> list[Relation]:
    """The relations that show somebody at least so much of a task."""
    granting = {relation for _, relation in GRANTS[view]}
    return [relation for relation in Relation if relation in granting]


def _parameter(view: View, relation: Relation) -> str:
    return f"{view}_{relation}".lower()


def _seen_as(view: View, columns: _Columns = TASKS.c) -> ColumnElement[bool]:
    """The tasks that the caller sees at least this far; only the province sees one that is not issued yet."""
    related = (
        _IS_RELATED[relation](columns, _parameter(view, relation))
        for relation in _related(view)
        if relation is not Relation.PROVINCE
    )
    province = bindparam(_parameter(view, Relation.PROVINCE), type_=Boolean)
    return or_(province, and_(columns.issued_at.is_not(None), or_(*related)))


# Constant clauses, never null: their plans and their compiled forms are reused for every caller.
_SEEN_AS = {view: _seen_as(view) for view in View}
VISIBLE = _SEEN_AS[View.TEXT]
SEEN_WHOLE = _SEEN_AS[View.WHOLE]
_PARENTS = TASKS.alias("parents")
# Whether the caller may see the parent of a subtask.
PARENT_VISIBLE: ColumnElement[bool] = exists().where(
    _PARENTS.c.uid == func.split_part(TASKS.c.parent_task, "/", 2), _seen_as(View.TEXT, _PARENTS.c)
)


@dataclass(frozen=True)
class Sight:
    """How a caller sees the tasks of a list: all in one view, or each in its own (None).

    What is withheld counts as empty.
    """

    caller: Caller
    view: View | None = None

    @cached_property
    def own(self) -> frozenset[str]:
        """The units whose coordinations the caller sees."""
        return frozenset(self.caller.units(Relation.COORDINATOR, View.PART))

    def of(self, fact: str) -> ColumnElement[bool]:
        """Whether the caller sees a fact of a task, one of `model.views`; never null."""
        least = least_view(fact)
        if self.view is None and least is not View.TEXT:
            return _SEEN_AS[least]
        return true() if shows(self.view or View.TEXT, fact) else false()

    def shown(self, column: ColumnElement[Any], fact: str, empty: Any = "") -> ColumnElement[Any]:
        """A column as the caller sees it: empty where the fact is withheld."""
        seen, nothing = self.of(fact), literal(empty, column.type)
        if isinstance(seen, True_ | False_):
            return column if isinstance(seen, True_) else nothing
        return case((seen, column), else_=nothing)
