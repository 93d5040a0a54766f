"""Seeding enters each directive of the demo province once and publishes its event."""

from __future__ import annotations

import csv
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.document import seed, tables
from services.document.model import DueKind, Kind, SupersessionKind
from services.document.reading.issuers import Issuers
from shared.outbox import OUTBOX

TODAY = date(2026, 11, 24)


def test_every_directive_of_a_task_is_entered_and_published_once(session: Session) -> None:
    with (seed.PROVINCE / "tasks.csv").open(encoding="utf-8") as lines:
        named = {row["directive"] for row in csv.DictReader(lines)}
    directives = seed.read(seed.PROVINCE, TODAY)
    assert seed.enter(session, directives) == len(directives)
    assert seed.enter(session, directives) == 0
    assert all(tables.directive_exists(session, uid) for uid in named)
    announced = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.type == "directive.changed")
    assert session.scalar(announced) == len(directives)


def test_dates_move_by_whole_weeks_and_names_come_from_the_province() -> None:
    directive = next(each for each in seed.read(seed.PROVINCE, TODAY) if each.uid == "vb-002")
    assert directive.kind is Kind.CONCLUSION_NOTICE
    assert directive.issue_date == date(2025, 11, 24)
    assert directive.meeting_date == date(2025, 11, 20)
    assert directive.issuer == "Ủy ban nhân dân tỉnh Quảng Nam"
    assert directive.signer == "Ngô Viết Trí"
    assert directive.monitor.startswith("people/")


def test_two_directives_never_get_the_same_key_on_any_day_of_the_year() -> None:
    for days in range(0, 370, 35):
        directives = seed.read(seed.PROVINCE, TODAY + timedelta(days=days))
        issuers = Issuers([])
        keys = [(issuers.key(each.issuer), each.numbered) for each in directives]
        assert len(set(keys)) == len(keys)


def test_a_directive_that_another_one_replaces_names_it(session: Session) -> None:
    directives = seed.read(seed.PROVINCE, TODAY)
    supersessions = seed.read_supersessions(seed.PROVINCE, directives)
    for _ in range(2):
        seed.enter(session, directives, (), supersessions)
    kinds = {
        each.directive: each.kind for each in tables.supersessions(session.connection(), ["vb-193", "vb-214"])
    }
    assert kinds == {"vb-193": SupersessionKind.AMENDED, "vb-213": SupersessionKind.REPLACED}
    [mistaken] = tables.supersessions(session.connection(), ["vb-205"])
    assert (mistaken.kind, mistaken.take_back_reason) == (
        SupersessionKind.RECALLED,
        "Ghi nhầm số văn bản",
    )
    entered = {each.uid: each.created_at for each in directives}
    assert all(entered[each.directive] < each.at for each in supersessions)
    announced = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.type == "directive.superseded")
    assert session.scalar(announced) == len(supersessions)


def test_the_proposals_of_tasks_are_entered_with_their_directives(session: Session) -> None:
    directives, proposals = seed.read(seed.PROVINCE, TODAY), seed.read_proposals(seed.PROVINCE, TODAY)
    seed.enter(session, directives, proposals)
    seed.enter(session, directives, proposals)
    found = tables.list_proposals(session, proposals[0].directive, 0, 100)
    assert found == [each for each in proposals if each.directive == proposals[0].directive]
    assert all(each.task == f"tasks/{each.uid}" for each in proposals)
    assert any(each.due_kind is DueKind.PERIODIC for each in proposals)
    confirmed = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.type != "directive.changed")
    assert session.scalar(confirmed) == 0
