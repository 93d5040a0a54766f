"""`python -m deploy.demo [--file FILE] [--lang en]`: plays the path of one directive on a running system."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx

from deploy.demo import completing, entering, issuing, leading, urging, working
from deploy.demo.cast import Cast
from deploy.demo.desk import Addresses, CallError
from deploy.demo.play import Play
from deploy.demo.stage import LANGUAGES, PlayError, Stage
from deploy.local import plan
from deploy.local.secret_store import SecretStore
from gateway.browser import SignInError

ACTS: tuple[Callable[[Play], None], ...] = (
    leading.look_before,
    entering.enter,
    completing.complete,
    issuing.issue,
    issuing.forward,
    lambda play: working.accept(play, play.first),
    lambda play: working.work(play, play.first),
    lambda play: working.confirm(play, play.first),
    lambda play: working.accept(play, play.second),
    urging.let_pass,
    urging.urge,
    leading.look_after,
)


def perform(play: Play) -> bool:
    """Plays all acts. Returns False if an expectation failed; `play.stage.failures` says which."""
    stage = play.stage
    try:
        stage.say("title", file=play.file.name)
        for act in ACTS:
            act(play)
        for desk in play.desks():
            desk.leave()
        stage.say("leaves")
    except httpx.ConnectError:
        stage.expect(False, "not_running")
    except (PlayError, CallError, SignInError, httpx.TransportError) as failure:
        stage.expect(False, "cannot_go_on", why=failure)
    return _verdict(stage)


def _verdict(stage: Stage) -> bool:
    if not stage.failures:
        stage.say("all_well")
        return True
    stage.say("not_well", count=len(stage.failures))
    for text in stage.failures:
        stage.detail(f"✗ {text}")
    return False


def main() -> int:
    """Returns 0 only if every expectation held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="a directive to enter instead of the demo province's own")
    parser.add_argument("--lang", choices=LANGUAGES, default="vi")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        play = Play(
            Stage(options.lang),
            Cast(),
            _addresses(),
            options.file or Path(folder) / "thong-bao-ket-luan.docx",
        )
        return 0 if perform(play) else 1


def _addresses() -> Addresses:
    local = plan.from_environment()
    password = SecretStore(local.folder / "secrets").password("demo")
    return Addresses.of(local, password)


if __name__ == "__main__":
    sys.exit(main())
