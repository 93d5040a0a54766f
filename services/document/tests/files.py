"""Makes files like those that offices send. Their content is invented."""

import io
import zipfile
from collections.abc import Sequence

import docx
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

NOTICE = """ỦY BAN NHÂN DÂN
TỈNH AN GIANG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 77/TB-UBND
An Giang, ngày 05 tháng 3 năm 2026
THÔNG BÁO
Kết luận của Chủ tịch UBND tỉnh Trần Văn Thử tại cuộc họp về cấp nước nông thôn
Ngày 03/3/2026, Chủ tịch UBND tỉnh Trần Văn Thử đã chủ trì cuộc họp về cấp nước nông thôn. Sau khi nghe báo cáo, \
Chủ tịch UBND tỉnh kết luận như sau:
I. ĐÁNH GIÁ CHUNG
Sở Nông nghiệp và Môi trường đã tích cực rà soát các trạm cấp nước trước ngày 01/3/2026.
II. NHIỆM VỤ
1. Giao Sở Xây dựng chủ trì, phối hợp với Sở Tài chính, UBND huyện Thoại Sơn rà soát các trạm cấp nước; báo cáo \
UBND tỉnh trước ngày 20/3/2026.
2. UBND các xã: Vọng Thê, Óc Eo lập danh sách hộ chưa có nước sạch, gửi Sở Xây dựng trong tháng 4/2026.
3. Công an tỉnh:
- Tăng cường tuần tra dọc tuyến ống.
- Xây dựng Kế hoạch bảo vệ nhà máy nước, hoàn thành trong quý III/2026.
Văn phòng UBND tỉnh thông báo để các cơ quan liên quan biết, thực hiện./.
Nơi nhận:
- CT, các PCT UBND tỉnh;
- Sở Xây dựng;
- Lưu: VT.
TL. CHỦ TỊCH
CHÁNH VĂN PHÒNG
Lê Thị Mẫu
"""
STAMP = (
    "Người ký: VĂN PHÒNG ỦY BAN NHÂN DÂN",
    "Email: vanphong@tinh.example",
    "Cơ quan: ỦY BAN NHÂN DÂN TỈNH",
    "Thời gian ký: 05.03.2026 16:35:55 +07:00",
)


def word_file(
    lines: Sequence[str] = tuple(NOTICE.splitlines()), table: Sequence[Sequence[str]] = ()
) -> bytes:
    """A .docx with these paragraphs, then a table."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if table:
        made = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        document.add_paragraph("Sau bảng.")
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def pdf_file(pages: Sequence[Sequence[str]], *, password: str | None = None) -> bytes:
    """A PDF with these lines of text on each page. Only Latin 1 letters work, which every font has."""
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=A4, encrypt=password)
    for lines in pages:
        for number, line in enumerate(lines):
            canvas.drawString(80, 780 - 18 * number, line)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def placed_pdf(words: Sequence[tuple[float, float, str]]) -> bytes:
    """A PDF of one page that writes the words in this order, each at its position."""
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=A4)
    for across, up, text in words:
        canvas.drawString(across, up, text)
    canvas.save()
    return content.getvalue()


def zip_file(parts: dict[str, bytes]) -> bytes:
    """A zip with these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return content.getvalue()


def bomb() -> bytes:
    """A .docx of about 300 kB that would unpack to 300 MB."""
    return zip_file({"word/document.xml": b"<a>" + b" " * 300_000_000 + b"</a>"})
