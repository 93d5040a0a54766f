"""Who is told of which step of a task. docs/domain.md, sections Rights and Life cycle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .audience import Audience

EMAIL_WITHIN = timedelta(days=3)
"""What is heard later than this is news for the application only: an e-mail about it would mislead."""


@dataclass(frozen=True)
class Telling:
    """Tells these people by a notification of this kind; `email` says whether an e-mail goes out at once."""

    kind: str
    audiences: tuple[Audience, ...]
    email: bool = True


_RECEIVERS, _HEADS, _HOLDER = Audience.RECEIVERS, Audience.HEADS, Audience.HOLDER
_MONITOR, _CO_RECEIVERS = Audience.MONITOR, Audience.CO_RECEIVERS
_AGENCY = (_RECEIVERS, _HEADS)
_ISSUED = (
    Telling("task.issued-to-coordinate", (_CO_RECEIVERS,)),
    Telling("task.issued-to-monitor", (_MONITOR,), email=False),
)

# The order counts: who is in several is told by the first.
TELLINGS: Mapping[str, tuple[Telling, ...]] = {
    "task.issued": (Telling("task.issued", _AGENCY), *_ISSUED),
    "task.reissued": (Telling("task.issued", _AGENCY), *_ISSUED),
    "task.insisted": (Telling("task.insisted", _AGENCY),),
    "task.accepted": (Telling("task.accepted", (_MONITOR,), email=False),),
    "task.returned": (Telling("task.returned", (_MONITOR,)),),
    "task.delegated": (Telling("task.delegated", (_HOLDER,)),),
    "task.progressed": (Telling("task.progressed", (_MONITOR,), email=False),),
    "task.extension-asked": (Telling("task.extension-asked", (_MONITOR,)),),
    "task.extension-decided": (Telling("task.extension-decided", (_HOLDER, _RECEIVERS)),),
    "task.submitted": (Telling("task.submitted", (_MONITOR,)),),
    "task.confirmed": (
        Telling("task.confirmed", (_HOLDER,)),
        Telling("task.confirmed", _AGENCY, email=False),
    ),
    "task.sent-back": (Telling("task.sent-back", (_HOLDER, _RECEIVERS)),),
    "task.urged": (Telling("task.urged", (_HOLDER, Audience.UNIT_HEADS, *_AGENCY)),),
    "task.recalled": (Telling("task.recalled", (*_AGENCY, _CO_RECEIVERS)),),
    "task.cancelled": (Telling("task.cancelled", (_HOLDER, *_AGENCY, _CO_RECEIVERS)),),
    "task.suspended": (Telling("task.suspended", (_HOLDER, _RECEIVERS)),),
    "task.resumed": (Telling("task.resumed", (_HOLDER, _RECEIVERS)),),
    "task.reopened": (Telling("task.reopened", (_HOLDER, *_AGENCY)),),
}


def goes_by_email(telling: Telling, happened: datetime, heard: datetime) -> bool:
    """Whether an e-mail goes out too."""
    return telling.email and heard - happened <= EMAIL_WITHIN
