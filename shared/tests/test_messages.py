"""Sentences for people."""

from pathlib import Path

import pytest

from shared.messages import Catalogue, Locale

SENTENCES = """
[WRONG_STATE]
vi = "Trạng thái ({state}) không cho phép; thiếu {missing} của {name}."
en = "Not in the state {state}; {name} lacks {missing}."
["state.DRAFT"]
vi = "Dự thảo"
en = "draft"
["missing.lead"]
vi = "cơ quan chủ trì"
en = "the lead agency"
["missing.due.date"]
vi = "thời hạn"
en = "the due date"
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    file = tmp_path / "messages.toml"
    file.write_text(SENTENCES, encoding="utf-8")
    return Catalogue(file)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("vi", "Trạng thái (Dự thảo) không cho phép; thiếu cơ quan chủ trì, thời hạn của tasks/1."),
        ("en", "Not in the state draft; tasks/1 lacks the lead agency, the due date."),
    ],
)
def test_a_sentence_names_things_in_the_readers_words(
    catalogue: Catalogue, locale: Locale, said: str
) -> None:
    facts = {"state": "DRAFT", "missing": "lead, due.date", "name": "tasks/1"}
    assert catalogue.say("WRONG_STATE", locale, facts) == said


def test_what_has_no_words_is_said_as_it_is(catalogue: Catalogue) -> None:
    facts = {"state": "LOST", "missing": "lead, sense"}
    assert catalogue.say("WRONG_STATE", "en", facts) == "Not in the state LOST; ? lacks lead, sense."
