"""The notices of the demo province have the form of an administrative document, whatever their day."""

import re
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from deploy.demo import notice

DAYS = [date(2026, 11, 24), date(2026, 12, 31), date(2027, 2, 1), date(2027, 4, 29)]


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("name", ["giao-thong", "chuyen-doi-so"])
def test_every_day_named_in_the_body_is_a_working_day(name: str, day: date) -> None:
    body = "\n".join(notice.read(name, 412, day).body)

    named = [date(int(y), int(m), int(d)) for d, m, y in re.findall(r"(\d{2})/(\d{2})/(\d{4})", body)]

    assert named
    assert "{" not in body
    assert all(notice.working_day(notice.working_day(one, 1), -1) == one for one in named)


def test_the_file_has_the_parts_of_the_form(tmp_path: Path) -> None:
    path = notice.write(notice.read("giao-thong", 412, date(2026, 11, 24)), tmp_path / "notice.docx")

    document = Document(str(path))
    head, foot = ["\n".join(c.text for c in table.rows[0].cells) for table in document.tables]

    assert "Số: 412/TB-UBND" in head
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in head
    assert "Quảng Nam, ngày 24 tháng 11 năm 2026" in head
    assert "Nơi nhận:" in foot
    assert "TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG\nHuỳnh Tấn Thạnh" in foot


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2026, 11, 30), -1, date(2026, 11, 27)),
    ],
)
def test_working_days_skip_weekends_and_holidays(start: date, days: int, end: date) -> None:
    assert notice.working_day(start, days) == end
