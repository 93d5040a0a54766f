"""The deadline in a clause: a date, its words, and whether it recurs.

It is counted as in docs/domain.md, section Working days: "trước ngày X" is X, "trong tháng 9" its last day, "trong quý
III" 30 September, "trong năm N" 31 December; "khẩn trương" and "theo tiến độ" are no date.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from .terms import one_of
from .weeks import FRIDAY, last_working_day_of_week

QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
NUMERIC = r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}"
SPELT = r"\d{1,2}\s+tháng\s+\d{1,2}\s*(?:,\s*|/|\s+năm\s+|\s+tháng\s+)\d{4}"
SHORT = r"\d{1,2}\s*/\s*\d{1,2}(?!\s*/?\s*\d)|\d{1,2}\s+tháng\s+\d{1,2}(?!\s*(?:/|năm|tháng))"
DAY = f"(?:{NUMERIC}|{SPELT}|{SHORT})"
NUMBERS = re.compile(r"\d+")
PREFIXES = one_of(
    [
        "chậm nhất là trước", "chậm nhất trước", "chậm nhất là", "chậm nhất", "muộn nhất", "xong trước",
        "hoàn thành trước", "hoàn thành vào", "hoàn thành xong trước", "đến hết", "trước", "xong trong",
        "vào", "trong", "hết", "đến", "không quá", "dự kiến", "hạn chót", "hoàn thành",
    ]
)  # fmt: skip
YEARLY = one_of(["hằng năm", "hàng năm", "mỗi năm"])
RECURRENCES = {
    "daily": one_of(["hằng ngày", "hàng ngày", "mỗi ngày"]),
    "weekly": one_of(["hằng tuần", "hàng tuần", "mỗi tuần", "định kỳ tuần"]),
    "monthly": one_of(["hằng tháng", "hàng tháng", "mỗi tháng", "định kỳ tháng"])
    + r"|của\s+tháng(?!\s+(?:cuối|\d))",
    "quarterly": one_of(
        [
            "của tháng cuối quý",
            "tháng cuối quý",
            "tháng cuối mỗi quý",
            "hằng quý",
            "hàng quý",
            "mỗi quý",
            "định kỳ quý",
        ]
    ),
    "half-yearly": one_of(["6 tháng một lần", "06 tháng một lần", "định kỳ 6 tháng", "định kỳ 06 tháng"]),
    "yearly": YEARLY,
}
# Words that make "hằng tháng" and the like a recurring duty and not a description ("kinh phí hằng năm").
RECURRING_DUTY = re.compile(
    r"(?:báo cáo|gửi|tổng hợp|cập nhật|định kỳ|trước ngày|rà soát|đánh giá|kiểm tra|sơ kết|họp)",
    re.IGNORECASE,
)
RECURRING = re.compile(
    r"(?:định kỳ\s+)?(?:trước\s+ngày\s+\d{1,2}\s+|vào\s+ngày\s+\d{1,2}\s+|ngày\s+\d{1,2}\s+)?(?:"
    + "|".join(f"(?P<{name.replace('-', '_')}>{pattern})" for name, pattern in RECURRENCES.items())
    + ")",
    re.IGNORECASE,
)
PERIODIC = re.compile(r"\b[Đđ]ịnh kỳ(?=[,\s]+(?!hoặc|hay)\w)")
CONSTANT = re.compile(r"(?:thực hiện\s+)?thường xuyên", re.IGNORECASE)
YEAR_END = r"(?:(?:đến\s+)?hết|trong|xong\s+trong)\s+năm\s+(?P<year_only>\d{4})"
PATTERNS = (
    rf"từ\s+ngày\s+(?:{DAY}|\d{{1,2}})\s*(?:đến|-|–)\s*(?:hết\s+)?(?:(?:ngày\s+)?(?P<until>{DAY})"
    r"|năm\s+(?P<until_year>\d{4}))",
    rf"(?:{PREFIXES})\s+(?:trước\s+)?(?:\d{{1,2}}[hg]\d{{0,2}}\s*,?\s*)?ngày\s+(?P<day>{DAY})",
    rf"(?:{PREFIXES})\s+(?P<bare_day>{NUMERIC})",
    r"(?:trong|xong\s+trong|trước|hết|chậm\s+nhất\s+(?:là\s+)?trong|vào)\s+(?:cuối\s+)?tháng\s+(?P<month>\d{1,2})"
    r"(?:\s*[/.\-]\s*|\s+năm\s+|,\s*)(?P<month_year>\d{4})",
    r"trong\s+tháng\s+(?P<only_month>\d{1,2})(?!\s*(?:/|năm|đầu|tới|\d))",
    r"(?:trong\s+)?[Qq]uý\s+(?P<quarter>I{1,3}|IV|[1-4])(?:\s*[/.\-,]\s*|\s+năm\s+)(?P<quarter_year>\d{4})",
    r"trong\s+quý\s+(?P<only_quarter>I{1,3}V?|IV|[1-4])(?!\s*(?:/|năm))\b",
    YEAR_END,
    r"(?:ngay\s+)?trong\s+tuần(?:\s+này)?(?P<week>)(?=[\s.,;)]|$)",
)
DEADLINE = re.compile("|".join(f"(?:{pattern})" for pattern in PATTERNS), re.IGNORECASE)
RELATIVE = re.compile(
    r"(?:trong\s+(?:vòng|thời\s+hạn)|chậm\s+nhất\s+(?:là\s+)?(?:sau\s+)?)\s*\(?\d+\)?\s+(?:giờ|ngày|tuần|tháng)"
    r"(?:\s+làm\s+việc)?(?:[^.;]{0,60}?(?=[.;,)]|$))?",
    re.IGNORECASE,
)
# "từ quý II/2026" is a beginning; "năm 2026 và các năm tiếp theo" has no end.
OPEN_ENDED = re.compile(
    r"từ\s+(?!.*\b(?:đến|hết)\b)|.*các năm tiếp theo|sau khi|theo (?:tiến độ|lộ trình)", re.IGNORECASE
)
# Words before a date of the past: "đã báo cáo trước ngày 25 tháng 3".
PAST = re.compile(r"\b(?:đã|được|ban hành|ký|phê duyệt)\s+(?:\S+\s+){0,6}$", re.IGNORECASE)
# A date right after a number-symbol is the date of that document.
DOCUMENT_BEFORE = re.compile(r"(?:/[A-ZĐ]{1,6}-?[\w&.-]*|số\s+\S+)\s*,?\s*$")


@dataclass(frozen=True)
class Deadline:
    """A date (the last day in time), its words, and its recurrence; all may be absent."""

    day: date | None = None
    text: str | None = None
    recurrence: str | None = None

    def __bool__(self) -> bool:
        return self.day is not None or self.recurrence is not None


NONE = Deadline()


def deadline_in(text: str, issued: date | None) -> Deadline:
    """The deadline that the clause sets. Dates before `issued` are references, not deadlines."""
    recurring = _recurring(text)
    if recurring:
        return recurring
    found = [deadline for match in DEADLINE.finditer(text) if (deadline := _dated(text, match, issued))]
    if found:
        return found[-1]
    relative = RELATIVE.search(text)
    return Deadline(text=relative.group().strip()) if relative else NONE


def deadlines_in(text: str, issued: date | None) -> int:
    """How many deadlines the clause sets."""
    return sum(bool(_dated(text, match, issued)) for match in DEADLINE.finditer(text))


def deadline_field(text: str, issued: date | None) -> Deadline:
    """The deadline in the field "Thời gian thực hiện" of a plan, where every date counts."""
    text = text.strip(" .;")
    if OPEN_ENDED.match(text):
        return Deadline(text=text)
    found = deadline_in(text, None)
    if found:
        return found
    constant = CONSTANT.search(text)
    if constant:
        return Deadline(text=text, recurrence="other: thường xuyên")
    bare = re.search(rf"ngày\s+(?P<day>{DAY})", text) or re.search(rf"(?P<day>{NUMERIC})", text)
    year = re.fullmatch(r"[Nn]ăm\s+(\d{4})", text)
    if bare:
        return Deadline(_day(bare["day"], issued), text)
    return Deadline(date(int(year[1]), 12, 31), text) if year else Deadline(text=text or None)


def _recurring(text: str) -> Deadline | None:
    for match in RECURRING.finditer(text):
        around = text[max(0, match.start() - 120) : match.end() + 40]
        if RECURRING_DUTY.search(around) and not re.search(
            r"(?:kinh phí|ngân sách|dự toán)\W+\w*\W*$", text[: match.start()]
        ):
            name = next(name for name, value in match.groupdict().items() if value)
            return Deadline(text=match.group(), recurrence=name.replace("_", "-"))
    periodic = PERIODIC.search(text)
    return Deadline(text=periodic.group(), recurrence="other: định kỳ") if periodic else None


def _dated(text: str, match: re.Match[str], issued: date | None) -> Deadline | None:
    before = text[max(0, match.start() - 60) : match.start()]
    if DOCUMENT_BEFORE.search(before):
        return None
    day = _date_of(match, issued)
    if (
        day is None
        or (issued and day < issued)
        or (PAST.search(before) and not match.group().startswith("hoàn"))
    ):
        return None
    return Deadline(day, match.group().strip())


def _date_of(match: re.Match[str], issued: date | None) -> date | None:
    group = match.groupdict()
    written = group["day"] or group["bare_day"] or group["until"]
    if written:
        return _day(written, issued)
    year = group["year_only"] or group["until_year"]
    if year:
        return date(int(year), 12, 31)
    if group["month"]:
        return _month_end(int(group["month_year"]), int(group["month"]))
    if group["quarter"]:
        return _month_end(int(group["quarter_year"]), 3 * QUARTERS[group["quarter"].lower()])
    return _relative_to_issue(group, issued) if issued else None


def _relative_to_issue(group: dict[str, str | None], issued: date) -> date | None:
    """ "trong tháng 9", "trong quý III" and "trong tuần" without a year mean the year or week of issue."""
    if group["only_month"]:
        return _month_end(issued.year, int(group["only_month"]))
    if group["only_quarter"]:
        return _month_end(issued.year, 3 * QUARTERS[group["only_quarter"].lower()])
    return _end_of_week(issued)


def _end_of_week(issued: date) -> date:
    """The end of the week of work in which a document is issued; on a weekend, of the next one."""
    day = issued + timedelta(days=2) if issued.weekday() > FRIDAY else issued
    last = last_working_day_of_week(day)
    # Nothing that is asked for is due before it is asked for.
    return last if last >= issued else day + timedelta(days=FRIDAY - day.weekday())


def _day(written: str, issued: date | None) -> date | None:
    numbers = [int(number) for number in NUMBERS.findall(written)]
    if len(numbers) == 2 and issued:
        numbers.append(issued.year)
    if len(numbers) != 3:
        return None
    try:
        return date(numbers[2], numbers[1], numbers[0])
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date | None:
    if not (1 <= month <= 12 and 1900 < year < 2200):
        return None
    return date(year, month, calendar.monthrange(year, month)[1])
