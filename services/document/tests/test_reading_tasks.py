"""Proposed tasks: lead, coordinators, content and deadline, with the passage they come from."""

from datetime import date

import pytest

from services.document.reading import Proposal, read_text
from services.document.reading.deadlines import deadline_in
from services.document.reading.weeks import last_working_day_of_week
from services.document.tests.files import NOTICE

INTRODUCTION = "Ngày 02/3/2026, UBND tỉnh An Giang ban hành Công văn 345/UBND-NC về việc cấp nước.\n"


def proposals(clauses: str) -> list[Proposal]:
    return list(read_text(INTRODUCTION + "Chủ tịch UBND tỉnh có ý kiến như sau:\n" + clauses).proposals)


def one(clause: str) -> Proposal:
    (found,) = proposals(clause)
    return found


def test_a_notice_gives_its_tasks_in_order_and_nothing_from_the_assessment() -> None:
    found = read_text(NOTICE).proposals
    assert [(task.lead, task.deadline.day) for task in found] == [
        (("Sở Xây dựng",), date(2026, 3, 20)),
        (("UBND các xã: Vọng Thê", "Óc Eo"), date(2026, 4, 30)),
        (("Công an tỉnh",), None),
        (("Công an tỉnh",), date(2026, 9, 30)),
    ]


def test_the_quote_is_verbatim_at_its_offsets() -> None:
    reading = read_text(NOTICE)
    for task in reading.proposals:
        start, end = task.span
        assert reading.text[start:end] == task.quote


def test_lead_coordinators_and_report_keep_the_words_of_the_text() -> None:
    task = one(
        "1. Giao Sở Xây dựng chủ trì, phối hợp với Sở Tài chính, UBND huyện Thoại Sơn rà soát các trạm cấp nước;"
        " báo cáo UBND tỉnh trước ngày 20/3/2026."
    )
    assert task.lead == ("Sở Xây dựng",)
    assert task.coordinators == ("Sở Tài chính", "UBND huyện Thoại Sơn")
    assert (task.report_to, task.output) == ("UBND tỉnh", "Báo cáo gửi UBND tỉnh")
    assert task.content.startswith("Rà soát các trạm cấp nước")


@pytest.mark.parametrize(
    ("clause", "lead"),
    [
        ("1. Sở Tư pháp thẩm định dự thảo.", ("Sở Tư pháp",)),
        ("1. Yêu cầu đồng chí Giám đốc Sở Y tế kiểm tra các trạm.", ("Giám đốc Sở Y tế",)),
        ("1. Đề nghị Ban Dân vận Tỉnh ủy vận động Nhân dân.", ("Ban Dân vận Tỉnh ủy",)),
        ("1. Căn cứ kết luận này, Sở Tài chính bố trí kinh phí.", ("Sở Tài chính",)),
        ("1. Sở Văn hóa, Thể thao và Du lịch tổ chức hội nghị.", ("Sở Văn hóa, Thể thao và Du lịch",)),
        (
            "1. Sở Nội vụ, Sở Tư pháp và Thanh tra tỉnh kiểm tra.",
            ("Sở Nội vụ", "Sở Tư pháp", "Thanh tra tỉnh"),
        ),
        (
            "1. Các sở, ban, ngành và UBND các xã, phường báo cáo.",
            ("Các sở, ban, ngành", "UBND các xã, phường"),
        ),
        ("1. Đảng ủy, UBND xã Óc Eo vận động các hộ.", ("Đảng ủy xã Óc Eo", "UBND xã Óc Eo")),
        (
            "1. Ban Quản lý dự án đầu tư xây dựng tỉnh thi công kè.",
            ("Ban Quản lý dự án đầu tư xây dựng tỉnh",),
        ),
        ("1. UBND các huyện: Tri Tôn, Châu Phú tổ chức họp dân.", ("UBND các huyện: Tri Tôn", "Châu Phú")),
    ],
)
def test_the_lead_is_found_in_the_clause(clause: str, lead: tuple[str, ...]) -> None:
    assert one(clause).lead == lead


def test_clauses_below_an_agency_become_its_tasks() -> None:
    found = proposals(
        "1. Sở Du lịch\n- Xây dựng kế hoạch quảng bá.\n- Phối hợp với Sở Công Thương mở gian hàng.\n"
        "2. Đề nghị Tỉnh đoàn\nHuy động đoàn viên dọn vệ sinh."
    )
    assert [(task.lead, task.coordinators) for task in found] == [
        (("Sở Du lịch",), ()),
        (("Sở Du lịch",), ("Sở Công Thương",)),
        (("Tỉnh đoàn",), ()),
    ]


def test_clauses_below_an_order_inherit_lead_and_coordinators() -> None:
    found = proposals(
        "1. Giao Sở Xây dựng chủ trì, phối hợp với Công an tỉnh thực hiện các nội dung sau:\n"
        "a) Lập phương án phân luồng.\nb) Kiểm tra biển báo trước ngày 30/4/2026."
    )
    assert {(task.lead, task.coordinators) for task in found} == {(("Sở Xây dựng",), ("Công an tỉnh",))}
    assert [task.deadline.day for task in found] == [None, date(2026, 4, 30)]


def test_fields_of_a_plan_belong_to_their_item() -> None:
    found = proposals(
        "1. Hội thi tay nghề\n- Thời gian thực hiện: ngày 15/8/2026.\n- Địa điểm: Long Xuyên.\n"
        "- Đơn vị chủ trì: Sở Nội vụ.\n- Đơn vị phối hợp: Tỉnh đoàn, các sở, ngành liên quan.\n"
        "2. Về dữ liệu\na) Nhiệm vụ:\n- Rà soát dữ liệu đất đai.\n- Chuẩn hóa dữ liệu hộ tịch.\n"
        "b) Cơ quan thực hiện:\n- Đơn vị chủ trì: Sở Tư pháp.\nc) Thời gian thực hiện: Thực hiện thường xuyên."
    )
    assert [(task.lead, task.deadline.day, task.deadline.recurrence) for task in found] == [
        (("Sở Nội vụ",), date(2026, 8, 15), None),
        (("Sở Tư pháp",), None, "other: thường xuyên"),
        (("Sở Tư pháp",), None, "other: thường xuyên"),
    ]
    assert found[0].coordinators == ("Tỉnh đoàn", "các sở, ngành liên quan")


def test_outputs_with_separate_dates_become_separate_tasks() -> None:
    found = proposals(
        "1. Sở Y tế thống kê trạm y tế hư hỏng xong trước ngày 10/4/2026; sửa chữa các trạm trước ngày 30/6/2026."
    )
    assert [(task.lead, task.deadline.day) for task in found] == [
        (("Sở Y tế",), date(2026, 4, 10)),
        (("Sở Y tế",), date(2026, 6, 30)),
    ]


def test_a_step_without_a_date_is_part_of_the_task() -> None:
    task = one("1. Sở Y tế thống kê trạm y tế hư hỏng; báo cáo UBND tỉnh trước ngày 10/4/2026.")
    assert task.deadline.day == date(2026, 4, 10)


def test_a_sentence_that_names_another_agency_becomes_a_separate_task() -> None:
    found = proposals("1. Sở Xây dựng rà soát cầu yếu. Giao Công an tỉnh cấm xe quá tải qua cầu yếu.")
    assert [task.lead for task in found] == [("Sở Xây dựng",), ("Công an tỉnh",)]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("trước ngày 15/6/2026", date(2026, 6, 15)),
        ("chậm nhất là ngày 15 tháng 6 năm 2026", date(2026, 6, 15)),
        ("hoàn thành xong trước ngày 15/6", date(2026, 6, 15)),
        ("trong tháng 6/2026", date(2026, 6, 30)),
        ("trong tháng 02 năm 2028", date(2028, 2, 29)),
        ("trong quý II/2026", date(2026, 6, 30)),
        ("trong quý IV năm 2026", date(2026, 12, 31)),
        ("trong năm 2026", date(2026, 12, 31)),
        ("từ ngày 01/6/2026 đến hết ngày 15/6/2026", date(2026, 6, 15)),
        ("ngay trong tuần này", date(2026, 3, 6)),
        ("khẩn trương", None),
        ("theo tiến độ", None),
        ("trước ngày 31/02/2027", None),
        ("theo Quyết định số 12/QĐ-UBND ngày 15/6/2026", None),
    ],
)
def test_the_words_of_a_deadline_become_its_last_day(words: str, day: date | None) -> None:
    assert one(f"1. Sở Y tế kiểm tra các trạm {words}.").deadline.day == day


def test_the_week_ends_on_its_last_working_day() -> None:
    assert last_working_day_of_week(date(2025, 9, 10)) == date(2025, 9, 12)
    assert last_working_day_of_week(date(2025, 4, 30)) == date(2025, 4, 29)
    assert last_working_day_of_week(date(2025, 9, 14)) == date(2025, 9, 12)
    whole_week_off = date(2026, 2, 18)
    assert last_working_day_of_week(whole_week_off) == date(2026, 2, 20)


@pytest.mark.parametrize(
    ("issued", "day"),
    [
        (date(2025, 9, 10), date(2025, 9, 12)),
        # The Friday is free, and before the New Year it is so by a swap.
        (date(2025, 4, 29), date(2025, 4, 29)),
        (date(2025, 12, 30), date(2025, 12, 31)),
        # The rest of the week is free.
        (date(2025, 4, 30), date(2025, 5, 2)),
        # A weekend: the week to come.
        (date(2025, 9, 13), date(2025, 9, 19)),
        (date(2025, 9, 14), date(2025, 9, 19)),
    ],
)
def test_within_the_week_is_until_its_last_working_day(issued: date, day: date) -> None:
    assert deadline_in("kiểm tra các trạm ngay trong tuần này", issued).day == day


def test_a_date_before_the_document_is_no_deadline() -> None:
    assert one("1. Sở Y tế rà soát các trạm xây dựng trước ngày 01/01/2020.").deadline.day is None


@pytest.mark.parametrize(
    ("words", "recurrence"),
    [
        ("báo cáo trước ngày 20 hằng tháng", "monthly"),
        ("báo cáo hàng tuần", "weekly"),
        ("báo cáo định kỳ 6 tháng", "half-yearly"),
        ("báo cáo trước ngày 20 của tháng cuối quý", "quarterly"),
        ("bố trí kinh phí hằng năm", None),
    ],
)
def test_a_recurring_duty_has_its_recurrence(words: str, recurrence: str | None) -> None:
    assert one(f"1. Sở Y tế {words}.").deadline.recurrence == recurrence


def test_a_deadline_in_days_keeps_its_words() -> None:
    deadline = one("1. Sở Y tế báo cáo trong thời hạn 10 ngày làm việc kể từ ngày ký.").deadline
    assert deadline.day is None
    assert deadline.text == "trong thời hạn 10 ngày làm việc kể từ ngày ký"


@pytest.mark.parametrize(
    ("clause", "specificity"),
    [
        ("1. Sở Y tế tăng cường công tác tuyên truyền.", "general"),
        ("1. Sở Y tế tăng cường kiểm tra, hoàn thành trước ngày 30/6/2026.", "concrete"),
        ("1. Sở Y tế xây dựng kế hoạch phòng dịch.", "concrete"),
    ],
)
def test_an_exhortation_without_an_output_is_general(clause: str, specificity: str) -> None:
    assert one(clause).specificity == specificity


def test_the_output_is_read_if_the_text_names_it() -> None:
    assert (
        one("1. Sở Y tế tham mưu UBND tỉnh ban hành Kế hoạch phòng dịch mùa mưa.").output
        == "Kế hoạch phòng dịch mùa mưa"
    )


@pytest.mark.parametrize(
    "text",
    [
        "I. MỤC ĐÍCH, YÊU CẦU\n1. Mục đích\n- Nâng cao nhận thức.\n2. Yêu cầu\n- Triển khai đồng bộ.",
        "Văn phòng UBND tỉnh thông báo để các cơ quan biết, thực hiện./.",
        "Trên đây là Kế hoạch cấp nước, yêu cầu các sở nghiêm túc thực hiện.",
        "",
    ],
)
def test_aims_and_closing_words_become_no_tasks(text: str) -> None:
    assert read_text(NOTICE.split("I. ĐÁNH GIÁ")[0] + text).proposals == ()
