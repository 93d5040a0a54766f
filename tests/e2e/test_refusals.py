"""The API refuses bad input, names the field, and answers in the caller's language."""

import uuid
from pathlib import Path

import pytest
from docx import Document

from deploy.demo.desk import CallError, Desk, Json
from tests.e2e.conftest import SPECIALIST, Enter

VIETNAMESE = set("ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")


def refusal(desk: Desk, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Json]:
    """The status and the problem document of a call that must fail."""
    url = f"{desk.gateway}/{path}"
    answer = desk.browser.http.request(method, url, json=body, headers=desk.writing() | headers)
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert answer.status_code < 500, answer.text
    return answer.status_code, answer.json()


def fields(problem: Json) -> set[str]:
    return {error["field"] for error in problem.get("errors", [])}


def draft(**changes: object) -> Json:
    return {"title": "Báo cáo kết quả kiểm tra", "lead": "units/so-y-te", "output": "Báo cáo"} | changes


BAD_TASKS = {
    "a number instead of text": (draft(title=7), "title"),
    "an unknown field": (draft(tittle="x"), "tittle"),
    "a missing field": ({"output": "Báo cáo"}, "title"),
    "a text that is too long": (draft(title="x" * 2001), "title"),
    "an impossible date": (
        draft(due={"kind": "FIXED", "date": "2026-02-30"}),
        "due.date",
    ),
    "an unknown unit": (draft(lead="units/so-khong-co"), "lead"),
    "a name in the wrong form": (draft(lead="Sở Y tế"), "lead"),
    "an unknown person": (draft(assigner="people/khong-co-ai"), "assigner"),
    "a kind that does not exist": (draft(due={"kind": "SOON"}), "due.kind"),
}


@pytest.mark.parametrize(("body", "field"), BAD_TASKS.values(), ids=BAD_TASKS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_bad_input_names_the_field(enter: Enter, body: Json, field: str, language: str) -> None:
    desk = enter(SPECIALIST, language)
    before = desk.get("v1/baskets/drafts")

    status, problem = refusal(desk, "POST", "v1/tasks", body)

    assert status == 400
    assert field in fields(problem)
    words = f"{problem['title']} {problem['detail']} {problem['errors'][0]['description']}".lower()
    assert bool(VIETNAMESE & set(words)) == (language == "vi")
    assert desk.get("v1/baskets/drafts") == before


def test_broken_json_is_refused(enter: Enter) -> None:
    desk = enter(SPECIALIST, "en")
    headers = desk.writing() | {"Content-Type": "application/json"}

    answer = desk.browser.http.post(f"{desk.gateway}/v1/tasks", content=b'{"title": ', headers=headers)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


class TestFiles:
    def test_a_file_with_the_wrong_extension_is_refused(self, enter: Enter, note: Path) -> None:
        _assert_no_file(enter(SPECIALIST, "en"), note, "FILE_TYPE")

    def test_a_broken_file_is_refused(self, enter: Enter, tmp_path: Path) -> None:
        whole = tmp_path / "whole.docx"
        Document().save(str(whole))
        broken = tmp_path / "broken.docx"
        broken.write_bytes(whole.read_bytes()[:-2000])

        _assert_no_file(enter(SPECIALIST, "en"), broken, "FILE_BROKEN")

    def test_a_directive_with_an_unknown_file_is_refused(self, enter: Enter) -> None:
        status, problem = refusal(
            enter(SPECIALIST), "POST", "v1/directives", {"files": ["files/khong-co-tep"]}
        )

        assert (status, problem["reason"]) == (400, "UNKNOWN_FILE")
        assert "files" in " ".join(fields(problem))


def _assert_no_file(desk: Desk, path: Path, reason: str) -> None:
    with pytest.raises(CallError) as refused:
        desk.upload(path)
    assert (refused.value.status, refused.value.reason) == (400, reason)


class TestRepetition:
    def test_a_repeated_call_returns_the_first_answer(self, enter: Enter) -> None:
        desk, headers = enter(SPECIALIST), {"Idempotency-Key": str(uuid.uuid4())}

        names = {_created(desk, draft(), headers)["name"] for _ in range(2)}

        assert len(names) == 1

    def test_the_same_key_with_another_body_is_refused(self, enter: Enter) -> None:
        desk, key = enter(SPECIALIST), str(uuid.uuid4())
        _created(desk, draft(), {"Idempotency-Key": key})

        status, problem = refusal(
            desk, "POST", "v1/tasks", draft(output="Kế hoạch"), **{"Idempotency-Key": key}
        )

        assert (status, problem["reason"]) == (422, "REQUEST_ID_REUSED")

    def test_a_change_from_a_stale_copy_is_refused(self, enter: Enter) -> None:
        desk = enter(SPECIALIST)
        task = _created(desk, draft(), {})
        desk.patch(f"v1/{task['name']}", {"output": "Kế hoạch"}, task["etag"])

        with pytest.raises(CallError) as refused:
            desk.patch(f"v1/{task['name']}", {"output": "Tờ trình"}, task["etag"])

        assert (refused.value.status, refused.value.reason) == (412, "ETAG_MISMATCH")
        assert desk.get(f"v1/{task['name']}")["output"] == "Kế hoạch"


def _created(desk: Desk, body: Json, headers: dict[str, str]) -> Json:
    answer = desk.browser.http.post(f"{desk.gateway}/v1/tasks", json=body, headers=desk.writing() | headers)
    assert answer.status_code == 200, answer.text
    created: Json = answer.json()
    return created


class TestTasksOfOthers:
    def test_another_agencys_task_answers_like_an_unknown_one(self, enter: Enter) -> None:
        mine, other = enter("so-y-te:clerk"), enter("so-tu-phap:clerk")
        task = next(mine.all("v1/tasks", "tasks", filter='lead = "units/so-y-te"'))
        absent = "tasks/khong-co-nhiem-vu-nay"
        coordinators = [one["unit"] for one in task.get("coordinations", [])]
        if "units/so-tu-phap" in (*coordinators, *task.get("informed", [])):
            pytest.skip("the two agencies share this task")

        calls = [("GET", ""), ("GET", "/steps"), ("POST", ":accept"), ("POST", ":submit"), ("POST", ":urge")]
        for method, what in calls:
            body = _BODIES.get(what)
            foreign = refusal(other, method, f"v1/{task['name']}{what}", body)
            missing = refusal(other, method, f"v1/{absent}{what}", body)
            assert _bare(foreign, task["name"]) == _bare(missing, absent), (method, what)

    def test_lists_contain_no_tasks_of_other_agencies(self, enter: Enter) -> None:
        desk = enter("so-tu-phap:clerk")

        tasks = list(desk.all("v1/tasks", "tasks"))

        assert tasks
        for task in tasks:
            coordinators = [one["unit"] for one in task.get("coordinations", [])]
            assert "units/so-tu-phap" in (task["lead"], *coordinators, *task.get("informed", []))


_BODIES: dict[str, Json] = {
    ":accept": {},
    ":submit": {"submission": {"text": "Xong."}},
    ":urge": {"message": "…"},
}


def _bare(answer: tuple[int, Json], name: str) -> tuple[int, str]:
    status, problem = answer
    kept = {key: value for key, value in problem.items() if key not in ("requestId", "instance")}
    return status, str(kept).replace(name, "tasks/…")


class TestRights:
    def test_a_person_without_the_right_is_refused(self, enter: Enter) -> None:
        status, problem = refusal(enter("so-y-te:clerk", "en"), "POST", "v1/tasks", draft())

        assert (status, problem["title"] != "") == (403, True)

    def test_the_refusal_of_a_step_names_the_state(self, enter: Enter) -> None:
        desk = enter("so-y-te:clerk")
        done = next(desk.all("v1/tasks", "tasks", filter='state = "COMPLETED" AND lead = "units/so-y-te"'))

        status, problem = refusal(desk, "POST", f"v1/{done['name']}:accept", {})

        assert (status, problem["reason"]) == (409, "TASK_STATE")
        assert "COMPLETED" in problem["metadata"].values()

    def test_a_cross_site_request_is_refused(self, enter: Enter) -> None:
        desk = enter(SPECIALIST)
        headers = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}

        answer = desk.browser.http.post(f"{desk.gateway}/v1/tasks", json=draft(), headers=headers)

        assert answer.status_code == 403
