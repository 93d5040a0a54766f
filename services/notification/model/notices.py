"""Whom each step of a task is made known to (docs/domain.md, sections Rights and Life cycle)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .audience import Audience
from .kinds import Kind

EMAIL_WITHIN = timedelta(days=3)
"""An event that arrives later is shown in the application only: an e-mail about it would mislead."""


@dataclass(frozen=True)
class Notice:
    """These people get a notification of this kind; `email` says whether an e-mail goes out at once.

    `message` says whether they may read the text that goes with the step: coordinators do not see a task's history.
    With `gathered` one act that takes the step for several tasks gives one notification.
    With `of_part` each coordinator is told the date of its own part.
    """

    kind: Kind
    audiences: tuple[Audience, ...]
    email: bool = True
    message: bool = True
    gathered: bool = False
    of_part: bool = False


# Those who are notified of an opinion, besides the people mentioned: it directs the work.
OF_OPINION = (Audience.HOLDER, Audience.RECEIVERS, Audience.HEADS, Audience.MONITOR)
_RECEIVERS, _HEADS, _HOLDER = Audience.RECEIVERS, Audience.HEADS, Audience.HOLDER
_MONITOR, _COORDINATORS = Audience.MONITOR, Audience.COORDINATORS
_ASSIGNER, _ASKED = Audience.ASSIGNER, Audience.ASKED
_AGENCY = (_RECEIVERS, _HEADS)
_SEEKER = Audience.SEEKER
_CONCERNED = Audience.CONCERNED
_APPROVED = Notice(Kind.TASK_APPROVED, (_SEEKER,), email=False)
_ISSUED = (
    Notice(Kind.TASK_ISSUED, _AGENCY),
    Notice(Kind.TASK_ISSUED_TO_COORDINATE, (_COORDINATORS,), message=False, of_part=True),
    Notice(Kind.TASK_ISSUED_TO_MONITOR, (_MONITOR,), email=False, gathered=True),
)

# By the type of the event. The order counts: a person in several audiences gets the first notice only.
NOTICES: Mapping[str, tuple[Notice, ...]] = {
    # Whoever confirms the proposals of a directive asks for all its tasks at once.
    "task.proposed": (Notice(Kind.TASK_PROPOSED, (_ASKED,), gathered=True),),
    "task.issued": (
        *_ISSUED,
        Notice(Kind.TASK_ISSUED_FOR_ASSIGNER, (_ASSIGNER,), email=False, gathered=True),
    ),
    "task.reissued": (*_ISSUED, Notice(Kind.TASK_TRANSFERRED, (Audience.FORMER_LEAD,), message=False)),
    "task.transferred": (*_ISSUED, Notice(Kind.TASK_TRANSFERRED, (Audience.FORMER_LEAD,))),
    "task.adjusted": (
        Notice(Kind.TASK_ADJUSTED, (_HOLDER, *_AGENCY)),
        Notice(Kind.TASK_ADJUSTED, (_COORDINATORS,), message=False),
        Notice(Kind.TASK_ADJUSTED, (_MONITOR,), email=False),
    ),
    "task.cause-stated": (Notice(Kind.TASK_CAUSE_STATED, (_ASKED,), email=False),),
    "task.cause-decided": (
        Notice(Kind.TASK_CAUSE_DECIDED, (_HOLDER, _RECEIVERS)),
        # They may contest it.
        Notice(Kind.TASK_CAUSE_DECIDED, (_HEADS,), email=False),
    ),
    "task.cause-contested": (
        Notice(Kind.TASK_CAUSE_CONTESTED, (_ASKED,)),
        Notice(Kind.TASK_CAUSE_CONTESTED, (_MONITOR,), email=False),
    ),
    "task.contest-decided": (
        Notice(Kind.TASK_CONTEST_DECIDED, (_HOLDER, *_AGENCY)),
        Notice(Kind.TASK_CONTEST_DECIDED, (_MONITOR,), email=False),
    ),
    "task.redone": (Notice(Kind.TASK_REDONE, (_HOLDER, *_AGENCY)),),
    # A sweep demands many at once; the weekly list of reminders goes to the leaders by e-mail.
    "task.decision-demanded": (Notice(Kind.TASK_DECISION_DEMANDED, (_ASKED,), email=False),),
    "task.insisted": (Notice(Kind.TASK_INSISTED, _AGENCY),),
    "task.accepted": (Notice(Kind.TASK_ACCEPTED, (_MONITOR,), email=False),),
    # Those asked choose what becomes of it; the monitor proposes it.
    "task.returned": (Notice(Kind.TASK_RETURNED, (_MONITOR, _ASKED)), _APPROVED),
    "task.delegated": (
        Notice(Kind.TASK_CO_HELD, (Audience.CO_HOLDER,)),
        Notice(Kind.TASK_DELEGATED, (_HOLDER,)),
    ),
    "task.progressed": (Notice(Kind.TASK_PROGRESSED, (_MONITOR,), email=False), _APPROVED),
    "task.extension-requested": (
        Notice(Kind.TASK_EXTENSION_REQUESTED, (_ASKED, _MONITOR)),
        _APPROVED,
    ),
    "task.extension-decided": (
        Notice(Kind.TASK_EXTENSION_DECIDED, (Audience.REQUESTER, _HOLDER, _RECEIVERS)),
    ),
    "task.submitted": (Notice(Kind.TASK_SUBMITTED, (_ASKED,)), _APPROVED),
    "task.approval-sought": (Notice(Kind.TASK_APPROVAL_SOUGHT, (_ASKED,)),),
    "task.changes-asked": (Notice(Kind.TASK_CHANGES_ASKED, (_SEEKER, _HOLDER)),),
    # Nothing has gone up, so nobody outside the agency is notified.
    "task.withdrawn": (Notice(Kind.TASK_WITHDRAWN, (_SEEKER, _HOLDER, _HEADS), email=False),),
    "task.submission-withdrawn": (Notice(Kind.TASK_WITHDRAWN, (_ASKED, _HOLDER, _HEADS), email=False),),
    "task.request-withdrawn": (
        Notice(Kind.TASK_WITHDRAWN, (_ASKED, _MONITOR, _HOLDER, _HEADS), email=False),
    ),
    "task.confirmed": (
        Notice(Kind.TASK_CONFIRMED, (_HOLDER,)),
        Notice(Kind.TASK_CONFIRMED, _AGENCY, email=False),
        # The next period of a periodic task asks for their parts again.
        Notice(Kind.TASK_COORDINATION_SET, (_CONCERNED,), email=False, message=False, of_part=True),
    ),
    "task.sent-back": (Notice(Kind.TASK_SENT_BACK, (_HOLDER, _RECEIVERS)),),
    "task.urged": (Notice(Kind.TASK_URGED, (_HOLDER, Audience.UNIT_HEADS, *_AGENCY)),),
    # The Office adds coordinators and changes their parts after the issue, too.
    "task.updated": (Notice(Kind.TASK_COORDINATION_SET, (_CONCERNED,), of_part=True),),
    "task.coordination-set": (
        Notice(Kind.TASK_COORDINATION_SET, (_CONCERNED,)),
        # Of what the Office sets the lead is notified.
        Notice(Kind.TASK_COORDINATION_SET, (_HOLDER,), email=False),
    ),
    "task.coordination-reported": (Notice(Kind.TASK_COORDINATION_REPORTED, (_HOLDER,), email=False),),
    "task.coordination-urged": (
        Notice(Kind.TASK_COORDINATION_URGED, (_CONCERNED, Audience.CONCERNED_HEADS)),
    ),
    "task.coordination-sent-back": (
        Notice(Kind.TASK_COORDINATION_SENT_BACK, (_CONCERNED, Audience.CONCERNED_HEADS)),
    ),
    "task.recalled": (
        Notice(Kind.TASK_RECALLED, _AGENCY),
        Notice(Kind.TASK_RECALLED, (_COORDINATORS,), message=False),
    ),
    "task.cancelled": (
        Notice(Kind.TASK_CANCELLED, (_HOLDER, *_AGENCY)),
        Notice(Kind.TASK_CANCELLED, (_COORDINATORS,), message=False),
    ),
    "task.suspended": (Notice(Kind.TASK_SUSPENDED, (_HOLDER, _RECEIVERS)),),
    "task.resumed": (Notice(Kind.TASK_RESUMED, (_HOLDER, _RECEIVERS)),),
    "task.reopened": (Notice(Kind.TASK_REOPENED, (_HOLDER, *_AGENCY)),),
}


def is_fresh(happened: datetime, now: datetime) -> bool:
    """Whether something happened recently enough for an e-mail."""
    return now - happened <= EMAIL_WITHIN
