"""The specialist enters a document and sees what the system has read in it."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from deploy.demo import notice
from deploy.demo.desk import CallError, Desk, Json, day_of
from deploy.demo.play import CHAIRMAN, SPECIALIST, Play, show_basket, show_notifications
from deploy.demo.stage import PlayError
from shared import yamls


def enter(play: Play) -> None:
    """Uploads the file, enters the directive, waits until the system has read it, and types in what is missing."""
    play.stage.act("act_enter")
    desk = play.desk(SPECIALIST)
    if not play.file.exists():
        _issue_today(play, desk)
    show_basket(play, desk, "monitored")
    show_notifications(play, desk)
    file = _upload(play, desk)
    play.directive = _read(play, desk, desk.post("v1/directives", {"files": [file["name"]]}))
    scan = play.directive["reading"] == "SCAN"
    if scan:
        play.stage.say("is_scan")
    _type_in(play, desk, _typed(play) if scan else {})
    _show_header(play)
    if scan:
        for task in _typed(play)["tasks"]:
            play.stage.say("adds_by_hand", title=task["title"])
            desk.post(f"v1/{play.directive['name']}/proposals", task)


def _issue_today(play: Play, desk: Desk) -> None:
    """Writes the demo province's notice as issued today, under the next number."""
    number = next_number(desk, "TB-UBND")
    notice.write(notice.read("giao-thong", number, play.today()), play.file)


def _upload(play: Play, desk: Desk) -> Json:
    stage, content = play.stage, play.file.read_bytes()
    file = desk.upload(play.file)
    stage.say("uploads", file=play.file.name, size=file["sizeBytes"], type=file["contentType"])
    stage.expect(file["sha256"] == hashlib.sha256(content).hexdigest(), "hash_is_right")
    return file


def _read(play: Play, desk: Desk, directive: Json) -> Json:
    play.stage.say("reading")
    read = play.stage.wait(
        lambda: desk.get(f"v1/{directive['name']}"),
        lambda now: now.get("reading") not in (None, "READING_UNSPECIFIED", "PENDING"),
    )
    play.stage.expect(read["reading"] in ("READ", "SCAN"), "was_read")
    if read["reading"] not in ("READ", "SCAN"):
        raise PlayError(read.get("readingError") or read["reading"])
    return read


def _type_in(play: Play, desk: Desk, typed: Json) -> None:
    """Completes the header with what the specialist typed from a scan, what is missing, and the assigner."""
    known = play.directive
    assigner = play.cast.named(known.get("subject", "")) or play.cast.people[CHAIRMAN]
    wanted: Json = {"assigner": f"people/{assigner.id}", "urgency": "ORDINARY"} | typed.get("directive", {})
    if not known.get("issueDate") and "issueDate" not in wanted:
        wanted["issueDate"] = play.today().isoformat()
    if not known.get("numberSymbol") and "numberSymbol" not in wanted:
        wanted["numberSymbol"] = _fresh_number(desk, "")
    missing = {
        key: value for key, value in wanted.items() if not known.get(key) or key in typed.get("directive", {})
    }
    play.directive = _saved(play, desk, missing)
    play.stage.say("types_in", fields=", ".join(play.stage.words(key) for key in missing))


def _saved(play: Play, desk: Desk, fields: Json) -> Json:
    name, etag = play.directive["name"], play.directive["etag"]
    try:
        return desk.patch(f"v1/{name}", fields, etag)
    except CallError as refused:
        if refused.reason != "DIRECTIVE_EXISTS":
            raise
    known = str(fields.get("numberSymbol") or play.directive["numberSymbol"])
    fresh = _fresh_number(desk, known)
    play.stage.say("exists_already", number=known, fresh=fresh)
    return desk.patch(f"v1/{name}", fields | {"numberSymbol": fresh}, etag)


def _fresh_number(desk: Desk, like: str) -> str:
    """A number that no directive has yet, with the symbol of another directive's number."""
    symbol = like.partition("/")[2] or "TB-UBND"
    return f"{next_number(desk, symbol)}/{symbol}"


def next_number(desk: Desk, symbol: str) -> int:
    """The number after the highest number of a directive with this symbol."""
    used = [
        directive.get("numberSymbol", "")
        for directive in desk.all("v1/directives", "directives", query=f"/{symbol}")
    ]
    numbers = [int(number.partition("/")[0]) for number in used if number.partition("/")[0].isdecimal()]
    return max([411, *numbers]) + 1


def _typed(play: Play) -> Json:
    """The fields that the specialist types from a scan: the transcript beside the file, or the required minimum."""
    beside = play.file.with_name(play.file.name + ".yaml")
    if beside.exists():
        read: dict[str, Any] = yamls.read(beside)
        return {name: _with_days(value) for name, value in read.items()}
    titles = [
        f"Triển khai nội dung được giao tại văn bản {play.file.name}, phần {part}" for part in ("I", "II")
    ]
    return {
        "directive": {"kind": "OTHER", "subject": f"Văn bản quét {play.file.name}", "issuer": "UBND tỉnh"},
        "tasks": [{"title": title, "quote": title} for title in titles],
    }


def _with_days(value: Any) -> Any:
    """Turns every date into text: YAML reads dates as such, the API takes text."""
    if isinstance(value, dict):
        return {key: _with_days(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_days(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _show_header(play: Play) -> None:
    directive = play.directive
    signer = " ".join(filter(None, (directive.get("signerTitle"), directive.get("signer"))))
    play.stage.say(
        "header",
        number=directive.get("numberSymbol", ""),
        day=day_of(directive.get("issueDate", "")) or "",
        issuer=directive.get("issuer", ""),
        signer=signer,
    )
    play.stage.say("subject_line", subject=directive.get("subject", ""))
