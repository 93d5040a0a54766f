"""The leader who assigns is found in the words of a directive, or nobody is."""

import pytest

from services.document.model import Leader, proposed_assigner

LEADERS = (
    Leader("people/dung", "CHAIRMAN", "Lê Văn Dũng"),
    Leader("people/buu", "VICE_CHAIRMAN", "Hồ Quang Bửu"),
    Leader("people/anh", "VICE_CHAIRMAN", "Trần Nam Anh"),
)


@pytest.mark.parametrize(
    ("chair", "signer", "assigner"),
    [
        ("Phó Chủ tịch UBND tỉnh Hồ Quang Bửu", "Nguyễn Văn Ký", "people/buu"),
        ("đồng chí Lê Văn Dũng, Chủ tịch UBND tỉnh", "", "people/dung"),
        ("Chủ tịch UBND tỉnh", "", "people/dung"),
        ("Chủ tịch Ủy ban nhân dân tỉnh", "", "people/dung"),
        # A name that nobody in office bears, more than one leader, or an office that several hold.
        ("Chủ tịch UBND tỉnh Trần Văn Thử", "Lê Văn Dũng", ""),
        ("Lê Văn Dũng và Hồ Quang Bửu", "", ""),
        ("Phó Chủ tịch UBND tỉnh", "", ""),
        ("", "Trần Nam Anh", "people/anh"),
        ("", "Trần Nam Anhh", ""),
        ("", "", ""),
    ],
)
def test_only_a_leader_who_is_certain_is_proposed(chair: str, signer: str, assigner: str) -> None:
    assert proposed_assigner(chair, signer, LEADERS) == assigner


def test_two_people_of_one_name_are_not_certain() -> None:
    twins = (*LEADERS, Leader("people/buu-hai", "VICE_CHAIRMAN", "Hồ Quang Bửu"))
    assert proposed_assigner("Hồ Quang Bửu", "", twins) == ""
