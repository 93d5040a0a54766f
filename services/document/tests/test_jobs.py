"""Reading in the background: each directive is read once, whatever happens meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.document import tables
from services.document.model import Directive, DueKind, Kind, Proposal, ReadingState, Recurrence
from services.document.storage import Storage
from services.document.tables.schema import DIRECTIVES, OUTBOX
from services.document.tests import files
from services.document.tests.office import CHAIRMAN, NOW, SPECIALIST, TODAY, entered, kept_file, know_position
from services.document.usecases import directives, proposals, reading
from services.document.usecases.reading import ATTEMPTS
from shared.errors import FailedPrecondition
from shared.testing import held

LARGEST = 10_000_000
Read = tuple[Directive, list[Proposal]]


def read(session: Session, storage: Storage, directive: Directive, largest: int = LARGEST) -> Read:
    assert reading.begin(session, directive.uid, set()) == directive.uid
    assert reading.read(session, storage, directive.uid, largest, NOW, TODAY)
    found = proposals.list_page(session.connection(), SPECIALIST, directive.uid, -1, 100)
    return directives.get(session.connection(), SPECIALIST, directive.uid), found


def with_file(session: Session, storage_url: str, content: bytes, **fields: Any) -> Directive:
    return entered(session, files=(kept_file(session, storage_url, content),), **fields)


def test_text_fields_and_proposals_come_from_the_file(
    session: Session, storage: Storage, storage_url: str
) -> None:
    directive, found = read(session, storage, with_file(session, storage_url, files.word_file()))
    assert (directive.reading, directive.kind) == (ReadingState.READ, Kind.CONCLUSION_NOTICE)
    assert (directive.number_symbol, directive.signer) == ("77/TB-UBND", "Lê Thị Mẫu")
    assert directive.meeting_chair == "Chủ tịch UBND tỉnh Trần Văn Thử"
    assert [(each.lead, each.lead_words) for each in found] == [
        ("units/so-xay-dung", "Sở Xây dựng"),
        ("units/vong-the", "UBND các xã: Vọng Thê"),
        ("", "Óc Eo"),
        ("units/cong-an", "Công an tỉnh"),
        ("units/cong-an", "Công an tỉnh"),
    ]
    assert [each.unit for each in found[0].coordinations] == ["units/so-tai-chinh", "units/thoai-son"]
    assert directive.text[found[0].quote_start : found[0].quote_end] == found[0].quote


def test_the_chair_is_proposed_as_the_assigner_unless_one_was_named(
    session: Session, storage: Storage, storage_url: str
) -> None:
    tables.keep(session, tables.PEOPLE, {"name": CHAIRMAN.person, "display_name": "Trần Văn Thử"})
    found, _ = read(session, storage, with_file(session, storage_url, files.word_file()))
    assert found.assigner == CHAIRMAN.person
    know_position(session, "people/pho", held("tinh", "VICE_CHAIRMAN", position="pho"))
    named = with_file(session, storage_url, files.word_file(), assigner="people/pho")
    assert read(session, storage, named)[0].assigner == "people/pho"


def test_fields_that_a_person_typed_stay(session: Session, storage: Storage, storage_url: str) -> None:
    typed = with_file(
        session, storage_url, files.word_file(), number_symbol="99/TB-UBND", signer="Người Khác"
    )
    directive, _ = read(session, storage, typed)
    assert (directive.number_symbol, directive.signer, directive.subject != "") == (
        "99/TB-UBND",
        "Người Khác",
        True,
    )


def test_a_scan_is_recognized_and_tasks_can_be_added_by_hand(
    session: Session, storage: Storage, storage_url: str
) -> None:
    directive, found = read(session, storage, with_file(session, storage_url, files.pdf_file([[]])))
    assert (directive.reading, directive.text, found) == (ReadingState.SCAN, "", [])
    assert proposals.create(session, SPECIALIST, directive.uid, {"title": "Gõ tay"}, TODAY).title == "Gõ tay"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"%PDF-1.7 broken", "FILE_BROKEN"),
        (files.pdf_file([["a"]], password="x"), "FILE_ENCRYPTED"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "FILE_TYPE"),
    ],
)
def test_an_unreadable_file_has_a_reason(
    session: Session, storage: Storage, storage_url: str, content: bytes, error: str
) -> None:
    directive, _ = read(session, storage, with_file(session, storage_url, content))
    assert (directive.reading, directive.reading_error) == (ReadingState.UNREADABLE, error)


def test_a_file_that_is_too_large_is_not_read(session: Session, storage: Storage, storage_url: str) -> None:
    directive, _ = read(session, storage, with_file(session, storage_url, files.word_file()), largest=100)
    assert (directive.reading, directive.reading_error) == (ReadingState.UNREADABLE, "FILE_TOO_LARGE")


def test_nothing_of_a_classified_text_is_stored(session: Session, storage: Storage, storage_url: str) -> None:
    secret = files.word_file(files.NOTICE.replace("Số: 77", "MẬT\nSố: 77").splitlines())
    directive, found = read(session, storage, with_file(session, storage_url, secret))
    assert (directive.reading, directive.reading_error) == (ReadingState.UNREADABLE, "SECRECY")
    assert (directive.text, directive.number_symbol, found) == ("", "", [])


def test_a_number_that_another_directive_has_is_left_to_the_person(
    session: Session, storage: Storage, storage_url: str
) -> None:
    read(session, storage, with_file(session, storage_url, files.word_file()))
    directive, found = read(session, storage, with_file(session, storage_url, files.word_file()))
    assert (directive.reading, directive.number_symbol) == (ReadingState.READ, "")
    assert directive.reading_error == "DIRECTIVE_EXISTS"
    assert found


def test_reading_twice_reads_once(session: Session, storage: Storage, storage_url: str) -> None:
    directive, found = read(session, storage, with_file(session, storage_url, files.word_file()))
    assert not reading.read(session, storage, directive.uid, LARGEST, NOW, TODAY)
    assert reading.begin(session, directive.uid, set()) is None
    assert len(proposals.list_page(session.connection(), SPECIALIST, directive.uid, -1, 100)) == len(found)
    versions = session.scalars(
        select(OUTBOX.c.version)
        .where(OUTBOX.c.aggregate == f"directives/{directive.uid}")
        .order_by(OUTBOX.c.id)
    )
    assert list(versions) == [1, 2]


def test_an_interrupted_reading_is_repeated(session: Session, storage: Storage, storage_url: str) -> None:
    directive = with_file(session, storage_url, files.word_file())
    reading.begin(session, None, set())
    assert read(session, storage, directive)[0].reading is ReadingState.READ


def test_the_service_gives_up_a_file_that_kills_every_process(
    session: Session, storage: Storage, storage_url: str
) -> None:
    directive = with_file(session, storage_url, files.word_file())
    for _ in range(ATTEMPTS):
        reading.begin(session, directive.uid, set())
    given_up, _ = read(session, storage, directive)
    assert (given_up.reading, given_up.reading_error) == (ReadingState.UNREADABLE, "FILE_BROKEN")


def test_a_directive_that_was_given_up_can_be_read_again(
    session: Session, storage: Storage, storage_url: str
) -> None:
    directive = with_file(session, storage_url, files.word_file())
    for _ in range(ATTEMPTS):
        reading.begin(session, directive.uid, set())
    read(session, storage, directive)
    assert directives.reread(session, SPECIALIST, directive.uid, NOW).reading is ReadingState.PENDING
    assert read(session, storage, directive)[0].reading is ReadingState.READ
    with pytest.raises(FailedPrecondition) as refusal:
        directives.reread(session, SPECIALIST, directive.uid, NOW)
    assert refusal.value.reason == "DIRECTIVE_READABLE"


def test_what_is_not_the_files_fault_uses_up_no_attempts(
    session: Session, storage: Storage, storage_url: str
) -> None:
    directive = with_file(session, storage_url, files.word_file())
    for _ in range(ATTEMPTS + 1):
        reading.begin(session, directive.uid, set())
        tables.take_back_attempt(session, directive.uid)
    assert read(session, storage, directive)[0].reading is ReadingState.READ


def test_a_run_tries_every_waiting_directive_once(session: Session, storage_url: str) -> None:
    first = with_file(session, storage_url, b"a")
    second = with_file(session, storage_url, b"b")
    tried = {str(reading.begin(session, None, set()))}
    tried.add(str(reading.begin(session, None, tried)))
    assert tried == {first.uid, second.uid}
    assert reading.begin(session, None, tried) is None


def test_a_group_of_agencies_stays_text_as_lead_and_becomes_units_as_coordinator(
    session: Session, storage: Storage, storage_url: str
) -> None:
    clauses = (
        "1. Các sở, ban, ngành rà soát tài sản công.\n"
        "2. Sở Y tế chủ trì, phối hợp với các sở, ban, ngành và Viện Pasteur lập kế hoạch phòng dịch;"
        " thời hạn trước ngày 20 hằng tháng báo cáo UBND tỉnh.\n"
    )
    text = files.NOTICE.replace("1. Giao Sở Xây dựng", clauses + "3. Giao Sở Xây dựng")
    _, found = read(session, storage, with_file(session, storage_url, files.word_file(text.splitlines())))
    assert (found[0].lead, found[0].lead_words) == ("", "Các sở, ban, ngành")
    units = [(each.unit, each.words) for each in found[1].coordinations]
    assert units == [
        ("units/cong-an", "các sở, ban, ngành"),
        ("units/so-tai-chinh", "các sở, ban, ngành"),
        ("units/so-xay-dung", "các sở, ban, ngành"),
        ("", "Viện Pasteur"),
    ]
    assert (found[2].due_kind, found[2].recurrence) == (DueKind.PERIODIC, Recurrence.MONTHLY)


def test_attempts_are_counted_in_the_directives_row(session: Session, storage_url: str) -> None:
    directive = with_file(session, storage_url, b"a")
    reading.begin(session, directive.uid, set())
    counted = select(DIRECTIVES.c.reading_attempts).where(DIRECTIVES.c.uid == directive.uid)
    assert session.scalar(counted) == tables.attempts(session, directive.uid) == 1
