"""A real SMTP server for tests."""

import ssl
from collections.abc import Callable, Sequence
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from deploy.local.ports import LOOPBACK, free_port

OK = "250 OK"


class _Reporting(SMTP):
    """Knows RFC 3461, which the library does not."""

    def _getparams(self, params: Sequence[str]) -> dict[str, str | bool] | None:
        return super()._getparams(
            [one for one in params if not one.startswith(("RET=", "ENVID=", "NOTIFY="))]
        )


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Reporting(self.handler, **self.SMTP_kwargs)


class Mailbox:
    """Accepts e-mails at a fixed port. `refusals` has the answers for receivers that it refuses.

    For a receiver in `cut` it drops the connection. `refusal` is the answer to any content, if it refuses that.
    """

    def __init__(self, *, certificate: ssl.SSLContext | None = None, password: str = "") -> None:
        self.port = free_port()
        self.mails: list[EmailMessage] = []
        self.refusals: dict[str, str] = {}
        self.refusal = ""
        self.cut: set[str] = set()
        self.envelopes: list[tuple[str, list[str]]] = []
        """The sender of each e-mail, and what the sender asked for."""
        self.offers_reports = False
        self.on_accept: Callable[[], None] = lambda: None
        self._options: dict[str, Any] = (
            {"tls_context": certificate, "require_starttls": True} if certificate else {}
        )
        if password:
            self._options |= {
                "auth_required": True,
                "authenticator": lambda *given: _answer(given[-1], password),
            }

    def open(self) -> None:
        """Starts listening."""
        self._controller = _Controller(self, hostname=LOOPBACK, port=self.port, **self._options)
        self._controller.start()

    def close(self) -> None:
        """Stops listening."""
        self._controller.stop()

    def environment(self) -> dict[str, str]:
        """The settings of a process that sends here."""
        return {
            "DONDOC_SMTP_URL": f"smtp://{LOOPBACK}:{self.port}",
            "DONDOC_MAIL_FROM": "dondoc@tinh.example",
            "DONDOC_PUBLIC_URL": "https://giaoviec.tinh.example",
        }

    def receivers(self, about: str = "") -> list[str]:
        """The receivers of the e-mails with these words in their subject, in alphabetical order."""
        return sorted(mail["To"].addresses[0].username for mail in self.mails if about in mail["Subject"])

    def to(self, person: str) -> list[EmailMessage]:
        """The e-mails to a person."""
        return [mail for mail in self.mails if mail["To"].addresses[0].username == person]

    async def handle_EHLO(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", responses[-1]] if self.offers_reports else responses

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        asked = [option for option in options if option.startswith(("RET=", "ENVID="))]
        self.envelopes.append((address, asked))
        return OK

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.partition("@")[0] in self.cut:
            assert server.transport is not None
            server.transport.close()
        refusal = self.refusals.get(address.partition("@")[0])
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or OK

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refusal:
            return self.refusal
        self.on_accept()
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(BytesParser(policy=policy.default).parsebytes(content))
        return OK


def _answer(given: object, password: str) -> AuthResult:
    """The result of a login; the library itself sends the refusal."""
    right = isinstance(given, LoginPassword) and given.password.decode() == password
    return AuthResult(success=right, handled=False)


def words(mail: EmailMessage) -> str:
    """The plain text of an e-mail."""
    body = mail.get_body(preferencelist=("plain",))
    assert body is not None
    return str(body.get_content())
