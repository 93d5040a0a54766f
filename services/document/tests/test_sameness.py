"""A directive is one however it is written; one that only looks like another is pointed out (docs/domain.md)."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from deploy.local.postgres import RunningPostgres
from services.document import tables
from services.document.model import Directive, Likeness, number_key, text_bands
from services.document.reading.issuers import Issuers
from services.document.tests.conftest import MIGRATIONS
from services.document.tests.office import (
    BUILDING_CLERK,
    CHAIRMAN,
    NOW,
    OFFICE_CLERK,
    SPECIALIST,
    entered,
    know_organisation,
)
from services.document.usecases import directives, viewing
from shared import testing
from shared.db import Database
from shared.errors import AlreadyExists

FIELDS = {"number_symbol": "77/TB-UBND", "issuer": "UBND tỉnh An Giang", "issue_date": date(2026, 3, 5)}
SUBJECT = "Kết luận cuộc họp về phòng, chống dịch bệnh mùa mưa"
TEXT = " ".join(f"Giao cơ quan thứ {n} thực hiện nhiệm vụ số {n * 7} trước ngày {n}/4." for n in range(1, 40))
NUMBERS = ["77/TB-UBND", "0077/TB-UBND", "Số: 77/TB-UBND", "Số 77 / TB – UBND.", "77/tb‑ubnd", "77⁄TB−UBNÐ"]
ISSUERS = [
    "Ủy ban nhân dân tỉnh An Giang",
    "UỶ BAN NHÂN DÂN TỈNH AN GIANG",
    "UBND  tỉnh",
    "Chủ tịch UBND tỉnh An Giang",
    "Uỷ ban nhân dân Tỉnh",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_one_however_it_is_written(session: Session, number: str) -> None:
    entered(session, **FIELDS)
    with pytest.raises(AlreadyExists):
        entered(session, **FIELDS | {"number_symbol": number.replace("Ð", "D")})
    with pytest.raises(AlreadyExists):
        entered(session, **FIELDS | {"number_symbol": number})


@pytest.mark.parametrize("other", ["770/TB-UBND", "7/TB-UBND", "77/BC-UBND", "77/TB-VPUBND", "177/TB-UBND"])
def test_another_number_is_another_directive(session: Session, other: str) -> None:
    entered(session, **FIELDS)
    assert entered(session, **FIELDS | {"number_symbol": other})


@given(
    st.integers(1, 99999), st.integers(0, 3), st.sampled_from("-–—‑−"), st.sampled_from(["", "Số: ", "số "])
)
def test_zeros_dashes_and_the_word_so_do_not_count(number: int, zeros: int, dash: str, word: str) -> None:
    assert number_key(f"{word}{'0' * zeros}{number}/QĐ{dash}UBND") == f"{number}/qd-ubnd"


@pytest.mark.parametrize("issuer", ISSUERS)
def test_an_issuer_is_a_unit_with_its_names(session: Session, issuer: str) -> None:
    entered(session, **FIELDS | {"issuer": "Ủy ban nhân dân tỉnh An Giang"})
    with pytest.raises(AlreadyExists):
        entered(session, **FIELDS | {"issuer": issuer})


@pytest.mark.parametrize(
    "issuer",
    ["UBND tỉnh Kiên Giang", "Văn phòng UBND tỉnh", "UBND huyện Thoại Sơn", "Ủy ban nhân dân", "Sở Y tế"],
)
def test_another_issuer_numbers_for_itself(session: Session, issuer: str) -> None:
    entered(session, **FIELDS)
    assert entered(session, **FIELDS | {"issuer": issuer})


def test_a_department_is_one_with_and_without_the_name_of_its_own_province(session: Session) -> None:
    issuers = Issuers(tables.unit_names(session.connection()))
    assert {issuers.key(each) for each in ("Sở Y tế", "Sở Y tế tỉnh An Giang", "Sở y tê")} == {
        "units/so-y-te"
    }
    assert issuers.key("Sở Y tế tỉnh Kiên Giang") == "so i te tinh kien giang"
    assert issuers.key("Sở Kĩ thuật") == issuers.key("Sở Kỹ thuật")


def test_an_alias_that_identity_adds_later_counts_for_what_was_entered_before(session: Session) -> None:
    entered(session, **FIELDS | {"issuer": "Sở Y tế"})
    other = FIELDS | {"issuer": "Sở YT An Giang"}
    first = entered(session, **other)
    session.execute(
        tables.UNITS.update().where(tables.UNITS.c.name == "units/so-y-te").values(aliases=["Sở YT An Giang"])
    )
    with pytest.raises(AlreadyExists):
        directives.update(session, SPECIALIST, first.uid, "", {"issue_date": date(2026, 3, 6)}, NOW)


def test_the_refusal_names_the_directive_that_exists(session: Session) -> None:
    first = entered(session, **FIELDS)
    with pytest.raises(AlreadyExists) as refused:
        entered(session, **FIELDS | {"number_symbol": "077/TB–UBND"})
    assert refused.value.facts == {
        "directive": f"directives/{first.uid}",
        "existing": " (77/TB-UBND, 05/03/2026, UBND tỉnh An Giang)",
    }


def test_a_caller_who_may_not_see_the_directive_learns_only_that_there_is_one(session: Session) -> None:
    first = entered(session, **FIELDS)
    refusal = directives._exists(session.connection(), BUILDING_CLERK, first.uid)
    assert refusal.facts == {"existing": ""}


# --- likeness -------------------------------------------------------------------------------------------------------


def alike(session: Session, directive: Directive, who: Any = OFFICE_CLERK) -> dict[str, tuple[Likeness, ...]]:
    found = viewing.alike(session.connection(), who, directive)
    return {each.directive: each.likenesses for each in found}


@pytest.mark.parametrize(
    ("changed", "likenesses"),
    [
        ({"number_symbol": "77/TBUBND"}, (Likeness.NUMBER,)),
        ({"number_symbol": "77/TB-UBNDT"}, (Likeness.NUMBER,)),
        ({"number_symbol": "77/TP-UBND"}, (Likeness.NUMBER,)),
        ({"number_symbol": "78/TB-UBND"}, None),
        ({"number_symbol": "77/TBUBND", "issuer": "Sở Y tế"}, None),
        ({"number_symbol": "77/TBUBND", "issue_date": date(2025, 3, 5)}, None),
        ({"number_symbol": "1/BC-SYT", "subject": SUBJECT.upper()}, (Likeness.SUBJECT,)),
        ({"number_symbol": "", "issue_date": None, "subject": SUBJECT.replace(",", "")}, (Likeness.SUBJECT,)),
        ({"number_symbol": "1/BC-SYT", "subject": SUBJECT, "issue_date": date(2026, 3, 12)}, None),
        ({"number_symbol": "1/BC-SYT", "subject": "Công điện"}, None),
    ],
)
def test_likeness_warns_and_refuses_nothing(
    session: Session, changed: dict[str, Any], likenesses: tuple[Likeness, ...] | None
) -> None:
    first = entered(session, **FIELDS, subject=SUBJECT)
    second = entered(session, **FIELDS | {"subject": "Khác hẳn"} | changed)
    expected = {first.uid: likenesses} if likenesses else {}
    assert alike(session, second) == expected
    assert alike(session, first) == ({second.uid: likenesses} if likenesses else {})


def with_text(session: Session, text: str, **fields: Any) -> Directive:
    directive = replace(entered(session, **fields), text=text, text_bands=text_bands(text))
    tables.save_directive(session, directive)
    return directive


def test_texts_that_are_nearly_the_same_are_found(session: Session) -> None:
    first = with_text(session, TEXT)
    copy = with_text(session, TEXT.upper().replace("SỐ 35", "SỐ 36").replace(".", " ."))
    assert alike(session, copy) == {first.uid: (Likeness.TEXT,)}
    other = with_text(session, " ".join(reversed(TEXT.split())))
    assert alike(session, other) == {}
    assert text_bands("quá ngắn") == ()


def test_only_those_who_enter_directives_are_warned(session: Session) -> None:
    entered(session, **FIELDS)
    second = entered(session, **FIELDS | {"number_symbol": "77/TBUBND", "signer": str(uuid.uuid4())})
    assert alike(session, second, CHAIRMAN) == alike(session, second, BUILDING_CLERK) == {}


# --- two at once ----------------------------------------------------------------------------------------------------


def test_of_two_who_enter_a_directive_at_once_one_is_refused_and_learns_which_there_is(
    postgres: RunningPostgres,
) -> None:
    """Under two of the issuer's names, so that no constraint of the database helps."""
    with testing.migrated(postgres, MIGRATIONS) as url:
        database = Database(url)
        with database.transaction() as session:
            know_organisation(session)
        started = Barrier(2)

        def enter(issuer: str) -> str:
            started.wait(10)
            try:
                with database.transaction() as session:
                    directive = entered(session, **FIELDS | {"issuer": issuer})
                    time.sleep(0.3)
                    return f"directives/{directive.uid}"
            except AlreadyExists as refusal:
                return f"refused: {refusal.facts['directive']}"

        with ThreadPoolExecutor(2) as pool:
            answers = sorted(pool.map(enter, ("UBND tỉnh", "Chủ tịch UBND tỉnh An Giang")))
        database.engine.dispose()
    assert answers[1] == f"refused: {answers[0]}"
