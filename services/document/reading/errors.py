"""Why a file cannot be read."""

from enum import StrEnum


class Reason(StrEnum):
    """The reasons why a file cannot be read."""

    UNKNOWN_TYPE = "UNKNOWN_TYPE"
    ENCRYPTED = "ENCRYPTED"
    BROKEN = "BROKEN"
    TOO_MANY_PAGES = "TOO_MANY_PAGES"
    TOO_LARGE = "TOO_LARGE"


class UnreadableFileError(Exception):
    """The text of a file cannot be read. `reason` is for people, `detail` for developers."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
