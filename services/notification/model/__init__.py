"""The domain of notifying and urging (thông báo, đôn đốc): who is notified of what, when and how.

docs/domain.md, section Urging. Pure: days are arguments, working days come with the events of tasks, and people are
found in a `Directory` of the positions held on a day.
"""

from .audience import Audience, Directory, HeldPosition, Unit, deciders, receivers_of_units, resolve
from .bounces import Bounce, blames_relay, refuses_address
from .kinds import Kind
from .notices import EMAIL_WITHIN, NOTICES, OF_OPINION, Notice, is_fresh
from .rules import RULES, Anchor, Channel, Planned, Rule, Window, is_outdated, mail_date, plan
from .task import Task

__all__ = [
    "EMAIL_WITHIN",
    "NOTICES",
    "OF_OPINION",
    "RULES",
    "Anchor",
    "Audience",
    "Bounce",
    "Channel",
    "Directory",
    "HeldPosition",
    "Kind",
    "Notice",
    "Planned",
    "Rule",
    "Task",
    "Unit",
    "Window",
    "blames_relay",
    "deciders",
    "is_fresh",
    "is_outdated",
    "mail_date",
    "plan",
    "receivers_of_units",
    "refuses_address",
    "resolve",
]
