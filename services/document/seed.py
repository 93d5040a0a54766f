"""Enters the directives and confirmed proposals that the tasks of the demo province's year come from.

It is as if they had been typed before the system began: no confirmation is announced, since the task service enters
the tasks with their whole history.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from services.document import announce, tables
from services.document.config import DocumentSettings
from services.document.model import (
    Coordination,
    Directive,
    DueKind,
    Kind,
    Proposal,
    ProposalState,
    Recurrence,
    Supersession,
    SupersessionKind,
    Urgency,
    next_version,
)
from shared import clock, yamls
from shared.db import Database

PROVINCE = Path(__file__).parents[2] / "deploy" / "demo" / "province"
_ENTERED = time(8, tzinfo=clock.ZONE)


def run(settings: DocumentSettings, folder: Path) -> None:
    """Enters those directives of the folder that do not exist yet."""
    clock.configure(settings.clock_file)
    directives = read(folder, clock.today())
    proposals = read_proposals(folder, clock.today())
    supersessions = read_supersessions(folder, directives)
    with Database(settings.database_url.get_secret_value()).transaction() as session:
        added = enter(session, directives, proposals, supersessions)
    sys.stdout.write(f"directives: {added} entered\n")


def enter(
    session: Session,
    directives: Iterable[Directive],
    proposals: Iterable[Proposal] = (),
    supersessions: Iterable[Supersession] = (),
) -> int:
    """Enters the directives that do not exist yet, with their proposals, and announces them; returns how many.

    No task is known yet: those that a supersession concerns ask when their steps become known.
    """
    missing = [each for each in directives if not tables.directive_exists(session, each.uid)]
    for directive in missing:
        tables.add_directive(session, directive)
        announce.directive_changed(session, directive)
    added = {directive.uid: directive for directive in missing}
    tables.add_proposals(session, [each for each in proposals if each.directive in added])
    for each in supersessions:
        if each.directive in added:
            directive = next_version(added[each.directive], each.at)
            directive = replace(directive, superseded_by=f"directives/{each.by}" if each.ends else "")
            tables.save_directive(session, directive)
            tables.add_supersession(session, each)
            announce.directive_superseded(session, directive, each, added[each.by], [])
    return len(missing)


def read(folder: Path, today: date) -> list[Directive]:
    """The directives, their dates moved like those of the tasks (the folder's README.md describes the format)."""
    shift = _shift(folder, today)
    names = _names(folder / "units.yaml", "units") | _names(folder / "people.yaml", "people")
    tasks = {row["directive"]: row for row in _rows(folder / "tasks.csv")}
    return [
        _directive(row, tasks.get(row["id"], {}), names, shift) for row in _rows(folder / "directives.csv")
    ]


def read_supersessions(folder: Path, directives: Iterable[Directive]) -> list[Supersession]:
    """Which directive recalls, replaces or amends which, recorded when the later one was entered.

    What was recorded by mistake was taken back on the next day.
    """
    known = {each.uid: each for each in directives}
    rows = _rows(folder / "supersessions.csv")
    return [_supersession(row, known[row["by"]]) for row in rows]


def _supersession(row: Mapping[str, str], by: Directive) -> Supersession:
    uid, kind = f"{row['directive']}-{by.uid}", SupersessionKind(row["kind"])
    recorded = Supersession(uid, row["directive"], kind, by.uid, by.creator, by.created_at)
    if not row["take_back_reason"]:
        return recorded
    next_day = by.created_at + timedelta(days=1)
    return replace(
        recorded, taken_back_at=next_day, taker=by.creator, take_back_reason=row["take_back_reason"]
    )


def read_proposals(folder: Path, today: date) -> list[Proposal]:
    """The proposals that tasks were made from, each with the id of its task."""
    shift = _shift(folder, today)
    proposed = [row for row in _rows(folder / "tasks.csv") if row["proposed"]]
    return [_proposal(row, order, shift) for order, row in enumerate(proposed, start=1)]


def _proposal(row: Mapping[str, str], order: int, shift: timedelta) -> Proposal:
    return Proposal(
        uid=row["id"],
        directive=row["directive"],
        sort_order=order,
        title=row["title"],
        output=row["output"],
        lead=f"units/{row['lead']}",
        coordinations=tuple(Coordination(f"units/{unit}") for unit in row["coordinators"].split()),
        due_kind=DueKind(row["due_kind"]),
        due_date=date.fromisoformat(row["due_date"]) + shift if row["due_date"] else None,
        due_words=row["deadline_text"],
        recurrence=Recurrence(row["recurrence"]),
        state=ProposalState.CONFIRMED,
    )


def _shift(folder: Path, today: date) -> timedelta:
    anchor: date = yamls.read(folder / "province.yaml")["anchor_date"]
    return timedelta(weeks=(today - anchor).days // 7)


def _directive(
    row: Mapping[str, str], task: Mapping[str, str], names: Mapping[str, str], shift: timedelta
) -> Directive:
    issued = date.fromisoformat(row["date"]) + shift
    entered = datetime.combine(issued, _ENTERED)
    monitor = _person(task.get("monitor", ""))
    return Directive(
        uid=row["id"],
        creator=monitor,
        created_at=entered,
        updated_at=entered,
        number_symbol=row["number"],
        kind=Kind(row["kind"]),
        issue_date=issued,
        issuer=names[row["issuer"]],
        signer=names[row["signer"]],
        signer_title=row["signer_title"],
        subject=row["subject"],
        field=row["field"],
        urgency=Urgency(row["urgency"]),
        meeting_date=date.fromisoformat(row["meeting_date"]) + shift if row["meeting_date"] else None,
        meeting_chair=names[row["meeting_chair"]] if row["meeting_chair"] else "",
        assigner=_person(task.get("assigner", "")),
        monitor=monitor,
    )


def _person(id: str) -> str:
    return f"people/{id}" if id else ""


def _names(file: Path, kind: str) -> dict[str, str]:
    return {each["id"]: each["display_name"] for each in yamls.read(file)[kind]}


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
