"""Who is told of which step of a task. docs/domain.md, sections Rights and Life cycle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .audience import Audience
from .kinds import Kind

EMAIL_WITHIN = timedelta(days=3)
"""What is heard later than this is news for the application only: an e-mail about it would mislead."""


@dataclass(frozen=True)
class Telling:
    """Tells these people by a notification of this kind; `email` says whether an e-mail goes out at once."""

    kind: Kind
    audiences: tuple[Audience, ...]
    email: bool = True


_RECEIVERS, _HEADS, _HOLDER = Audience.RECEIVERS, Audience.HEADS, Audience.HOLDER
_MONITOR, _CO_RECEIVERS = Audience.MONITOR, Audience.CO_RECEIVERS
_AGENCY = (_RECEIVERS, _HEADS)
_ISSUED = (
    Telling(Kind.TASK_ISSUED_TO_COORDINATE, (_CO_RECEIVERS,)),
    Telling(Kind.TASK_ISSUED_TO_MONITOR, (_MONITOR,), email=False),
)

# The order counts: who is in several is told by the first.
TELLINGS: Mapping[str, tuple[Telling, ...]] = {
    "task.issued": (Telling(Kind.TASK_ISSUED, _AGENCY), *_ISSUED),
    "task.reissued": (Telling(Kind.TASK_ISSUED, _AGENCY), *_ISSUED),
    "task.insisted": (Telling(Kind.TASK_INSISTED, _AGENCY),),
    "task.accepted": (Telling(Kind.TASK_ACCEPTED, (_MONITOR,), email=False),),
    "task.returned": (Telling(Kind.TASK_RETURNED, (_MONITOR,)),),
    "task.delegated": (Telling(Kind.TASK_DELEGATED, (_HOLDER,)),),
    "task.progressed": (Telling(Kind.TASK_PROGRESSED, (_MONITOR,), email=False),),
    "task.extension-asked": (Telling(Kind.TASK_EXTENSION_REQUESTED, (_MONITOR,)),),
    "task.extension-decided": (Telling(Kind.TASK_EXTENSION_DECIDED, (_HOLDER, _RECEIVERS)),),
    "task.submitted": (Telling(Kind.TASK_SUBMITTED, (_MONITOR,)),),
    "task.confirmed": (
        Telling(Kind.TASK_CONFIRMED, (_HOLDER,)),
        Telling(Kind.TASK_CONFIRMED, _AGENCY, email=False),
    ),
    "task.sent-back": (Telling(Kind.TASK_SENT_BACK, (_HOLDER, _RECEIVERS)),),
    "task.urged": (Telling(Kind.TASK_URGED, (_HOLDER, Audience.UNIT_HEADS, *_AGENCY)),),
    "task.recalled": (Telling(Kind.TASK_RECALLED, (*_AGENCY, _CO_RECEIVERS)),),
    "task.cancelled": (Telling(Kind.TASK_CANCELLED, (_HOLDER, *_AGENCY, _CO_RECEIVERS)),),
    "task.suspended": (Telling(Kind.TASK_SUSPENDED, (_HOLDER, _RECEIVERS)),),
    "task.resumed": (Telling(Kind.TASK_RESUMED, (_HOLDER, _RECEIVERS)),),
    "task.reopened": (Telling(Kind.TASK_REOPENED, (_HOLDER, *_AGENCY)),),
}


def goes_by_email(telling: Telling, happened: datetime, heard: datetime) -> bool:
    """Whether an e-mail goes out too."""
    return telling.email and heard - happened <= EMAIL_WITHIN
