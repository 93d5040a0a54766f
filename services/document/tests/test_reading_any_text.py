"""Any text can be read in finite time, and every quote is at its offsets."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.document.reading import read_text

PHRASES = st.sampled_from(
    [
        "Giao ",
        "Sở Y tế ",
        "các sở, ban, ngành ",
        "chủ trì, ",
        "phối hợp với ",
        "UBND các xã: Vọng Thê, Óc Eo ",
        "rà soát ",
    ]
    + [
        "báo cáo ",
        "trước ngày 30/2/2026",
        "trong quý IV/2026 ",
        "hằng tháng ",
        "; ",
        ". ",
        ": ",
        "\n",
        "\n1. ",
        "\n- ",
    ]
    + [
        "\na) ",
        "I. ĐÁNH GIÁ\n",
        "II. NHIỆM VỤ\n",
        "Đơn vị chủ trì: ",
        "Thời gian thực hiện: ",
        "Trường hợp ",
        "Căn cứ ",
    ]
    + [
        ", ",
        "(",
        ")",
        "“",
        "Nơi nhận:\n",
        "KẾ HOẠCH\n",
        "Số: 1/KH-UBND\n",
        "KT. CHỦ TỊCH Lê Văn Mẫu\n",
        "THÔNG BÁO\n",
    ]
    + ["yêu cầu ", "./.", "  12  \n", "được giao ", "phải ", "có trách nhiệm "]
)
TEXTS = st.lists(st.one_of(PHRASES, st.text(max_size=20)), max_size=60).map("".join)


@given(TEXTS)
@example("II. NHIỆM VỤ\nĐơn vị chủ trì: ")
@example("Sở Y tế phải I. ĐÁNH GIÁ\nGiao \n0")
@settings(max_examples=300)
def test_any_text_can_be_read(text: str) -> None:
    reading = read_text(text)
    for proposal in reading.proposals:
        start, end = proposal.span
        assert reading.text[start:end].split() == proposal.quote.split()
        assert proposal.lead
        assert all(name.strip() == name and name for name in (*proposal.lead, *proposal.coordinators))
