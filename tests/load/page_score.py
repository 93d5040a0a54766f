"""Lighthouse's performance score of a page, in a browser in which somebody is signed in."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.local.plan import ROOT

ROUNDS = 3
PRESETS = {"desktop": ("--preset=desktop",), "mobile": ()}
"""Lighthouse's own; for a phone it has no preset, since that is what it takes a reader for."""
_PACKAGE = Path(__file__).parent / "lighthouse"
_BUILD = ROOT / "build" / "lighthouse"
_BIN = ROOT / "build" / "venv" / "bin"


@dataclass(frozen=True)
class Score:
    """What Lighthouse says of one load of a page: 0 to 100, milliseconds, and how far things have shifted."""

    performance: float
    largest_contentful_paint: float
    total_blocking_time: float
    cumulative_layout_shift: float

    @property
    def words(self) -> str:
        """The figures behind the score."""
        return (
            f"LCP {self.largest_contentful_paint / 1000:.2f} s, TBT {self.total_blocking_time:.0f} ms,"
            f" CLS {self.cumulative_layout_shift:.3f}"
        )


def install() -> None:
    """Installs Lighthouse as its lock file says, beside everything that is built: only this bench needs it."""
    lock = _PACKAGE / "package-lock.json"
    done = _BUILD / ".locked"
    if done.exists() and done.read_bytes() == lock.read_bytes():
        return
    shutil.copytree(_PACKAGE, _BUILD, dirs_exist_ok=True)
    _run(str(_BIN / "npm"), "ci", "--silent", "--no-progress", "--ignore-scripts")
    shutil.copyfile(lock, done)


def measure(url: str, asks: str, port: int, preset: str, prepare: Callable[[], object]) -> Score:
    """The load whose score is the median of some, in the browser that listens on the port.

    `prepare` is called before each. The page `asks` for what it shows: one that fails early would be the fastest.
    The reports are kept beside Lighthouse.
    """
    scores = []
    for round in range(ROUNDS):
        prepare()
        report = _BUILD / f"{preset}-{round + 1}.json"
        scores.append(_measured(url, asks, port, PRESETS[preset], report))
    middle = statistics.median_low(score.performance for score in scores)
    return next(score for score in scores if score.performance == middle)


def _measured(url: str, asks: str, port: int, preset: tuple[str, ...], report: Path) -> Score:
    _run(
        str(_BIN / "node"),
        "node_modules/lighthouse/cli/index.js",
        url,
        f"--port={port}",
        "--disable-storage-reset",
        "--only-categories=performance",
        "--output=json",
        f"--output-path={report}",
        "--no-enable-error-reporting",
        "--quiet",
        *preset,
    )
    said = json.loads(report.read_text(encoding="utf-8"))
    audits = said["audits"]
    asked = (request["url"] for request in audits["network-requests"]["details"]["items"])
    if said["finalDisplayedUrl"] != url or not any(asks in each for each in asked):
        raise RuntimeError(f"{url} did not show what it should (report: {report})")
    return Score(
        said["categories"]["performance"]["score"] * 100,
        audits["largest-contentful-paint"]["numericValue"],
        audits["total-blocking-time"]["numericValue"],
        audits["cumulative-layout-shift"]["numericValue"],
    )


def _run(*command: str) -> None:
    environment = os.environ | {"PATH": f"{_BIN}:{os.environ['PATH']}"}
    done = subprocess.run(
        command, cwd=_BUILD, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise RuntimeError(f"`{' '.join(command)}` failed: {done.stderr or done.stdout}")
