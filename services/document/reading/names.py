"""Agencies, groups and officials as a directive writes them: where a list of names ends and how it splits."""

import re
from dataclasses import dataclass

from .terms import (
    AFTER_NAMES,
    ASSIGNING,
    COURTESY,
    DUTY_MARKS,
    GROUP_STARTS,
    GROUP_WORDS,
    LOWER,
    MANNER,
    MEMBERS,
    NAME_HEADS,
    NEVER_AFTER_NAMES,
    NOT_NAMES,
    NOUNS_WITH_VERBS,
    UPPER,
    VERBS,
    one_of,
)

LONGEST_LIST = 700
# An unknown verb shows in a long run of words in lower case: a name has at most three ("Giao thông vận tải").
LONGEST_SMALL_RUN = 4
NAME_WORDS = frozenset(
    [
        "tỉnh",
        "thành",
        "phố",
        "huyện",
        "xã",
        "thị",
        "phường",
        "quận",
        "đặc",
        "khu",
        "cấp",
        "các",
        "và",
        "của",
        "thuộc",
        "trực",
        "nhân",
        "dân",
        "nhà",
        "nước",
        "vực",
        "cơ",
        "quan",
        "đơn",
        "vị",
        "địa",
        "phương",
        "liên",
        "có",
        "tổ",
        "chức",
        "cá",
        "sở",
        "ban",
        "ngành",
        "bộ",
        "doanh",
        "nghiệp",
        "chủ",
        "đầu",
        "tư",
        "thầu",
        "trên",
        "địa",
        "bàn",
        "từ",
        "đến",
        "khác",
        "hội",
        "đoàn",
        "thể",
        "dự",
        "án",
        "công",
        "trình",
        "quản",
        "lý",
        "người",
        "đứng",
        "trưởng",
        "giám",
        "đốc",
        "tịch",
    ]
)
NOT_A_NAME = re.compile(rf"{one_of(NOT_NAMES)}(?=\s+[{LOWER}]|[\s,]*$|,)", re.IGNORECASE)
MANY = re.compile(r"(?:các|từng|mỗi)\s+", re.IGNORECASE)
MEMBER = re.compile(rf"(?i:{one_of(MEMBERS)}(?!\w))|[{UPPER}]")
HEAD = re.compile(rf"(?:{one_of(NAME_HEADS)}(?=[\s,:;]|$)|[A-ZĐ]{{2,8}}(?=[\s,.;]|$)(?!\s+[{UPPER}]{{2}}))")
COURTESIES = re.compile(rf"(?:{one_of(COURTESY)}\s+)+", re.IGNORECASE)
DUTY_OPENING = re.compile(rf"{one_of([*DUTY_MARKS, *MANNER, *VERBS])}(?![\w-])", re.IGNORECASE)
ENDING = [
    word for word in (*DUTY_MARKS, *MANNER, *VERBS, *AFTER_NAMES, *ASSIGNING) if word not in NEVER_AFTER_NAMES
]
END = re.compile(rf"{one_of(ENDING)}(?![\w-])")
MASKED = re.compile(one_of(NOUNS_WITH_VERBS) + r"(?!\w)", re.IGNORECASE)
GROUP = re.compile(rf"{one_of(GROUP_WORDS)}(?!\w)")
GROUP_START = re.compile(rf"{one_of(GROUP_STARTS)}(?!\w)", re.IGNORECASE)
# A generic word that may follow a comma only as a name of its own ("chủ đầu tư", "nhà thầu", "cơ quan chủ
# quản").
OWN_GENERIC = re.compile(
    r"(?:các|từng|mỗi|chủ đầu tư|nhà đầu tư|nhà thầu|cơ quan chủ quản|cơ quan thường trực|tổ chức quốc tế|"
    r"chính quyền)\b"
)
AFTER_AND = re.compile(r"(?:sở|ban|đơn vị|cơ quan|doanh nghiệp|tổ chức|địa phương)\b")
# Bodies that belong to the locality of the next one: "Đảng ủy, UBND xã A".
PLACELESS = re.compile(
    r"(?:Đảng [uủ][ỷyủ]|Đảng uỷ|Đảng ủy|HĐND|UBND|Hội đồng nhân dân|[UỦ][yỷ] ban nhân dân|Thường trực)"
)
PLACE_AT_END = re.compile(rf"\s(?:xã|phường|huyện|thị xã|quận|thành phố|tỉnh|đặc khu)\s+[{UPPER}].*$")
PLACES = re.compile(
    r"(?:^|\s)(?:(?:các|Các)\s+(?:tỉnh|xã|phường|huyện|thị xã|thành phố|đặc khu|nước)(?:,\s*(?:tỉnh|xã|phường"
    rf"|thị xã|thị trấn|thành phố|đặc khu))*:?\s+[{UPPER}]|[^:]*\b(?:các|Các)\b[^:]*:)"
)
# "Bộ trưởng, Thủ trưởng cơ quan ngang bộ": an office without a body has the body of the next one.
OFFICE = re.compile(r"(?:các\s+)?(?:Bộ trưởng|Thủ trưởng|Bí thư|Chủ tịch|Giám đốc)\b", re.IGNORECASE)
BARE_OFFICE = re.compile(OFFICE.pattern, re.IGNORECASE)
RANGE = re.compile(rf"(?:từ|đến)\s+(?:tỉnh\s+|thành phố\s+)?[{UPPER}]")
WORD = re.compile(r"\S+")
SEPARATOR = re.compile(r"\s*[,;]\s+(?:và\s+)?|\s+và\s+|\s+cùng\s+(?=các)")
BRACKET = re.compile(r"\s*\(([^()]{2,300})\)")
TRAILING = re.compile(r"(?:\s*[,;:.]|\s+(?:và|cùng|là|có|thì|đồng thời|tiếp|với|các|từ))+$")


@dataclass(frozen=True)
class Names:
    """Names of agencies in the order of the text, and where their list ends."""

    names: tuple[str, ...]
    end: int


def names_at(text: str, at: int = 0) -> Names | None:
    """The list of names that begins at `at`; None if no name begins there."""
    courtesy = COURTESIES.match(text, at)
    start = courtesy.end() if courtesy else at
    if not begins_name(text, start):
        return None
    end = _end(text, start)
    listed = text[start:end]
    names = split_names(listed)
    return Names(tuple(names), end) if names else None


def begins_name(text: str, at: int = 0) -> bool:
    """Whether a name begins at `at`; "các" needs a name after it."""
    many = MANY.match(text, at)
    if many:
        return bool(MEMBER.match(text, many.end()))
    return bool(HEAD.match(text, at)) and not NOT_A_NAME.match(text, at)


def duty_follows(text: str, at: int) -> bool:
    """Whether a duty ("có trách nhiệm", "khẩn trương", "rà soát") begins at `at`."""
    rest = re.compile(r"[\s,:;]*").match(text, at)
    return bool(DUTY_OPENING.match(text, rest.end() if rest else at))


def is_name_list(text: str) -> bool:
    """Whether the whole text is nothing but names, as a heading of a plan is."""
    text = re.sub(r"\s*\([^()]*\)\s*[.:]?$", "", text).rstrip(" .:;,")
    found = names_at(text)
    return found is not None and found.end >= len(text)


def split_names(listed: str, is_field: bool = False) -> list[str]:
    """The names in a list; "các sở, ban, ngành" is one group and "Sở Văn hóa, Thể thao và Du lịch" one body.

    In a field ("Đơn vị phối hợp: …") every word of the list is a name, so that unknown ones part too.
    """
    listed = TRAILING.sub("", listed.strip(" .;:,"))
    _, colon, members = listed.partition(": ")
    if colon and begins_name(members) and not members[:1].islower():
        listed = members
    names: list[str] = []
    current, at = "", 0
    places = bool(PLACES.match(listed))
    for mark in [*SEPARATOR.finditer(listed), None]:
        end = mark.start() if mark else len(listed)
        current += listed[at:end]
        rest = listed[mark.end() :] if mark else ""
        balanced = current.count("(") <= current.count(")")
        if mark is None or (balanced and _parts(current, mark.group(), rest, places, is_field)):
            names.append(_clean(current))
            current, places = "", bool(PLACES.match(rest)) or (places and not HEAD.match(rest))
        elif mark:
            current += mark.group()
        at = mark.end() if mark else end
    return _with_places([name for name in names if name])


def _with_places(names: list[str]) -> list[str]:
    result: list[str] = []
    for at, name in enumerate(names):
        place = (
            PLACE_AT_END.search(names[at + 1]) if at + 1 < len(names) and PLACELESS.fullmatch(name) else None
        )
        result.append(name + place.group() if place else name)
    return result


def _clean(name: str) -> str:
    name = COURTESIES.sub("", name.strip(" .;:,"), count=1) if COURTESIES.match(name.strip()) else name
    return TRAILING.sub("", name.strip(" .;:,"))


def _parts(current: str, mark: str, rest: str, places: bool, is_field: bool) -> bool:
    """Whether `rest`, after the separator `mark`, begins a name of its own."""
    if OWN_GENERIC.match(rest) or (places and rest[:1].isupper()):
        return True
    if rest[:1].islower():
        return _lower_parts(current, mark, rest, is_field)
    if not begins_name(rest):
        return False
    return not (BARE_OFFICE.fullmatch(current.strip()) and OFFICE.match(rest))


def _lower_parts(current: str, mark: str, rest: str, is_field: bool) -> bool:
    in_group = bool(GROUP_START.match(current.strip()))
    if GROUP.match(rest) and in_group:
        return False
    if "và" in mark and AFTER_AND.match(rest) and not in_group:
        return True
    if is_field and "," in mark and not GROUP.match(rest):
        return True
    is_place = re.match(rf"(?:tỉnh|thành phố|xã|phường|thị xã) [{UPPER}]", rest)
    return bool(is_place) or (";" in mark and begins_name(rest))


def _end(text: str, start: int) -> int:
    """Where the list of names from `start` on ends: before a verb, a preposition or the end of the clause."""
    masks = [match.span() for match in MASKED.finditer(text, start, start + LONGEST_LIST)]
    at = start
    small: list[int] = []
    while word := WORD.match(text, at):
        if word.start() > start and _stops(text, word.start(), masks, start):
            return _trim(text, start, word.start())
        small = [*small, word.start()] if _is_small(word.group()) else []
        if len(small) > LONGEST_SMALL_RUN and _is_body(text[start : small[0]]):
            return _trim(text, start, _before_run(text, start, small))
        stop = _punctuated(text, word)
        if stop is not None:
            return stop
        bracket = BRACKET.match(text, word.end())
        if bracket:
            if not bracket.group(1)[:1].isupper():
                return word.end()
            at = bracket.end()
        else:
            at = word.end()
        if at - start > LONGEST_LIST:
            break
        space = re.compile(r"\s*").match(text, at)
        at = space.end() if space else at
    return _trim(text, start, at)


def _is_small(word: str) -> bool:
    return word[0].islower() and word.strip(",;.:") not in NAME_WORDS


def _is_body(before: str) -> bool:
    """Whether the words before the run name one body. Groups and "Trung tâm phát triển quỹ đất" have few capitals."""
    return not MANY.match(before) and sum(word[0].isupper() for word in before.split()) > 1


def _before_run(text: str, start: int, small: list[int]) -> int:
    """Where a name ends before words in lower case: "Hội An" has two capitals, "Xã hội" only one."""
    before = text[start : small[0]].split()
    is_whole = len(before) > 1 and (
        before[-1][0].islower() or (before[-1][0].isupper() and before[-2][0].isupper())
    )
    return small[0] if is_whole else small[1]


def _stops(text: str, at: int, masks: list[tuple[int, int]], start: int) -> bool:
    if any(first < at < last or (first == at and first > start) for first, last in masks):
        return False
    if not END.match(text, at) or RANGE.match(text, at):
        return False
    before = text[start:at].rstrip()
    is_listed = before.endswith((",", "và")) and bool(GROUP.match(text, at))
    return not (is_listed or (text.startswith("tổ chức", at) and re.search(r"(?:các|,|và)$", before)))


def _punctuated(text: str, word: re.Match[str]) -> int | None:
    """The end of the list if the punctuation of the word ends it; None if the list continues."""
    last, rest = word.group()[-1], text[word.end() :].lstrip()
    if last == ".":
        return word.end() - 1
    if last == ")" and "(" not in word.group():
        return word.end() - 1
    if last == ":":
        goes_on = (
            rest[:1].isupper()
            and bool(re.search(r"(?:các|Các)\b[^.]*$", text[: word.start()]))
            and not (DUTY_OPENING.match(rest))
        )
        return None if goes_on else word.end() - 1
    if last in ",;" and not _may_go_on(rest):
        return word.end() - 1
    return None


def _may_go_on(rest: str) -> bool:
    return bool(rest[:1].isupper() or GROUP.match(rest) or begins_name(rest) or OWN_GENERIC.match(rest))


def _trim(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" ,;"))
