"""E-mails: their form, sending each one once, and a relay that is down, slow, or refuses."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from services.notification import jobs
from services.notification.config import NotificationSettings
from services.notification.tables import deliveries
from services.notification.tables.leases import leases
from services.notification.tests import certificates
from services.notification.tests.mailbox import Mailbox, words
from services.notification.tests.province import Province, Situation, State
from services.notification.usecases import mailing
from shared import clock, work

Move = Callable[[int], None]
WORKED = Situation(state=State.IN_PROGRESS, holder=("nghiep-vu-y", "can-bo"))


@pytest.fixture
def sweep(province: Province, settings: NotificationSettings) -> Callable[[], None]:
    """Sends the waiting e-mails, like the schedule."""
    return lambda: jobs.sweep_emails(province.database, settings)


@pytest.fixture
def remind(province: Province, settings: NotificationSettings) -> Callable[[], None]:
    """Sends the due reminders, like the schedule."""
    return lambda: jobs.sweep_reminders(province.database, settings)


def test_the_agency_gets_an_e_mail_about_an_issued_task(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    province.handle(province.directive())
    province.handle(province.step("task.issued", Situation(due=clock.today()), message="Khẩn"))
    sweep()
    assert mailbox.receivers() == ["giam-doc", "van-thu"]
    mail = mailbox.to("van-thu")[0]
    assert mail["Subject"] == "Nhiệm vụ mới: Báo cáo kết quả tiêm chủng mở rộng năm 2026"
    assert mail["From"].addresses[0].display_name == "Theo dõi nhiệm vụ"
    assert mail["To"].addresses[0].display_name == "Nguyễn van-thu"
    assert (mail["Auto-Submitted"], mail["List-Id"]) == (
        "auto-generated",
        "<notifications.giaoviec.tinh.example>",
    )
    for part in (
        "Kính gửi ông/bà Nguyễn van-thu,",
        "Nguyễn chanh-van-phong giao nhiệm vụ",
        "Văn bản: 215/TB-UBND",
        f"Thời hạn: {clock.today():%d/%m/%Y}",
        "Nội dung: Khẩn",
        "https://giaoviec.tinh.example/tasks/tiem-chung",
    ):
        assert part in words(mail)
    page = mail.get_body(preferencelist=("html",))
    assert page is not None
    assert 'href="https://giaoviec.tinh.example/tasks/tiem-chung"' in page.get_content()


def test_text_that_people_write_becomes_neither_markup_nor_a_header(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    title = "<script>alert(1)</script>\r\nBcc: ai-do@tinh.example\r\n" + "dài " * 100
    province.handle(province.step("task.issued", Situation(title=title)))
    sweep()
    mail = mailbox.to("van-thu")[0]
    assert mail["Bcc"] is None
    assert mail["Subject"].startswith("Nhiệm vụ mới: <script>alert(1)</script> Bcc: ai-do@tinh.example dài")
    assert mail["Subject"].endswith("…")
    page = mail.get_body(preferencelist=("html",))
    assert page is not None
    assert "<script>" not in page.get_content()


def test_no_e_mail_is_sent_twice(province: Province, sweep: Callable[[], None], mailbox: Mailbox) -> None:
    province.handle(province.step("task.issued", Situation()))
    sweep()
    sweep()
    assert mailbox.receivers() == ["giam-doc", "van-thu"]
    assert province.emails() == {"SENT": 2}


def test_simultaneous_sweeps_send_each_e_mail_once(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    for number in range(40):
        province.handle(province.step("task.issued", Situation(name=f"tasks/n{number}")))
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: sweep(), range(3)))
    sent = [mail["Message-ID"] for mail in mailbox.mails]
    assert len(set(sent)) == len(sent) == 80


def test_the_e_mails_of_a_killed_process_are_sent_by_another(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    province.handle(province.step("task.issued", Situation()))
    with leases(province.database) as mine:
        with province.database.transaction() as session:
            due = deliveries.due(session, clock.now(), 20)
        assert mine.take(due) == due
        sweep()
        assert province.emails() == {"WAITING": 2}
    sweep()
    assert mailbox.receivers() == ["giam-doc", "van-thu"]


def test_a_relay_that_takes_its_time_gets_an_e_mail_once(
    province: Province, settings: NotificationSettings, mailbox: Mailbox
) -> None:
    province.handle(province.step("task.issued", Situation()))
    mailbox.on_accept = lambda: time.sleep(1)
    patient = settings.model_copy(update={"mail_command_seconds": 0.5, "mail_data_seconds": 30})
    jobs.sweep_emails(province.database, patient)
    assert mailbox.receivers() == ["giam-doc", "van-thu"]
    assert province.emails() == {"SENT": 2}


def test_what_the_relay_may_have_accepted_waits_longest(
    province: Province, settings: NotificationSettings, mailbox: Mailbox
) -> None:
    province.handle(province.step("task.issued", Situation()))
    mailbox.on_accept = lambda: time.sleep(1)
    hasty = settings.model_copy(update={"mail_data_seconds": 0.2})
    before = clock.now()
    jobs.sweep_emails(province.database, hasty)
    with province.database.transaction() as session:
        waits = min(session.scalars(text("SELECT next_attempt_time FROM deliveries WHERE attempts > 0")))
    assert waits - before > timedelta(minutes=50)


def test_an_e_mail_that_cuts_the_connection_holds_up_no_other(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    mailbox.cut = {"giam-doc"}
    province.handle(province.step("task.issued", Situation(coordinators=("so-noi-vu",))))
    sweep()
    assert mailbox.receivers() == ["noi-vu-van-thu", "van-thu"]
    assert province.emails() == {"SENT": 2, "WAITING": 1}


def test_an_e_mail_that_was_given_up_can_be_sent_after_all(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    mailbox.refusals = {"giam-doc": "550 5.1.1 no such user"}
    province.handle(province.step("task.issued", Situation()))
    sweep()
    assert province.emails() == {"SENT": 1, "FAILED": 1}
    mailbox.refusals = {}
    with province.database.transaction() as session:
        assert mailing.resend(session, None, clock.now()) == 1
    sweep()
    assert province.emails() == {"SENT": 2}


def test_an_e_mail_is_tried_for_longer_than_tet(settings: NotificationSettings) -> None:
    tried = sum((mailing.delay(attempt) for attempt in range(1, settings.mail_attempts)), timedelta())
    assert tried > timedelta(days=14)


def test_an_e_mail_that_is_sent_again_has_the_same_message_id(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    province.handle(province.step("task.issued", Situation()))
    sweep()
    with province.database.transaction() as session:
        session.execute(text("UPDATE deliveries SET state = 'WAITING', next_attempt_time = create_time"))
    sweep()
    ids = [[mail["Message-ID"] for mail in mailbox.to(person)] for person in ("van-thu", "giam-doc")]
    assert all(first == second for first, second in ids)
    assert ids[0] != ids[1]


def test_e_mails_wait_while_the_relay_is_down_and_go_out_when_it_is_back(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox, move_clock: Move
) -> None:
    mailbox.close()
    for number in range(30):
        province.handle(province.step("task.issued", Situation(name=f"tasks/n{number}")))
    sweep()
    sweep()
    assert province.emails() == {"WAITING": 60}
    mailbox.open()
    move_clock(1)
    sweep()
    assert province.emails() == {"SENT": 60}
    assert len(mailbox.mails) == 60


def test_no_e_mail_is_lost_if_the_relay_hangs_up(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox, move_clock: Move
) -> None:
    for number in range(5):
        province.handle(province.step("task.issued", Situation(name=f"tasks/n{number}")))
    mailbox.refusals = {"van-thu": "421 4.3.2 shutting down"}
    sweep()
    mailbox.refusals = {}
    move_clock(1)
    sweep()
    assert province.emails() == {"SENT": 10}
    assert len(mailbox.mails) == 10


def test_a_temporary_refusal_is_retried_and_a_permanent_one_is_not(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox, move_clock: Move
) -> None:
    mailbox.refusals = {"van-thu": "450 4.2.1 greylisted", "giam-doc": "550 5.1.1 no such user"}
    province.handle(province.step("task.issued", Situation(coordinators=("so-noi-vu",))))
    sweep()
    assert mailbox.receivers() == ["noi-vu-van-thu"]
    assert province.emails() == {"SENT": 1, "WAITING": 1, "FAILED": 1}
    mailbox.refusals = {}
    sweep()
    assert mailbox.receivers() == ["noi-vu-van-thu"]
    move_clock(1)
    sweep()
    assert mailbox.receivers() == ["noi-vu-van-thu", "van-thu"]
    assert province.emails() == {"SENT": 2, "FAILED": 1}


def test_an_e_mail_fails_after_the_last_attempt(
    province: Province, settings: NotificationSettings, mailbox: Mailbox, move_clock: Move
) -> None:
    few = settings.model_copy(update={"mail_attempts": 3})
    mailbox.refusals = {"van-thu": "450 4.2.1 greylisted"}
    province.handle(province.step("task.issued", Situation()))
    for day in range(3):
        assert province.emails().get("FAILED", 0) == 0
        move_clock(day)
        jobs.sweep_emails(province.database, few)
    assert province.emails() == {"SENT": 1, "FAILED": 1}


def test_delays_grow_up_to_an_hour() -> None:
    delays = [mailing.delay(attempts).total_seconds() for attempts in (1, 2, 3, 8, 60)]
    assert delays == [30, 60, 120, 3600, 3600]


def test_a_person_without_an_address_is_notified_only_in_the_application(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    province.handle(province.person("van-thu", email=""))
    province.handle(province.step("task.issued", Situation()))
    sweep()
    assert mailbox.receivers() == ["giam-doc"]
    assert "van-thu" in province.notified()
    assert province.emails() == {"SENT": 1, "NO_ADDRESS": 1}


def test_a_wrong_address_does_not_stop_other_e_mails(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    province.handle(province.person("giam-doc", email="không phải@@địa chỉ"))
    province.handle(province.step("task.issued", Situation()))
    sweep()
    assert mailbox.receivers() == ["van-thu"]
    assert province.emails() == {"SENT": 1, "WAITING": 1}


def test_a_person_who_becomes_known_later_gets_the_e_mail_later(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox, move_clock: Move
) -> None:
    province.handle(province.position("moi-den", "so-y-te", "AGENCY_CLERK"))
    province.handle(province.step("task.issued", Situation()))
    sweep()
    assert mailbox.to("moi-den") == []
    province.handle(province.person("moi-den"))
    move_clock(1)
    sweep()
    assert len(mailbox.to("moi-den")) == 1


def test_no_transaction_is_open_while_the_relay_works(
    province: Province, sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    open_ones: list[int] = []

    def look() -> None:
        with province.database.transaction() as session:
            query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
            open_ones.append(session.scalar(text(query)) or 0)

    mailbox.on_accept = look
    province.handle(province.step("task.issued", Situation()))
    sweep()
    assert open_ones == [0, 0]


def test_each_person_gets_one_e_mail_with_the_reminders_of_a_day(
    province: Province,
    remind: Callable[[], None],
    sweep: Callable[[], None],
    mailbox: Mailbox,
    move_clock: Move,
) -> None:
    due = clock.today() + timedelta(days=3)
    for number in range(3):
        situation = replace(WORKED, name=f"tasks/n{number}", title=f"Việc số {number}", due=due)
        province.handle(province.step("task.updated", situation))
    sweep()
    assert mailbox.mails == []
    remind()
    sweep()
    assert mailbox.receivers() == ["can-bo", "truong-phong"]
    mail = mailbox.to("can-bo")[0]
    assert mail["Subject"] == f"Nhắc việc ngày {clock.today():%d/%m/%Y}: 3 nhiệm vụ"
    assert all(f"Sắp đến hạn: Việc số {number}" in words(mail) for number in range(3))
    move_clock(2)
    remind()
    sweep()
    assert len(mailbox.to("can-bo")) == 2


def test_a_digest_waits_for_every_reminder_of_the_day(
    province: Province,
    remind: Callable[[], None],
    sweep: Callable[[], None],
    mailbox: Mailbox,
    move_clock: Move,
) -> None:
    due = clock.today() + timedelta(days=3)
    province.handle(province.step("task.updated", replace(WORKED, name="tasks/mot", due=due)))
    remind()
    province.handle(province.step("task.updated", replace(WORKED, name="tasks/hai", due=due)))
    sweep()
    assert mailbox.mails == []
    remind()
    sweep()
    assert [mail["Subject"].endswith("2 nhiệm vụ") for mail in mailbox.to("can-bo")] == [True]


def test_digests_are_made_a_few_at_a_time_and_each_time_is_a_sign_of_progress(
    province: Province,
    remind: Callable[[], None],
    settings: NotificationSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    province.handle(province.step("task.updated", replace(WORKED, due=clock.today())))
    remind()
    signs: list[dict[str, int]] = []
    monkeypatch.setattr(jobs, "DIGEST_SLICE", 1)
    monkeypatch.setattr(work, "progress", lambda: signs.append(province.emails()))
    jobs.put_together(province.database, settings)
    assert signs == [{}, {"WAITING": 1}, {"WAITING": 2}]


def test_two_processes_that_make_digests_at_the_same_time_make_each_once(
    province: Province, remind: Callable[[], None], sweep: Callable[[], None], mailbox: Mailbox
) -> None:
    province.handle(province.step("task.updated", replace(WORKED, due=clock.today())))
    remind()
    with province.database.transaction() as first:
        assert mailing.put_together(first, clock.today(), clock.now(), limit=20) == 2
        with province.database.transaction() as second:
            assert mailing.put_together(second, clock.today(), clock.now(), limit=20) == 0
    sweep()
    assert mailbox.receivers() == ["can-bo", "truong-phong"]


def test_the_weekly_list_is_sent_in_one_e_mail_on_monday(
    province: Province,
    remind: Callable[[], None],
    sweep: Callable[[], None],
    mailbox: Mailbox,
    move_clock: Move,
) -> None:
    # The 20th day after the due date is tomorrow, and the Monday after that is at most a week away.
    due = clock.today() - timedelta(days=19)
    for number in range(2):
        situation = replace(WORKED, name=f"tasks/n{number}", due=due)
        province.handle(province.step("task.updated", situation))
    to_monday = next(days for days in range(1, 8) if (clock.today() + timedelta(days=days)).weekday() == 0)
    for days in range(1, to_monday + 1):
        assert mailbox.to("pho-chu-tich") == []
        move_clock(days)
        remind()
        sweep()
    assert [mail["Subject"].startswith("Danh sách giao ban") for mail in mailbox.to("pho-chu-tich")] == [True]
    assert "2 nhiệm vụ" in mailbox.to("pho-chu-tich")[0]["Subject"]


def test_a_late_urging_says_that_it_is_late(
    province: Province,
    remind: Callable[[], None],
    sweep: Callable[[], None],
    mailbox: Mailbox,
    move_clock: Move,
) -> None:
    province.handle(province.step("task.updated", replace(WORKED, due=clock.today())))
    move_clock(2)
    remind()
    sweep()
    (mail,) = mailbox.to("can-bo")
    assert f"Thông báo này gửi muộn; ngày phải gửi là {clock.today() - timedelta(1):%d/%m/%Y}." in words(mail)


def test_a_relay_with_login_over_tls_accepts_e_mails_only_with_the_password(
    province: Province, settings: NotificationSettings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    authority, context = certificates.for_loopback(tmp_path_factory.mktemp("tls"))
    guarded = Mailbox(certificate=context, password="p@ss/word")
    guarded.open()
    province.handle(province.step("task.issued", Situation()))
    urls = [
        f"smtp+starttls://dondoc:wrong@127.0.0.1:{guarded.port}?ca={authority}",
        f"smtp+starttls://dondoc:p%40ss%2Fword@127.0.0.1:{guarded.port}",
        f"smtp+starttls://dondoc:p%40ss%2Fword@127.0.0.1:{guarded.port}?ca={authority}",
    ]
    accepted = []
    try:
        for url in urls:
            with province.database.transaction() as session:
                session.execute(text("UPDATE deliveries SET next_attempt_time = create_time"))
            jobs.sweep_emails(province.database, certificates.with_relay(settings, url))
            accepted.append(len(guarded.mails))
    finally:
        guarded.close()
    assert accepted == [0, 0, 2]
