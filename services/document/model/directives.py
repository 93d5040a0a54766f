"""Directives (văn bản chỉ đạo) and their forwardings to units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from shared import texts
from shared.refused import Refused

from .reasons import Reason
from .sameness import number_key


class Kind(StrEnum):
    """Kinds of administrative documents (Nghị định 30/2020/NĐ-CP)."""

    UNKNOWN = ""
    RESOLUTION = "RESOLUTION"
    DECISION = "DECISION"
    INSTRUCTION = "INSTRUCTION"
    TELEGRAM = "TELEGRAM"
    CONCLUSION_NOTICE = "CONCLUSION_NOTICE"
    NOTICE = "NOTICE"
    OFFICIAL_LETTER = "OFFICIAL_LETTER"
    PLAN = "PLAN"
    OTHER = "OTHER"


KIND_BY_WORDS = {
    "nghị quyết": Kind.RESOLUTION,
    "quyết định": Kind.DECISION,
    "chỉ thị": Kind.INSTRUCTION,
    "công điện": Kind.TELEGRAM,
    "thông báo kết luận": Kind.CONCLUSION_NOTICE,
    "kết luận": Kind.CONCLUSION_NOTICE,
    "thông báo": Kind.NOTICE,
    "công văn": Kind.OFFICIAL_LETTER,
    "kế hoạch": Kind.PLAN,
}


class Urgency(StrEnum):
    """How urgent a directive is (docs/domain.md, section Directive)."""

    UNKNOWN = ""
    ORDINARY = "ORDINARY"
    URGENT = "URGENT"
    VERY_URGENT = "VERY_URGENT"
    EXPRESS = "EXPRESS"


URGENCY_BY_WORDS = {
    "khẩn": Urgency.URGENT,
    "thượng khẩn": Urgency.VERY_URGENT,
    "hoả tốc": Urgency.EXPRESS,
}


class ReadingState(StrEnum):
    """How far the file of a directive is read."""

    NONE = ""
    PENDING = "PENDING"
    READ = "READ"
    SCAN = "SCAN"
    UNREADABLE = "UNREADABLE"


ORDINARY_SECRECY = frozenset({"", "thuong", "khong", "khong mat", "ordinary"})


@dataclass(frozen=True)
class Directive:
    """A document that assigns tasks. `version` counts its changes, each of which is announced."""

    uid: str
    creator: str
    created_at: datetime
    updated_at: datetime
    version: int = 1
    number_symbol: str = ""
    kind: Kind = Kind.UNKNOWN
    issue_date: date | None = None
    issuer: str = ""
    signer: str = ""
    signer_title: str = ""
    subject: str = ""
    field: str = ""
    urgency: Urgency = Urgency.UNKNOWN
    secrecy: str = ""
    recipients: tuple[str, ...] = ()
    meeting_date: date | None = None
    meeting_chair: str = ""
    files: tuple[str, ...] = ()
    assigner: str = ""
    monitor: str = ""
    reading: ReadingState = ReadingState.NONE
    reading_error: str = ""
    text: str = ""
    # Numbers that find texts that are nearly the same.
    text_bands: tuple[int, ...] = ()
    # The directive that already has the number read in this one.
    twin: str = ""
    deleted_at: datetime | None = None
    deleter: str = ""
    # The directive that recalls or replaces this one, so that it assigns no more tasks; a resource name.
    superseded_by: str = ""

    @property
    def etag(self) -> str:
        """Changes with every change of the directive."""
        return f"v{self.version}"

    @property
    def numbered(self) -> tuple[str, int] | None:
        """Number with symbol, and year: unique for each issuer; None while number, issuer or date is unknown.

        The number of a directive that is deleted is free.
        """
        if self.deleted_at or not (self.number_symbol and self.issuer and self.issue_date):
            return None
        return number_key(self.number_symbol), self.issue_date.year

    @property
    def search_words(self) -> str:
        """The text that a search looks through, without case and diacritics."""
        return _folded(f"{self.number_symbol} {self.subject}")


@dataclass(frozen=True)
class Forwarding:
    """A directive forwarded to a unit for information, and who opened it there first."""

    uid: str
    directive: str
    unit: str
    forwarder: str
    forwarded_at: datetime
    note: str = ""
    opened_at: datetime | None = None
    opener: str = ""


@dataclass(frozen=True)
class Selection:
    """Which directives a list shows; a field that is not set selects all. `words` are folded."""

    words: tuple[str, ...] = ()
    readings: frozenset[ReadingState] = frozenset()
    proposed_only: bool = False
    forwarded_only: bool = False
    unopened_only: bool = False
    affected_only: bool = False


def next_version(directive: Directive, at: datetime) -> Directive:
    """The directive as its next version, changed at an instant."""
    return replace(directive, version=directive.version + 1, updated_at=at)


def deleted(directive: Directive, person: str, at: datetime, *, is_issued: bool) -> Directive:
    """The directive, deleted. Refuses (`DIRECTIVE_HAS_TASKS`) if one of its tasks was issued."""
    if is_issued:
        raise Refused(Reason.DIRECTIVE_HAS_TASKS, directive=f"directives/{directive.uid}")
    return replace(next_version(directive, at), deleted_at=at, deleter=person)


def restored(directive: Directive, at: datetime) -> Directive:
    """The directive, no longer deleted: one of its tasks was issued before the task service knew of the deletion."""
    return replace(next_version(directive, at), deleted_at=None, deleter="")


def check_kept(directive: Directive) -> None:
    """Refuses (`DIRECTIVE_DELETED`) every change of a directive that is deleted."""
    if directive.deleted_at:
        raise Refused(Reason.DIRECTIVE_DELETED, directive=f"directives/{directive.uid}")


def _folded(text: str) -> str:
    """The text folded, with each run of white space as one blank."""
    return " ".join(texts.folded(text).split())


def check_secrecy(secrecy: str) -> None:
    """Refuses (`SECRECY`) everything but ordinary documents (Luật 117/2025/QH15; docs/domain.md, section Directive)."""
    if _folded(secrecy) not in ORDINARY_SECRECY:
        raise Refused(Reason.SECRECY, "secrecy", secrecy=secrecy)


def check_unreadable(directive: Directive) -> None:
    """Refuses (`DIRECTIVE_READABLE`) unless the last reading failed."""
    if directive.reading is not ReadingState.UNREADABLE:
        raise Refused(Reason.DIRECTIVE_READABLE, directive=f"directives/{directive.uid}")


def check_read(directive: Directive) -> None:
    """Refuses (`DIRECTIVE_UNREAD`) while the directive waits to be read."""
    if directive.reading is ReadingState.PENDING:
        raise Refused(Reason.DIRECTIVE_UNREAD, directive=f"directives/{directive.uid}")
