"""Reading the text of files, and refusing files with a reason."""

import pytest

from services.document.reading import (
    Limits,
    MediaType,
    Reason,
    TextState,
    UnreadableFileError,
    media_type,
    read_file,
)
from services.document.reading.passages import normalised, passages, tidy
from services.document.tests import files

LONG_LINES = [f"Line {number} of a text that is long enough to be no stamp at all." for number in range(12)]


def reason(content: bytes, limits: Limits | None = None) -> Reason:
    with pytest.raises(UnreadableFileError) as refused:
        read_file(content, limits or Limits())
    return refused.value.reason


def test_a_word_file_is_read_with_its_tables_in_order() -> None:
    content = files.word_file(["Trước bảng."], [["STT", "Nhiệm vụ"], ["1", "Rà soát"]])
    assert read_file(content).text.split("\n") == [
        "Trước bảng.",
        "STT",
        "Nhiệm vụ",
        "1",
        "Rà soát",
        "Sau bảng.",
    ]


def test_text_is_normalised_to_composed_letters() -> None:
    decomposed = "Uy\u0309 ban nha\u0302n da\u0302n"
    assert read_file(files.word_file([decomposed])).text == "Uỷ ban nhân dân"


def test_a_pdf_is_read_in_the_order_of_the_page_not_of_writing() -> None:
    words = [(104, 700, "second"), (80, 700, "first"), (80, 680, "below")]
    filler = [(80, 600 - 20 * number, line) for number, line in enumerate(LONG_LINES)]
    assert read_file(files.placed_pdf(words + filler)).text.startswith("first second")


def test_columns_of_a_pdf_stay_separate() -> None:
    words = [(60, 780, "ISSUER"), (330, 780, "NATIONAL TITLE")]
    filler = [(80, 600 - 20 * number, line) for number, line in enumerate(LONG_LINES)]
    assert read_file(files.placed_pdf(words + filler)).text.split("\n")[:2] == ["ISSUER", "NATIONAL TITLE"]


def test_a_number_stamped_over_blanks_replaces_them() -> None:
    words = [(80, 780, "No:        /KH-UBND"), (100, 780, "173")]
    filler = [(80, 600 - 20 * number, line) for number, line in enumerate(LONG_LINES)]
    assert "173 /KH-UBND" in read_file(files.placed_pdf(words + filler)).text


@pytest.mark.parametrize("lines", [(), files.STAMP], ids=["no text at all", "only a signature stamp"])
def test_a_pdf_without_text_is_a_scan(lines: tuple[str, ...]) -> None:
    ascii_lines = [line.encode("ascii", "ignore").decode() for line in lines]
    reading = read_file(files.pdf_file([ascii_lines, []]))
    assert (reading.state, reading.text, reading.proposals) == (TextState.SCAN, "", ())


def test_a_pdf_with_text_is_no_scan() -> None:
    assert read_file(files.pdf_file([LONG_LINES])).state is TextState.TEXT


def test_a_locked_pdf_is_refused_as_encrypted() -> None:
    assert reason(files.pdf_file([LONG_LINES], password="secret")) is Reason.ENCRYPTED


def test_a_locked_office_file_is_refused_as_encrypted() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    assert reason(content) is Reason.ENCRYPTED


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\nnothing of a PDF follows",
        files.word_file()[:2000],
        files.zip_file({"word/document.xml": b"<a/>"}),
        files.zip_file({"word/document.xml": b"<broken", "[Content_Types].xml": b"<Types/>"}),
    ],
    ids=["pdf", "cut zip", "zip without parts", "broken xml"],
)
def test_a_broken_file_is_refused_as_broken(content: bytes) -> None:
    assert reason(content) is Reason.BROKEN


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert reason(files.bomb()) is Reason.TOO_LARGE


def test_entities_of_a_word_file_are_not_expanded() -> None:
    entity = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    bomb = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "ha">' + entity + b"]>"
    body = b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r>"
    good = files.word_file()
    parts = _parts(good)
    parts["word/document.xml"] = bomb + body + b"<w:t>&e9;</w:t></w:r></w:p></w:body></w:document>"
    assert reason(files.zip_file(parts)) is Reason.BROKEN


def test_too_many_pages_are_refused() -> None:
    assert reason(files.pdf_file([LONG_LINES] * 3), Limits(pages=2)) is Reason.TOO_MANY_PAGES


@pytest.mark.parametrize("content", [files.word_file(), files.pdf_file([LONG_LINES])], ids=["docx", "pdf"])
def test_too_much_text_is_refused(content: bytes) -> None:
    assert reason(content, Limits(characters=50)) is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n" + bytes(64), b"\x00\x01\x02", b""], ids=["png", "bytes", "empty"]
)
def test_files_of_other_types_are_not_read(content: bytes) -> None:
    assert reason(content) is Reason.UNKNOWN_TYPE


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.word_file(), MediaType.DOCX),
        (files.pdf_file([[]]), MediaType.PDF),
        (files.zip_file({"xl/workbook.xml": b"<a/>"}), MediaType.XLSX),
        (files.zip_file({"a.txt": b"a"}), MediaType.ZIP),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), MediaType.PNG),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(64), MediaType.JPEG),
        ("Một dòng chữ".encode(), MediaType.TEXT),
        (b"MZ\x90\x00\x03\x00", MediaType.OTHER),
    ],
)
def test_the_type_is_found_in_the_content(content: bytes, kind: MediaType) -> None:
    assert media_type(content) is kind


def test_lines_broken_by_a_page_are_joined_and_page_numbers_left_out() -> None:
    page = (
        "     1. Giao Sở Xây dựng rà soát toàn bộ các trạm cấp nước nông thôn trên\n"
        "địa bàn tỉnh, đề xuất giải pháp khắc phục những trạm hư hỏng, xuống cấp,\n"
        "                                   2\n\n"
        "báo cáo UBND tỉnh.\n"
        "     2. Giao Sở Tài chính bố trí kinh phí cho các trạm cấp nước được sửa\n"
        "chữa trong năm nay.\n"
    )
    assert tidy(page).split("\n") == [
        "1. Giao Sở Xây dựng rà soát toàn bộ các trạm cấp nước nông thôn trên địa bàn tỉnh, đề xuất giải pháp"
        " khắc phục những trạm hư hỏng, xuống cấp, báo cáo UBND tỉnh.",
        "2. Giao Sở Tài chính bố trí kinh phí cho các trạm cấp nước được sửa chữa trong năm nay.",
    ]


def test_every_passage_has_its_offsets_in_the_text() -> None:
    text = normalised(files.NOTICE)
    for passage in passages(text):
        start, end = passage.span
        assert text[start:end].split() == passage.text.split()


def _parts(content: bytes) -> dict[str, bytes]:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
