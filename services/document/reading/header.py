"""The fields of an administrative document: kind, number and symbol, date, issuer, signer, subject, recipients.

The form is that of Nghị định 30/2020/NĐ-CP, Annex I. The press gives the fields of a document that it quotes in the
introductory sentence.
"""

import re
from dataclasses import dataclass
from datetime import date

from .casing import Casing, is_shouted
from .outline import RECIPIENTS
from .passages import Passage, collapsed
from .terms import CONCLUSION_NOTICE, KIND_BY_SYMBOL, KINDS, OFFICIAL_LETTER, UPPER, lettered, one_of

HEAD_PASSAGES = 40
# "số: 12/KH-UBND", "Số:173    /KH-UBND" (typed on signing), party form "05-CT/TU".
SYMBOL = r"[A-ZĐ]\w*(?:\s?[\-–&.]\s?\w+)*"
NUMBER = rf"(?P<number>\d+[a-z]?)\s*(?:/\s*(?P<symbol>{SYMBOL})|-\s*(?P<party>[A-ZĐa-z]+\s*/\s*[A-ZĐ]+))"
NUMBER_LINE = re.compile(rf"^\W*Số\s*:?\s*{NUMBER}", re.IGNORECASE)
PLACE_AND_DATE = re.compile(
    r"(?:^|\s)\w[^,;]{1,60},\s*ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})\s*$", re.IGNORECASE
)
NATIONAL = re.compile(r"cộng h(?:òa|oà) xã hội|độc lập\s*[-–]\s*tự do", re.IGNORECASE)
SUBJECT_LINE = re.compile(r"^(?:V/v|Về việc)\s*:?\s*(.+)", re.IGNORECASE)
ANY_DAY = r"(?:\d{1,2}\s*/\s*\d{1,2}(?:\s*/\s*\d{4})?|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})"
QUOTED = re.compile(
    rf"(?:Ngày\s+(?P<day>{ANY_DAY})[^,]{{0,20}},\s*|Mới đây,\s*)?"
    rf"(?P<issuer>[{UPPER}][^,.;]{{2,90}}?)\s+(?:đã\s+|vừa\s+)*"
    rf"(?:ban hành|có|ra|ký|ký ban hành)\s+(?P<kind>{one_of(KINDS)})\s+(?:hỏa tốc\s+)?(?:số\s+)?{NUMBER}"
    r"(?:\s+năm\s+\d{4})?(?:\s+ngày\s+[\d/]+)?\s*(?:về việc|về|V/v)?\s*(?P<subject>[^\n]*)",
    re.IGNORECASE,
)
PERSON = lettered(r"(?:[\p{Lu}][\p{Ll}]+\s+){1,4}[\p{Lu}][\p{Ll}]+")
OFFICE_WORD = re.compile(
    r"(?:TM|KT|TL|TUQ|Q)\s*\.|CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|THỦ TƯỚNG|CHÁNH VĂN PHÒNG|BÍ THƯ"
    r"|CHỦ NHIỆM|TRƯỞNG"
)
SIGNED_LINE = re.compile(rf"(?P<office>[{UPPER}][{UPPER}.,\s\-]+?)\s+(?P<person>{PERSON})$")
PERSON_LINE = re.compile(rf"(?:(?:PGS|GS|TS|ThS|BS)\.?\s*)*{PERSON}$")
CHAIR = re.compile(r"kết luận (?:của|do)\s+(?P<chair>.+?)\s+(?:tại|về|sau|trong|khi|ở)\s", re.IGNORECASE)
MEETING_DAY = re.compile(
    r"ngày\s+(\d{1,2})\s*(?:/|\s+tháng\s+)\s*(\d{1,2})\s*(?:/|\s+năm\s+)\s*(\d{4})", re.IGNORECASE
)
URGENCIES = {"HỎA TỐC": "hoả tốc", "HOẢ TỐC": "hoả tốc", "THƯỢNG KHẨN": "thượng khẩn", "KHẨN": "khẩn"}
SECRECIES = {"TUYỆT MẬT": "tuyệt mật", "TỐI MẬT": "tối mật", "MẬT": "mật"}
BODY_STARTS = re.compile(
    r"^(?:căn cứ|thực hiện|ngày |chiều ngày|sáng ngày|thời gian qua|trong |nhằm|để |sau |ngoài"
    r"|kính gửi|theo |xét )",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Header:
    """The fields of the form of a directive; None or empty if the text does not have them."""

    kind: str | None = None
    number: str | None = None
    issued: date | None = None
    issuer: str | None = None
    signer: str | None = None
    signer_office: str | None = None
    subject: str | None = None
    urgency: str | None = None
    secrecy: str | None = None
    recipients: tuple[str, ...] = ()
    meeting_chair: str | None = None
    meeting_day: date | None = None


def header_of(passages: list[Passage]) -> Header:
    """The fields of the document with these paragraphs."""
    texts = [passage.text for passage in passages]
    head = texts[:HEAD_PASSAGES]
    number_at = next((at for at, text in enumerate(head) if NUMBER_LINE.match(text)), None)
    title_at = next((at for at, text in enumerate(head) if _kind_of_title(text)), None)
    if number_at is None and title_at is None:
        return _quoted(texts)
    return _formal(texts, head, number_at, title_at)


def _formal(texts: list[str], head: list[str], number_at: int | None, title_at: int | None) -> Header:
    casing = Casing("\n".join(texts))
    number, kind_of_number = (
        _number(NUMBER_LINE.match(head[number_at])) if number_at is not None else (None, None)
    )
    subject = _subject(head, title_at)
    kind = _kind_of_title(head[title_at]) if title_at is not None else kind_of_number
    if kind == "thông báo" and subject and subject.lower().startswith("kết luận"):
        kind = CONCLUSION_NOTICE
    signer, office = _signer(texts)
    issued = next((found for text in head if (found := _place_date(text))), None)
    meeting_day = _meeting_day(head, title_at) if kind == CONCLUSION_NOTICE else None
    return Header(
        kind=kind,
        number=number,
        issued=issued,
        issuer=_issuer(head, number_at, title_at, casing) or _issuer_of_closing(texts),
        signer=signer,
        signer_office=office,
        subject=casing.restored(subject) if subject else None,
        urgency=_stamp(head, URGENCIES),
        secrecy=_stamp(head, SECRECIES),
        recipients=_recipients(texts),
        meeting_chair=_chair(casing.restored(subject)) if subject and kind == CONCLUSION_NOTICE else None,
        meeting_day=meeting_day,
    )


def _number(found: re.Match[str] | None) -> tuple[str | None, str | None]:
    """The number with its symbol, written without blanks, and the kind that the symbol means."""
    if not found:
        return None, None
    if found["party"]:
        party = re.sub(r"\s", "", found["party"])
        return f"{found['number']}-{party}", KIND_BY_SYMBOL.get(party.split("/")[0])
    symbol = re.sub(r"\s", "", found["symbol"]).replace("–", "-")
    return f"{found['number']}/{symbol}", KIND_BY_SYMBOL.get(symbol.split("-")[0], OFFICIAL_LETTER)


def _kind_of_title(text: str) -> str | None:
    title = text.strip(" .:*").lower()
    return title if title in KINDS and is_shouted(text) else None


def _place_date(text: str) -> date | None:
    found = PLACE_AND_DATE.search(text)
    return _date(int(found[3]), int(found[2]), int(found[1])) if found else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _subject(head: list[str], title_at: int | None) -> str | None:
    """The lines below the title up to the body, or the line "V/v …" of an official letter."""
    if title_at is None:
        found = next((match for text in head if (match := SUBJECT_LINE.match(text))), None)
        return found[1] if found else None
    lines: list[str] = []
    for text in head[title_at + 1 : title_at + 8]:
        if lines and not _is_title_line(text, lines[-1]):
            break
        lines.append(text)
    subject = " ".join(lines)
    found = SUBJECT_LINE.match(subject)
    return (found[1] if found and is_shouted(subject) else subject).strip(" .") or None


def _is_title_line(text: str, before: str) -> bool:
    if is_shouted(before):
        return is_shouted(text) and not re.match(
            r"[IVX]+\.|CHỦ TỊCH|ỦY BAN|THỦ TƯỚNG|GIÁM ĐỐC|CHÍNH PHỦ", text
        )
    is_short = len(text) < 110 and not re.search(r"[.;:]$", text)
    return (
        is_short
        and not is_shouted(text)
        and not BODY_STARTS.match(text)
        and not re.match(r"[IVX]+\.|\d", text)
    )


def _issuer(head: list[str], number_at: int | None, title_at: int | None, casing: Casing) -> str | None:
    end = number_at if number_at is not None else title_at
    lines = [
        text.strip("* -")
        for text in head[:end]
        if not NATIONAL.search(text) and not PLACE_AND_DATE.search(text)
    ]
    lines = [
        line for line in lines if is_shouted(line) and line not in URGENCIES | SECRECIES and "/" not in line
    ]
    return casing.restored(collapsed(" ".join(lines[-3:]))) if lines else None


def _issuer_of_closing(texts: list[str]) -> str | None:
    """ "Văn phòng Chính phủ thông báo để …": a notice names its issuer in its last sentence."""
    pattern = re.compile(lettered(r"^([\p{Lu}].{5,80}?)\s+(?:xin\s+)?thông báo (?:để|đến|tới)"))
    return next((found[1] for text in texts if (found := pattern.match(text))), None)


def _stamp(head: list[str], stamps: dict[str, str]) -> str | None:
    return next((stamps[text.strip(" .*")] for text in head if text.strip(" .*") in stamps), None)


def _after_recipients(texts: list[str]) -> list[str]:
    at = next((at for at, text in enumerate(texts) if RECIPIENTS.match(text.lstrip("* "))), None)
    if at is None:
        return texts[-8:]
    tail = texts[at:]
    end = next((at for at, text in enumerate(tail) if at and re.match(r"PHỤ LỤC|\[\d+\]", text)), len(tail))
    return tail[:end]


def _signer(texts: list[str]) -> tuple[str | None, str | None]:
    tail = _after_recipients(texts)
    offices = [
        text for text in tail if OFFICE_WORD.search(text) and is_shouted(text) and not text.startswith("-")
    ]
    for text in reversed(tail):
        found = SIGNED_LINE.search(text.split("./.")[-1])
        if found and OFFICE_WORD.search(found["office"]):
            return found["person"], collapsed(found["office"])
    person = next((text for text in reversed(tail) if PERSON_LINE.match(text) and offices), None)
    return person, collapsed(" ".join(offices)) if person else None


def _recipients(texts: list[str]) -> tuple[str, ...]:
    if not any(RECIPIENTS.match(text.lstrip("* ")) for text in texts):
        return ()
    tail = _after_recipients(texts)
    first = RECIPIENTS.sub("", tail[0].lstrip("* "), count=1)
    lines = [part for text in [first, *tail[1:]] for part in re.split(r";\s*(?=-\s)", text)]
    listed = [line.lstrip("-–• ").rstrip(" ;.") for line in lines if re.match(r"\s*[-–•]", line)]
    return tuple(line for line in listed if line)


def _chair(subject: str) -> str | None:
    found = CHAIR.search(subject + " ")
    return found["chair"].split(" - ")[0] if found else None


def _meeting_day(head: list[str], title_at: int | None) -> date | None:
    for text in head[(title_at or 0) + 1 :]:
        found = None if is_shouted(text) else MEETING_DAY.search(text)
        if found:
            return _date(int(found[3]), int(found[2]), int(found[1]))
    return None


def _quoted(texts: list[str]) -> Header:
    """The fields in a press article: "Ngày …, UBND tỉnh … ban hành Công văn …/UBND-KT về việc …"."""
    found = next((match for text in texts[:4] if (match := QUOTED.search(text))), None)
    if not found:
        return Header()
    number, _ = _number(found)
    subject = re.sub(r"^việc\s+", "", found["subject"]).strip(" .,") or None
    kind = found["kind"].lower()
    is_conclusion = kind == "thông báo" and subject and subject.lower().startswith("kết luận")
    return Header(
        kind=CONCLUSION_NOTICE if is_conclusion else kind,
        number=number,
        issued=_quoted_day(found["day"], texts),
        issuer=found["issuer"].strip(),
        subject=subject and subject[:1].upper() + subject[1:],
        meeting_chair=_chair(subject) if is_conclusion and subject else None,
    )


def _quoted_day(written: str | None, texts: list[str]) -> date | None:
    """The day in the introductory sentence; without a year, in the first year that the text mentions."""
    numbers = [int(number) for number in re.findall(r"\d+", written or "")]
    if len(numbers) == 2:
        years = re.findall(r"\d{1,2}[/ ](?:tháng )?\d{1,2}(?:/| năm )(20\d\d)", "\n".join(texts))
        numbers += [int(years[0])] if years else []
    return _date(numbers[2], numbers[1], numbers[0]) if len(numbers) == 3 else None
