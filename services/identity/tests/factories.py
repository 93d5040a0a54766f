"""A small province for the tests: the Office, two departments with one unit each, and people in every role."""

from __future__ import annotations

from datetime import UTC, date, datetime

from services.identity.model import Period, Person, Position, Role, UnitGroup, UnitKind, UnitVersion
from services.identity.tables import StoredClient, StoredProvider
from services.identity.usecases.seeding import Province
from shared.principal import HeldPosition, Principal

START = date(2024, 1, 1)
TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)

# The role and unit of each person; people are named after their role, with a prefix for the agency.
POSITIONS = {
    "chu-tich": (Role.CHAIRMAN, "ubnd-tinh"),
    "pho-chu-tich": (Role.VICE_CHAIRMAN, "ubnd-tinh"),
    "chanh-van-phong": (Role.OFFICE_CHIEF, "van-phong"),
    "chuyen-vien": (Role.OFFICE_SPECIALIST, "phong-tong-hop"),
    "van-thu": (Role.OFFICE_CLERK, "phong-tong-hop"),
    "quan-tri": (Role.SYSTEM_ADMINISTRATOR, "phong-tong-hop"),
    "thanh-tra": (Role.INSPECTOR, "phong-tong-hop"),
    "a-giam-doc": (Role.AGENCY_HEAD, "so-a"),
    "a-van-thu": (Role.AGENCY_CLERK, "so-a"),
    "a-quan-tri": (Role.AGENCY_ADMINISTRATOR, "phong-a"),
    "a-truong-phong": (Role.UNIT_HEAD, "phong-a"),
    "a-can-bo": (Role.OFFICER, "phong-a"),
    "b-giam-doc": (Role.AGENCY_HEAD, "so-b"),
    "b-quan-tri": (Role.AGENCY_ADMINISTRATOR, "so-b"),
    "b-can-bo": (Role.OFFICER, "phong-b"),
}
AGENCIES = {
    "ubnd-tinh": "ubnd-tinh",
    "van-phong": "van-phong",
    "phong-tong-hop": "van-phong",
    "so-a": "so-a",
    "phong-a": "so-a",
    "so-b": "so-b",
    "phong-b": "so-b",
}


def version(
    unit: str,
    parent: str | None,
    kind: UnitKind,
    group: UnitGroup = UnitGroup.DEPARTMENT,
    name: str = "",
    sort_order: int = 0,
) -> UnitVersion:
    return UnitVersion(unit, Period(START), name or unit, kind, group, parent, sort_order=sort_order)


def person(name: str, agency: str, **fields: str) -> Person:
    return Person(name, f"Nguyễn {name}", agency, **{"username": name, **fields})


def province() -> Province:
    units = (
        version("ubnd-tinh", None, UnitKind.PROVINCE, UnitGroup.LEADERSHIP, "Ủy ban nhân dân tỉnh"),
        version("van-phong", "ubnd-tinh", UnitKind.AGENCY, UnitGroup.OFFICE, "Văn phòng", 1),
        version("phong-tong-hop", "van-phong", UnitKind.UNIT, UnitGroup.OFFICE, "Phòng Tổng hợp"),
        version("so-b", "ubnd-tinh", UnitKind.AGENCY, name="Sở Đường thủy", sort_order=3),
        version("so-a", "ubnd-tinh", UnitKind.AGENCY, name="Sở Y tế", sort_order=2),
        version("phong-a", "so-a", UnitKind.UNIT, name="Phòng Nghiệp vụ Y"),
        version("phong-b", "so-b", UnitKind.UNIT, name="Phòng Nghiệp vụ"),
    )
    people = tuple(person(name, AGENCIES[unit]) for name, (_, unit) in POSITIONS.items())
    positions = tuple(
        Position(name, unit, name, role, f"Chức vụ {name}", Period(START))
        for name, (role, unit) in POSITIONS.items()
    )
    providers = (StoredProvider("agency-a", "so-a", "Sở Y tế", "oidc", "employee_number", "dondoc", ""),)
    clients = (
        StoredClient("cong-du-lieu", "Cổng dữ liệu", ("statistics.read",), enabled=True),
        StoredClient("cong-cu", "Cổng cũ", ("statistics.read",), enabled=False),
    )
    return Province(units, people, positions, providers, clients)


def caller(name: str) -> Principal:
    """The principal that the gateway would attach to this person's calls."""
    role, unit = POSITIONS[name]
    position = HeldPosition(
        f"units/{unit}/positions/{name}", f"units/{unit}", f"units/{AGENCIES[unit]}", role.value
    )
    return Principal(f"subject-{name}", f"people/{name}", f"Nguyễn {name}", (position,))


def as_role(role: Role) -> Principal:
    """A caller who holds this role."""
    return caller(next(name for name, (held, _) in POSITIONS.items() if held is role))
