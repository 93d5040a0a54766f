"""A real Prometheus that scrapes a running system, with the chart's rules sixty times as fast."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from deploy.local.ports import LOOPBACK, free_port
from deploy.local.program import Program, Running
from deploy.local.system import System
from tests.helm.test_chart import of_kind, rendered

Json = dict[str, Any]
SPEEDUP = 60
"""A minute of the chart's rules is a second here."""
# Limits for ages in seconds. Those in days stay: the tests make something that old. Some sweeps run only once a minute
# here too, and a breaker lets a call through every five seconds, so a window has a sixtieth of the failures.
_LIMITS = {"> 600": "> 70", "> 900": "> 15", "> 60": "> 1", "> 36 * 3600": "> 36", "> 10": "> 0.16"}
_SECONDS = {"s": 1, "m": 60, "h": 3600}


def rules() -> Json:
    """The chart's groups of rules with all their times shortened."""
    (rule,) = of_kind(rendered("everything"), "PrometheusRule")
    groups: list[Json] = json.loads(json.dumps(rule["spec"]["groups"]))
    for group in groups:
        for each in group["rules"]:
            each["expr"] = _faster(each["expr"])
            if "for" in each:
                each["for"] = _shorter(each["for"])
    return {"groups": groups}


def _faster(expression: str) -> str:
    # A rate needs two scrapes, and a window must hold what happens every five seconds.
    quick = re.sub(r"\[(\d+[smh])\]", lambda found: f"[{_shorter(found[1], least=15)}]", expression)
    limits = (
        quick.replace(limit, short) for limit, short in _LIMITS.items() if quick.strip().endswith(limit)
    )
    return next(limits, quick)


def _shorter(duration: str, least: int = 1) -> str:
    return f"{max(least, int(duration[:-1]) * _SECONDS[duration[-1]] // SPEEDUP)}s"


def alerts() -> set[str]:
    """The names of all alerts of the chart."""
    return {each["alert"] for group in rules()["groups"] for each in group["rules"] if "alert" in each}


class Watch:
    """The Prometheus. Targets may be added while it runs."""

    def __init__(self, folder: Path, system: System) -> None:
        self.folder = folder
        self._port = free_port()
        self._targets = [
            _target(
                process.service, process.verb, system.plan.listen(f"{process.name}_ops".replace("-", "_"))
            )
            for process in system.plan.processes()
        ]
        folder.mkdir()
        (folder / "rules.yaml").write_text(json.dumps(rules()))
        (folder / "prometheus.yaml").write_text(json.dumps(self._configuration()))
        self._write_targets()

    def _configuration(self) -> Json:
        scrape = {
            "job_name": "dondoc",
            "file_sd_configs": [{"files": ["targets.json"], "refresh_interval": "1s"}],
        }
        every = {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
        return {"global": every, "rule_files": ["rules.yaml"], "scrape_configs": [scrape]}

    def _write_targets(self) -> None:
        (self.folder / "targets.json").write_text(json.dumps(self._targets))

    def add(self, service: str, verb: str, address: str) -> None:
        """Scrapes one more process."""
        self._targets.append(_target(service, verb, address))
        self._write_targets()

    @contextmanager
    def running(self) -> Iterator[Watch]:
        """Runs it for a block."""
        argv = (
            "prometheus",
            f"--config.file={self.folder}/prometheus.yaml",
            f"--storage.tsdb.path={self.folder}/data",
            f"--web.listen-address={LOOPBACK}:{self._port}",
            "--log.level=warn",
        )
        program = Program(name="prometheus", argv=argv, folder=self.folder)
        running = Running(program, self.folder / "log")
        try:
            running.wait_until(self._ready, seconds=60)
            yield self
        finally:
            running.stop()

    def _ready(self) -> bool:
        try:
            return httpx.get(f"http://{LOOPBACK}:{self._port}/-/ready").is_success
        except httpx.HTTPError:
            return False

    def firing(self) -> set[str]:
        """The names of the alerts that fire now."""
        answer = httpx.get(f"http://{LOOPBACK}:{self._port}/api/v1/alerts").json()
        return {each["labels"]["alertname"] for each in answer["data"]["alerts"] if each["state"] == "firing"}

    def wait_until_fires(
        self, *names: str, seconds: float = 120, meanwhile: Callable[[], object] = lambda: None
    ) -> None:
        """Waits for alerts, and does meanwhile what the fault needs; fails when the time is up."""
        end, seen = time.monotonic() + seconds, set[str]()
        while not seen >= set(names):
            assert time.monotonic() < end, f"silent: {sorted(set(names) - seen)}"
            meanwhile()
            seen |= self.firing()
            time.sleep(0.3)

    def wait_until_silent(self, *names: str, seconds: float = 120) -> None:
        """Waits until none of these alerts fires."""
        end = time.monotonic() + seconds
        while still := self.firing() & set(names):
            assert time.monotonic() < end, f"still firing: {sorted(still)}"
            time.sleep(0.5)


def _target(service: str, verb: str, address: str) -> Json:
    labels = {"namespace": "local", "app_kubernetes_io_component": service, "dondoc_process": verb}
    return {"targets": [address], "labels": labels}
