"""The play of `make demo`: one directive from sign-in to the leader's table, with every kind of file."""

from pathlib import Path

import pytest

from deploy.demo.__main__ import perform
from deploy.demo.cast import Cast
from deploy.demo.desk import Addresses
from deploy.demo.play import Play
from deploy.demo.stage import Stage

NOTICES = Path(__file__).resolve().parents[2] / "deploy" / "demo" / "notices"


@pytest.mark.timeout(1500)
@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("thong-bao-ket-luan.docx", "vi"),
        ("thong-bao-ket-luan-2.pdf", "en"),
        ("thong-bao-ket-luan-2.scan.pdf", "vi"),
    ],
)
def test_a_directive_goes_all_the_way(name: str, language: str, addresses: Addresses, cast: Cast) -> None:
    play = Play(Stage(language), cast, addresses, NOTICES / name)

    perform(play)

    assert play.stage.failures == []


@pytest.mark.timeout(1500)
def test_the_play_can_be_repeated(addresses: Addresses, cast: Cast) -> None:
    for _ in range(2):
        play = Play(Stage(), cast, addresses, NOTICES / "thong-bao-ket-luan.docx")
        perform(play)
        assert play.stage.failures == []
