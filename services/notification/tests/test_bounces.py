"""E-mails that come back, through a real IMAP server."""

import uuid
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from pydantic import SecretStr
from sqlalchemy import select

from services.notification import bounces, jobs
from services.notification.bounces import BoxAwayError, bounce_of
from services.notification.config import NotificationSettings
from services.notification.model import Bounce, Kind, refuses_address
from services.notification.tables import DELIVERIES, addresses, notifications
from services.notification.tests import certificates
from services.notification.tests.bouncebox import BounceBox, report, running_bouncebox
from services.notification.tests.mailbox import Mailbox
from services.notification.tests.province import Province, Situation
from services.notification.texts import text
from services.notification.usecases import mailing
from shared import clock

GONE = ("5.1.1", "550 5.1.1 <giam-doc@soyte.example>: no such user")
FULL = ("5.2.2", "552 5.2.2 mailbox full")


@pytest.fixture(scope="module")
def server() -> Iterator[BounceBox]:
    """The IMAP server."""
    with running_bouncebox() as box:
        yield box


@pytest.fixture
def settings(settings: NotificationSettings, server: BounceBox) -> NotificationSettings:
    """The settings of a process that looks into this mailbox."""
    box = {"bounce_box_url": SecretStr(server.url), "mail_bounce_address": "tra-lai@tinh.example"}
    return settings.model_copy(update=box)


@pytest.fixture
def sweep(province: Province, settings: NotificationSettings) -> Callable[[], None]:
    """Looks into the mailbox, then sends the waiting e-mails, like the schedule."""

    def both() -> None:
        jobs.sweep_bounces(province.database, settings)
        jobs.sweep_emails(province.database, settings)

    return both


def sent_to(mailbox: Mailbox, person: str) -> EmailMessage:
    (mail,) = mailbox.to(person)
    return mail


def error_of(province: Province, mail: EmailMessage) -> str:
    """What is recorded about an e-mail."""
    delivery = uuid.UUID(mail["Message-ID"].strip("<>").partition("@")[0])
    with province.database.transaction() as session:
        return session.scalar(select(DELIVERIES.c.error).where(DELIVERIES.c.id == delivery)) or ""


def test_an_address_that_does_not_exist_is_marked_and_its_person_notified(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox, server: BounceBox
) -> None:
    province.handle(province.step("task.issued", Situation()))
    sweep()
    assert province.emails() == {"SENT": 2}
    mail = sent_to(mailbox, "giam-doc")
    for _ in range(2):
        server.put(report(mail, *GONE))
    sweep()
    assert province.emails() == {"SENT": 1, "FAILED": 1}
    assert error_of(province, mail) == "5.1.1 " + GONE[1]
    assert province.notified("EMAIL_UNDELIVERABLE") == ["giam-doc"]
    with province.database.transaction() as session:
        (refused,) = addresses.refused(session.connection())
        (notice,) = notifications.list_page(
            session.connection(), "people/giam-doc", 5, None, False, [Kind.EMAIL_UNDELIVERABLE]
        )
    assert (refused.email, refused.people) == (mail["To"].addresses[0].addr_spec, ("people/giam-doc",))
    assert refused.email in str(text(notice.kind, notice.facts, "vi"))
    assert server.unseen() == 0


def test_nothing_is_sent_to_a_marked_address_until_it_is_corrected(
    province: Province,
    settings: NotificationSettings,
    sweep: Callable[[], None],
    mailbox: Mailbox,
    server: BounceBox,
    capsys: pytest.CaptureFixture[str],
) -> None:
    province.handle(province.step("task.issued", Situation(name="tasks/mot")))
    sweep()
    server.put(report(sent_to(mailbox, "giam-doc"), *GONE))
    province.handle(province.step("task.issued", Situation(name="tasks/hai")))
    sweep()
    assert len(mailbox.to("giam-doc")) == 1
    assert province.emails() == {"SENT": 2, "FAILED": 1, "NO_ADDRESS": 1}
    jobs.print_refused(settings)
    assert "people/giam-doc" in capsys.readouterr().out

    province.handle(province.person("giam-doc", email="giam-doc@moi.example"))
    province.handle(province.step("task.issued", Situation(name="tasks/ba")))
    sweep()
    assert [mail["To"].addresses[0].domain for mail in mailbox.to("giam-doc")][1:] == ["moi.example"]
    jobs.print_refused(settings)
    assert "people/giam-doc" not in capsys.readouterr().out
    with province.database.transaction() as session:
        assert mailing.resend(session, None, clock.now()) == 2
    sweep()
    assert province.emails() == {"SENT": 6}


def test_resend_lets_an_address_take_mail_again(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox, server: BounceBox
) -> None:
    province.handle(province.step("task.issued", Situation()))
    sweep()
    server.put(report(sent_to(mailbox, "giam-doc"), *GONE))
    sweep()
    with province.database.transaction() as session:
        assert mailing.resend(session, None, clock.now()) == 1
    sweep()
    assert len(mailbox.to("giam-doc")) == 2
    assert province.emails() == {"SENT": 2}


def test_an_e_mail_that_a_full_mailbox_returns_is_sent_again_a_day_later_for_two_weeks(
    province: Province,
    sweep: Callable[[], None],
    mailbox: Mailbox,
    server: BounceBox,
    move_clock: Callable[[int], None],
) -> None:
    province.handle(province.step("task.issued", Situation()))
    sweep()
    server.put(report(sent_to(mailbox, "giam-doc"), *FULL))
    sweep()
    assert province.emails() == {"SENT": 1, "WAITING": 1}
    move_clock(2)
    sweep()
    assert province.emails() == {"SENT": 2}
    assert len(mailbox.to("giam-doc")) == 2
    assert province.notified("EMAIL_UNDELIVERABLE") == []
    move_clock(15)
    server.put(report(mailbox.to("giam-doc")[0], *FULL))
    sweep()
    assert province.emails() == {"SENT": 1, "FAILED": 1}


def test_a_report_about_an_e_mail_of_long_ago_changes_nothing(
    province: Province,
    sweep: Callable[[], None],
    mailbox: Mailbox,
    server: BounceBox,
    move_clock: Callable[[int], None],
) -> None:
    province.handle(province.step("task.issued", Situation()))
    sweep()
    move_clock(31)
    server.put(report(sent_to(mailbox, "giam-doc"), *GONE))
    sweep()
    assert province.emails() == {"SENT": 2}
    assert province.notified("EMAIL_UNDELIVERABLE") == []


def test_what_is_no_failure_of_ours_changes_nothing_and_stays_in_the_mailbox(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox, server: BounceBox
) -> None:
    province.handle(province.step("task.issued", Situation()))
    sweep()
    mail = sent_to(mailbox, "giam-doc")
    stranger = EmailMessage()
    stranger["To"], stranger["Message-ID"] = "giam-doc@soyte.example", f"<{uuid.uuid4()}@khac.example>"
    server.put(report(mail, "4.4.1", "still trying", "delayed"))
    server.put(report(stranger, *GONE))
    server.put("Subject: Nghỉ phép\nAuto-Submitted: auto-replied\n\nTôi nghỉ đến thứ Hai.".encode())
    server.put(b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n--b--\n")
    server.put(b"\x00\xff")
    sweep()
    assert province.emails() == {"SENT": 2}
    assert server.unseen() == 0


def test_a_report_may_name_the_envelope_alone(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox, server: BounceBox
) -> None:
    province.handle(province.step("task.issued", Situation()))
    sweep()
    mail = sent_to(mailbox, "giam-doc")
    envelope = mail["Message-ID"].strip("<>").partition("@")[0]
    server.put(report(mail, *GONE, envelope=envelope))
    sweep()
    assert province.emails() == {"SENT": 1, "FAILED": 1}


def test_the_relay_is_asked_for_reports_to_the_address_for_bounces(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    mailbox.offers_reports = True
    province.handle(province.step("task.issued", Situation()))
    sweep()
    ids = {mail["Message-ID"].strip("<>").partition("@")[0] for mail in mailbox.mails}
    assert {sender for sender, _ in mailbox.envelopes} == {"tra-lai@tinh.example"}
    assert {tuple(options) for _, options in mailbox.envelopes} == {
        ("RET=HDRS", f"ENVID={one.upper()}") for one in ids
    }


def test_an_address_that_the_relay_refuses_is_marked_at_once(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    mailbox.refusals = {"giam-doc": "550 5.1.1 no such user", "van-thu": "554 5.7.1 looks like spam"}
    province.handle(province.step("task.issued", Situation()))
    sweep()
    assert province.emails() == {"FAILED": 2}
    assert province.notified("EMAIL_UNDELIVERABLE") == ["giam-doc"]


@pytest.mark.parametrize(
    ("said", "is_refused"),
    [
        ("550 5.1.1 no such user", True),
        # An answer to everyone from a relay that no longer knows us.
        ("550 relay not permitted", False),
        ("551 5.1.6 user has moved", True),
        ("556 5.1.10 the domain takes no mail", True),
        ("550 5.1.2 no such host", True),
        ("501 5.1.3 bad syntax", True),
        # Says nothing about what is wrong.
        ("550 5.1.0 address rejected", False),
        ("550 5.1.4 several mailboxes match", False),
        ("550 5.1.5 the address is valid", False),
        ("553 5.1.7 bad syntax of the sender", False),
        ("550 5.2.0 other mailbox status", False),
        # For now, whatever it is about.
        ("450 4.1.1 mailbox unknown for now", False),
        ("450 4.2.1 mailbox disabled for now", False),
        ("550 5.2.1 mailbox disabled", True),
        ("550 5.7.1 relaying denied", False),
        ("553 5.1.8 sender's domain does not exist", False),
        ("552 5.2.2 mailbox full", False),
        ("554 rejected", False),
    ],
)
def test_only_what_blames_the_address_marks_it(said: str, is_refused: bool) -> None:
    assert refuses_address(said) is is_refused
    status = said.split()[1] if said[4].isdigit() else ""
    assert Bounce(uuid.uuid4(), status, said).is_hard is is_refused


def test_a_content_that_the_relay_refuses_marks_no_address(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    mailbox.refusal = "550 looks like spam"
    province.handle(province.step("task.issued", Situation()))
    sweep()
    assert province.emails() == {"FAILED": 2}
    assert province.notified("EMAIL_UNDELIVERABLE") == []


def test_everybody_who_shares_an_address_is_notified_and_nobody_who_has_another_by_now(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox, server: BounceBox
) -> None:
    province.handle(province.person("van-thu", email="Giam-Doc@tinh.example"))
    province.handle(province.step("task.issued", Situation()))
    sweep()
    one, _ = (mail for mail in mailbox.mails if mail["To"].addresses[0].username.lower() == "giam-doc")
    province.handle(province.person("can-bo", email="giam-doc@tinh.example"))
    province.handle(province.person("giam-doc", email="giam-doc@moi.example"))
    server.put(report(one, *GONE))
    sweep()
    assert province.notified("EMAIL_UNDELIVERABLE") == ["can-bo", "van-thu"]


def test_what_the_other_server_says_is_recorded_short_and_plain(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox, server: BounceBox
) -> None:
    province.handle(province.step("task.issued", Situation()))
    sweep()
    server.put(report(sent_to(mailbox, "giam-doc"), "5.1.1", "no\0 such\x1b user " + "x" * 9000))
    server.put(report(sent_to(mailbox, "van-thu"), *GONE))
    sweep()
    assert province.notified("EMAIL_UNDELIVERABLE") == ["giam-doc", "van-thu"]
    said = province.facts("EMAIL_UNDELIVERABLE", "giam-doc")["message"]
    assert said.startswith("5.1.1 no such user xxx")
    assert len(said) < 400


def test_a_mailbox_that_is_away_or_refuses_the_password_is_said(server: BounceBox) -> None:
    for url in (server.url.replace(str(server.port), "1"), server.url.replace("mat-khau", "sai")):
        with pytest.raises(BoxAwayError), bounces.BounceBox(url):
            pass


def test_the_mailbox_is_read_with_tls_and_its_certificate_checked(
    province: Province, settings: NotificationSettings, tmp_path: Path
) -> None:
    public, _ = certificates.for_loopback(tmp_path)
    with running_bouncebox((public, public.with_suffix(".key"))) as box:
        url = box.url.replace("imap://", "imap+starttls://")
        trusting = settings.model_copy(update={"bounce_box_url": SecretStr(f"{url}?ca={public}")})
        jobs.sweep_bounces(province.database, trusting)
        with pytest.raises(BoxAwayError), bounces.BounceBox(url):
            pass


def test_no_message_stops_the_reading() -> None:
    for content in (
        b"",
        b"\xff\xfe",
        b"Content-Type: multipart/report\n\n",
        b"Content-Type: multipart/report; boundary=\n\n--",
    ):
        assert bounce_of(content) is None


@pytest.mark.parametrize("outcome", ["refused", "retried", "unknown", "failed"])
def test_bounces_are_counted_from_zero_so_that_an_alert_sees_the_first_ones(outcome: str) -> None:
    assert REGISTRY.get_sample_value("notification_bounces_total", {"outcome": outcome}) is not None
