"""Why the model refuses something."""

from enum import StrEnum


class Reason(StrEnum):
    """The reasons of `dondoc.document.v1.ErrorReason` that the model gives."""

    DIRECTIVE_DELETED = "DIRECTIVE_DELETED"
    DIRECTIVE_HAS_TASKS = "DIRECTIVE_HAS_TASKS"
    DIRECTIVE_READABLE = "DIRECTIVE_READABLE"
    DIRECTIVE_SUPERSEDED = "DIRECTIVE_SUPERSEDED"
    DIRECTIVE_UNREAD = "DIRECTIVE_UNREAD"
    PROPOSAL_INCOMPLETE = "PROPOSAL_INCOMPLETE"
    PROPOSAL_STATE = "PROPOSAL_STATE"
    SECRECY = "SECRECY"
