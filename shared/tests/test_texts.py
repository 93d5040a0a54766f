"""Texts of requests: one form of Vietnamese, no invisible characters, and none that files cannot contain."""

from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.type.v1.task_types_pb import Due
from shared import rules, texts
from shared.errors import InvalidArgument
from shared.messages import Catalogue

DECOMPOSED, COMPOSED = "\u0110o\u0302n \u0111o\u0302\u0301c", "\u0110\u00f4n \u0111\u1ed1c"


def test_vietnamese_is_stored_in_one_form() -> None:
    task = pb.Task(title=DECOMPOSED, coordinations=[pb.Coordination(unit="units/a", part=DECOMPOSED)])
    request = pb.CreateTaskRequest(task=task)
    rules.check(request)
    assert request.task is not None
    assert request.task.title == COMPOSED
    assert request.task.coordinations[0].part == COMPOSED


@pytest.mark.parametrize(
    ("task", "path"),
    [
        ({"title": "a\0b"}, "task.title"),
        ({"title": "a", "due": Due(words="\0")}, "task.due.words"),
        (
            {"title": "a", "coordinations": [pb.Coordination(unit="units/a", part="\0")]},
            "task.coordinations[0].part",
        ),
    ],
)
def test_nul_is_refused_with_its_field(task: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        rules.check(pb.CreateTaskRequest(task=pb.Task(**task)))
    assert [(field.path, field.rule) for field in refusal.value.fields] == [(path, "string.character")]


FORBIDDEN = [
    *(chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"),
    *(chr(code) for code in range(0x7F, 0xA0)),
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff",
]


@pytest.mark.parametrize("character", FORBIDDEN, ids=ascii)
def test_a_forbidden_character_is_refused_and_named(character: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        rules.check(pb.ListTasksRequest(filter=f"báo{character}cáo"))
    (field,) = refusal.value.fields
    assert (field.path, field.rule) == ("filter", "string.character")
    assert field.facts == {"character": f"U+{ord(character):04X}"}
    for locale, words in (
        ("vi", "không được chứa ký tự ẩn U+"),
        ("en", "must not contain the invisible character U+"),
    ):
        assert words in Catalogue().say(field.rule, locale, field.facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("vi", "phải có ít nhất 1 ký tự nhìn thấy được"),
        ("en", "must have 1 or more visible characters"),
    ],
)
def test_the_refusal_of_a_text_without_anything_to_see_says_why(locale: str, words: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        rules.check(pb.CreateTaskRequest(task=pb.Task(title="\u200b")))
    (field,) = refusal.value.fields
    assert Catalogue().say(field.rule, locale, field.facts) == words  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["báo cáo", "a\tb\nc", "🙂 \u200d \u00a0", "đ\u00adc", ""])
def test_other_text_is_unchanged(text: str) -> None:
    assert (texts.settled(text), texts.forbidden(text), texts.cleaned(text)) == (text, "", text)


BLANKS = ["\u200b", "\u200d\ufeff", "\u00ad", "\u2060", "\u180e", "\u034f", "\u2800", "\U000e0020"]
BLANKS += ["\ufe0f", "\u0301", " \u200b \u0301", "\ue000"]
BLANKS += ["\u3164\uffa0\u115f\u1160", " ", "\u00a0\t\n", "\u3000\u2028"]


@pytest.mark.parametrize("text", BLANKS, ids=ascii)
def test_a_text_without_anything_to_see_is_empty(text: str) -> None:
    assert texts.is_blank(text)
    assert texts.settled(text) == ""
    request = pb.CancelTaskRequest(name="tasks/a", reason=text)
    with pytest.raises(InvalidArgument) as refusal:
        rules.check(request)
    assert [field.path for field in refusal.value.fields] == ["reason"]


@pytest.mark.parametrize(
    "text", [".", "-", " a", "1", "₫", "\u200bx", "🙂", "đ", "o\u0302", "文", "\u0e01"], ids=ascii
)
def test_a_text_with_one_sign_to_see_is_not_empty(text: str) -> None:
    assert not texts.is_blank(text)
    assert texts.settled(text) != ""


def test_line_ends_are_normalized() -> None:
    request = pb.ListTasksRequest(filter="a\r\nb\rc\nd")
    rules.check(request)
    assert request.filter == "a\nb\nc\nd"


@given(st.text())
def test_a_cleaned_text_fits_into_xml_without_forbidden_characters(text: str) -> None:
    cleaned = texts.cleaned(text)
    assert texts.forbidden(cleaned) == ""
    element = ElementTree.Element("t")
    element.text = cleaned
    assert ElementTree.fromstring(ElementTree.tostring(element, "unicode")).text == (cleaned or None)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Mẫu _x0041_ và _xAB12_", "Mẫu _x005F_x0041_ và _x005F_xAB12_"),
        ("_x41_ _xZZZZ_ x0041_", "_x41_ _xZZZZ_ x0041_"),
        ("một\ufffe hai", "một hai"),
    ],
)
def test_no_text_in_a_cell_is_read_as_another_one(text: str, cell: str) -> None:
    assert texts.for_cell(text) == cell


def test_names_sort_as_in_vietnamese_dictionaries() -> None:
    names = [
        "An",
        "Án",
        "Anh",
        "Ăn",
        "Ân",
        "Bùi Dũng",
        "Bùi Đan",
        "Dương",
        "Đào Ý",
        "Đỗ",
        "Em",
        "Lễ",
        "Lê An",
        "Lễ An",
    ]
    assert sorted({*names}, key=texts.dictionary_key) == names
    tones = ["ma", "mà", "mả", "mã", "má", "mạ", "mo", "mô", "mơ"]
    assert sorted({*tones}, key=texts.dictionary_key) == tones
    assert texts.dictionary_key("ĐỖ ÁNH") == texts.dictionary_key("đỗ ánh")
    assert texts.dictionary_key("Sở 1") < texts.dictionary_key("Sở 2") < texts.dictionary_key("Sở A")
