"""E-mails that come back: the mailbox to which they return, read by IMAP, and the reports in it (RFC 3464)."""

import imaplib
import re
import ssl
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

import structlog

from services.notification.model import Bounce

log = structlog.get_logger(__name__)

_SECONDS = 30
_LARGEST = 256 * 1024
"""Bytes of a message that are read: a report comes first, and what it returns after it."""
_LONGEST_SAID = 300
_FAILURE = "failed"
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class BoxAwayError(Exception):
    """The mailbox cannot be read now."""


class BounceBox:
    """The mailbox at `url`: imap, imap+starttls or imaps, with user and password, `/folder` if it is not INBOX.

    Its certificate is checked against the system's authorities, or those of `?ca=file`.
    """

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)

    def __enter__(self) -> Self:
        """Connects. Raises BoxAwayError if that fails."""
        with _unless_away():
            self._connection = self._connect()
            self._open()
        return self

    def _open(self) -> None:
        try:
            self._connection.login(unquote(self._parts.username or ""), unquote(self._parts.password or ""))
            folder = unquote(self._parts.path)[1:] or "INBOX"
            _answer(self._connection.select(f'"{folder}"'))
        except BaseException:
            # The server allows few connections of one user, and the next look comes in a minute.
            self._connection.shutdown()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the session."""
        with suppress(OSError, imaplib.IMAP4.error):
            self._connection.logout()

    def unseen(self) -> Iterator[tuple[str, bytes]]:
        """The messages that nobody has looked at: name and content. Raises BoxAwayError."""
        with _unless_away():
            (found,) = _answer(self._connection.uid("SEARCH", "UNSEEN"))
            for name in found.decode().split():
                parts = _answer(self._connection.uid("FETCH", name, f"(BODY.PEEK[]<0.{_LARGEST}>)"))
                contents = [part[1] for part in parts if isinstance(part, tuple)]
                yield name, contents[0] if contents else b""

    def mark_seen(self, name: str) -> None:
        """Marks a message: it stays in the mailbox for people, and is not read again. Raises BoxAwayError."""
        with _unless_away():
            _answer(self._connection.uid("STORE", name, "+FLAGS", r"(\Seen)"))

    def _connect(self) -> imaplib.IMAP4:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "imaps":
            return imaplib.IMAP4_SSL(host, port or 993, ssl_context=self._trust(), timeout=_SECONDS)
        connection = imaplib.IMAP4(host, port or 143, timeout=_SECONDS)
        if self._parts.scheme == "imap+starttls":
            try:
                connection.starttls(self._trust())
            except BaseException:
                connection.shutdown()
                raise
        return connection

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=parse_qs(self._parts.query).get("ca", [None])[0])


@contextmanager
def _unless_away() -> Iterator[None]:
    try:
        yield
    except (OSError, imaplib.IMAP4.error) as error:
        raise BoxAwayError(f"{type(error).__name__}: {error}") from error


def _answer(answer: tuple[str, Sequence[Any]]) -> Sequence[Any]:
    kind, parts = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(str(parts)[:200])
    return parts


def bounce_of(content: bytes) -> Bounce | None:
    """The failure that a message reports of one of our e-mails; None if it reports none.

    It names the e-mail by its envelope, if the mail servers on the way know how (RFC 3461), or returns its headers.
    The name of an e-mail is random: only those can make up a report who have seen the e-mail, or an answer to it.
    """
    try:
        message = BytesParser(policy=policy.default).parsebytes(content)
        return _bounce(message) if message.get_content_type() == "multipart/report" else None
    except Exception as error:
        # The parser fails at some messages that are no e-mails at all. None may stop the others.
        log.warning("message_not_readable", error=f"{type(error).__name__}: {error}"[:200])
        return None


def _bounce(message: EmailMessage) -> Bounce | None:
    envelope = returned = ""
    failure: Any = None
    for part in message.iter_parts():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            blocks: Any = part.get_payload()
            envelope = str(blocks[0].get("Original-Envelope-Id", ""))
            failure = next((one for one in blocks if one.get("Action", "").strip().lower() == _FAILURE), None)
        elif kind in ("message/rfc822", "text/rfc822-headers", "message/global-headers", "message/global"):
            returned = _message_id(part)
    named = _ID.search(envelope.lower()) or _ID.search(returned)
    if failure is None or named is None:
        return None
    said = _plain(str(failure.get("Diagnostic-Code", "")).partition(";")[2])[:_LONGEST_SAID]
    status = _STATUS.match(str(failure.get("Status", "")).strip())
    return Bounce(uuid.UUID(named[0]), status[0] if status else "", said)


def _plain(text: str) -> str:
    """A stranger's words on one line, without what the database refuses to store or nobody can see."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _message_id(part: Any) -> str:
    inner: Any = part.get_payload()
    if isinstance(inner, list):
        return str(inner[0].get("Message-ID", ""))
    found = re.search(r"^Message-ID:\s*(\S+)", str(inner), re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""
