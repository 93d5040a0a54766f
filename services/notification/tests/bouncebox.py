"""A real IMAP server with one mailbox, into which bounces are put as a mail server would."""

import imaplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

from deploy.local.ports import LOOPBACK, free_port

USER, PASSWORD = "tra-lai", "mat-khau/1"


class BounceBox:
    """The mailbox at `url`."""

    def __init__(self, port: int, scheme: str = "imap") -> None:
        self.port = port
        self.url = f"{scheme}://{USER}:{quote(PASSWORD, safe='')}@{LOOPBACK}:{port}"

    def put(self, content: bytes) -> None:
        """A message arrives."""
        with imaplib.IMAP4(LOOPBACK, self.port) as connection:
            connection.login(USER, PASSWORD)
            answer, detail = connection.append("INBOX", "", imaplib.Time2Internaldate(time.time()), content)
            assert answer == "OK", detail

    def unseen(self) -> int:
        """How many messages nobody has looked at."""
        with imaplib.IMAP4(LOOPBACK, self.port) as connection:
            connection.login(USER, PASSWORD)
            connection.select("INBOX", readonly=True)
            return len(connection.search(None, "UNSEEN")[1][0].split())


_REPORT = """\
From: MAILER-DAEMON@tinh.example
To: tra-lai@tinh.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.tinh.example
{envelope}
Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: text/rfc822-headers

Message-ID: {message}
To: {address}

--b--
"""


def report(
    mail: EmailMessage, status: str, said: str, action: str = "failed", *, envelope: str = ""
) -> bytes:
    """A delivery status notification (RFC 3464) of an e-mail, which it names by its envelope if that is known."""
    facts = {"status": status, "said": said, "action": action, "address": mail["To"].addresses[0].addr_spec}
    named = f"Original-Envelope-Id: {envelope}\n" if envelope else ""
    message = "<of-another-system@tinh.example>" if envelope else mail["Message-ID"]
    return _REPORT.format(**facts, envelope=named, message=message).encode()


@contextmanager
def running_bouncebox(certificate: tuple[Path, Path] | None = None) -> Iterator[BounceBox]:
    """An IMAP server for a block; with TLS if it gets a certificate and a key."""
    port = free_port()
    tls = ["--cert", str(certificate[0]), "--key", str(certificate[1])] if certificate else ["--no-tls"]
    arguments = ["--host", LOOPBACK, "--port", str(port), *tls]
    arguments += ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    child = subprocess.Popen([sys.executable, "-c", "from pymap.main import main; main()", *arguments])
    try:
        _wait(port)
        yield BounceBox(port)
    finally:
        child.terminate()
        child.wait(20)


def _wait(port: int) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            imaplib.IMAP4(LOOPBACK, port).logout()
        except OSError:
            assert time.monotonic() < end, "the IMAP server does not start"
            time.sleep(0.1)
        else:
            return
