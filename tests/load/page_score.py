"""Lighthouse's performance score of a page in the browser of a signed-in person."""

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
_ATTEMPTS = 3
PRESETS = {"desktop": ("--preset=desktop",), "mobile": ()}
"""Lighthouse's presets; a phone is its default and needs none."""
_PACKAGE = Path(__file__).parent / "lighthouse"
_BUILD = ROOT / "build" / "lighthouse"
_BIN = ROOT / "build" / "venv" / "bin"


@dataclass(frozen=True)
class Score:
    """Lighthouse's results for one load of a page: a score from 0 to 100, milliseconds, and the layout shift."""

    performance: float
    largest_contentful_paint: float
    total_blocking_time: float
    cumulative_layout_shift: float

    @property
    def words(self) -> str:
        """The figures behind the score, as text."""
        return (
            f"LCP {self.largest_contentful_paint / 1000:.2f} s, TBT {self.total_blocking_time:.0f} ms,"
            f" CLS {self.cumulative_layout_shift:.3f}"
        )


def install() -> None:
    """Installs Lighthouse by its lock file into the build folder; only this bench needs it."""
    lock = _PACKAGE / "package-lock.json"
    done = _BUILD / ".locked"
    if done.exists() and done.read_bytes() == lock.read_bytes():
        return
    shutil.copytree(_PACKAGE, _BUILD, dirs_exist_ok=True)
    _run(str(_BIN / "npm"), "ci", "--silent", "--no-progress", "--ignore-scripts")
    shutil.copyfile(lock, done)


class NoTraceError(RuntimeError):
    """The browser lost the trace of a page load; Lighthouse asks to run it again."""


def measure(url: str, request: str, port: int, preset: str, prepare: Callable[[], object]) -> Score:
    """Loads the page several times in the browser on the port and returns the result with the median score.

    `prepare` runs before each load. The page must send the `request`: a page that fails early would be the fastest.
    The reports are kept beside Lighthouse.
    """

    def load(report: Path, attempts: int) -> Score:
        prepare()
        try:
            return _measured(url, request, port, PRESETS[preset], report)
        except NoTraceError:
            if attempts == 1:
                raise
            return load(report, attempts - 1)

    scores = [load(_BUILD / f"{preset}-{round + 1}.json", _ATTEMPTS) for round in range(ROUNDS)]
    middle = statistics.median_low(score.performance for score in scores)
    return next(score for score in scores if score.performance == middle)


def _measured(url: str, request: str, port: int, preset: tuple[str, ...], report: Path) -> Score:
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
    result = json.loads(report.read_text(encoding="utf-8"))
    audits = result["audits"]
    urls = (each["url"] for each in audits["network-requests"]["details"]["items"])
    if result["finalDisplayedUrl"] != url or not any(request in each for each in urls):
        raise RuntimeError(f"{url} did not show what it should (report: {report})")
    return Score(
        result["categories"]["performance"]["score"] * 100,
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
        kind = NoTraceError if "Please run Lighthouse again" in done.stderr else RuntimeError
        raise kind(f"`{' '.join(command)}` failed: {done.stderr or done.stdout}")
