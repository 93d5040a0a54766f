"""Tables of the document service; who may see a row is part of each query."""

from .directives import (
    add_directive,
    attempts,
    claim_unread,
    count_attempt,
    directive_exists,
    forget_attempts,
    load_directive,
    next_version,
    page_of_directives,
    save_directive,
    twin_of,
)
from .files import (
    add_file,
    begin_upload,
    claim_lost_upload,
    end_upload,
    file_of,
    load_file,
    visible_files,
)
from .forwardings import add_forwardings, forwardings_to, open_forwardings, page_of_forwardings
from .heard import keep, unit_names, unknown_units
from .proposals import add_proposals, last_place, load_proposals, page_of_proposals, save_proposal
from .schema import METADATA, TASKS, UNITS

__all__ = [
    "METADATA",
    "TASKS",
    "UNITS",
    "add_directive",
    "add_file",
    "add_forwardings",
    "add_proposals",
    "attempts",
    "begin_upload",
    "claim_lost_upload",
    "claim_unread",
    "count_attempt",
    "directive_exists",
    "end_upload",
    "file_of",
    "forget_attempts",
    "forwardings_to",
    "keep",
    "last_place",
    "load_directive",
    "load_file",
    "load_proposals",
    "next_version",
    "open_forwardings",
    "page_of_directives",
    "page_of_forwardings",
    "page_of_proposals",
    "save_directive",
    "save_proposal",
    "twin_of",
    "unit_names",
    "unknown_units",
    "visible_files",
]
