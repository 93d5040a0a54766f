"""Why a file could not be read; each reason is a word that the rest of the service can tell people."""

from enum import StrEnum


class Reason(StrEnum):
    """The reasons for which a file is refused."""

    UNKNOWN_TYPE = "UNKNOWN_TYPE"
    ENCRYPTED = "ENCRYPTED"
    BROKEN = "BROKEN"
    TOO_MANY_PAGES = "TOO_MANY_PAGES"
    TOO_LARGE = "TOO_LARGE"


class UnreadableFileError(Exception):
    """A file whose text cannot be had; `reason` says why, `detail` is for developers."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
