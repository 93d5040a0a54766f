"""Directives (văn bản chỉ đạo), their files, proposals and forwardings: what they are, who may do what. No I/O."""

from .directives import (
    KIND_BY_WORDS,
    URGENCY_BY_WORDS,
    Directive,
    Forwarding,
    Kind,
    ReadingState,
    Selection,
    Urgency,
    check_read,
    check_secrecy,
)
from .files import File, storage_key
from .proposals import (
    Coordination,
    DueKind,
    Proposal,
    ProposalState,
    Recurrence,
    check_complete,
    check_open,
)
from .reasons import Reason
from .recasting import collapsed, dropped, filled, merged, passage, spans, split
from .rights import (
    OVERSEES_AGENCY,
    OVERSEES_SUBTREE,
    RIGHTS,
    Action,
    DirectiveView,
    Sight,
    allowed_actions,
    may,
)

__all__ = [
    "KIND_BY_WORDS",
    "OVERSEES_AGENCY",
    "OVERSEES_SUBTREE",
    "RIGHTS",
    "URGENCY_BY_WORDS",
    "Action",
    "Coordination",
    "Directive",
    "DirectiveView",
    "DueKind",
    "File",
    "Forwarding",
    "Kind",
    "Proposal",
    "ProposalState",
    "ReadingState",
    "Reason",
    "Recurrence",
    "Selection",
    "Sight",
    "Urgency",
    "allowed_actions",
    "check_complete",
    "check_open",
    "check_read",
    "check_secrecy",
    "collapsed",
    "dropped",
    "filled",
    "may",
    "merged",
    "passage",
    "spans",
    "split",
    "storage_key",
]
