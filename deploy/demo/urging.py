"""The second task runs past its due date: the system urges automatically, then the specialist by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx

from deploy.demo.cast import Person
from deploy.demo.desk import Json, day_of
from deploy.demo.notice import working_day
from deploy.demo.play import SPECIALIST, Play
from deploy.demo.stage import PlayError

_MESSAGE = "Nhiệm vụ đã quá hạn. Đề nghị báo cáo rõ nguyên nhân và cam kết thời gian hoàn thành."
_LONG = 300


def let_pass(play: Play) -> None:
    """Moves the clock to the first working day after the due date, and waits for the urging by e-mail."""
    play.stage.act("act_pass")
    name = play.second
    due = day_of(play.task(name)["due"]["date"])
    if due is None:
        raise PlayError(name)
    days = _move_clock(play, (working_day(due, 1) - play.today()).days)
    today = play.stage.wait(play.today, lambda day: day > due)
    play.stage.say("clock_moves", days=days, day=today, due=due)
    late = play.stage.wait(lambda: play.task(name), lambda task: task["class"] == "OPEN_OVERDUE")
    play.stage.expect(late["class"] == "OPEN_OVERDUE", "is_overdue")
    for person in _urged_people(play, name):
        _expect_mail(play, person, name)


def urge(play: Play) -> None:
    """The specialist urges; the holder finds the urging among the notifications."""
    play.stage.act("act_urge")
    name, desk = play.second, play.desk(SPECIALIST)
    before = play.stage.wait(lambda: int(play.task(name)["urgingCount"]), bool)
    play.stage.say("urges", message=_MESSAGE)
    task = desk.post(f"v1/{name}:urge", {"message": _MESSAGE})
    play.stage.expect(
        before >= 1 and int(task["urgingCount"]) == before + 1,
        "urging_counts",
        before=before,
        after=task["urgingCount"],
    )
    holder, _ = play.cast.worker(play.lead(name))
    reader = play.desk(holder)

    def notifications() -> list[Json]:
        return [
            one for one in reader.all("v1/notifications", "notifications") if _MESSAGE in one.get("text", "")
        ]

    found = play.stage.wait(notifications, lambda some: any(one["subject"] == name for one in some))
    play.stage.expect(
        any(one["subject"] == name for one in found), "urging_arrived", person=holder.display_name
    )


def _move_clock(play: Play, days: int) -> int:
    """Adds days to the clock file of the local run; the clock never goes back."""
    file = play.addresses.clock_file
    ahead = int(file.read_text() or 0) if file.exists() else 0
    moved = max(days, 0)
    new = file.with_suffix(".new")
    new.write_text(str(ahead + moved))
    new.replace(file)
    return timedelta(days=moved).days


def _urged_people(play: Play, name: str) -> list[Person]:
    """The people urged one working day after the due date: holder and agency head (docs/domain.md, section Urging)."""
    agency = play.lead(name)
    return [play.cast.worker(agency)[0], play.cast.first("AGENCY_HEAD", agency)]


def _expect_mail(play: Play, person: Person, name: str) -> None:
    mails = play.stage.wait(lambda: _mails(play, person, name), bool, _LONG)
    play.stage.expect(bool(mails), "urged_by_itself", person=person.display_name, email=person.email)
    for mail in mails:
        play.stage.say("mail_subject", subject=mail["subject"])
    subjects = [mail["subject"] for mail in mails]
    play.stage.expect(len(subjects) == len(set(subjects)), "urged_once")


def _mails(play: Play, person: Person, name: str) -> list[dict[str, Any]]:
    """The mails to a person that say that the task is overdue."""
    found = httpx.get(f"{play.addresses.mail}/messages", params={"to": person.email}, timeout=60).json()[
        "messages"
    ]
    return [
        mail
        for mail in found
        if name in mail["text"] and "quá hạn" in f"{mail['subject']} {mail['text']}".lower()
    ]
