"""The people whom each event notifies; repeated, reordered and interrupted events; planning reminders."""

import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dondoc_api.dondoc.task.v1 import task_service_pb as tasks
from services.notification.model import Kind
from services.notification.tests.province import UNITS, Province, Situation, State
from services.notification.texts import text
from services.notification.usecases.notifying import NotYetKnownError
from shared import clock
from shared.db import Database

ISSUED = Situation(coordinators=("so-noi-vu",))
HELD = Situation(state=State.IN_PROGRESS, holder=("nghiep-vu-y", "can-bo"))
HELD_BY_TWO = replace(HELD, co_holder="can-bo-hai", internal_due=date(2026, 11, 18))
CONCERNED = replace(HELD, coordinators=("so-noi-vu",), concerned=("so-noi-vu",))
SOUGHT = replace(HELD, seeker="can-bo")
SUBTASK = Situation(lead="nghiep-vu-y", parent_lead="so-y-te", state=State.IN_PROGRESS)
LED_BY_THE_OFFICE = Situation(lead="van-phong")
ASKED_BY_THE_HEAD = Situation(
    holder=("nghiep-vu-y", "can-bo"),
    extensions=[tasks.Extension(requester="people/giam-doc", asked_date="2026-12-01")],
)


def asking(*people: str) -> Situation:
    """A task after a step that asks these people for a decision."""
    return Situation(state=State.IN_PROGRESS, asked=people)


@pytest.mark.parametrize(
    ("step", "situation", "actor", "notified"),
    [
        (
            "issued",
            ISSUED,
            "chanh-van-phong",
            ["giam-doc", "noi-vu-van-thu", "pho-chu-tich", "theo-doi", "van-thu"],
        ),
        ("issued", ISSUED, "pho-chu-tich", ["giam-doc", "noi-vu-van-thu", "theo-doi", "van-thu"]),
        ("issued", ISSUED, "theo-doi", ["giam-doc", "noi-vu-van-thu", "pho-chu-tich", "van-thu"]),
        ("issued", SUBTASK, "giam-doc", ["theo-doi", "truong-phong"]),
        ("reissued", ISSUED, "chanh-van-phong", ["giam-doc", "noi-vu-van-thu", "theo-doi", "van-thu"]),
        (
            "reissued",
            Situation(former_lead="so-noi-vu"),
            "chanh-van-phong",
            ["giam-doc", "noi-vu-van-thu", "theo-doi", "van-thu"],
        ),
        (
            "transferred",
            Situation(former_lead="so-noi-vu"),
            "chanh-van-phong",
            ["giam-doc", "noi-vu-van-thu", "theo-doi", "van-thu"],
        ),
        ("adjusted", ISSUED, "chu-tich", ["giam-doc", "noi-vu-van-thu", "theo-doi", "van-thu"]),
        (
            "redone",
            Situation(holder=("nghiep-vu-y", "can-bo")),
            "chu-tich",
            ["can-bo", "giam-doc", "van-thu"],
        ),
        (
            "decision-demanded",
            asking("chanh-van-phong", "pho-chu-tich"),
            "",
            ["chanh-van-phong", "pho-chu-tich"],
        ),
        ("cause-stated", asking("theo-doi"), "van-thu", ["theo-doi"]),
        ("cause-decided", HELD, "theo-doi", ["can-bo", "giam-doc", "van-thu"]),
        (
            "cause-contested",
            asking("chanh-van-phong", "pho-chu-tich"),
            "giam-doc",
            ["chanh-van-phong", "pho-chu-tich", "theo-doi"],
        ),
        (
            "cause-contested",
            replace(SUBTASK, asked=["giam-doc"]),
            "truong-phong",
            ["giam-doc", "theo-doi"],
        ),
        ("contest-decided", HELD, "pho-chu-tich", ["can-bo", "giam-doc", "theo-doi", "van-thu"]),
        ("decision-demanded", replace(SUBTASK, asked=["giam-doc"]), "", ["giam-doc"]),
        ("insisted", ISSUED, "chanh-van-phong", ["giam-doc", "van-thu"]),
        ("accepted", Situation(state=State.IN_PROGRESS), "van-thu", ["theo-doi"]),
        ("returned", asking("chanh-van-phong"), "giam-doc", ["chanh-van-phong", "theo-doi"]),
        ("delegated", Situation(holder=("nghiep-vu-y", "can-bo")), "van-thu", ["can-bo"]),
        ("delegated", Situation(holder=("nghiep-vu-y", "")), "van-thu", ["truong-phong"]),
        ("delegated", HELD_BY_TWO, "van-thu", ["can-bo", "can-bo-hai"]),
        ("suspended", HELD_BY_TWO, "pho-chu-tich", ["can-bo", "can-bo-hai", "van-thu"]),
        ("progressed", Situation(state=State.IN_PROGRESS), "can-bo", ["theo-doi"]),
        ("returned", replace(SUBTASK, asked=["giam-doc"]), "truong-phong", ["giam-doc", "theo-doi"]),
        (
            "extension-requested",
            asking("chanh-van-phong", "pho-chu-tich"),
            "giam-doc",
            ["chanh-van-phong", "pho-chu-tich", "theo-doi"],
        ),
        (
            "extension-requested",
            replace(SUBTASK, asked=["giam-doc"]),
            "truong-phong",
            ["giam-doc", "theo-doi"],
        ),
        ("extension-decided", Situation(holder=("nghiep-vu-y", "can-bo")), "theo-doi", ["can-bo", "van-thu"]),
        ("extension-decided", ASKED_BY_THE_HEAD, "pho-chu-tich", ["can-bo", "giam-doc", "van-thu"]),
        # Whoever is asked is notified, and nobody else, whatever the task names.
        ("submitted", asking("theo-doi"), "giam-doc", ["theo-doi"]),
        ("submitted", asking("chanh-van-phong"), "giam-doc", ["chanh-van-phong"]),
        ("submitted", asking("chu-tich", "giam-doc"), "giam-doc", ["chu-tich"]),
        # What waits for approval is the agency's own affair; the province is notified once it goes up.
        (
            "approval-sought",
            replace(HELD, asked=["giam-doc", "truong-phong"]),
            "can-bo",
            ["giam-doc", "truong-phong"],
        ),
        ("changes-asked", SOUGHT, "giam-doc", ["can-bo"]),
        ("withdrawn", SOUGHT, "can-bo", ["giam-doc"]),
        ("withdrawn", SOUGHT, "giam-doc", ["can-bo"]),
        ("submitted", replace(SOUGHT, asked=["theo-doi"]), "giam-doc", ["can-bo", "theo-doi"]),
        (
            "returned",
            replace(SOUGHT, asked=["chanh-van-phong"]),
            "giam-doc",
            ["can-bo", "chanh-van-phong", "theo-doi"],
        ),
        ("progressed", SOUGHT, "giam-doc", ["can-bo", "theo-doi"]),
        (
            "extension-requested",
            replace(SOUGHT, asked=["chanh-van-phong", "pho-chu-tich"]),
            "giam-doc",
            ["can-bo", "chanh-van-phong", "pho-chu-tich", "theo-doi"],
        ),
        ("submission-withdrawn", replace(HELD, asked=["theo-doi"]), "can-bo", ["giam-doc", "theo-doi"]),
        (
            "request-withdrawn",
            replace(HELD, asked=["chanh-van-phong", "pho-chu-tich"]),
            "giam-doc",
            ["can-bo", "chanh-van-phong", "pho-chu-tich", "theo-doi"],
        ),
        ("issued", LED_BY_THE_OFFICE, "chu-tich", ["chanh-van-phong", "pho-chu-tich", "theo-doi"]),
        ("sent-back", LED_BY_THE_OFFICE, "pho-chu-tich", ["chanh-van-phong"]),
        ("urged", LED_BY_THE_OFFICE, "pho-chu-tich", ["chanh-van-phong"]),
        (
            "confirmed",
            Situation(state=State.COMPLETED, holder=("nghiep-vu-y", "can-bo")),
            "theo-doi",
            ["can-bo", "giam-doc", "van-thu"],
        ),
        ("sent-back", Situation(holder=("nghiep-vu-y", "can-bo")), "theo-doi", ["can-bo", "van-thu"]),
        (
            "urged",
            Situation(holder=("nghiep-vu-y", "can-bo")),
            "theo-doi",
            ["can-bo", "giam-doc", "truong-phong", "van-thu"],
        ),
        ("urged", Situation(holder=("nghiep-vu-y", "can-bo")), "", []),
        ("recalled", ISSUED, "theo-doi", ["giam-doc", "noi-vu-van-thu", "van-thu"]),
        ("cancelled", ISSUED, "theo-doi", ["giam-doc", "noi-vu-van-thu", "van-thu"]),
        ("drafted", Situation(state=State.DRAFT), "theo-doi", []),
        (
            "proposed",
            asking("chanh-van-phong", "pho-chu-tich"),
            "theo-doi",
            ["chanh-van-phong", "pho-chu-tich"],
        ),
        ("updated", ISSUED, "theo-doi", []),
        ("updated", CONCERNED, "theo-doi", ["noi-vu-van-thu"]),
        ("coordination-accepted", CONCERNED, "noi-vu-van-thu", []),
        ("coordination-reported", CONCERNED, "noi-vu-van-thu", ["can-bo"]),
        ("coordination-set", CONCERNED, "van-thu", ["can-bo", "noi-vu-van-thu"]),
        ("coordination-urged", CONCERNED, "van-thu", ["noi-vu-giam-doc", "noi-vu-van-thu"]),
        ("coordination-sent-back", CONCERNED, "van-thu", ["noi-vu-giam-doc", "noi-vu-van-thu"]),
    ],
)
def test_a_step_notifies_the_people_it_concerns_and_nobody_else(
    province: Province, step: str, situation: Situation, actor: str, notified: list[str]
) -> None:
    province.handle(province.step(f"task.{step}", situation, actor))
    assert province.notified() == notified


@pytest.mark.parametrize(
    ("step", "kind"),
    [("issued", "TASK_ISSUED_TO_COORDINATE"), ("updated", "TASK_COORDINATION_SET")],
)
def test_a_coordinator_learns_the_date_of_its_own_part(province: Province, step: str, kind: str) -> None:
    due, of_part = clock.today() + timedelta(days=20), clock.today() + timedelta(days=10)
    whole = replace(CONCERNED, coordinators=("so-noi-vu", "nghiep-vu-y"), due=due)
    situation = replace(whole, part_dates={"so-noi-vu": of_part}, concerned=("so-noi-vu", "nghiep-vu-y"))
    province.handle(province.step(f"task.{step}", situation, "theo-doi"))
    assert province.facts(kind, "noi-vu-van-thu")["due"] == of_part.isoformat()
    # The other one's part is due with the task.
    assert province.facts(kind, "truong-phong")["due"] == due.isoformat()


def test_whoever_is_asked_is_notified_once_of_all_proposals_of_one_act(province: Province) -> None:
    at = clock.now()
    for name in ("a", "b", "c"):
        proposed = replace(asking("pho-chu-tich"), name=f"tasks/{name}", title=name)
        province.handle(province.step("task.proposed", proposed, time=at))
    assert province.notified("TASK_PROPOSED") == ["pho-chu-tich"]
    assert province.counted("TASK_PROPOSED", "pho-chu-tich") == ["2"]


def test_the_monitor_is_notified_once_of_all_tasks_of_one_act(province: Province) -> None:
    at = clock.now()
    for name in ("a", "b", "c"):
        situation = Situation(name=f"tasks/{name}", title=name)
        province.handle(province.step("task.issued", situation, "pho-chu-tich", time=at))
    assert province.notified("TASK_ISSUED_TO_MONITOR") == ["theo-doi"]
    assert province.counted("TASK_ISSUED_TO_MONITOR", "theo-doi") == ["2"]


def test_the_assigner_is_notified_once_of_all_tasks_of_one_act(province: Province) -> None:
    at = clock.now()
    for name, time in (("a", at), ("b", at), ("c", at), ("d", at + timedelta(seconds=1))):
        province.handle(province.step("task.issued", Situation(name=f"tasks/{name}", title=name), time=time))
    assert province.notified("TASK_ISSUED_FOR_ASSIGNER") == ["pho-chu-tich"] * 2
    assert province.counted("TASK_ISSUED_FOR_ASSIGNER", "pho-chu-tich") == ["0", "2"]
    kind = Kind.TASK_ISSUED_FOR_ASSIGNER
    assert text(kind, {"title": "a", "others": "2"}, "vi").lines[-1] == "Cùng lần này còn 2 nhiệm vụ khác."


@pytest.mark.parametrize(
    ("step", "kind", "kind_of_coordinator"),
    [
        ("issued", "TASK_ISSUED", "TASK_ISSUED_TO_COORDINATE"),
        ("recalled", "TASK_RECALLED", "TASK_RECALLED"),
        ("cancelled", "TASK_CANCELLED", "TASK_CANCELLED"),
    ],
)
def test_a_coordinator_does_not_read_the_reason_of_a_step(
    province: Province, step: str, kind: str, kind_of_coordinator: str
) -> None:
    province.handle(province.step(f"task.{step}", ISSUED, "theo-doi", message="Lý do nội bộ"))
    assert province.facts(kind, "van-thu")["message"] == "Lý do nội bộ"
    assert "message" not in province.facts(kind_of_coordinator, "noi-vu-van-thu")


@pytest.mark.parametrize(
    ("extension", "facts", "line"),
    [
        ({"late": True}, {"asked_late": "2026-12-01"}, "Đề nghị gia hạn đến: 01/12/2026 (đề nghị sau khi"),
        (
            {"decide_date": "2026-11-02", "granted_date": "2026-11-20"},
            {"asked": "2026-12-01", "granted": "2026-11-20"},
            "Kết quả gia hạn: 20/11/2026",
        ),
        (
            {"decide_date": "2026-11-02"},
            {"asked": "2026-12-01", "granted": "none"},
            "Kết quả gia hạn: không đồng ý",
        ),
    ],
)
def test_a_notification_of_an_extension_names_its_dates(
    province: Province, extension: dict[str, Any], facts: dict[str, str], line: str
) -> None:
    asked = tasks.Extension(requester="people/giam-doc", asked_date="2026-12-01", **extension)
    situation = replace(asking("pho-chu-tich"), extensions=[asked])
    decided = "granted" in facts
    step, person = ("decided", "giam-doc") if decided else ("requested", "pho-chu-tich")
    province.handle(province.step(f"task.extension-{step}", situation, "chu-tich"))
    kind = Kind[f"TASK_EXTENSION_{step.upper()}"]
    found = province.facts(kind, person)
    assert facts.items() <= found.items()
    assert line in str(text(kind, found, "vi"))


def test_a_person_concerned_twice_gets_only_the_first_notification(province: Province) -> None:
    province.handle(province.position("van-thu", "so-noi-vu", "AGENCY_CLERK"))
    province.handle(province.step("task.issued", ISSUED))
    assert province.kinds("van-thu") == ["TASK_ISSUED"]


def test_a_position_counts_until_its_last_day(province: Province) -> None:
    yesterday = clock.today() - timedelta(days=1)
    province.handle(province.position("van-thu", "so-y-te", "AGENCY_CLERK", end=yesterday))
    province.handle(province.position("theo-doi", "van-phong", "OFFICE_SPECIALIST", end=yesterday))
    province.handle(province.position("giam-doc", "so-y-te", "AGENCY_HEAD", end=clock.today()))
    province.handle(province.step("task.issued", Situation()))
    assert province.notified() == ["giam-doc", "pho-chu-tich"]


def test_the_head_of_the_unit_is_notified_if_the_holder_has_left(province: Province) -> None:
    yesterday = clock.today() - timedelta(days=1)
    province.handle(province.position("can-bo", "nghiep-vu-y", "OFFICER", end=yesterday))
    province.handle(province.step("task.sent-back", Situation(holder=("nghiep-vu-y", "can-bo")), "theo-doi"))
    assert province.notified() == ["truong-phong", "van-thu"]


def test_the_head_of_an_agency_without_a_clerk_is_notified(province: Province) -> None:
    yesterday = clock.today() - timedelta(days=1)
    province.handle(province.position("noi-vu-van-thu", "so-noi-vu", "AGENCY_CLERK", end=yesterday))
    province.handle(province.step("task.issued", ISSUED))
    assert province.notified("TASK_ISSUED_TO_COORDINATE") == ["noi-vu-giam-doc"]


def test_the_head_of_a_unit_is_notified_of_its_task(province: Province) -> None:
    province.handle(province.step("task.issued", Situation(lead="nghiep-vu-y"), "giam-doc"))
    assert province.notified() == ["pho-chu-tich", "theo-doi", "truong-phong"]


def test_a_comment_notifies_the_people_whom_it_mentions(province: Province) -> None:
    province.handle(province.commented(HELD, "can-bo", "theo-doi", "giam-doc", "can-bo", "da-roi-di"))
    assert province.notified() == province.notified("TASK_MENTIONED") == ["giam-doc", "theo-doi"]
    facts = province.facts("TASK_MENTIONED", "theo-doi")
    assert (facts["actor"], facts["message"]) == ("Nguyễn can-bo", "Đề nghị gửi dự thảo")


def test_an_opinion_notifies_those_who_work_on_the_task_once_each(province: Province) -> None:
    said = province.commented(HELD, "chu-tich", "giam-doc", "noi-vu-van-thu", opinion=True)
    for _ in range(2):
        province.handle(said)
    working = ["can-bo", "giam-doc", "theo-doi", "van-thu"]
    assert province.notified("TASK_OPINION_GIVEN") == working
    assert province.notified("TASK_MENTIONED") == ["noi-vu-van-thu"]


def test_a_comment_is_no_step_of_the_task(province: Province) -> None:
    """What is known of the task, and its reminders, stay as the latest step left them."""
    due = clock.today() + timedelta(days=10)
    province.handle(province.step("task.issued", replace(ISSUED, due=due)))
    planned = province.reminders("PLANNED")
    province.handle(province.commented(replace(ISSUED, due=None), "chu-tich", opinion=True))
    assert province.reminders("PLANNED") == planned


def test_a_forwarded_directive_notifies_the_clerks_of_each_unit(province: Province) -> None:
    province.handle(province.forwarded("so-y-te", "so-noi-vu", note="Để thực hiện"))
    assert province.notified("DIRECTIVE_FORWARDED") == ["noi-vu-van-thu", "van-thu"]
    province.handle(province.forwarded("nghiep-vu-y"))
    assert province.notified("DIRECTIVE_FORWARDED") == ["noi-vu-van-thu", "truong-phong", "van-thu"]


def test_whoever_decides_on_the_tasks_of_a_superseded_directive_is_notified(province: Province) -> None:
    province.handle(province.superseded("theo-doi", "pho-chu-tich", tasks=2, actor="theo-doi"))
    assert province.notified("DIRECTIVE_SUPERSEDED") == ["chanh-van-phong", "pho-chu-tich"]


def test_whoever_follows_or_assigned_a_task_of_a_superseded_directive_is_notified(province: Province) -> None:
    followed = Situation(name="tasks/0", monitor="can-bo", assigner="chu-tich")
    province.handle(province.step("task.issued", followed, snapshot=True))
    province.handle(province.superseded("theo-doi", "pho-chu-tich", tasks=1, actor="theo-doi"))
    assert province.notified("DIRECTIVE_SUPERSEDED") == [
        "can-bo",
        "chanh-van-phong",
        "chu-tich",
        "pho-chu-tich",
    ]


def test_the_same_people_learn_that_a_supersession_was_taken_back(province: Province) -> None:
    province.handle(province.superseded("theo-doi", "pho-chu-tich", tasks=2, actor="theo-doi"))
    back = province.superseded("theo-doi", "pho-chu-tich", tasks=2, actor="theo-doi", taken_back=True)
    province.handle(back)
    assert province.notified("SUPERSESSION_TAKEN_BACK") == province.notified("DIRECTIVE_SUPERSEDED")
    none = province.superseded("theo-doi", "pho-chu-tich", tasks=0, taken_back=True)
    province.handle(none)
    assert len(province.notified("SUPERSESSION_TAKEN_BACK")) == 2


def test_nobody_is_notified_of_a_superseded_directive_without_open_tasks(province: Province) -> None:
    province.handle(province.superseded("theo-doi", "pho-chu-tich", tasks=0))
    assert province.notified("DIRECTIVE_SUPERSEDED") == []


def test_a_repeated_event_notifies_nobody_again(province: Province) -> None:
    event = province.step("task.issued", Situation())
    province.handle(event)
    before = province.notified(), province.emails()
    province.handle(event)
    province.handle(replace(event, snapshot=True))
    assert (province.notified(), province.emails()) == before


def test_the_same_step_in_another_event_notifies_nobody_again(province: Province) -> None:
    event = province.step("task.issued", Situation())
    province.handle(event)
    notified = province.notified()
    province.handle(replace(event, id=uuid.uuid4(), version=event.version + 1))
    assert province.notified() == notified


def test_a_step_that_arrives_too_early_waits_for_the_earlier_one(province: Province) -> None:
    issued = province.step("task.issued", Situation())
    accepted = province.step("task.accepted", Situation(state=State.IN_PROGRESS), "van-thu")
    province.handle(accepted)
    assert province.notified() == []
    province.handle(issued)
    assert province.kinds("theo-doi") == ["TASK_ACCEPTED", "TASK_ISSUED_TO_MONITOR"]


def test_an_event_that_fails_leaves_nothing_and_takes_effect_on_retry(
    database: Database,
) -> None:
    province = Province(database)
    event = province.step("task.issued", Situation(due=clock.today()))
    with pytest.raises(NotYetKnownError):
        province.handle(event)
    assert province.notified() == []
    assert province.reminders("PLANNED") == []
    province.settle()
    province.handle(event)
    assert province.notified() == ["giam-doc", "pho-chu-tich", "theo-doi", "van-thu"]


def test_an_event_waits_for_the_people_of_its_agency(database: Database) -> None:
    province = Province(database)
    for unit in UNITS:
        province.handle(province.unit(unit))
    issued = province.step("task.issued", Situation(), "theo-doi")
    forwarded = province.forwarded("so-y-te")
    for event in (issued, forwarded):
        with pytest.raises(NotYetKnownError):
            province.handle(event)
    province.handle(province.person("van-thu"))
    province.handle(province.position("van-thu", "so-y-te", "AGENCY_CLERK"))
    for event in (issued, forwarded):
        province.handle(event)
    assert province.kinds("van-thu") == ["DIRECTIVE_FORWARDED", "TASK_ISSUED"]


def test_an_agency_without_people_does_not_hold_up_an_event_for_ever(database: Database) -> None:
    province = Province(database)
    for unit in UNITS:
        province.handle(province.unit(unit))
    a_while_ago = clock.now() - timedelta(minutes=3)
    province.handle(province.step("task.issued", Situation(due=clock.today()), time=a_while_ago))
    assert province.notified() == []
    assert ("due-today", clock.today()) in province.reminders("PLANNED")


def test_a_snapshot_is_stored_and_notifies_nobody(province: Province) -> None:
    due = clock.today() + timedelta(days=9)
    province.handle(province.step("task.issued", Situation(due=due), snapshot=True))
    assert province.notified() == []
    assert ("due-today", due) in province.reminders("PLANNED")


def test_an_event_that_arrives_days_later_sends_no_e_mail(province: Province) -> None:
    long_ago = clock.now() - timedelta(days=4)
    province.handle(province.step("task.issued", Situation(), time=long_ago))
    assert province.notified() == ["giam-doc", "pho-chu-tich", "theo-doi", "van-thu"]
    assert province.emails() == {}


def test_an_event_without_a_task_is_refused(province: Province) -> None:
    event = replace(province.step("task.issued", Situation()), payload=b"")
    with pytest.raises(ValueError, match="has no task"):
        province.handle(event)


def test_reminders_are_planned_for_the_days_in_the_event(province: Province) -> None:
    today = clock.today()
    due = today + timedelta(days=10)
    province.handle(province.step("task.issued", Situation(due=due)))
    planned = province.reminders("PLANNED")
    assert [(rule, (day - due).days) for rule, day in planned if rule.startswith("due")] == [
        ("due-in-3", -3),
        ("due-in-1", -1),
        ("due-today", 0),
    ]
    assert [(day - due).days for rule, day in planned if rule == "overdue"][:4] == [3, 8, 13, 18]
    assert ("not-accepted", today + timedelta(days=2)) in planned


def test_an_extension_moves_the_planned_reminders(province: Province) -> None:
    due = clock.today() + timedelta(days=10)
    province.handle(province.step("task.issued", Situation(due=due)))
    later = due + timedelta(days=30)
    situation = Situation(due=later, state=State.IN_PROGRESS)
    province.handle(province.step("task.extension-decided", situation))
    planned = province.reminders("PLANNED")
    assert [day for rule, day in planned if rule == "due-today"] == [later]
    assert not [rule for rule, _ in planned if rule == "not-accepted"]


def test_no_reminder_is_planned_for_a_day_before_the_step(province: Province) -> None:
    due = clock.today() - timedelta(days=4)
    province.handle(province.step("task.issued", Situation(due=due)))
    assert all(day >= clock.today() for _, day in province.reminders("PLANNED"))


@pytest.mark.parametrize("state", [State.SUBMITTED, State.COMPLETED, State.CANCELLED, State.RETURNED])
def test_no_reminder_is_planned_while_the_agency_has_nothing_to_do(province: Province, state: State) -> None:
    situation = Situation(due=clock.today() + timedelta(days=10))
    province.handle(province.step("task.issued", situation))
    province.handle(province.step("task.submitted", replace(situation, state=state), "giam-doc"))
    assert province.reminders("PLANNED") == []


def test_only_the_holder_and_the_unit_head_learn_the_internal_due_date(province: Province) -> None:
    province.handle(province.step("task.delegated", HELD_BY_TWO, "van-thu"))
    assert province.facts("TASK_CO_HELD", "can-bo-hai")["internal_due"] == "2026-11-18"
    assert province.facts("TASK_DELEGATED", "can-bo")["internal_due"] == "2026-11-18"
    province.handle(province.step("task.progressed", HELD_BY_TWO, "can-bo-hai"))
    assert "internal_due" not in province.facts("TASK_PROGRESSED", "theo-doi")


def test_a_follower_learns_the_new_state_and_nothing_that_the_step_says(province: Province) -> None:
    followed = replace(HELD, state=State.SUSPENDED, followers=("noi-vu-giam-doc", "can-bo", "da-nghi"))
    province.handle(province.step("task.suspended", followed, "pho-chu-tich", "Chờ Bộ"))
    assert province.notified("TASK_STATE_CHANGED") == ["noi-vu-giam-doc"], "the holder has another notice"
    facts = province.facts("TASK_STATE_CHANGED", "noi-vu-giam-doc")
    assert facts == {"title": followed.title, "due": "none", "state": "SUSPENDED"}
    assert "Trạng thái hiện nay: Tạm dừng." in str(text(Kind.TASK_STATE_CHANGED, facts, "vi"))
    assert province.notified("TASK_SUSPENDED") == ["can-bo", "van-thu"]


def test_nobody_is_notified_of_their_own_step(province: Province) -> None:
    followed = replace(ISSUED, state=State.REJECTED, followers=("theo-doi", "chu-tich"))
    province.handle(province.step("task.rejected", followed, "chu-tich"))
    assert province.notified() == ["theo-doi"]
