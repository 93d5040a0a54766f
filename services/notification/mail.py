"""E-mails: how one looks (RFC 5322, UTF-8), and the relay that sends them (RFC 5321)."""

import html
import smtplib
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from services.notification.config import NotificationSettings
from services.notification.model import Channel
from services.notification.texts import CATALOGUE, Text, text
from services.notification.usecases.mailing import Email
from shared import clock

_ITEM = '<h3><a href="{link}">{title}</a></h3><p>{lines}</p>'
_PAGE = '<!doctype html><html lang="{language}"><meta charset="utf-8"><body>{body}</body></html>'


class RelayAwayError(Exception):
    """The relay does not answer or accepts nothing now, so every e-mail must wait."""


class DeferredError(Exception):
    """The relay does not accept this e-mail now."""


class RejectedError(Exception):
    """The relay will never accept this e-mail."""


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

    def __init__(self, url: str, timeout: float) -> None:
        self._parts = urlsplit(url)
        self._timeout = timeout

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

    def send(self, message: EmailMessage) -> None:
        """Hands over one e-mail. Raises DeferredError, RejectedError or RelayAwayError."""
        try:
            self._connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _by_code(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPDataError as error:
            raise _by_code(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
            raise RejectedError(_text_of(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise RelayAwayError(_text_of(error)) from error

    def _connect(self) -> smtplib.SMTP:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "smtps":
            secured = smtplib.SMTP_SSL(host, port or 465, timeout=self._timeout, context=self._trust())
            return self._introduce(secured, starttls=False)
        starttls = self._parts.scheme == "smtp+starttls"
        connection = smtplib.SMTP(host, port or (587 if starttls else 25), timeout=self._timeout)
        return self._introduce(connection, starttls)

    def _introduce(self, connection: smtplib.SMTP, starttls: bool) -> smtplib.SMTP:
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


def _by_code(code: int, words: bytes | str) -> DeferredError | RejectedError:
    said = f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
    return RejectedError(said) if code >= 500 else DeferredError(said)


def _text_of(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
