"""Finds the units that a directive names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared import texts

from .terms import one_of


class Group(StrEnum):
    """How agencies are grouped (docs/domain.md, section Reports): Office, departments (sở, ban, ngành), localities."""

    LEADERSHIP = "LEADERSHIP"
    OFFICE = "OFFICE"
    DEPARTMENT = "DEPARTMENT"
    LOCALITY = "LOCALITY"
    NONE = ""


@dataclass(frozen=True)
class UnitName:
    """A unit with its names. `name` is its resource name, `start` and `end` its first and last day."""

    name: str
    display_name: str
    aliases: tuple[str, ...] = ()
    group: Group = Group.NONE
    is_agency: bool = True
    start: date | None = None
    end: date | None = None

    def lives(self, on: date) -> bool:
        """Whether the unit exists on that day."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True)
class Match:
    """The units that a written name means, in the order of the tree; several only for a group."""

    units: tuple[str, ...] = ()
    is_group: bool = False


NOTHING = Match()
# Abbreviations that are not the initials of a name.
ABBREVIATIONS = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "vp": "van phong",
    "vpubnd": "van phong uy ban nhan dan",
    "bql": "ban quan ly",
    "kkt": "khu kinh te",
    "kcn": "khu cong nghiep",
    "ca": "cong an",
    "bch": "bo chi huy",
    "tp": "thanh pho",
    "tx": "thi xa",
    "q": "quan",
    "h": "huyen",
    "tt": "thi tran",
}
OFFICES = re.compile(
    r"^(?:cac )?(?:dong chi )?(?:pho )?(?:giam doc|chu tich|thu truong|truong ban|truong|chanh"
    r"|bi thu|cuc truong|tong giam doc) "
)
LOCALITY_WORDS = ("huyen", "thi xa", "thanh pho", "xa", "phuong", "thi tran", "dac khu", "quan")
LOCALITY = re.compile(rf"^(?:uy ban nhan dan )?(?P<word>{one_of(LOCALITY_WORDS)}) (?P<place>.+)$")
LEVELS = {
    "cap huyen": ("huyen", "thi xa", "thanh pho", "quan"),
    "cap xa": ("xa", "phuong", "thi tran", "dac khu"),
}
SOME_ONLY = re.compile(r"lien quan|truc thuoc|chuc nang|tren dia ban|quan ly|duoc giao|neu tren|thuoc")
DEPARTMENTS = re.compile(
    r"^(?:thu truong )?(?:cac )?(?:so|co quan, don vi|so nganh)\b.*\b(?:ban|nganh)\b"
    r"|^cac so$|^cac so, nganh\b"
)
LOCALITIES = re.compile(
    r"^(?:chu tich )?(?:uy ban nhan dan )?(?:cac )"
    rf"(?P<words>{one_of(LOCALITY_WORDS)}(?:(?:, | va ){one_of(LOCALITY_WORDS)})*)"
    r"(?: trong tinh| tren toan tinh| thuoc tinh)?$"
)
WHOLE_TREE = re.compile(r"^(?:cac )?(?:co quan, don vi, dia phuong|dia phuong)$")


def _folded(text: str) -> str:
    """The text folded, so that "hoà" and "hòa", "Uỷ" and "Ủy" are one, without dashes and signs at its ends."""
    text = re.sub(r"\s*[-\u2010-\u2015\u2212]\s*", " ", texts.folded(text))
    return re.sub(r"\s+", " ", text).strip(" .;:,")


def match(name: str, units: Iterable[UnitName], on: date) -> Match:
    """The units that `name` means on a day; none if it fits none of them, or several by chance."""
    living = [unit for unit in units if unit.is_agency and unit.lives(on)]
    written = plain(name)
    group = _group(written, living)
    if group:
        return Match(tuple(unit.name for unit in group), is_group=True)
    for wanted in _readings(written):
        found = [unit for unit in living if wanted in _keys(unit)]
        if len(found) == 1:
            return Match((found[0].name,))
    return _by_place(written, living)


def plain(name: str) -> str:
    """A name folded, with abbreviations written out and without brackets."""
    text = _folded(re.sub(r"\([^()]*\)", " ", name))
    return " ".join(ABBREVIATIONS.get(word, word) for word in re.sub(r"\.", " ", text).split())


def _readings(written: str) -> list[str]:
    """The name itself, then the body of an official, then both without the word "tỉnh" at the end."""
    body = OFFICES.sub("", written)
    readings = [written, body] if body != written else [written]
    if written.startswith("chanh van phong"):
        readings.append(written.removeprefix("chanh "))
    return readings + [_without_province(each) for each in readings if _without_province(each) != each]


def _without_province(name: str) -> str:
    return re.sub(r" tinh(?: [a-z]+){0,3}$", "", name)


def _keys(unit: UnitName) -> set[str]:
    """All ways to write the unit: its names, also without the province, and with initials."""
    names = {plain(each) for each in (unit.display_name, *unit.aliases)}
    short = {
        _without_province(each) for each in names if _without_province(each) not in ("uy ban nhan dan", "")
    }
    return names | short | _initials(unit.display_name)


def _initials(display_name: str) -> set[str]:
    """ "Sở KH&ĐT", "Sở KHĐT" and "Sở KH và ĐT" for "Sở Kế hoạch và Đầu tư"."""
    words = _folded(display_name).replace(",", "").split()
    if len(words) < 3 or words[0] not in ("so", "bo", "ban"):
        return set()
    plain = "".join(word[0] for word in words[1:] if word != "va")
    parts = [[word[0] for word in part.split()] for part in " ".join(words[1:]).split(" va ")]
    joined = ["".join(part) for part in parts]
    return {
        f"{words[0]} {each}" for each in (plain, "&".join(joined), " va ".join(joined), " & ".join(joined))
    } | {f"{words[0]} {_marked_initials(display_name)}"}


def _marked_initials(display_name: str) -> str:
    """Initials with the punctuation of the full name: "LĐ-TB&XH", "VH,TT&DL"."""
    signs = {"và": "&", "-": "-"}
    words = display_name.split()[1:]
    marked = (signs.get(word) or _folded(word)[:1] + ("," if word.endswith(",") else "") for word in words)
    return _folded("".join(marked))


def _group(written: str, living: list[UnitName]) -> list[UnitName]:
    if SOME_ONLY.search(written):
        return []
    departments = bool(DEPARTMENTS.search(written))
    kinds = _locality_kinds(written)
    if "dia phuong" in written and (departments or WHOLE_TREE.match(written)):
        kinds = LOCALITY_WORDS
    found = [unit for unit in living if departments and unit.group is Group.DEPARTMENT]
    return found + [unit for unit in living if unit.group is Group.LOCALITY and _locality_kind(unit) in kinds]


def _locality_kinds(written: str) -> tuple[str, ...]:
    listed = LOCALITIES.match(written)
    if listed:
        return tuple(re.split(r", | va ", listed["words"]))
    return next(
        (
            kinds
            for level, kinds in LEVELS.items()
            if re.fullmatch(rf"(?:chu tich )?uy ban nhan dan {level}", written)
        ),
        (),
    )


def _locality_kind(unit: UnitName) -> str:
    found = LOCALITY.match(plain(unit.display_name))
    return found["word"] if found else ""


def _by_place(written: str, living: list[UnitName]) -> Match:
    """ "huyện Núi Thành", "các huyện: Núi Thành" and "Núi Thành" mean the locality with that name."""
    body = OFFICES.sub("", written).split(": ")[-1]
    found = LOCALITY.match(re.sub(r"^(?:uy ban nhan dan )?cac ", "", body))
    place = found["place"] if found else body
    named = [unit for unit in living if unit.group is Group.LOCALITY and _place(unit) == place]
    if found and "cac " not in body:
        named = [unit for unit in named if _locality_kind(unit) == found["word"]] or named
    return Match((named[0].name,)) if len(named) == 1 else NOTHING


def _place(unit: UnitName) -> str:
    found = LOCALITY.match(plain(unit.display_name))
    return found["place"] if found else ""
