"""One function per command or query: load, decide, save, announce, in the caller's transaction."""

from .deciding import CALENDAR, POLICY, Order, enter_history
from .issuing import (
    batch_issue,
    cancel,
    confirm,
    demand_decisions,
    issue,
    recall,
    record_urging,
    reissue,
    send_back,
    urge,
)
from .preparing import create, create_part, enter_proposal, propose, reject, update
from .reading import Page, Query, Seen, count_basket, get, list_steps, list_tasks, may_see_marks, seen
from .working import Cause, Report, Result, accept, delegate, report_progress, return_task, submit

__all__ = [
    "CALENDAR",
    "POLICY",
    "Cause",
    "Order",
    "Page",
    "Query",
    "Report",
    "Result",
    "Seen",
    "accept",
    "batch_issue",
    "cancel",
    "confirm",
    "count_basket",
    "create",
    "create_part",
    "delegate",
    "demand_decisions",
    "enter_history",
    "enter_proposal",
    "get",
    "issue",
    "list_steps",
    "list_tasks",
    "may_see_marks",
    "propose",
    "recall",
    "record_urging",
    "reissue",
    "reject",
    "report_progress",
    "return_task",
    "seen",
    "send_back",
    "submit",
    "update",
    "urge",
]
