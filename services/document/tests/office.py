"""A small province with invented people and units, and the data that tests start from."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import obstore
from obstore.store import from_url
from sqlalchemy.orm import Session

from services.document import tables
from services.document.model import Directive, File, storage_key
from services.document.usecases import copies, directives
from shared.principal import HeldPosition, Principal
from shared.testing import held, person

SPECIALIST = person("chuyen-vien", held("van-phong", "OFFICE_SPECIALIST", position="chuyen-vien"))
CHIEF = person("chanh-van-phong", held("van-phong", "OFFICE_CHIEF", position="chanh-van-phong"))
OFFICE_CLERK = person("van-thu", held("van-phong", "OFFICE_CLERK", position="van-thu"))
CHAIRMAN = person("chu-tich", held("tinh", "CHAIRMAN", position="chu-tich"))
BUILDING_CLERK = person(
    "van-thu-xd", held("so-xay-dung", "AGENCY_CLERK", units=["xd-ky-thuat"], position="van-thu-xd")
)
BUILDING_UNIT_HEAD = person(
    "truong-phong-xd", held("xd-ky-thuat", "UNIT_HEAD", agency="so-xay-dung", position="truong-phong-xd")
)
# Identity states no units for officers: they see only the tasks they hold.
BUILDING_OFFICER = person(
    "can-bo-xd",
    replace(held("xd-ky-thuat", "OFFICER", agency="so-xay-dung", position="can-bo-xd"), units=()),
)
HEALTH_CLERK = person("van-thu-yt", held("so-y-te", "AGENCY_CLERK", position="van-thu-yt"))
ADMINISTRATOR = person("quan-tri", held("so-xay-dung", "AGENCY_ADMINISTRATOR", position="quan-tri"))
SYSTEM_ADMINISTRATOR = person("he-thong", held("van-phong", "SYSTEM_ADMINISTRATOR", position="he-thong"))

NOW = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 6)
UNITS = {
    "units/tinh": ("Ủy ban nhân dân tỉnh An Giang", ["UBND tỉnh"], "LEADERSHIP", "PROVINCE"),
    "units/van-phong": ("Văn phòng Ủy ban nhân dân tỉnh", [], "OFFICE", "AGENCY"),
    "units/so-xay-dung": ("Sở Xây dựng", [], "DEPARTMENT", "AGENCY"),
    "units/so-tai-chinh": ("Sở Tài chính", [], "DEPARTMENT", "AGENCY"),
    "units/so-y-te": ("Sở Y tế", [], "DEPARTMENT", "AGENCY"),
    "units/cong-an": ("Công an tỉnh", [], "DEPARTMENT", "AGENCY"),
    "units/thoai-son": ("Ủy ban nhân dân huyện Thoại Sơn", ["UBND huyện Thoại Sơn"], "LOCALITY", "AGENCY"),
    "units/vong-the": ("Ủy ban nhân dân xã Vọng Thê", [], "LOCALITY", "AGENCY"),
    "units/xd-ky-thuat": ("Phòng Kỹ thuật", [], "DEPARTMENT", "UNIT"),
}


PEOPLE = (
    *(SPECIALIST, CHIEF, OFFICE_CLERK, CHAIRMAN, BUILDING_CLERK, BUILDING_UNIT_HEAD, BUILDING_OFFICER),
    *(HEALTH_CLERK, ADMINISTRATOR, SYSTEM_ADMINISTRATOR),
)


def know_organisation(session: Session) -> None:
    """Stores the units and positions that identity's events would bring."""
    for name, (display_name, aliases, group, kind) in UNITS.items():
        row = {
            "name": name,
            "display_name": display_name,
            "aliases": aliases,
            "parent": "units/so-xay-dung" if kind == "UNIT" else "units/tinh",
            "agency": "units/so-xay-dung" if kind == "UNIT" else name,
            "unit_group": group,
            "kind": kind,
            "start_date": date(2021, 1, 1),
            "end_date": None,
            "sort_order": 0,
        }
        tables.keep(session, tables.UNITS, row)
    for person_ in PEOPLE:
        for position in person_.positions:
            know_position(session, person_.person, position)


def know_position(session: Session, person: str, position: HeldPosition, end: date | None = None) -> None:
    """Stores a position that one of identity's events would bring."""
    row = {
        "name": position.position,
        "person": person,
        "unit": position.unit,
        "agency": position.agency,
        "role": position.role,
        "start_date": date(2021, 1, 1),
        "end_date": end,
    }
    tables.keep(session, tables.POSITIONS, row)


def task(name: str = "tasks/1", **fields: Any) -> copies.Task:
    """A task of the Department of Construction as the task service publishes it."""
    given: dict[str, Any] = {"directive": "", "state": "SUBMITTED", "parties": ["units/so-xay-dung"]}
    return copies.Task(name, **given | {"other_units": [], "files": []} | fields)


def submitted(session: Session, task: copies.Task, by: Principal, at: datetime = NOW) -> tuple[int, int]:
    """Stores a task that a person has submitted; returns the numbers of files that became readable or did not."""
    copies.keep_task(session, task, NOW)
    submitting = copies.Submitting(by.person, by.positions[0].position, at)
    return copies.grant_evidence(session, task, submitting, at)


def kept_file(session: Session, storage_url: str, content: bytes, creator: str = SPECIALIST.person) -> str:
    """Adds a file and its content to the storage; returns its resource name."""
    uid = str(uuid.uuid4())
    obstore.put(from_url(storage_url), storage_key(uid), content)
    digest = hashlib.sha256(content).hexdigest()
    tables.add_file(session, File(uid, "văn bản.docx", "application/x", len(content), digest, creator, NOW))
    return f"files/{uid}"


def entered(session: Session, **fields: Any) -> Directive:
    """Enters a directive as the specialist."""
    return directives.create(session, SPECIALIST, str(uuid.uuid4()), fields, NOW)
