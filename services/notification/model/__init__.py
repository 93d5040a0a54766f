"""Notifying and urging (thông báo, đôn đốc): who learns what, when and how. docs/domain.md, section Urging.

Pure: days are arguments, working days come from the task service with its events, and people are found in a
`Directory` of the positions held on a day.
"""

from .audience import Audience, Directory, Post, Unit, receivers_of_units, resolve
from .kinds import Kind
from .rules import RULES, Anchor, Channel, Planned, Rule, Window, is_outdated, mail_date, plan
from .task import Task
from .tellings import EMAIL_WITHIN, TELLINGS, Telling, goes_by_email

__all__ = [
    "EMAIL_WITHIN",
    "RULES",
    "TELLINGS",
    "Anchor",
    "Audience",
    "Channel",
    "Directory",
    "Kind",
    "Planned",
    "Post",
    "Rule",
    "Task",
    "Telling",
    "Unit",
    "Window",
    "goes_by_email",
    "is_outdated",
    "mail_date",
    "plan",
    "receivers_of_units",
    "resolve",
]
