"""A workbook as somebody sends it: opened only if it is a small .xlsx file without a password and without macros."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from openpyxl.utils import range_boundaries

MOST_BYTES = 2 * 1024 * 1024
_MOST_UNPACKED = 16 * 1024 * 1024
_MOST_PARTS = 500
# openpyxl makes an object of nearly every tag, and one of every cell in a merged or linked area. A filled-in form has
# some ten thousand; with borders dragged far down a hundred thousand.
_MOST_TAGS = 300_000
_MOST_CELLS_IN_AREAS = 100_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK = "xl/workbook.xml"
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_AREA = re.compile(rb"""<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?\bref\s*=\s*["']([^"']+)""")


class UnreadableError(Exception):
    """The content is no workbook that can be imported; `rule` is the key of the sentence that says why."""

    def __init__(self, rule: str, **facts: object) -> None:
        super().__init__(rule, facts)
        self.rule = rule
        self.facts = facts


def check(content: bytes) -> bool:
    """Whether cells of the workbook have formulas. Raises UnreadableError for what must not be opened."""
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise UnreadableError("import.encrypted" if locked else "import.old_excel")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, NotImplementedError) as error:
        rule = "import.broken" if content.startswith(b"PK") else "import.not_excel"
        raise UnreadableError(rule) from error


def _check_parts(archive: zipfile.ZipFile) -> bool:
    parts = archive.infolist()
    if any(part.flag_bits & 0x1 for part in parts):
        raise UnreadableError("import.encrypted")
    # zipfile never unpacks more of a part than the part says it has.
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise UnreadableError("import.too_large", limit=_MOST_UNPACKED // 1024 // 1024)
    names = {part.filename for part in parts}
    if _WORKBOOK not in names:
        raise UnreadableError("import.not_excel")
    has_formulas = False
    tags = cells = 0
    for part in parts:
        if part.filename.lower().endswith((".bin", ".vba")) and "vba" in part.filename.lower():
            raise UnreadableError("import.macros")
        if part.filename.endswith((".xml", ".rels")):
            data = archive.read(part)
            # Text in UTF-16 would hide from every search here.
            if b"\0" in data or any(mark in data for mark in _ENTITIES):
                raise UnreadableError("import.broken")
            tags += data.count(b"<")
            cells += sum(_cells_in(area.decode("latin-1")) for area in _AREA.findall(data))
            if tags > _MOST_TAGS or cells > _MOST_CELLS_IN_AREAS:
                raise UnreadableError("import.too_many_cells")
            if b"macroEnabled" in data and part.filename == "[Content_Types].xml":
                raise UnreadableError("import.macros")
            has_formulas |= bool(_FORMULA.search(data))
    return has_formulas


def _cells_in(area: str) -> int:
    try:
        left, top, right, bottom = range_boundaries(area)
    except (ValueError, TypeError):
        # What is no area is left to openpyxl, which refuses it.
        return 0
    # A whole column or row names no row or column.
    return ((right or _LAST_COLUMN) - (left or 1) + 1) * ((bottom or _LAST_ROW) - (top or 1) + 1)
