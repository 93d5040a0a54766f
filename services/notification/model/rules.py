"""When rules remind or urge (nhắc việc, đôn đốc): docs/domain.md, section Urging, as data."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .audience import Audience
from .kinds import Kind
from .task import Task


class Anchor(StrEnum):
    """The day that a rule counts working days from; the names are those of dondoc.task.v1.WorkingDays."""

    DUE = "DUE"
    ASSIGNMENT = "ASSIGNMENT"
    PROGRESS = "PROGRESS"
    URGING = "URGING"
    ACCEPTANCE = "ACCEPTANCE"
    INTERNAL_DUE = "INTERNAL_DUE"


class Channel(StrEnum):
    """How a notification goes out besides in the application: at once, in the day's digest, in the week's list."""

    EMAIL = "EMAIL"
    DIGEST = "DIGEST"
    WEEKLY = "WEEKLY"


WORKED = frozenset({"ISSUED", "IN_PROGRESS"})
"""The states in which it is the agency that has to act."""


@dataclass(frozen=True)
class Rule:
    """One line of the table: `after` working days after the anchor (before it if negative), then every `every`.

    `urges` says that it counts as an urging of the agency and not as a reminder or a report upwards. `unanswered` is
    how many urgings must be unanswered.
    """

    kind: Kind
    anchor: Anchor
    after: int
    audiences: tuple[Audience, ...]
    channels: frozenset[Channel]
    every: int = 0
    states: frozenset[str] = WORKED
    urges: bool = False
    unanswered: int = 0

    @property
    def id(self) -> str:
        """The name of the rule in reminders and events, such as `overdue-first`."""
        return self.kind.removeprefix("REMINDER_").lower().replace("_", "-")

    def days(self, first: int, dates: Sequence[date]) -> Iterator[date]:
        """The days on which the rule applies, among consecutive working days whose numbers begin with `first`."""
        for number, day in enumerate(dates, first):
            later = number - self.after
            if later == 0 or (self.every and later > 0 and later % self.every == 0):
                yield day


_HOLDERS = (Audience.HOLDER, Audience.UNIT_HEADS)
_DIGEST = frozenset({Channel.DIGEST})
_EMAIL = frozenset({Channel.EMAIL})
_WEEKLY = frozenset({Channel.WEEKLY})

_TABLE = (
    Rule(Kind.REMINDER_DUE_IN_3, Anchor.DUE, -3, _HOLDERS, _DIGEST),
    Rule(Kind.REMINDER_DUE_IN_1, Anchor.DUE, -1, _HOLDERS, _DIGEST),
    Rule(Kind.REMINDER_DUE_TODAY, Anchor.DUE, 0, _HOLDERS, _DIGEST),
    # The internal due date is the agency's affair: only the holder and the unit head are reminded of it.
    Rule(Kind.REMINDER_INTERNAL_DUE_IN_3, Anchor.INTERNAL_DUE, -3, _HOLDERS, _DIGEST),
    Rule(Kind.REMINDER_INTERNAL_DUE_IN_1, Anchor.INTERNAL_DUE, -1, _HOLDERS, _DIGEST),
    Rule(Kind.REMINDER_INTERNAL_DUE_TODAY, Anchor.INTERNAL_DUE, 0, _HOLDERS, _DIGEST),
    # The agency has the whole first working day to accept, so it is late on the second.
    Rule(
        Kind.REMINDER_NOT_ACCEPTED,
        Anchor.ASSIGNMENT,
        2,
        (Audience.RECEIVERS,),
        _EMAIL,
        states=frozenset({"ISSUED"}),
        urges=True,
    ),
    Rule(Kind.REMINDER_OVERDUE_FIRST, Anchor.DUE, 1, (*_HOLDERS, Audience.HEADS), _EMAIL, urges=True),
    Rule(
        Kind.REMINDER_OVERDUE, Anchor.DUE, 3, (Audience.HEADS, Audience.MONITOR), _EMAIL, every=5, urges=True
    ),
    Rule(Kind.REMINDER_OVERDUE_OFFICE, Anchor.DUE, 10, (Audience.OFFICE_CHIEFS,), _EMAIL | _WEEKLY),
    Rule(Kind.REMINDER_OVERDUE_LEADER, Anchor.DUE, 20, (Audience.LEADER,), _WEEKLY),
    Rule(
        Kind.REMINDER_NO_PROGRESS,
        Anchor.PROGRESS,
        20,
        (Audience.HOLDER, Audience.MONITOR),
        _DIGEST,
        states=frozenset({"IN_PROGRESS"}),
    ),
    # The rules above urge the heads of the agency, so the next level up is the Office.
    Rule(Kind.REMINDER_UNANSWERED, Anchor.URGING, 1, (Audience.OFFICE_CHIEFS,), _WEEKLY, unanswered=3),
)
RULES: Mapping[str, Rule] = {rule.id: rule for rule in _TABLE}


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder to come: its rule and its day."""

    rule: str
    day: date


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive working days around an anchor; `dates[0]` is the `first`-th after it."""

    anchor: Anchor
    first: int
    dates: tuple[date, ...]


def plan(task: Task, windows: Iterable[Window]) -> frozenset[Planned]:
    """Every reminder that the task will need if nothing changes any more."""
    by_anchor = {window.anchor: window for window in windows}
    return frozenset(
        Planned(rule.id, day)
        for rule in RULES.values()
        if applies(rule, task) and (window := by_anchor.get(_anchor(rule, by_anchor)))
        for day in rule.days(window.first, window.dates)
    )


def _anchor(rule: Rule, known: Container[Anchor]) -> Anchor:
    """What the rule counts from: for the delay of a task that was issued late, the last day in time to accept it."""
    overdue = rule.anchor is Anchor.DUE and rule.after > 0
    return Anchor.ACCEPTANCE if overdue and Anchor.ACCEPTANCE in known else rule.anchor


def applies(rule: Rule, task: Task) -> bool:
    """Whether the rule applies to the task in its present state."""
    return task.state in rule.states and task.unanswered_urgings >= rule.unanswered


def is_outdated(rule: Rule, task: Task, today: date) -> bool:
    """Whether a missed reminder would be wrong by now, such as "due soon" for an overdue task."""
    day = {Anchor.DUE: task.due_date, Anchor.INTERNAL_DUE: task.internal_due_date}.get(rule.anchor)
    return rule.after <= 0 and day is not None and day < today


def mail_date(channel: Channel, today: date) -> date:
    """The day on which an e-mail goes out; the weekly list on Monday, for the week's briefing (giao ban)."""
    days = -today.weekday() % 7 if channel is Channel.WEEKLY else 0
    return today + timedelta(days=days)
