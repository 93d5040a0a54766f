"""The texts: every kind in both languages, with dates in the form of the language."""

import string
import tomllib
from pathlib import Path

import pytest

from dondoc_api.dondoc.notification.v1.error_reason_pb import ErrorReason
from dondoc_api.dondoc.notification.v1.notification_service_pb import Notification
from services.notification import texts
from services.notification.model import NOTICES, RULES, Kind
from services.notification.texts import CATALOGUE, text

FACTS = {
    "title": "Báo cáo tiêm chủng",
    "due": "2026-12-01",
    "actor": "Nguyễn A",
    "message": "Gấp",
    "late": "2026-11-30",
    "number": "215/TB-UBND",
    "urgings": "3",
    "progress": "2026-10-01",
    "state": "IN_PROGRESS",
}
FILE = Path(texts.__file__).with_name("messages.toml")


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_text_in_both_languages(kind: Kind, locale: str) -> None:
    words = text(kind, FACTS, "en" if locale == "en" else "vi")
    assert "Báo cáo tiêm chủng" in words.title
    assert kind not in str(words)
    assert "?" not in words.title + str(words)


def test_a_reason_that_the_system_gives_is_a_sentence_of_the_reader() -> None:
    facts = FACTS | {"message": "parent-returned"}
    assert "Nội dung: Nhiệm vụ cha đã được trả lại." in str(text(Kind.TASK_CANCELLED, facts, "vi"))
    assert "Message: The parent task was returned." in str(text(Kind.TASK_CANCELLED, facts, "en"))


def test_the_kinds_equal_the_apis_and_each_is_used() -> None:
    assert [kind.name for kind in Kind] == [kind.name for kind in Notification.Kind if kind.value]
    steps = {notice.kind for notices in NOTICES.values() for notice in notices}
    rules = {rule.kind for rule in RULES.values()}
    others = {
        Kind.DIRECTIVE_FORWARDED,
        Kind.DIRECTIVE_SUPERSEDED,
        Kind.SUPERSESSION_TAKEN_BACK,
        Kind.EMAIL_UNDELIVERABLE,
        Kind.TASK_MENTIONED,
        Kind.TASK_OPINION_GIVEN,
        Kind.TASK_STATE_CHANGED,
    }
    assert steps | rules | others == set(Kind)


def test_the_texts_in_both_languages_use_the_same_facts() -> None:
    for key, sentences in tomllib.loads(FILE.read_text("utf-8")).items():
        vietnamese, english = (
            {name for _, name, _, _ in string.Formatter().parse(sentences[language]) if name}
            for language in ("vi", "en")
        )
        assert vietnamese == english, key


def test_every_reason_has_a_sentence() -> None:
    reasons = [
        reason.name for reason in ErrorReason if reason.name != "ERROR_REASON_UNSPECIFIED" and reason.value
    ]
    assert reasons == ["NOTIFICATION_NOT_FOUND"]
    assert all(reason in CATALOGUE for reason in reasons)


def test_dates_have_the_form_of_the_language_and_a_missing_due_date_has_words() -> None:
    assert "Thời hạn: 01/12/2026" in text(Kind.TASK_ISSUED, FACTS, "vi").lines
    assert "Due: 01 Dec 2026" in text(Kind.TASK_ISSUED, FACTS, "en").lines
    assert "Thời hạn: không thời hạn" in text(Kind.TASK_ISSUED, {"due": "none"}, "vi").lines


def test_an_unknown_fact_gets_no_line() -> None:
    words = text(Kind.TASK_ISSUED, {"title": "Báo cáo"}, "vi")
    assert words.lines[1:] == ("Nhiệm vụ: Báo cáo",)
    assert words.lines[0].startswith("Hệ thống giao nhiệm vụ")
