"""Makes proposals from passages and from other proposals: quotes, fills, merges, splits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from .proposals import (
    LONGEST_OUTPUT,
    LONGEST_QUOTE,
    LONGEST_TITLE,
    MOST_COORDINATIONS,
    Coordination,
    DueKind,
    Proposal,
    ProposalState,
)

# A reading fills each group as a whole or not at all, so that a due date never mixes typed words with a date read.
FILLED_TOGETHER = (
    ("title",),
    ("output",),
    ("lead", "lead_words"),
    ("coordinations",),
    ("due_kind", "due_date", "due_words", "recurrence", "recurrence_day", "until_date"),
    ("report_to",),
)
# Between neighbours there are only punctuation, blanks and the marker of the second one ("b)", "2.", "-").
BETWEEN = re.compile(r"[\s\W]*(?:(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[IVX]{1,5})[.)])?[\s\W]*")


def passage(text: str, start: int, end: int) -> str | None:
    """The words between two offsets of a text, white space collapsed; None if there are none or too many."""
    if not 0 <= start < end <= len(text):
        return None
    words = collapsed(text[start:end])
    return words if 0 < len(words) <= LONGEST_QUOTE else None


def collapsed(text: str) -> str:
    """The text with each run of white space as one blank."""
    return " ".join(text.split())


def filled(proposal: Proposal, read: Proposal) -> Proposal:
    """The proposal, with what was read filling the fields that are empty."""
    empty = [names for names in FILLED_TOGETHER if not any(getattr(proposal, name) for name in names)]
    taken = {name: getattr(read, name) for names in empty for name in names}
    done = replace(proposal, general=read.general, **taken)
    others = tuple(each for each in done.coordinations if not each.unit or each.unit != done.lead)
    return replace(done, coordinations=others)


def merged(proposals: Sequence[Proposal], text: str, title: str) -> Proposal:
    """The first proposal, which keeps its lead and due date and takes over the coordinations of all.

    The other leads become coordinators, so that no agency is lost.
    """
    first = proposals[0]
    dated = _first(proposals, lambda each: each.due_kind is not DueKind.UNSET)
    led = _first(proposals, lambda each: bool(each.lead))
    quote, start, end = _together(proposals, text)
    return replace(
        first,
        version=first.version + 1,
        title=title or _joined((each.title for each in proposals), "; ")[:LONGEST_TITLE],
        quote=quote,
        quote_start=start,
        quote_end=end,
        output=_joined((each.output for each in proposals), "; ")[:LONGEST_OUTPUT],
        lead=led.lead,
        lead_words=led.lead_words,
        coordinations=_united(proposals, led.lead),
        due_kind=dated.due_kind,
        due_date=dated.due_date,
        due_words=dated.due_words,
        recurrence=dated.recurrence,
        recurrence_day=dated.recurrence_day,
        until_date=dated.until_date,
        report_to=_first(proposals, lambda each: bool(each.report_to)).report_to,
        general=all(each.general for each in proposals),
    )


def split(whole: Proposal, pieces: Sequence[Proposal], whole_read: Proposal) -> list[Proposal]:
    """The proposal with the first passage, and new proposals with the others; all keep the lead and the due date.

    `pieces` were read from the new passages, `whole_read` from the old one. A title that is still as it was read is
    replaced by that of the first passage; a title that a person wrote stays.
    """
    kept, *new = pieces
    title = kept.title if whole.title == whole_read.title else whole.title
    first = replace(
        whole,
        version=whole.version + 1,
        title=title,
        quote=kept.quote,
        quote_start=kept.quote_start,
        quote_end=kept.quote_end,
    )
    orders = range(whole.sort_order + 1, whole.sort_order + len(pieces))
    return [first, *(_with_duty_of(whole, piece, order) for piece, order in zip(new, orders, strict=True))]


def spans(text: str, start: int, end: int, cuts: Iterable[int]) -> list[tuple[int, int]] | None:
    """Where the pieces of a passage begin and end; None if a cut lies outside it or leaves a piece without words."""
    found = list(pairwise([start, *sorted(cuts), end]))
    if any(passage(text, first, last) is None for first, last in found):
        return None
    return [_trimmed(text, first, last) for first, last in found]


def dropped(proposal: Proposal) -> Proposal:
    """The proposal, judged not to be a task."""
    return replace(proposal, version=proposal.version + 1, state=ProposalState.DROPPED)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _with_duty_of(whole: Proposal, piece: Proposal, sort_order: int) -> Proposal:
    return replace(
        piece,
        sort_order=sort_order,
        lead=whole.lead,
        lead_words=whole.lead_words,
        coordinations=whole.coordinations,
        due_kind=whole.due_kind,
        due_date=whole.due_date,
        due_words=whole.due_words,
        recurrence=whole.recurrence,
        recurrence_day=whole.recurrence_day,
        until_date=whole.until_date,
        report_to=whole.report_to,
    )


def _first(proposals: Sequence[Proposal], has: Callable[[Proposal], bool]) -> Proposal:
    return next((each for each in proposals if has(each)), proposals[0])


def _joined(texts: Iterable[str], between: str) -> str:
    return between.join(dict.fromkeys(text.strip().rstrip(".;") for text in texts if text))


def _together(proposals: Sequence[Proposal], text: str) -> tuple[str, int, int]:
    """The passage over all of them if they are neighbours; else their quotes, joined, without offsets."""
    ordered = sorted(proposals, key=lambda each: each.quote_start)
    start, end = ordered[0].quote_start, max(each.quote_end for each in ordered)
    quote = passage(text, start, end)
    if quote and all(each.quote_end for each in ordered) and _are_neighbours(ordered, text):
        return quote, start, end
    return _joined((each.quote for each in proposals), "\n")[:LONGEST_QUOTE], 0, 0


def _are_neighbours(ordered: Sequence[Proposal], text: str) -> bool:
    gaps = (text[one.quote_end : other.quote_start] for one, other in pairwise(ordered))
    return all(BETWEEN.fullmatch(gap) for gap in gaps)


def _united(proposals: Sequence[Proposal], lead: str) -> tuple[Coordination, ...]:
    found: dict[str, Coordination] = {}
    for each in _taking_part(proposals):
        if (each.unit or each.words) and each.unit != lead:
            found.setdefault(each.unit or each.words, each)
    return tuple(found.values())[:MOST_COORDINATIONS]


def _taking_part(proposals: Sequence[Proposal]) -> Iterator[Coordination]:
    for each in proposals:
        yield from each.coordinations
    for each in proposals:
        if each.lead:
            yield Coordination(each.lead, each.lead_words)
