"""The mail sink keeps every mail and shows it as text, not as markup."""

import smtplib
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from deploy.local.plan import ROOT
from deploy.local.ports import accepts, free_port
from deploy.local.program import Program, Running

pytestmark = pytest.mark.processes


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[tuple[int, str]]:
    smtp, page = free_port(), free_port()
    options = ("--folder", str(tmp_path / "mail"), "--smtp-port", str(smtp), "--page-port", str(page))
    program = Program("mail", (sys.executable, "-m", "deploy.local.mailsink", *options), folder=ROOT)
    running = Running(program, tmp_path / "mail.log")
    try:
        running.wait_until(lambda: accepts(page), 30)
        yield smtp, f"http://127.0.0.1:{page}"
    finally:
        running.stop()


def send(port: int, to: str, subject: str, text: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "dondoc@localhost", to, subject
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(mail)


def test_mails_can_be_found_by_receiver(sink: tuple[int, str]) -> None:
    port, page = sink
    send(port, "an@so-y-te.example", "Nhắc việc", "Nhiệm vụ sắp đến hạn.")
    send(port, "binh@so-noi-vu.example", "Đôn đốc", "Nhiệm vụ đã quá hạn.")
    found = httpx.get(f"{page}/messages", params={"to": "an@so-y-te.example"}).json()["messages"]
    assert [(mail["subject"], mail["text"]) for mail in found] == [("Nhắc việc", "Nhiệm vụ sắp đến hạn.\n")]
    assert len(httpx.get(f"{page}/messages").json()["messages"]) == 2


def test_markup_in_a_mail_stays_text(sink: tuple[int, str]) -> None:
    port, page = sink
    send(port, "an@so-y-te.example", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>")
    shown = httpx.get(page).text
    assert "<script>alert" not in shown
    assert "<img" not in shown


def test_an_unknown_mail_is_not_found(sink: tuple[int, str]) -> None:
    _, page = sink
    assert httpx.get(f"{page}/messages/absent").status_code == 404
