"""A small province: its people and units, and what tests start from. Everybody is invented."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, date, datetime
from typing import Any

import obstore
from obstore.store import from_url
from sqlalchemy.orm import Session

from services.document import tables
from services.document.model import Directive, File, storage_key
from services.document.usecases import directives
from shared.testing import held, person

SPECIALIST = person("chuyen-vien", held("van-phong", "OFFICE_SPECIALIST"))
CHIEF = person("chanh-van-phong", held("van-phong", "OFFICE_CHIEF"))
OFFICE_CLERK = person("van-thu", held("van-phong", "OFFICE_CLERK"))
CHAIRMAN = person("chu-tich", held("tinh", "CHAIRMAN"))
BUILDING_CLERK = person("van-thu-xd", held("so-xay-dung", "AGENCY_CLERK", units=["xd-ky-thuat"]))
BUILDING_OFFICER = person("can-bo-xd", held("xd-ky-thuat", "OFFICER", agency="so-xay-dung"))
HEALTH_CLERK = person("van-thu-yt", held("so-y-te", "AGENCY_CLERK"))
ADMINISTRATOR = person("quan-tri", held("so-xay-dung", "AGENCY_ADMINISTRATOR"))
SYSTEM_ADMINISTRATOR = person("he-thong", held("van-phong", "SYSTEM_ADMINISTRATOR"))

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


def know_units(session: Session) -> None:
    """What identity would have told."""
    for name, (display_name, aliases, group, kind) in UNITS.items():
        row = {
            "name": name,
            "display_name": display_name,
            "aliases": aliases,
            "unit_group": group,
            "kind": kind,
            "start_date": date(2021, 1, 1),
            "end_date": None,
            "sort_order": 0,
        }
        tables.keep(session, tables.UNITS, row)


def kept_file(session: Session, storage_url: str, content: bytes, creator: str = SPECIALIST.person) -> str:
    """A file with its content in the storage; its resource name."""
    uid = str(uuid.uuid4())
    obstore.put(from_url(storage_url), storage_key(uid), content)
    digest = hashlib.sha256(content).hexdigest()
    tables.add_file(session, File(uid, "văn bản.docx", "application/x", len(content), digest, creator, NOW))
    return f"files/{uid}"


def entered(session: Session, **fields: Any) -> Directive:
    """A directive that the specialist entered."""
    return directives.create(session, SPECIALIST, str(uuid.uuid4()), fields, NOW)
