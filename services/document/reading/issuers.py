"""Which agency issued a document, however its name is written."""

import re
from collections.abc import Iterable, Sequence

from .matching import OFFICES, Group, UnitName, plain

_PROVINCE = re.compile(r"uy ban nhan dan (?P<place>(?P<kind>tinh|thanh pho) .+)")
# Without the word "tỉnh" these no longer name an agency.
_BARE = frozenset({"uy ban nhan dan", "hoi dong nhan dan"})


def issuer_words(issuer: str) -> str:
    """An issuer as it is written, in one form: abbreviations written out, without case, diacritics and dashes."""
    return plain(issuer).replace("y", "i")


class Issuers:
    """The units that issue documents, by all their names: "UBND tỉnh Quảng Nam", "Chủ tịch UBND tỉnh"."""

    def __init__(self, units: Sequence[UnitName]) -> None:
        self._place, self._kind = _province(units)
        self._units: dict[str, set[str]] = {}
        for unit in units:
            for name in (unit.display_name, *unit.aliases):
                self._units.setdefault(self._short(plain(name)), set()).add(unit.name)

    def key(self, issuer: str) -> str:
        """The unit that the words mean, or the words in one form if they mean none or several."""
        words = self._short(OFFICES.sub("", plain(issuer)))
        found = self._units.get(words, set())
        return next(iter(found)) if len(found) == 1 else words

    def _short(self, words: str) -> str:
        """The name without its own province: "Sở Y tế tỉnh Quảng Nam" is "Sở Y tế"."""
        if self._place and words.endswith(f" {self._place}"):
            words = words.removesuffix(self._place) + self._kind
        short = words.removesuffix(f" {self._kind}") if self._kind else words
        return (words if short in _BARE else short).replace("y", "i")


def _province(units: Iterable[UnitName]) -> tuple[str, str]:
    """The place of the province, as in "tinh quang nam", and what it is, "tinh" or "thanh pho"."""
    leading = (plain(unit.display_name) for unit in units if unit.group is Group.LEADERSHIP)
    found = next((match for name in leading if (match := _PROVINCE.fullmatch(name))), None)
    return (found["place"], found["kind"]) if found else ("", "")
