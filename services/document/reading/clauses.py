"""A single clause: its sentences, who has the duty, with whom, to whom they report, and the output."""

import itertools
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from .deadlines import deadline_in, deadlines_in
from .names import duty_follows, names_at
from .passages import Passage
from .terms import (
    ASSIGNING,
    DUTY_MARKS,
    EXHORTING,
    MAKING,
    MANNER,
    NOT_ASSIGNING_AFTER,
    VERBS,
    WORKS,
    lettered,
    one_of,
)

# "TP. Hà Nội", "TT. HĐND" and numbers ("1.004082") do not end a sentence.
SENTENCE_END = re.compile(
    lettered(r"(?<!\b[\p{Lu}])(?<!\bTP)(?<!\bTT)(?<!\bCT)(?<!\bTS)[.!?…]+[”\"']?\s+(?=[\p{Lu}“\"])")
)
ORDER = re.compile(rf"(?<!\w)(?P<word>{one_of(ASSIGNING)})\s+", re.IGNORECASE)
ORDERED_BEFORE = re.compile(rf"(?<!\w){one_of(NOT_ASSIGNING_AFTER)}\s*$", re.IGNORECASE)
TASK_START = re.compile(rf"{one_of([*DUTY_MARKS, *MANNER, *VERBS, *ASSIGNING])}(?![\w-])", re.IGNORECASE)
DO = re.compile(rf"{one_of(VERBS)}(?![\w-])")
ADVERBIAL = re.compile(
    r"(?:để|căn cứ|trong|sau khi|sau|trên cơ sở|nhằm|theo|với|từ|về việc này|trường hợp|khi|qua|đối với|"
    r"tiếp tục|hằng|hàng|định kỳ|trước|riêng|ngoài|thứ|bên cạnh|đồng thời|ngày|thời gian|nếu|do|hiện nay|"
    r"thời hạn|trước mắt)\b",
    re.IGNORECASE,
)
CONDITION = re.compile(r"(?:trường hợp|khi|nếu)\b", re.IGNORECASE)
# The words by which an introductory sentence obliges somebody after all.
OBLIGING = re.compile(r"[\s,:]*(?:có trách nhiệm|cần|phải|khẩn trương|chịu trách nhiệm|có nhiệm vụ)\b")
# In a section about an agency, "cơ quan chủ trì" means the agency in the heading.
BACK_REFERENCE = re.compile(r"(?:các\s+)?(?:cơ quan|đơn vị)\s+(?:chủ trì|này|mình)", re.IGNORECASE)
# What may stand between a name and its duty.
ASIDE = re.compile(
    r"\s*,?\s*(?:trong đó|nhất là|với vai trò|trên tinh thần|theo(?!\s+dõi)|trên cơ sở|căn cứ|tùy"
    r"|trong phạm vi|được (?:phân công|giao))\b"
    r"[^;:.]*?(?=\s(?:khẩn trương|có trách nhiệm|cần|phải|thực hiện|tổ chức|chủ động|xây dựng|tiến hành)\b)"
)
# After these words a verb is already the duty: "Căn cứ chức năng, nhiệm vụ, chỉ đạo các trường …".
GROUNDS = re.compile(r"(?:căn cứ|theo|trên cơ sở|với)\b", re.IGNORECASE)
LEADING_DUTY = re.compile(
    r"(?:(?:có trách nhiệm|chủ trì|chủ động|trực tiếp|cần|phải)\s*[,:]?\s+(?!thực hiện$))+", re.IGNORECASE
)
TOGETHER = re.compile(r"(?:chủ động\s+)?phối hợp\s+(?:chặt chẽ\s+)?(?:với\s+|cùng\s+)?", re.IGNORECASE)
MUST = re.compile(r"(?<!\w)(?:phải|cần|có trách nhiệm)\s+\w")
CO_WORD = re.compile(
    r"(?:phối\s*hợp|phối\s+với|cùng)(?:\s+(?:chặt chẽ|thường xuyên|tốt|đồng bộ|triển khai|chủ động|chỉ đạo))*"
    r"\s*(?:cùng\s+với|với|cùng)?\s+|làm việc(?:\s+trực tiếp)?\s+với\s+|hỗ trợ\s+(?=các đơn vị)",
    re.IGNORECASE,
)
REPORT = re.compile(
    r"(?<!\w)(?:báo cáo(?:\s+(?:về|cho|kết quả(?:\s+\w+){0,4}\s+(?:về|cho|tới|gửi)))?|trình|gửi(?:\s+về)?"
    r"|tham mưu(?:\s+cho)?|phản ánh về|báo cáo,?\s+tham mưu|giúp)\s+",
    re.IGNORECASE,
)
AUTHORITY = re.compile(
    r"(?:các\s+)?(?:cấp|cơ quan)\s+(?:có\s+)?thẩm quyền|(?:Quốc hội|Chính phủ|Thủ tướng)", re.IGNORECASE
)
MADE = re.compile(
    rf"(?<!\w){one_of(MAKING)}\s+(?:\w+\s+){{0,2}}?(?P<work>{one_of(WORKS)}(?!\s+(?:cho|về)\s+\w+$)[^,.;:()]*)",
    re.IGNORECASE,
)
HANDED = re.compile(lettered(r"(?:gửi|về)\s+(?=[\p{Lu}])"))
AFTER_COMMA = re.compile(r",\s+(?:thì\s+)?|mắc\s+(?=các\s)")
AFTER_SEMICOLON = re.compile(r";\s+")
# No real sentence has more positions for a name. A hostile one must not keep the reader busy.
MOST_TRIED = 40
CONTENT_LENGTH = 200
OUTPUT_LENGTH = 100
PURPOSE = re.compile(
    r"\s+(?:để|nhằm|theo đúng|theo quy định|trước ngày|trong tháng|trong quý|trong năm|chậm nhất)\b.*$"
)
FURTHER = re.compile(r"(?:đồng thời|báo cáo|tổ chức|hoàn thành|gửi|định kỳ|hằng|hàng)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Assignment:
    """Who has the duty, and where the work begins in the sentence."""

    lead: tuple[str, ...]
    task: int


def sentences(passage: Passage) -> list[Passage]:
    """The sentences of a paragraph; a semicolon also ends one if somebody else has the next duty."""
    text = passage.text
    ends = [end.end() for end in SENTENCE_END.finditer(text)]
    ends += [
        end.end()
        for end in itertools.islice(AFTER_SEMICOLON.finditer(text), MOST_TRIED)
        if _hands_on(text, end.start(), end.end())
    ]
    bounds = [0, *sorted(ends), len(text)]
    parts = [passage.part(start, end) for start, end in itertools.pairwise(bounds)]
    return [part for part in parts if part.text]


def _hands_on(text: str, before: int, after: int) -> bool:
    """Whether the words after a semicolon give somebody else a duty, and those before it are complete."""
    order = ORDER.match(text, after)
    if not (_named(text, order.end(), needs_duty=False) if order else _named(text, after, needs_duty=True)):
        return False
    start = max((end.end() for end in SENTENCE_END.finditer(text, 0, before)), default=0)
    first = assignment(text[start:before])
    return first is None or before - start - first.task > 15


@lru_cache(maxsize=1024)
def assignment(sentence: str) -> Assignment | None:
    """Whom the sentence gives a duty by name; None if it names nobody (the lead may be in a heading)."""
    direct = _named(sentence, 0, needs_duty=True)
    if direct:
        return direct
    if CONDITION.match(sentence):
        return _after_adverbial(sentence)
    ordered = _ordered(sentence)
    if ordered or not ADVERBIAL.match(sentence):
        return ordered
    return _after_adverbial(sentence)


def _named(sentence: str, at: int, needs_duty: bool) -> Assignment | None:
    found = names_at(sentence, at)
    if not found:
        return None
    bracketless = re.compile(r"(?:\s*\([^()]*\))?").match(sentence, found.end)
    end = bracketless.end() if bracketless else found.end
    aside = ASIDE.match(sentence, end)
    end = aside.end() if aside else end
    if needs_duty and not duty_follows(sentence, end):
        return None
    return Assignment(found.names, end)


def _ordered(sentence: str) -> Assignment | None:
    """ "Giao Sở A …", "Chủ tịch UBND tỉnh yêu cầu Sở B …"."""
    for order in itertools.islice(ORDER.finditer(sentence), MOST_TRIED):
        if ORDERED_BEFORE.search(sentence[: order.start()]) or sentence[order.end() :].startswith(
            ("của", "tại")
        ):
            continue
        if order.start() and TASK_START.match(sentence) and not ADVERBIAL.match(sentence):
            continue
        found = _named(sentence, order.end(), needs_duty=False)
        if found:
            return _with_second_order(sentence, found)
    return None


def _with_second_order(sentence: str, first: Assignment) -> Assignment:
    """ "đề nghị A, yêu cầu B rà soát": both have the duty."""
    order = re.compile(rf"\s*,?\s*(?:và\s+)?{one_of(ASSIGNING)}\s+", re.IGNORECASE).match(
        sentence, first.task
    )
    second = _named(sentence, order.end(), needs_duty=True) if order else None
    return Assignment(first.lead + second.lead, second.task) if second else first


def _after_adverbial(sentence: str) -> Assignment | None:
    """ "Căn cứ …, Sở C tổng hợp …": the first name after a comma that is followed by a duty."""
    for comma in itertools.islice(AFTER_COMMA.finditer(sentence), MOST_TRIED):
        found = _named(sentence, comma.end(), needs_duty=True)
        if not found and GROUNDS.match(sentence) and DO.match(sentence, comma.end()):
            return None
        if found and not re.match(r"\s*(?:có ý kiến|chưa|có quyền)", sentence[found.task :]):
            return found
    return None


def orders(text: str) -> bool:
    """Whether any sentence orders, requests or assigns something by name."""
    sentences_of = SENTENCE_END.split(text)
    return any(_ordered(sentence) is not None for sentence in sentences_of)


def starts_task(text: str) -> bool:
    """Whether the words begin a duty: with a verb, or with a name and what it must do."""
    return bool(
        TASK_START.match(text)
        or assignment(text)
        or MUST.search(text)
        or (ADVERBIAL.match(text) and _duty_after(text))
    )


def _duty_after(text: str) -> bool:
    return any(duty_follows(text, comma.end()) for comma in AFTER_COMMA.finditer(text))


def is_further_task(text: str, issued: date | None) -> bool:
    """Whether a further sentence of a clause is a task of its own, with its own date and work."""
    return (
        bool(FURTHER.match(text)) and bool(deadline_in(text, issued)) and text.lower().startswith("đồng thời")
    )


def split_by_deadline(sentence: Passage, issued: date | None) -> list[Passage]:
    """The parts between semicolons, if at least two have dates or a later one recurs; else the whole sentence.

    An undated part belongs to the dated one after it, or to the last one. Before a part that recurs, such as a monthly
    report, it is a task of its own.
    """
    bounds = [0, *(mark.end() for mark in re.finditer(r";\s+", sentence.text)), len(sentence.text)]
    pieces = [sentence.text[start:end] for start, end in itertools.pairwise(bounds)]
    dated = [deadlines_in(piece, issued) > 0 for piece in pieces]
    comes_back = [bool(deadline_in(piece, issued).recurrence) for piece in pieces]
    if sum(dated) < 2 and not any(comes_back[1:]):
        return [sentence]
    ends_task = [
        at + 1 < len(pieces)
        and (dated[at] or comes_back[at] or comes_back[at + 1])
        and _dated_later(at, dated, comes_back)
        for at in range(len(pieces))
    ]
    cuts = [0, *(bounds[at + 1] for at, ends in enumerate(ends_task) if ends), len(sentence.text)]
    return [sentence.part(start, end) for start, end in itertools.pairwise(cuts)]


def _dated_later(at: int, dated: list[bool], comes_back: list[bool]) -> bool:
    return any(dated[at + 1 :]) or any(comes_back[at + 1 :])


def inner_assignments(part: Passage, issued: date | None) -> list[tuple[Passage, tuple[str, ...]]]:
    """The tasks in the text of a work whose lead is in a field. A receiver who adds something has a task too."""
    handed = HANDED.search(part.text)
    found = _named(part.text, handed.end(), needs_duty=True) if handed else None
    if not found or not re.match(r"\s*(?:tổng hợp|thẩm định|chủ trì)", part.text[found.task :]):
        return [(piece, ()) for piece in split_by_deadline(part, issued)]
    last = sentences(part)[-1]
    start = (
        part.offsets.index(last.offsets[0])
        if handed and last.offsets[0] <= part.offsets[handed.start()]
        else 0
    )
    return [(part.part(0, found.task), ()), (part.part(start), found.lead)]


def coordinators(text: str) -> tuple[str, ...]:
    """The names after "phối hợp với", "cùng với", "làm việc với" in a clause."""
    found: list[str] = []
    for word in itertools.islice(CO_WORD.finditer(text), MOST_TRIED):
        names = names_at(text, word.end())
        if names and not re.match(r"\s*(?:tổ chức thực hiện )?của", text[names.end :]):
            found.extend(names.names)
    return tuple(dict.fromkeys(found))


def union(first: tuple[str, ...], second: tuple[str, ...], without: tuple[str, ...]) -> tuple[str, ...]:
    """Both lists in order, each name once, without the leads."""
    left_out = {name.lower() for name in without}
    result: dict[str, str] = {}
    for name in (*first, *second):
        if name.lower() not in left_out:
            result.setdefault(name.lower(), name)
    return tuple(result.values())


def report_to(text: str) -> str | None:
    """The receiver of the result, as written."""
    for word in itertools.islice(REPORT.finditer(text), MOST_TRIED):
        authority = AUTHORITY.match(text, word.end())
        names = names_at(text, word.end())
        if names:
            return ", ".join(names.names)
        if authority:
            return authority.group()
    return None


def output(text: str) -> str | None:
    """The output that the clause names, such as "Kế hoạch …" or a report. A person confirms this guess."""
    made = MADE.search(text)
    if made:
        return _capitalised(_cut(PURPOSE.sub("", made["work"]).strip(), OUTPUT_LENGTH))
    if re.search(r"(?<!\w)báo cáo\b(?! vượt)", text) and report_to(text):
        return f"Báo cáo gửi {report_to(text)}"
    return None


def shortened(text: str) -> str:
    """A short wording of a clause: without its marker, its first names, and what follows the first statement."""
    text = re.sub(r"^\s*(?:[-–•+]|\(?\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ][.)]|[IVX]+\.)\s*", "", text).strip(
        " ,:;"
    )
    text = LEADING_DUTY.sub("", text, count=1) if LEADING_DUTY.match(text) else text
    together = TOGETHER.match(text)
    names = names_at(text, together.end()) if together else None
    if names and duty_follows(text, names.end):
        text = text[names.end :].strip(" ,:;")
    return _capitalised(_cut(text.rstrip(" ./;,"), CONTENT_LENGTH))


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    cut = max(text.rfind(mark, length // 2, length) for mark in (";", ",", "."))
    return text[:cut] if cut > 0 else text[:length].rsplit(" ", 1)[0] + "…"


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def is_exhortation(text: str, has_deadline: bool) -> bool:
    """Whether the clause only exhorts: it begins with such a verb and has neither an output nor a date."""
    opening = re.sub(r"^[\s,:;]+", "", shortened(text)).lower()
    exhorts = re.match(one_of(EXHORTING) + r"(?!\w)", opening)
    return bool(exhorts) and not has_deadline and MADE.search(text) is None
