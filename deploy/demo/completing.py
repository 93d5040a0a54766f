"""The specialist reviews the proposals and fills in what is missing."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from deploy.demo.desk import CallError, Desk, Json, day_of
from deploy.demo.notice import working_day
from deploy.demo.play import SPECIALIST, Play
from deploy.demo.stage import PlayError

_AT_MOST = 200
_USUAL_DAYS = 10
_SHORT_DAYS = 2
_DEFAULT_LEADS = ("so-ke-hoach-va-dau-tu", "so-tai-chinh", "so-noi-vu")
# The output that a specialist expects, by the words of the task; the first match counts.
_OUTPUTS = (
    ("danh mục", "Danh mục kèm tờ trình"),
    ("dự thảo", "Dự thảo văn bản kèm tờ trình"),
    ("tham mưu", "Tờ trình kèm dự thảo văn bản"),
    ("ban hành kế hoạch", "Kế hoạch được ban hành"),
    ("xây dựng kế hoạch", "Kế hoạch được ban hành"),
    ("trình ubnd", "Tờ trình UBND tỉnh"),
    ("danh sách", "Danh sách kèm báo cáo"),
    ("bàn giao", "Biên bản bàn giao mặt bằng"),
    ("phê duyệt", "Quyết định phê duyệt"),
)
_DEFAULT_OUTPUT = "Báo cáo kết quả thực hiện"


def complete(play: Play) -> None:
    """Shows the proposals, drops the exhortations and completes the others."""
    play.stage.act("act_complete")
    desk = play.desk(SPECIALIST)
    _add_to_two(play, desk)
    proposals = _proposals(play, desk)
    _show(play, proposals)
    wanted = _wanted(play, proposals)[:_AT_MOST]
    dropped = [proposal for proposal in proposals if proposal not in wanted]
    for proposal in dropped:
        desk.post(f"v1/{proposal['name']}:drop")
    if dropped:
        play.stage.say("drops", count=len(dropped))
    play.proposals = [_filled_in(play, desk, at, proposal) for at, proposal in enumerate(wanted, 1)]
    _show_stale(play, desk, play.proposals[0])


def _proposals(play: Play, desk: Desk) -> list[Json]:
    return list(desk.all(f"v1/{play.directive['name']}/proposals", "proposals"))


def _wanted(play: Play, proposals: list[Json]) -> list[Json]:
    """The proposals with a result that an agency can show; all proposals if fewer than two have one."""
    concrete = [
        proposal
        for proposal in proposals
        if not proposal.get("general") and not play.cast.named(proposal.get("leadWords", ""))
    ]
    return concrete if len(concrete) > 1 else proposals


def _add_to_two(play: Play, desk: Desk) -> None:
    """The play needs two tasks: if the document has fewer, the specialist adds them by hand."""
    found = _proposals(play, desk)
    play.stage.expect(bool(found), "some_proposals")
    for at in range(len(found), 2):
        number = play.directive.get("numberSymbol", "văn bản")
        title = f"Báo cáo kết quả triển khai {number} (nội dung {at + 1})"
        play.stage.say("adds_by_hand", title=title)
        desk.post(f"v1/{play.directive['name']}/proposals", {"title": title, "quote": title})


def _show(play: Play, proposals: list[Json]) -> None:
    stage = play.stage
    general = sum(bool(proposal.get("general")) for proposal in proposals)
    stage.say("proposals", count=len(proposals), general=general)
    for at, proposal in enumerate(proposals, 1):
        stage.say(
            "proposal",
            at=at,
            title=_cut(proposal["title"], 150),
            lead=_unit_or_words(play, proposal.get("lead", ""), proposal.get("leadWords", "")),
            coordinators=_coordinators(play, proposal) or stage.words("no_one"),
            due=day_of(_stated(proposal, "date")) or _stated(proposal, "words") or stage.words("no_date"),
        )
        stage.say("quote", quote=_cut(proposal.get("quote", ""), 200))
    text = _plain(play.directive.get("text", ""))
    if text:
        stage.expect(
            all(_plain(p["quote"]) in text for p in proposals if p.get("quoteEnd")), "quotes_are_verbatim"
        )


def _unit_or_words(play: Play, unit: str, words: str) -> str:
    if unit:
        return play.unit_name(unit)
    return play.stage.words("unmatched", words=words) if words else play.stage.words("nobody")


def _coordinators(play: Play, proposal: Json) -> str:
    return "; ".join(
        _unit_or_words(play, one.get("unit", ""), one.get("words", ""))
        for one in proposal.get("coordinations", [])
    )


def _filled_in(play: Play, desk: Desk, at: int, proposal: Json) -> Json:
    lead, changes = _lead(play, proposal, at)
    fields: Json = {"lead": f"units/{lead}"} if changes else {}
    if not proposal.get("output"):
        fields["output"] = _output(proposal["title"])
        changes.append(play.stage.words("filled_output", output=fields["output"]))
    fields |= _due(play, proposal, at, changes)
    matched = [
        one for one in proposal.get("coordinations", []) if one.get("unit") and one["unit"] != f"units/{lead}"
    ]
    if matched != proposal.get("coordinations", []):
        fields["coordinations"] = matched
    if not fields:
        return proposal
    play.stage.say("fills_in", at=at, what="; ".join(changes) or ", ".join(fields))
    return desk.patch(f"v1/{proposal['name']}", fields, proposal["etag"])


def _lead(play: Play, proposal: Json, at: int) -> tuple[str, list[str]]:
    """The lead's id, and the words that report it if the specialist chose it."""
    given = proposal.get("lead", "").removeprefix("units/")
    if given and play.cast.units[given].kind == "AGENCY":
        return given, []
    words = proposal.get("leadWords", "")
    lead = _likely(play, words) or _DEFAULT_LEADS[at % len(_DEFAULT_LEADS)]
    return lead, [play.stage.words("filled_lead", lead=play.unit_name(lead), words=words)]


def _likely(play: Play, words: str) -> str:
    """The agency whose name shares the most words with the directive's, at least two."""
    wanted = set(_plain(words).split()) - {
        "sở",
        "bộ",
        "ban",
        "ubnd",
        "tỉnh",
        "ủy",
        "nhân",
        "dân",
        "các",
        "huyện",
        "và",
    }

    def shared(names: tuple[str, ...]) -> int:
        return max(len(wanted & set(_plain(name).split())) for name in names)

    best = max(play.cast.agencies(), key=lambda unit: shared(unit.names))
    return best.id if shared(best.names) > 1 else ""


def _output(title: str) -> str:
    return next((output for words, output in _OUTPUTS if words in _plain(title)), _DEFAULT_OUTPUT)


def _due(play: Play, proposal: Json, at: int, changes: list[str]) -> Json:
    """A due date if there is none or if it has passed; the second task is always due soon."""
    today = play.today()
    day = day_of(_stated(proposal, "date")) or _counted(play, _stated(proposal, "words"))
    kind = _stated(proposal, "kind")
    if at > 2 and (day is None or kind == "PERIODIC"):
        changes.append(play.stage.words("filled_no_due"))
        return {"due": {"kind": "NONE", "date": ""}}
    if day is not None and day >= today and (at != 2 or (day - today).days <= 7):
        if _stated(proposal, "date"):
            return {} if kind == "FIXED" else {"due": {"kind": "FIXED"}}
        changes.append(play.stage.words("filled_due", day=day))
        return {"due": {"kind": "FIXED", "date": day.isoformat()}}
    chosen: date = working_day(today, _SHORT_DAYS if at == 2 else _USUAL_DAYS)
    changes.append(play.stage.words("filled_due", day=chosen))
    return {"due": {"kind": "FIXED", "date": chosen.isoformat()}}


def _stated(proposal: Json, part: str) -> str:
    """A part of the proposal's due date; empty if the directive does not state it."""
    return str((proposal.get("due") or {}).get(part, ""))


def _counted(play: Play, words: str) -> date | None:
    """The day that "within n working days of issue" means (docs/domain.md, section Working days)."""
    found = re.search(r"(\d+) ngày làm việc", words)
    issued = day_of(play.directive.get("issueDate", ""))
    return working_day(issued, int(found.group(1))) if found and issued else None


def _show_stale(play: Play, desk: Desk, proposal: Json) -> None:
    """Two people edit one proposal: the one with a stale copy must not overwrite the other's work."""
    try:
        desk.patch(f"v1/{proposal['name']}", {"output": "…"}, "0" * 8)
    except CallError as refused:
        play.stage.expect(refused.status == 412, "stale_refused", detail=refused.problem.get("detail", ""))
        return
    raise PlayError(f"{proposal['name']}: If-Match")


def _cut(text: str, length: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1].rstrip() + "…"


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
