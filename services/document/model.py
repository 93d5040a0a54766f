"""Directives (văn bản chỉ đạo), files, proposals and forwardings: what they are and what is refused. No I/O."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from shared.refused import Refused


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


class ProposalState(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "PROPOSED"
    CONFIRMED = "CONFIRMED"
    DROPPED = "DROPPED"


class DueKind(StrEnum):
    """How a task is due: fixed, none (thường xuyên) or periodic (định kỳ)."""

    UNSET = ""
    FIXED = "FIXED"
    NONE = "NONE"
    PERIODIC = "PERIODIC"


class Recurrence(StrEnum):
    """How often a periodic task recurs."""

    NONE = ""
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    HALF_YEARLY = "HALF_YEARLY"
    YEARLY = "YEARLY"
    OTHER = "OTHER"


class Action(StrEnum):
    """What needs a role (docs/domain.md, section Rights)."""

    UPLOAD = "UPLOAD"
    READ_ALL = "READ_ALL"
    REGISTER = "REGISTER"
    FORWARD = "FORWARD"
    PROPOSE = "PROPOSE"
    CONFIRM = "CONFIRM"


OFFICE = frozenset({"OFFICE_CHIEF", "OFFICE_SPECIALIST"})
REGISTRY = OFFICE | {"OFFICE_CLERK"}
LEADERS = frozenset({"CHAIRMAN", "VICE_CHAIRMAN"})
AGENCIES = frozenset({"AGENCY_HEAD", "AGENCY_CLERK", "UNIT_HEAD", "OFFICER"})
RIGHTS = {
    Action.UPLOAD: LEADERS | REGISTRY | AGENCIES,
    Action.READ_ALL: LEADERS | REGISTRY,
    Action.REGISTER: REGISTRY,
    Action.FORWARD: REGISTRY,
    Action.PROPOSE: OFFICE,
    Action.CONFIRM: OFFICE,
}
# Roles that see the directives of their units; an administrator has no right to contents by office.
READERS = LEADERS | REGISTRY | AGENCIES

ORDINARY_SECRECY = frozenset({"", "thuong", "khong", "khong mat", "ordinary"})


class Reason(StrEnum):
    """Why the model refuses something: reasons of the API (`dondoc.document.v1.ErrorReason`)."""

    SECRECY = "SECRECY"
    DIRECTIVE_UNREAD = "DIRECTIVE_UNREAD"
    PROPOSAL_STATE = "PROPOSAL_STATE"
    PROPOSAL_INCOMPLETE = "PROPOSAL_INCOMPLETE"


@dataclass(frozen=True)
class File:
    """A file as uploaded; its content never changes."""

    uid: str
    display_name: str
    content_type: str
    size: int
    sha256: str
    creator: str
    created_at: datetime

    @property
    def key(self) -> str:
        """Where the content lies in the storage."""
        return storage_key(self.uid)


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

    @property
    def etag(self) -> str:
        """Changes with every change."""
        return f"v{self.version}"

    @property
    def unique_key(self) -> tuple[str, str, int] | None:
        """Issuer, number-symbol and year, by which a directive is unique; None while one is not known."""
        year = self.issue_date.year if self.issue_date else None
        if not (self.number_symbol and self.issuer and year):
            return None
        return folded(self.issuer), folded(self.number_symbol).replace(" ", ""), year

    @property
    def search_words(self) -> str:
        """What a search looks through, without case and diacritics."""
        return folded(f"{self.number_symbol} {self.subject}")


@dataclass(frozen=True)
class Coordination:
    """A co-ordinating agency of a proposal: the unit if one is matched, and the words of the directive."""

    unit: str = ""
    words: str = ""
    part: str = ""


@dataclass(frozen=True)
class Proposal:
    """A task proposed from a directive; `place` is its place in the text's order."""

    uid: str
    directive: str
    place: int
    title: str = ""
    quote: str = ""
    quote_start: int = 0
    quote_end: int = 0
    output: str = ""
    lead: str = ""
    lead_words: str = ""
    coordinations: tuple[Coordination, ...] = ()
    due_kind: DueKind = DueKind.UNSET
    due_date: date | None = None
    due_words: str = ""
    recurrence: Recurrence = Recurrence.NONE
    report_to: str = ""
    general: bool = False
    state: ProposalState = ProposalState.PROPOSED
    version: int = 1

    @property
    def etag(self) -> str:
        """Changes with every change."""
        return f"v{self.version}"

    @property
    def name(self) -> str:
        """Its resource name."""
        return f"directives/{self.directive}/proposals/{self.uid}"

    @property
    def task(self) -> str:
        """The task that is made from it once it is confirmed."""
        return f"tasks/{self.uid}" if self.state is ProposalState.CONFIRMED else ""

    @property
    def missing(self) -> tuple[str, ...]:
        """What it still lacks: rõ người, rõ việc, rõ thời gian, rõ sản phẩm (docs/domain.md, section Life cycle)."""
        known = {
            "title": self.title,
            "lead": self.lead,
            "output": self.output,
            "due": self._is_due_said,
        }
        return tuple(name for name, value in known.items() if not value)

    @property
    def _is_due_said(self) -> bool:
        if self.due_kind is DueKind.FIXED:
            return self.due_date is not None
        return self.due_kind is DueKind.NONE or (self.due_kind is DueKind.PERIODIC and bool(self.recurrence))


@dataclass(frozen=True)
class Forwarding:
    """A directive given to a unit for information, and who of it opened it first."""

    uid: str
    directive: str
    unit: str
    forwarder: str
    forwarded_at: datetime
    note: str = ""
    opened_at: datetime | None = None
    opener: str = ""


@dataclass(frozen=True)
class Reader:
    """What of the service a caller sees: everything, or what concerns these units or was made by the person."""

    person: str
    sees_all: bool = False
    units: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Selection:
    """Which directives are listed: with these folded words, read so far, and so on; all where nothing is said."""

    words: tuple[str, ...] = ()
    readings: frozenset[ReadingState] = frozenset()
    proposed_only: bool = False
    forwarded_only: bool = False
    unopened_only: bool = False


@dataclass(frozen=True)
class Seen:
    """A directive as somebody sees it: its proposals by state, what the caller may do, forwardings to own units."""

    directive: Directive
    proposals: Counter[ProposalState]
    allowed: tuple[str, ...]
    forwardings: tuple[Forwarding, ...] = ()


def storage_key(uid: str) -> str:
    """Where the content of a file lies; two levels keep folders short."""
    return f"files/{uid[:2]}/{uid}"


def folded(text: str) -> str:
    """Lower case without diacritics, đ as d, white space as one blank."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return re.sub(r"\s+", " ", plain).strip()


def check_secrecy(secrecy: str) -> None:
    """Refuses (`SECRECY`) anything but an ordinary document (Luật 117/2025/QH15; docs/domain.md, section Directive)."""
    if folded(secrecy) not in ORDINARY_SECRECY:
        raise Refused(Reason.SECRECY, "secrecy", secrecy=secrecy)


def check_read(directive: Directive) -> None:
    """Refuses (`DIRECTIVE_UNREAD`) while the directive waits to be read."""
    if directive.reading is ReadingState.PENDING:
        raise Refused(Reason.DIRECTIVE_UNREAD, directive=f"directives/{directive.uid}")


def check_open(proposal: Proposal) -> None:
    """Refuses (`PROPOSAL_STATE`) a proposal that is confirmed or dropped."""
    if proposal.state is not ProposalState.PROPOSED:
        raise Refused(Reason.PROPOSAL_STATE, proposal=proposal.name, state=proposal.state.value)


def check_complete(proposal: Proposal) -> None:
    """Refuses (`PROPOSAL_INCOMPLETE`) a proposal that lacks title, lead, output or due date."""
    if proposal.missing:
        raise Refused(Reason.PROPOSAL_INCOMPLETE, proposal=proposal.name, missing=", ".join(proposal.missing))


def allowed_actions(
    roles: Collection[str], reading: ReadingState, proposals: Counter[ProposalState]
) -> tuple[str, ...]:
    """What somebody in these roles may do with a directive now, as the API names it."""
    is_read = reading is not ReadingState.PENDING
    is_open = proposals[ProposalState.PROPOSED] > 0
    possible = (
        ("update", Action.REGISTER, True),
        ("forward", Action.FORWARD, is_read),
        ("createProposal", Action.PROPOSE, is_read),
        ("changeProposals", Action.PROPOSE, is_open),
        ("confirmProposals", Action.CONFIRM, is_open),
    )
    return tuple(name for name, action, now in possible if now and may(roles, action))


def may(roles: Iterable[str], action: Action) -> bool:
    """Whether one of the roles has the right."""
    return not RIGHTS[action].isdisjoint(roles)
