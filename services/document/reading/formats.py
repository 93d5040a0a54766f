"""The type of a file, by its content only: a name or a declared type may be wrong."""

import io
import zipfile
from enum import StrEnum
from typing import BinaryIO

import puremagic

from .errors import Reason, UnreadableFileError
from .limits import DEFAULT_LIMITS, Limits

PDF_MARK = b"%PDF-"
# Readers accept other bytes before the mark within the first kilobyte (ISO 32000-1, Annex H).
PDF_MARK_WITHIN = 1024
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD_BYTES = 4096
# The bytes in which the stream names of an OLE file are looked for.
OLE_BYTES = 8 * 1024 * 1024


class MediaType(StrEnum):
    """The types of files that the service distinguishes."""

    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PDF = "application/pdf"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    DOC = "application/msword"
    XLS = "application/vnd.ms-excel"
    ZIP = "application/zip"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    TEXT = "text/plain"
    OTHER = "application/octet-stream"


OFFICE_PARTS = {
    "word/document.xml": MediaType.DOCX,
    "xl/workbook.xml": MediaType.XLSX,
    "ppt/presentation.xml": MediaType.PPTX,
}
OLE_STREAMS = {"WordDocument": MediaType.DOC, "Workbook": MediaType.XLS}
IMAGES = {kind.value: kind for kind in (MediaType.JPEG, MediaType.PNG, MediaType.TIFF)}


def media_type(content: bytes | BinaryIO) -> MediaType:
    """The type of a file; OTHER for types that the service does not distinguish.

    Raises UnreadableFileError with ENCRYPTED for an Office file with a password, which is not a zip, and with BROKEN
    for a zip that does not open.
    """
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    head = _bytes(file, 0, HEAD_BYTES)
    if PDF_MARK in head[:PDF_MARK_WITHIN]:
        return MediaType.PDF
    if head.startswith(b"PK"):
        return _package(file)
    if head.startswith(OLE_MARK):
        return _ole(_bytes(file, 0, OLE_BYTES))
    return _image_or_text(head)


def _bytes(file: BinaryIO, start: int, count: int) -> bytes:
    file.seek(start)
    return bytes(file.read(count))


def _package(file: BinaryIO) -> MediaType:
    with opened_package(file) as archive:
        names = set(archive.namelist())
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), MediaType.ZIP)


def _ole(content: bytes) -> MediaType:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableFileError(Reason.ENCRYPTED, "an Office file locked with a password")
    found = (kind for name, kind in OLE_STREAMS.items() if name.encode("utf-16-le") in content)
    return next(found, MediaType.OTHER)


def _image_or_text(head: bytes) -> MediaType:
    try:
        found = {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        found = set()
    image = next((kind for mime, kind in IMAGES.items() if mime in found), None)
    return image or (MediaType.TEXT if _is_text(head) else MediaType.OTHER)


def _is_text(head: bytes) -> bool:
    # The head may end in the middle of a letter.
    text = head.decode("utf-8", "ignore")
    is_whole = len(text.encode()) >= len(head) - 3
    return (
        is_whole
        and bool(text.strip())
        and not any(ord(sign) < 32 and sign not in "\t\n\f\r" for sign in text)
    )


def check_package(content: bytes | BinaryIO, limits: Limits = DEFAULT_LIMITS) -> None:
    """Refuses a zip that would unpack to more than `limits` (a "zip bomb") or that needs a password.

    Raises UnreadableFileError with TOO_LARGE, ENCRYPTED or BROKEN.
    """
    with opened_package(io.BytesIO(content) if isinstance(content, bytes) else content) as archive:
        entries = archive.infolist()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableFileError(Reason.ENCRYPTED, "a zip file locked with a password")
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits.entries or unpacked > limits.unpacked_bytes:
        raise UnreadableFileError(Reason.TOO_LARGE, f"{len(entries)} entries of {unpacked} bytes")
    if any(_is_bomb(entry, limits) for entry in entries):
        raise UnreadableFileError(Reason.TOO_LARGE, "an entry is packed too densely")


def opened_package(file: BinaryIO) -> zipfile.ZipFile:
    """Opens a zip. Raises UnreadableFileError with BROKEN."""
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableFileError(Reason.BROKEN, f"a broken zip file: {error}") from error


def _is_bomb(entry: zipfile.ZipInfo, limits: Limits) -> bool:
    is_xml = entry.filename.endswith((".xml", ".rels"))
    if is_xml and entry.file_size > limits.xml_bytes:
        return True
    return entry.file_size > 1_000_000 and entry.file_size > limits.ratio * max(entry.compress_size, 1)
