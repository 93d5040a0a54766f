"""Since when the relay has accepted no e-mail although some were offered to it."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import delete

from services.notification import jobs
from services.notification.config import NotificationSettings
from services.notification.model import Bounce, blames_relay
from services.notification.tables import PEOPLE, outages
from services.notification.tests.mailbox import Mailbox
from services.notification.tests.province import Province, Situation
from services.notification.usecases import bouncing
from shared import clock

DAY = timedelta(days=1).total_seconds()
Move = Callable[[int], None]


@pytest.fixture
def sweep(province: Province, settings: NotificationSettings) -> Callable[[], None]:
    """Sends the waiting e-mails, like the schedule."""
    return lambda: jobs.sweep_emails(province.database, settings)


def away(province: Province) -> float:
    """For how many seconds the relay has accepted nothing."""
    with province.database.transaction() as session:
        return outages.seconds(session, clock.now())


def issue(province: Province, name: str = "tasks/tiem-chung") -> None:
    """A task for the department, of which two people are notified."""
    province.handle(province.step("task.issued", Situation(name=name)))


def come_back(province: Province, mail: EmailMessage) -> None:
    """An e-mail that the relay accepted comes back from a full mailbox."""
    delivery = uuid.UUID(mail["Message-ID"].strip("<>").partition("@")[0])
    with province.database.transaction() as session:
        assert bouncing.record(session, Bounce(delivery, "4.2.2", ""), clock.now()) == bouncing.RETRIED


def test_a_relay_that_accepts_nothing_is_seen_until_it_accepts_something(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox, move_clock: Move
) -> None:
    issue(province)
    assert away(province) == 0
    mailbox.close()
    sweep()
    assert 0 < away(province) < 60
    # Long after the last attempt it is still known, and further attempts do not make it younger.
    move_clock(1)
    assert DAY <= away(province) < DAY + 60
    sweep()
    assert away(province) >= DAY
    mailbox.open()
    mailbox.refusals = {"van-thu": "450 4.2.1 greylisted", "giam-doc": "450 4.2.1 greylisted"}
    move_clock(2)
    sweep()
    assert away(province) >= 2 * DAY
    mailbox.refusals.pop("giam-doc")
    move_clock(3)
    sweep()
    assert province.emails() == {"SENT": 1, "WAITING": 1}
    assert away(province) == 0


def test_one_e_mail_is_enough(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox, move_clock: Move
) -> None:
    issue(province)
    mailbox.refusals = {"giam-doc": "451 4.3.0 try again later"}
    sweep()
    assert province.emails() == {"SENT": 1, "WAITING": 1}
    move_clock(1)
    sweep()
    move_clock(2)
    assert DAY <= away(province) < 2 * DAY + 60


def test_people_who_are_not_known_yet_are_offered_no_e_mail(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    with province.database.transaction() as session:
        session.execute(delete(PEOPLE))
    for number in range(3):
        issue(province, f"tasks/n{number}")
    sweep()
    assert province.emails() == {"WAITING": 6}
    assert away(province) == 0
    mailbox.close()
    for number in range(3, 6):
        issue(province, f"tasks/n{number}")
    sweep()
    mailbox.open()
    assert away(province) == 0


def test_an_e_mail_that_comes_back_does_not_lengthen_an_outage(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox, move_clock: Move
) -> None:
    issue(province)
    sweep()
    move_clock(1)
    issue(province, "tasks/hai")
    sweep()
    last = mailbox.mails[-1]
    mailbox.close()
    move_clock(2)
    issue(province, "tasks/ba")
    sweep()
    before = away(province)
    assert 0 < before < 60
    come_back(province, last)
    assert away(province) < before + 60
    sweep()
    mailbox.open()
    assert away(province) < before + 60


def test_an_e_mail_that_comes_back_does_not_make_the_relay_away(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    issue(province)
    sweep()
    for mail in mailbox.mails:
        come_back(province, mail)
    assert province.emails() == {"WAITING": 2}
    assert away(province) == 0


def test_a_relay_that_rejects_everything_is_away_although_nothing_waits(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    issue(province)
    mailbox.refusal = "550 5.7.1 relaying denied"
    sweep()
    assert province.emails() == {"FAILED": 2}
    assert away(province) > 0


@pytest.mark.parametrize(
    ("said", "is_relays"),
    [
        ("451 4.3.0 try again later", True),
        ("421 closing", True),
        ("550 5.7.1 relaying denied", True),
        ("554 rejected", True),
        ("553 5.1.8 sender's domain does not exist", True),
        ("550 5.1.1 no such user", False),
        ("452 4.2.2 mailbox full", False),
        ("450 4.2.0 greylisted", False),
        ("450 4.1.1 mailbox unknown for now", False),
        # It never came so far as to be offered.
        ("SMTPNotSupportedError: SMTPUTF8 not supported by server", False),
    ],
)
def test_an_answer_about_one_receiver_says_nothing_about_the_relay(said: str, is_relays: bool) -> None:
    assert blames_relay(said) is is_relays
