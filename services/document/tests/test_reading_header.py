"""Reading the header fields of an administrative document."""

from datetime import date

import pytest

from services.document.reading import Header, read_text
from services.document.tests.files import NOTICE


def header(text: str) -> Header:
    return read_text(text).header


def test_a_conclusion_notice_gives_all_its_fields() -> None:
    assert header(NOTICE) == Header(
        kind="thông báo kết luận",
        number="77/TB-UBND",
        issued=date(2026, 3, 5),
        issuer="Ủy ban nhân dân tỉnh An Giang",
        signer="Lê Thị Mẫu",
        signer_office="TL. CHỦ TỊCH CHÁNH VĂN PHÒNG",
        subject="Kết luận của Chủ tịch UBND tỉnh Trần Văn Thử tại cuộc họp về cấp nước nông thôn",
        recipients=("CT, các PCT UBND tỉnh", "Sở Xây dựng", "Lưu: VT"),
        meeting_chair="Chủ tịch UBND tỉnh Trần Văn Thử",
        meeting_day=date(2026, 3, 3),
    )


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Số: 12/KH-UBND", "12/KH-UBND"),
        ("Số:173    /KH-UBND", "173/KH-UBND"),
        ("Số: 05 / CT - UBND", "05/CT-UBND"),
        ("Số: 19-CT/TU", "19-CT/TU"),
        ("Số: /KH-UBND", None),
    ],
)
def test_the_number_is_written_without_blanks(line: str, number: str | None) -> None:
    assert header(NOTICE.replace("Số: 77/TB-UBND", line)).number == number


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("KẾ HOẠCH", "kế hoạch"),
        ("CHỈ THỊ", "chỉ thị"),
        ("QUYẾT ĐỊNH", "quyết định"),
        ("CÔNG ĐIỆN", "công điện"),
    ],
)
def test_the_title_determines_the_kind(title: str, kind: str) -> None:
    assert header(NOTICE.replace("THÔNG BÁO", title)).kind == kind


def test_an_official_letter_has_no_title() -> None:
    text = NOTICE.replace("Số: 77/TB-UBND", "Số: 812/UBND-KTN").replace(
        "THÔNG BÁO\nKết luận của", "V/v kết luận của"
    )
    assert (header(text).kind, header(text).number) == ("công văn", "812/UBND-KTN")


def test_a_date_left_blank_for_signing_stays_unknown() -> None:
    assert header(NOTICE.replace("ngày 05 tháng 3 năm 2026", "ngày     tháng     năm 2026")).issued is None


def test_an_impossible_date_stays_unknown() -> None:
    assert header(NOTICE.replace("ngày 05 tháng 3 năm 2026", "ngày 31 tháng 02 năm 2026")).issued is None


def test_a_title_in_capitals_gets_the_case_of_the_text() -> None:
    shouted = "Kết luận của Chủ tịch UBND tỉnh Trần Văn Thử tại cuộc họp về cấp nước nông thôn"
    assert header(NOTICE.replace(shouted, shouted.upper(), 1)).subject == shouted


@pytest.mark.parametrize(
    ("stamp", "secrecy", "urgency"),
    [
        ("MẬT", "mật", None),
        ("TỐI MẬT", "tối mật", None),
        ("HỎA TỐC", None, "hoả tốc"),
        ("KHẨN", None, "khẩn"),
    ],
)
def test_stamps_of_secrecy_and_urgency_are_read(stamp: str, secrecy: str | None, urgency: str | None) -> None:
    found = header(NOTICE.replace("Số: 77", f"{stamp}\nSố: 77"))
    assert (found.secrecy, found.urgency) == (secrecy, urgency)


def test_the_first_sentence_of_a_press_article_gives_the_fields() -> None:
    text = (
        "Ngày 02/4/2026, UBND tỉnh An Giang ban hành Công văn 345/UBND-NC về việc rà soát cấp nước nông thôn.\n"
        "Theo đó, UBND tỉnh yêu cầu Sở Xây dựng rà soát các trạm cấp nước."
    )
    found = header(text)
    assert (found.kind, found.number, found.issued) == ("công văn", "345/UBND-NC", date(2026, 4, 2))
    assert (found.issuer, found.subject) == ("UBND tỉnh An Giang", "Rà soát cấp nước nông thôn")


def test_a_text_of_another_kind_has_no_fields() -> None:
    assert header("Kính gửi bạn,\nHẹn gặp lại.") == Header()
