"""How much a single file may cost to read. A directive has tens of pages; these leave room for annexes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of one reading: pages, characters of text, and bytes that a .docx may unfold to."""

    pages: int = 1_000
    characters: int = 2_000_000
    unpacked_bytes: int = 200 * 1024 * 1024
    xml_bytes: int = 64 * 1024 * 1024
    entries: int = 10_000
    ratio: int = 200


DEFAULT_LIMITS = Limits()
