"""Reminds and urges by rule (nhắc việc, đôn đốc): docs/domain.md, section Urging."""

from collections import Counter
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from services.notification import announce, model
from services.notification.model import Kind, Rule, Task
from services.notification.model.rules import Anchor, applies
from services.notification.tables import copies, deliveries, notifications, positions, reminders
from services.notification.tables.notifications import Content
from services.notification.tables.reminders import MISSED, NOBODY, SENT, Reminder
from shared.db import ReadSession

from .notifying import facts_of_task

log = structlog.get_logger(__name__)

LATER = timedelta(minutes=10)
"""When a reminder that failed is tried again."""
_SOON = timedelta(minutes=1)
"""When the reminder of a task with held events is tried again: they are usually held for a moment."""
FAILED, PUT_OFF = "FAILED", "PUT_OFF"


def remind(session: Session, today: date, now: datetime, limit: int) -> Counter[str]:
    """Sends up to `limit` reminders that are due by `today`; returns how many had which outcome.

    Reminders of missed days go out late, each rule once. One that fails is tried again later and holds up no other.
    """
    outcomes: Counter[str] = Counter()
    for reminder in reminders.claim(session, today, now, limit):
        try:
            with session.begin_nested():
                outcome = _remind(session, reminder, today, now)
        except Exception:
            log.exception("reminder_failed", task=reminder.task, rule=reminder.rule)
            reminders.put_off(session, reminder, now + LATER)
            outcome = FAILED
        outcomes[outcome] += 1
    return outcomes


def _remind(session: Session, reminder: Reminder, today: date, now: datetime) -> str:
    if reminders.is_behind(session, reminder.task):
        reminders.put_off(session, reminder, now + _SOON)
        return PUT_OFF
    rule, task = model.RULES[reminder.rule], copies.get_task(session, reminder.task)
    outcome = MISSED
    if not _is_overtaken(session, reminder, rule, task, today):
        outcome = SENT if _send(session, reminder, rule, task, today, now) else NOBODY
    reminders.settle(session, reminder, outcome, reminder.remind_date < today, now)
    return outcome


def _is_overtaken(session: ReadSession, reminder: Reminder, rule: Rule, task: Task, today: date) -> bool:
    if not applies(rule, task) or model.is_outdated(rule, task, today):
        return True
    return reminders.is_overtaken(session, reminder, today)


def _send(
    session: Session, reminder: Reminder, rule: Rule, task: Task, today: date, now: datetime
) -> list[str]:
    """Notifies the people whom the rule means and returns them. An urging is announced too."""
    people = model.resolve(rule.audiences, task, positions.directory_for_task(session, task, today))
    if not people:
        log.warning("nobody_to_remind", task=task.name, rule=rule.id)
        return []
    added = notifications.add(session, _content(reminder, rule, task, today, now), people)
    deliveries.request(session, added, rule.channels, today, now)
    if rule.urges:
        announce.urging_sent(session, reminder.id, task.name, rule.id, reminder.remind_date, people, now)
    return people


def _content(reminder: Reminder, rule: Rule, task: Task, today: date, now: datetime) -> Content:
    day = reminder.remind_date.isoformat()
    facts = facts_of_task(task) | {"urgings": str(task.unanswered_urgings)}
    if reminder.remind_date < today:
        facts["late"] = day
    if rule.anchor is Anchor.INTERNAL_DUE and task.internal_due_date:
        facts["internal_due"] = task.internal_due_date.isoformat()
    if rule.kind is Kind.REMINDER_NO_PROGRESS and task.progress_date:
        facts["progress"] = task.progress_date.isoformat()
    return Content(rule.kind, task.name, f"{rule.id}/{day}", task.directive, facts, now)
