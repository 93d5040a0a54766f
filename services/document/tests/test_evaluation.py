"""The evaluation of the reading counts correctly and works with any folder."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.document import evaluation
from services.document.tests.files import NOTICE

TEXT = "Một hai ba bốn năm. Sáu bảy tám chín mười. Cuối."


def task(quote: str, **fields: Any) -> dict[str, Any]:
    return {"quote": quote, "lead": ["Sở A"], "specificity": "concrete"} | fields


def document(*tasks: dict[str, Any], **fields: str | None) -> evaluation.Document:
    return {"document": fields, "tasks": list(tasks)}


def test_the_quotes_that_share_the_most_words_are_paired_once() -> None:
    gold = document(task("Một hai ba bốn năm."))
    got = document(task("hai ba bốn năm."), task("Một hai ba bốn năm."))
    counts = evaluation.compare(TEXT, gold, got)
    assert (counts.annotated, counts.proposed, counts.paired) == (1, 2, 1)


def test_proposing_an_exhortation_or_not_makes_no_difference() -> None:
    gold = document(task("Một hai ba bốn năm.", specificity="general"))
    counts = evaluation.compare(TEXT, gold, document(task("Một hai ba bốn năm.")))
    assert (counts.annotated, counts.proposed, counts.paired) == (0, 0, 0)


def test_a_quote_that_is_not_in_the_text_pairs_with_nothing() -> None:
    counts = evaluation.compare(TEXT, document(task("Một hai ba")), document(task("Không có trong bài")))
    assert (counts.proposed, counts.paired) == (1, 0)


def test_names_are_compared_without_forms_of_address() -> None:
    gold = document(task("Cuối.", lead=["UBND tỉnh"], deadline="2026-01-01"))
    got = document(task("cuối.", lead=["Uỷ ban nhân dân tỉnh"], deadline="2026-01-02"))
    counts = evaluation.compare(TEXT, gold, got)
    assert (counts.leads_right, counts.dates_right, counts.dates_hit) == (1, 0, 0)


def test_only_known_fields_count() -> None:
    gold = document(kind="kế hoạch", number=None, date="2026-01-01")
    got = document(kind="Kế hoạch", number="1/KH", date=None)
    counts = evaluation.compare(TEXT, gold, got)
    assert (counts.fields_known, counts.fields_right) == (2, 1)


def test_a_folder_without_annotations_is_read_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(NOTICE, "utf-8")
    evaluation.main([str(tmp_path), str(tmp_path / "out")])
    written = json.loads((tmp_path / "out" / "a.json").read_text("utf-8"))
    assert written["document"]["number"] == "77/TB-UBND"
    assert written["tasks"][0]["lead"] == ["Sở Xây dựng"]
    assert "F1 -" in capsys.readouterr().out


def test_its_own_output_scores_as_perfect(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(NOTICE, "utf-8")
    evaluation.main([str(tmp_path), str(tmp_path)])
    capsys.readouterr()
    evaluation.main([str(tmp_path), str(tmp_path / "out")])
    assert "precision 1.000 recall 1.000 F1 1.000" in capsys.readouterr().out


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no NAME"):
        evaluation.main([str(tmp_path), str(tmp_path)])
