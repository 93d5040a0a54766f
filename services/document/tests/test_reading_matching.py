"""Matching the names in a directive with units."""

from datetime import date

import pytest

from services.document.reading.matching import Group, Match, UnitName, match

ON = date(2026, 3, 5)
UNITS = (
    UnitName(
        "units/tinh", "Ủy ban nhân dân tỉnh An Giang", ("UBND tỉnh",), Group.LEADERSHIP, is_agency=False
    ),
    UnitName("units/vp", "Văn phòng Ủy ban nhân dân tỉnh", (), Group.OFFICE),
    UnitName("units/khdt", "Sở Kế hoạch và Đầu tư", (), Group.DEPARTMENT),
    UnitName("units/ldtbxh", "Sở Lao động - Thương binh và Xã hội", (), Group.DEPARTMENT),
    UnitName("units/vh", "Sở Văn hóa và Thể thao", ("Sở VHTT",), Group.DEPARTMENT),
    UnitName("units/ca", "Công an tỉnh", (), Group.DEPARTMENT),
    UnitName("units/bql", "Ban Quản lý Khu kinh tế tỉnh An Giang", ("BQL KKT",), Group.DEPARTMENT),
    UnitName("units/chau-phu", "Ủy ban nhân dân huyện Châu Phú", ("UBND huyện Châu Phú",), Group.LOCALITY),
    UnitName("units/tan-chau", "Ủy ban nhân dân thị xã Tân Châu", (), Group.LOCALITY),
    UnitName("units/phong-chau-phu", "Phòng Tài chính huyện Châu Phú", (), Group.LOCALITY, is_agency=False),
    UnitName("units/cu", "Sở Thủy sản", (), Group.DEPARTMENT, end=date(2025, 12, 31)),
)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Sở Kế hoạch và Đầu tư", "units/khdt"),
        ("sở kế hoạch và đầu tư tỉnh", "units/khdt"),
        ("Sở KH&ĐT", "units/khdt"),
        ("Sở KHĐT", "units/khdt"),
        ("Giám đốc Sở Kế hoạch và Đầu tư", "units/khdt"),
        ("Sở LĐ-TB&XH", "units/ldtbxh"),
        ("Sở LĐTBXH", "units/ldtbxh"),
        ("Sở Văn hoá và Thể thao", "units/vh"),
        ("Văn phòng UBND tỉnh", "units/vp"),
        ("Chánh Văn phòng UBND tỉnh", "units/vp"),
        ("Công an tỉnh An Giang", "units/ca"),
        ("Ban Quản lý Khu kinh tế tỉnh", "units/bql"),
        ("BQL KKT", "units/bql"),
        ("UBND huyện Châu Phú", "units/chau-phu"),
        ("Chủ tịch UBND huyện Châu Phú", "units/chau-phu"),
        ("huyện Châu Phú", "units/chau-phu"),
        ("UBND các huyện, thị xã: Châu Phú", "units/chau-phu"),
        ("Tân Châu", "units/tan-chau"),
        ("Uỷ ban nhân dân thị xã Tân Châu", "units/tan-chau"),
    ],
)
def test_a_name_matches_one_unit_however_it_is_written(name: str, unit: str) -> None:
    assert match(name, UNITS, ON) == Match((unit,))


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("các sở, ban, ngành", ("units/khdt", "units/ldtbxh", "units/vh", "units/ca", "units/bql")),
        (
            "Thủ trưởng các sở, ban, ngành",
            ("units/khdt", "units/ldtbxh", "units/vh", "units/ca", "units/bql"),
        ),
        ("UBND các huyện, thị xã, thành phố", ("units/chau-phu", "units/tan-chau")),
        ("UBND cấp huyện", ("units/chau-phu", "units/tan-chau")),
    ],
)
def test_the_name_of_a_group_matches_the_whole_group(name: str, units: tuple[str, ...]) -> None:
    assert match(name, UNITS, ON) == Match(units, is_group=True)


@pytest.mark.parametrize(
    "name",
    [
        "các sở, ban, ngành liên quan",
        "UBND các xã, phường",
        "Bộ Tài chính",
        "Sở Thủy sản",
        "UBND huyện Tri Tôn",
        "các đơn vị liên quan",
        "Phòng Tài chính huyện Châu Phú",
        "",
    ],
)
def test_a_name_of_no_existing_agency_matches_nothing(name: str) -> None:
    assert match(name, UNITS, ON) == Match()


def test_a_unit_is_matched_while_it_exists() -> None:
    assert match("Sở Thủy sản", UNITS, date(2025, 6, 1)) == Match(("units/cu",))


def test_a_name_that_two_units_have_is_left_to_the_person() -> None:
    twins = (UnitName("units/a", "Sở Y tế"), UnitName("units/b", "Sở Y tế"))
    assert match("Sở Y tế", twins, ON) == Match()
