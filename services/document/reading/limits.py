"""How much the reading of one file may cost. A directive has tens of pages; the limits leave room for annexes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of one reading: pages, characters of text, and bytes that a .docx may unpack to."""

    pages: int = 1_000
    characters: int = 2_000_000
    unpacked_bytes: int = 200 * 1024 * 1024
    xml_bytes: int = 64 * 1024 * 1024
    entries: int = 10_000
    ratio: int = 200


DEFAULT_LIMITS = Limits()
