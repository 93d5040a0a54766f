"""E-mails: how one looks (RFC 5322, UTF-8), and the relay that sends them (RFC 5321)."""

import html
import smtplib
import ssl
import uuid
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from services.notification.config import NotificationSettings
from services.notification.model import Channel, blames_relay
from services.notification.texts import CATALOGUE, Text, text
from services.notification.usecases.mailing import Email
from shared import clock

_ITEM = '<h3><a href="{link}">{title}</a></h3><p>{lines}</p>'
_PAGE = '<!doctype html><html lang="{language}"><meta charset="utf-8"><body>{body}</body></html>'


class RelayAwayError(Exception):
    """The relay does not answer or accepts nothing now, so every e-mail must wait."""


class CutOffError(Exception):
    """The connection broke while this e-mail was handed over. Others may get through on a new one.

    `maybe_sent` if the relay had it whole, and only its answer did not come.
    """

    def __init__(self, error: Exception, *, maybe_sent: bool) -> None:
        super().__init__(_text_of(error))
        self.maybe_sent = maybe_sent


class DeferredError(Exception):
    """The relay does not accept this e-mail now."""


class RejectedError(Exception):
    """The relay will never accept this e-mail."""


def is_relays_fault(error: Exception) -> bool:
    """Whether an e-mail was offered to the relay, and what stopped it may stop every other, too."""
    if isinstance(error, (DeferredError, RejectedError)):
        return blames_relay(str(error))
    return isinstance(error, (RelayAwayError, CutOffError))


def compose(email: Email, settings: NotificationSettings, now: datetime) -> EmailMessage:
    """The e-mail as a message. Its Message-ID is that of the delivery, so that a repeated sending is recognised."""
    locale, delivery = settings.mail_language, email.delivery
    items = [
        (text(each.kind, each.facts, locale), f"{settings.public_url}/{each.subject}")
        for each in email.notifications
    ]
    message = EmailMessage()
    message["From"] = Address(settings.mail_from_name, addr_spec=settings.mail_from)
    message["To"] = Address(_one_line(delivery.display_name or ""), addr_spec=delivery.email or "")
    message["Subject"] = _one_line(_subject(email, items[0][0], settings, now))
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{delivery.id}@{settings.host}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Id"] = f"<notifications.{settings.host}>"
    greeting = CATALOGUE.say("mail.greeting", locale, {"name": delivery.display_name or ""})
    footer = CATALOGUE.say("mail.footer", locale, {"host": settings.host})
    message.set_content("\n\n".join([greeting, *map(_plain, items), "-- \n" + footer]) + "\n")
    page = "".join(
        [f"<p>{html.escape(greeting)}</p>", *map(_html, items), f"<hr><p>{html.escape(footer)}</p>"]
    )
    message.add_alternative(_PAGE.format(language=locale, body=page), subtype="html")
    return message


def _subject(email: Email, first: Text, settings: NotificationSettings, now: datetime) -> str:
    if email.delivery.channel is Channel.EMAIL:
        return first.title
    facts = {"count": len(email.notifications), "day": clock.day_of(now).strftime("%d/%m/%Y")}
    return CATALOGUE.say(f"mail.{email.delivery.channel.lower()}.title", settings.mail_language, facts)


def _plain(item: tuple[Text, str]) -> str:
    words, link = item
    return "\n".join((words.title, *words.lines, link))


def _html(item: tuple[Text, str]) -> str:
    words, link = item
    lines = "<br>".join(html.escape(line).replace("\n", "<br>") for line in words.lines)
    return _ITEM.format(link=html.escape(link), title=html.escape(words.title), lines=lines)


def _one_line(words: str) -> str:
    return " ".join(words.split())


class Relay:
    """A connection to the relay at `url`: smtp, smtp+starttls or smtps, with `user:password@` if a login is needed.

    Its certificate is checked against the system's authorities, or those of `?ca=file`.
    """

    def __init__(self, settings: NotificationSettings) -> None:
        self._parts = urlsplit(settings.smtp_url.get_secret_value())
        self._settings = settings

    def __enter__(self) -> Self:
        """Connects. Raises RelayAwayError if that fails."""
        try:
            self._connection = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise RelayAwayError(_text_of(error)) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the session; if that fails, the e-mails are accepted all the same."""
        try:
            self._connection.quit()
        except (OSError, smtplib.SMTPException):
            self._connection.close()

    def send(self, message: EmailMessage, envelope: uuid.UUID) -> None:
        """Hands over one e-mail. Raises DeferredError, RejectedError or CutOffError.

        A report that it was not delivered goes to the address for bounces, and names the envelope if the relay knows
        how (RFC 3461); in any case it returns the Message-ID.
        """
        self._connection.is_whole = False
        sender = self._settings.mail_bounce_address or self._settings.mail_from
        try:
            self._connection.ehlo_or_helo_if_needed()
            reports = self._connection.has_extn("dsn")
            mail, receiver = (("RET=HDRS", f"ENVID={envelope}"), ("NOTIFY=FAILURE",)) if reports else ((), ())
            self._connection.send_message(message, sender, None, mail, receiver)
        except smtplib.SMTPRecipientsRefused as error:
            raise _by_code(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPDataError as error:
            raise _by_code(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
            raise RejectedError(_text_of(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise CutOffError(error, maybe_sent=self._connection.is_whole) from error

    def _connect(self) -> "_Connection":
        host, port = self._parts.hostname or "", self._parts.port
        wait = self._settings.mail_connect_seconds
        if self._parts.scheme == "smtps":
            secured = _SecureConnection(host, port or 465, timeout=wait, context=self._trust())
            return self._introduce(secured, starttls=False)
        starttls = self._parts.scheme == "smtp+starttls"
        connection = _PlainConnection(host, port or (587 if starttls else 25), timeout=wait)
        return self._introduce(connection, starttls)

    def _introduce(self, connection: "_Connection", starttls: bool) -> "_Connection":
        connection.command_seconds = self._settings.mail_command_seconds
        connection.data_seconds = self._settings.mail_data_seconds
        connection.wait(connection.command_seconds)
        try:
            if starttls:
                connection.starttls(context=self._trust())
            if self._parts.username:
                connection.login(unquote(self._parts.username), unquote(self._parts.password or ""))
        except BaseException:
            connection.close()
            raise
        return connection

    def _trust(self) -> ssl.SSLContext:
        authorities = parse_qs(self._parts.query).get("ca", [None])[0]
        return ssl.create_default_context(cafile=authorities)


class _Connection(smtplib.SMTP):
    """Waits as long as RFC 5321 (4.5.3.2) asks for: a relay that looks for viruses takes its time over an e-mail.

    Whoever gives up earlier sends an e-mail again that the relay is about to accept.
    """

    command_seconds = data_seconds = 0.0
    is_whole = False

    def wait(self, seconds: float) -> None:
        """From now on waits so long for an answer."""
        if self.sock:
            self.sock.settimeout(seconds)

    def getreply(self) -> tuple[int, bytes]:
        """The relay's answer."""
        self.wait(self.data_seconds if self.is_whole else self.command_seconds or self.timeout)
        return super().getreply()

    def send(self, s: Any) -> None:
        """Sends a command, or the e-mail with its last line."""
        super().send(s)
        data = s if isinstance(s, bytes) else s.encode("ascii", "replace")
        self.is_whole = data.endswith(b"\r\n.\r\n")


class _PlainConnection(_Connection):
    pass


class _SecureConnection(_Connection, smtplib.SMTP_SSL):
    pass


def _by_code(code: int, words: bytes | str) -> DeferredError | RejectedError:
    said = f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
    return RejectedError(said) if code >= 500 else DeferredError(said)


def _text_of(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
