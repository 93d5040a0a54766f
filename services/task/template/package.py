"""A workbook as somebody sends it: opened only if it is a small .xlsx file without a password and without macros."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

MOST_BYTES = 2 * 1024 * 1024
_MOST_UNPACKED = 16 * 1024 * 1024
_MOST_PARTS = 500
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK = "xl/workbook.xml"
_ENTITIES = ("<!DOCTYPE", "<!ENTITY")
_FORMULA = re.compile(rb"<f[ >/]")


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
    for part in parts:
        if part.filename.lower().endswith((".bin", ".vba")) and "vba" in part.filename.lower():
            raise UnreadableError("import.macros")
        if part.filename.endswith((".xml", ".rels")):
            data = archive.read(part)
            if any(mark.encode(coding) in data for mark in _ENTITIES for coding in ("ascii", "utf-16-le")):
                raise UnreadableError("import.broken")
            if b"macroEnabled" in data and part.filename == "[Content_Types].xml":
                raise UnreadableError("import.macros")
            has_formulas |= part.filename.startswith("xl/worksheets/") and bool(_FORMULA.search(data))
    return has_formulas
