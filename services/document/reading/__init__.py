"""Reads administrative documents: the text of a file, the fields of its form, proposals of tasks. No I/O."""

from .document import Reading, TextState, check_file, read_file, read_passage, read_text
from .errors import Reason, UnreadableFileError
from .formats import MediaType, media_type
from .header import Header
from .limits import DEFAULT_LIMITS, Limits
from .proposal import Proposal

__all__ = [
    "DEFAULT_LIMITS",
    "Header",
    "Limits",
    "MediaType",
    "Proposal",
    "Reading",
    "Reason",
    "TextState",
    "UnreadableFileError",
    "check_file",
    "media_type",
    "read_file",
    "read_passage",
    "read_text",
]
