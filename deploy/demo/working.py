"""The lead agency accepts the task, passes it on, works on it and submits it; the specialist confirms it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from docx import Document

from deploy.demo.cast import Person
from deploy.demo.desk import CallError, Desk, Json
from deploy.demo.play import SPECIALIST, Play, show_basket, show_notifications

_PROGRESS = "Đã làm việc với các đơn vị liên quan, hoàn thành dự thảo, đang tiếp thu ý kiến góp ý."
_RESULT = "Đã hoàn thành, gửi kèm báo cáo kết quả thực hiện."


def accept(play: Play, name: str) -> None:
    """The agency's clerk reads the document, finds the task in the basket, accepts it and passes it on."""
    agency = play.lead(name)
    play.stage.act("act_accept", agency=play.unit_name(agency))
    desk = play.desk(play.cast.first("AGENCY_CLERK", agency))
    _expect_notifications(play, desk, name)
    _open(play, desk)
    show_basket(play, desk, "unit")
    waiting = desk.all("v1/tasks", "tasks", basket="baskets/unit", filter='mark = "NOT_ACCEPTED"')
    play.stage.expect(name in {task["name"] for task in waiting}, "in_basket")
    _try_another(play, desk, name)
    task = desk.post(f"v1/{name}:accept")
    holder, unit = play.cast.worker(agency)
    task = desk.post(f"v1/{name}:delegate", {"unit": f"units/{unit}", "person": f"people/{holder.id}"})
    play.stage.say("accepts", person=holder.display_name, unit=play.unit_name(unit), state=_state(play, task))
    held = task["state"] == "IN_PROGRESS" and task["holder"]["person"] == f"people/{holder.id}"
    play.stage.expect(held, "accepted", person=holder.display_name)


def work(play: Play, name: str) -> None:
    """The holder reports progress and submits the task with a file as evidence; the head approves it."""
    agency = play.lead(name)
    play.stage.act("act_work", agency=play.unit_name(agency))
    holder, _ = play.cast.worker(agency)
    desk = play.desk(holder)
    show_notifications(play, desk)
    mine = desk.all("v1/tasks", "tasks", basket="baskets/mine")
    play.stage.expect(name in {task["name"] for task in mine}, "holder_has_it")
    file = _upload(desk, "du-thao.docx", play.task(name, holder)["title"], _PROGRESS)
    report = {"progress": {"percent": 60, "text": _PROGRESS}, "files": [file["name"]]}
    desk.post(f"v1/{name}:reportProgress", report)
    play.stage.say("reports", percent=60, text=_PROGRESS, file=file["displayName"])
    task = _submit(play, desk, name, holder)
    # A unit head who is the agency's clerk too sends it up at once.
    if task["approval"]:
        play.stage.expect(task["state"] == "IN_PROGRESS", "sought")
        task = _approve(play, name)
    waits = task["state"] == "SUBMITTED" and "WAITING_FOR_CONFIRMATION" in task["marks"]
    play.stage.expect(waits, "waits")


def confirm(play: Play, name: str) -> None:
    """The specialist downloads the evidence, compares it and confirms the task."""
    play.stage.act("act_confirm")
    desk = play.desk(SPECIALIST)
    show_basket(play, desk, "monitored")
    submitted = desk.get(f"v1/{name}")["submission"]
    evidence = desk.get(f"v1/{submitted['files'][0]}")
    content = desk.download(f"v1/{submitted['files'][0]}:download")
    play.stage.expect(
        len(content) == int(evidence["sizeBytes"]) and content[:2] == b"PK", "evidence_is_right"
    )
    task = desk.post(f"v1/{name}:confirm", {"note": "Sản phẩm đạt yêu cầu."})
    play.stage.expect(task["state"] == "COMPLETED" and task["class"] == "DONE_ON_TIME", "is_done")
    steps = " → ".join(play.stage.words(step["verb"]) for step in desk.all(f"v1/{name}/steps", "steps"))
    play.stage.say("history", steps=steps)


def _state(play: Play, task: Json) -> str:
    return play.stage.words(task["state"])


def _expect_notifications(play: Play, desk: Desk, name: str) -> None:
    subjects = {name, play.directive["name"]}
    notifications = play.stage.wait(
        lambda: [one for one in desk.all("v1/notifications", "notifications") if one["subject"] in subjects],
        lambda found: subjects <= {one["subject"] for one in found},
    )
    for one in notifications:
        play.stage.say("notified", title=one["title"])
    play.stage.expect(subjects <= {one["subject"] for one in notifications}, "was_notified")


def _open(play: Play, desk: Desk) -> None:
    directive = desk.post(f"v1/{play.directive['name']}:open")
    play.stage.say("reads_directive", number=directive.get("numberSymbol", ""))
    content = desk.download(f"v1/{directive['files'][0]}:download")
    play.stage.expect(content == play.file.read_bytes(), "same_file")


def _try_another(play: Play, desk: Desk, name: str) -> None:
    """Requests a task of another agency and one that does not exist: the answers must not differ."""
    agency = play.lead(name)
    foreign = [task for task in play.tasks if not _concerns(task, agency)]
    if not foreign:
        return
    answers = [_refusal(desk, task) for task in (foreign[0]["name"], "tasks/khong-co-nhiem-vu-nay")]
    alike = answers[0] == answers[1] and answers[0][0] == 404
    play.stage.expect(alike, "other_hidden", status=answers[0][0])


def _concerns(task: Json, agency: str) -> bool:
    units = [task["lead"], *(one["unit"] for one in task.get("coordinations", []))]
    return f"units/{agency}" in units


def _refusal(desk: Desk, task: str) -> tuple[int, str, str]:
    try:
        desk.get(f"v1/{task}")
    except CallError as refused:
        detail = str(refused.problem.get("detail", "")).replace(task, "")
        return refused.status, refused.reason, detail
    return 200, "", ""


def _submit(play: Play, desk: Desk, name: str, holder: Person) -> Json:
    file = _upload(desk, "bao-cao-ket-qua.docx", play.task(name, holder)["title"], _RESULT)
    number = "215/BC"
    play.stage.say("completes", number=number, file=file["displayName"])
    submission = {"text": _RESULT, "documentNumber": number, "files": [file["name"]]}
    return desk.post(f"v1/{name}:submit", {"submission": submission})


def _approve(play: Play, name: str) -> Json:
    """The agency's head finds in the basket what waits for approval, and it goes up."""
    head = play.cast.first("AGENCY_HEAD", play.lead(name))
    desk = play.desk(head)
    waiting = desk.all("v1/tasks", "tasks", basket="baskets/deciding")
    play.stage.expect(name in {task["name"] for task in waiting}, "head_is_asked")
    play.stage.say("approves", person=head.display_name)
    return desk.post(f"v1/{name}:approve")


def _upload(desk: Desk, file_name: str, title: str, text: str) -> Json:
    """A file with this text about a task, in the storage."""
    document = Document()
    document.add_heading("BÁO CÁO", 1)
    document.add_paragraph(title)
    document.add_paragraph(text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file_name
        document.save(str(path))
        return desk.upload(path)
