"""Measures the reading on annotated documents: python -m services.document evaluate SAMPLES OUT.

Reads every NAME.txt of SAMPLES and writes NAME.json to OUT. If SAMPLES has a NAME.json too, the proposals are
compared with it, in NFC and lower case, with white space collapsed. A proposal and an annotated task can be paired if
their quotes share at least 60 % of the shorter one; each is paired once, best pairs first. An annotated task that is
"general" need not be proposed, and it is no error to propose it.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypedDict

from services.document.reading import Header, Proposal, read_text
from services.document.reading.passages import collapsed

SHARED_PART = 0.6
LONG_FORMS = (
    (r"\bubnd\b", "ủy ban nhân dân"),
    (r"\buỷ\b", "ủy"),
    (r"^(đồng chí|đ/c|các|giao|yêu cầu|đề nghị|chủ tịch|giám đốc|thủ trưởng) ", ""),
)
HEADER_FIELDS = ("kind", "number", "date")


class Document(TypedDict):
    """A document in the form of the annotations."""

    document: dict[str, str | None]
    tasks: list[dict[str, Any]]


NOTHING: Document = {"document": {}, "tasks": []}


@dataclass
class Counts:
    """The counts over all documents."""

    annotated: int = 0
    proposed: int = 0
    paired: int = 0
    leads_known: int = 0
    leads_right: int = 0
    dates_right: int = 0
    dates_annotated: int = 0
    dates_proposed: int = 0
    dates_hit: int = 0
    coordinators_annotated: int = 0
    coordinators_proposed: int = 0
    coordinators_hit: int = 0
    fields_known: int = 0
    fields_right: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


def read(text: str) -> Document:
    """What the service reads from a text, in the form of the annotations. Quotes are verbatim."""
    reading = read_text(text)
    tasks = [_task(proposal, reading.text) for proposal in reading.proposals]
    return {"document": _header(reading.header), "tasks": tasks}


def _header(header: Header) -> dict[str, str | None]:
    return {
        "kind": header.kind,
        "number": header.number,
        "date": header.issued.isoformat() if header.issued else None,
        "issuer": header.issuer,
        "signer": header.signer,
        "subject": header.subject,
    }


def _task(proposal: Proposal, text: str) -> dict[str, Any]:
    start, end = proposal.span
    return {
        "content": proposal.content,
        "quote": collapsed(text[start:end]),
        "lead": list(proposal.lead),
        "coordinating": list(proposal.coordinators),
        "deadline": proposal.deadline.day.isoformat() if proposal.deadline.day else None,
        "deadline_text": proposal.deadline.text,
        "recurrence": proposal.deadline.recurrence,
        "report_to": proposal.report_to,
        "specificity": proposal.specificity,
        "output": proposal.output,
    }


def compare(text: str, gold: Document, got: Document) -> Counts:
    """The counts of one document."""
    text = plain(text)
    both = pairs(text, gold["tasks"], got["tasks"])
    wanted = [task for task in gold["tasks"] if task.get("specificity") != "general"]
    counted = [(gold["tasks"][g], got["tasks"][p]) for g, p in both if gold["tasks"][g] in wanted]
    excused = len(both) - len(counted)
    counts = Counts(annotated=len(wanted), proposed=len(got["tasks"]) - excused, paired=len(counted))
    for annotated, proposed in counted:
        counts += _compare_task(annotated, proposed)
    return counts + _compare_header(gold["document"], got["document"])


def _compare_task(annotated: dict[str, Any], proposed: dict[str, Any]) -> Counts:
    leads, leads_got = (_agencies(task, "lead") for task in (annotated, proposed))
    others, others_got = (_agencies(task, "coordinating") for task in (annotated, proposed))
    due, due_got = (_due(task) for task in (annotated, proposed))
    return Counts(
        leads_known=bool(leads),
        leads_right=bool(leads) and leads == leads_got,
        dates_right=due == due_got,
        dates_annotated=due != (None, None),
        dates_proposed=due_got != (None, None),
        dates_hit=due == due_got and due != (None, None),
        coordinators_annotated=len(others),
        coordinators_proposed=len(others_got),
        coordinators_hit=len(others & others_got),
    )


def _compare_header(gold: dict[str, str | None], got: dict[str, str | None]) -> Counts:
    known = [name for name in HEADER_FIELDS if gold.get(name)]
    right = [name for name in known if plain(gold[name]) == plain(got.get(name))]
    return Counts(fields_known=len(known), fields_right=len(right))


def _agencies(task: dict[str, Any], field: str) -> set[str]:
    return {agency(name) for name in task.get(field) or []}


def _due(task: dict[str, Any]) -> tuple[str | None, str | None]:
    return task.get("deadline") or None, task.get("recurrence") or None


def plain(text: str | None) -> str:
    """The text in the form for comparing."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text or "")).strip().lower()


def agency(name: str) -> str:
    """A name in the form for comparing: abbreviations written out, without the words before the name."""
    name = plain(name)
    for pattern, long_form in LONG_FORMS:
        name = re.sub(pattern, long_form, name)
    return name.strip(" .,;:")


def pairs(text: str, gold: list[dict[str, Any]], got: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Pairs of an annotated task and a proposal with the same words, best first, each at most once."""
    spans = [_span(text, task.get("quote")) for task in gold]
    spans_got = [_span(text, task.get("quote")) for task in got]
    candidates = [
        (alike, g, p)
        for g, span in enumerate(spans)
        for p, span_got in enumerate(spans_got)
        if span and span_got and (alike := _alike(span, span_got)) is not None
    ]
    taken: set[tuple[str, int]] = set()
    result: list[tuple[int, int]] = []
    for _, g, p in sorted(candidates, reverse=True):
        if ("gold", g) not in taken and ("got", p) not in taken:
            taken |= {("gold", g), ("got", p)}
            result.append((g, p))
    return result


def _span(text: str, quote: str | None) -> tuple[int, int] | None:
    quote = plain(quote)
    start = text.find(quote) if quote else -1
    return (start, start + len(quote)) if start >= 0 else None


def _alike(first: tuple[int, int], second: tuple[int, int]) -> float | None:
    common = min(first[1], second[1]) - max(first[0], second[0])
    if common < SHARED_PART * min(first[1] - first[0], second[1] - second[0]):
        return None
    return common / (max(first[1], second[1]) - min(first[0], second[0]))


def report(counts: Counts) -> str:
    """The figures in words, with "-" where there is nothing to divide by."""
    precision, recall = _ratio(counts.paired, counts.proposed), _ratio(counts.paired, counts.annotated)
    return (
        f"tasks: precision {_shown(precision)} recall {_shown(recall)} F1 {_shown(_f1(precision, recall))}\n"
        f"of the paired: lead right {_part(counts.leads_right, counts.leads_known)},"
        f" deadline right {_part(counts.dates_right, counts.paired)} (where there is one:"
        f" precision {_part(counts.dates_hit, counts.dates_proposed)}"
        f" recall {_part(counts.dates_hit, counts.dates_annotated)}),"
        f" coordinator precision {_part(counts.coordinators_hit, counts.coordinators_proposed)}"
        f" recall {_part(counts.coordinators_hit, counts.coordinators_annotated)}\n"
        f"header (kind, number, date) right {_part(counts.fields_right, counts.fields_known)}"
    )


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _f1(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _part(part: int, whole: int) -> str:
    return _shown(_ratio(part, whole))


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def main(arguments: Sequence[str]) -> None:
    """Reads every text of a folder, writes the result to another, and prints how good it is."""
    if len(arguments) != 2:
        raise SystemExit("python -m services.document evaluate SAMPLES OUT")
    samples, out = (Path(argument) for argument in arguments)
    texts = sorted(samples.glob("*.txt"))
    if not texts:
        raise SystemExit(f"no NAME.txt in {samples}")
    out.mkdir(parents=True, exist_ok=True)
    print(f"{'document':12} {'annotated':>9} {'proposed':>8} {'paired':>6} {'lead':>5} {'date':>5}")
    total = sum((_evaluate(path, out) for path in texts), Counts())
    print(f"\n{report(total)}")


def _evaluate(path: Path, out: Path) -> Counts:
    text = path.read_text("utf-8")
    got = read(text)
    (out / f"{path.stem}.json").write_text(json.dumps(got, ensure_ascii=False, indent=1) + "\n", "utf-8")
    annotation = path.with_suffix(".json")
    if not annotation.exists():
        print(f"{path.stem:12} {'-':>9} {len(got['tasks']):8} {'-':>6} {'-':>5} {'-':>5}")
        return Counts()
    counts = compare(text, json.loads(annotation.read_text("utf-8")), got)
    print(
        f"{path.stem:12} {counts.annotated:9} {len(got['tasks']):8} {counts.paired:6}"
        f" {counts.leads_right:5} {counts.dates_right:5}"
    )
    return counts
