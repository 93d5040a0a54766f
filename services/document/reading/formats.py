"""What a file is, judged by its content only: a name or a declared type may lie."""

import io
import zipfile
from enum import StrEnum

import puremagic

from .errors import Reason, UnreadableFileError
from .limits import DEFAULT_LIMITS, Limits

PDF_MARK = b"%PDF-"
# Readers accept leading rubbish before the mark within the first kilobyte (ISO 32000-1, Annex H).
PDF_MARK_WITHIN = 1024
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


class MediaType(StrEnum):
    """The kinds of file that the service tells apart."""

    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PDF = "application/pdf"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
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
IMAGES = {kind.value: kind for kind in (MediaType.JPEG, MediaType.PNG, MediaType.TIFF)}


def media_type(content: bytes) -> MediaType:
    """The kind of `content`; OTHER if it is none that the service tells apart.

    Raises UnreadableFileError(ENCRYPTED) for an Office file locked with a password, which is no zip at all.
    """
    if PDF_MARK in content[:PDF_MARK_WITHIN]:
        return MediaType.PDF
    if content.startswith(b"PK"):
        return _package(content)
    if content.startswith(OLE_MARK) and ENCRYPTED_PACKAGE in content:
        raise UnreadableFileError(Reason.ENCRYPTED, "an Office file locked with a password")
    return _image_or_text(content)


def _package(content: bytes) -> MediaType:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableFileError(Reason.BROKEN, f"a broken zip file: {error}") from error
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), MediaType.ZIP)


def _image_or_text(content: bytes) -> MediaType:
    try:
        found = {match.mime_type for match in puremagic.magic_string(content[:4096])}
    except (puremagic.PureError, ValueError):
        found = set()
    for mime, kind in IMAGES.items():
        if mime in found:
            return kind
    return MediaType.TEXT if _is_text(content) else MediaType.OTHER


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not any(ord(sign) < 32 and sign not in "\t\n\f\r" for sign in text)


def check_package(content: bytes, limits: Limits = DEFAULT_LIMITS) -> None:
    """Refuses a zip that would unfold to more than `limits` (a "zip bomb") or that needs a password.

    Raises UnreadableFileError with TOO_LARGE, ENCRYPTED or BROKEN.
    """
    with _opened(content) as archive:
        entries = archive.infolist()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableFileError(Reason.ENCRYPTED, "a zip file locked with a password")
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits.entries or unpacked > limits.unpacked_bytes:
        raise UnreadableFileError(Reason.TOO_LARGE, f"{len(entries)} entries of {unpacked} bytes")
    if any(_is_bomb(entry, limits) for entry in entries):
        raise UnreadableFileError(Reason.TOO_LARGE, "an entry packed beyond belief")


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableFileError(Reason.BROKEN, f"a broken zip file: {error}") from error


def _is_bomb(entry: zipfile.ZipInfo, limits: Limits) -> bool:
    is_xml = entry.filename.endswith((".xml", ".rels"))
    if is_xml and entry.file_size > limits.xml_bytes:
        return True
    return entry.file_size > 1_000_000 and entry.file_size > limits.ratio * max(entry.compress_size, 1)
