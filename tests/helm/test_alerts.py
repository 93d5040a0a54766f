"""Alerts fire when they must, and alerts and dashboards query only metrics that the processes expose."""

import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from deploy.local.plan import ROOT
from deploy.local.system import System
from shared import yamls
from tests.helm.test_chart import of_kind, rendered

HERE = Path(__file__).parent
RUNBOOK = ROOT / "docs" / "operations.md"
# Metrics of Prometheus itself and of its Python client.
GENERAL = {
    *("up", "process_resident_memory_bytes", "process_cpu_seconds_total", "process_start_time_seconds"),
}
Json = dict[str, Any]
# The beginning of a command that mends something; looking alone mends nothing.
_MENDING = re.compile(
    r"`(kubectl (rollout restart|create|cordon)|helm (rollback|upgrade)|python -m|parked replay|republish|resend)\b"
)


@pytest.fixture
def groups() -> list[Json]:
    (rule,) = of_kind(rendered("everything"), "PrometheusRule")
    found: list[Json] = rule["spec"]["groups"]
    return found


@pytest.fixture(scope="module")
def dashboards() -> list[Json]:
    maps = of_kind(rendered("everything"), "ConfigMap")
    maps = [each for each in maps if "grafana_dashboard" in each["metadata"].get("labels", {})]
    return [json.loads(text) for each in maps for text in each["data"].values()]


@pytest.fixture(scope="module")
def exposed(system: System) -> set[str]:
    """The names of all metrics that the processes of a running system expose."""
    found = set(GENERAL)
    for process in system.plan.processes():
        url = system.plan.url(f"{process.name}_ops".replace("-", "_"))
        text = httpx.get(f"{url}/metrics", timeout=10).text
        for name, kind in re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE):
            found |= {f"{name}_bucket", f"{name}_count", f"{name}_sum"} if kind == "histogram" else {name}
    return found


def promtool(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_each_alert_fires_when_it_must_and_not_otherwise(groups: list[Json], tmp_path: Path) -> None:
    cases = yamls.read(HERE / "alerts.test.yaml")
    tests = defaultdict(list)
    for each in cases["tests"]:
        tests[each["name"].partition(",")[0]].append(each)
    # promtool evaluates every rule in every minute of a test, which may last two days; of each alert only its own.
    for alert, its_own in tests.items():
        rules = {"groups": [_only(alert, group) for group in groups]}
        (tmp_path / f"{alert}.yaml").write_text(yaml.safe_dump(rules))
        content = cases | {"rule_files": [f"{alert}.yaml"], "tests": its_own}
        (tmp_path / f"{alert}.test.yaml").write_text(yaml.safe_dump(content))
    files = [f"{alert}.test.yaml" for alert in tests]
    done = promtool("test", "rules", *files, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def _only(alert: str, group: Json) -> Json:
    """The group with this alert and what is recorded for alerts, without the annotations, which tests leave open."""
    rules = [
        {name: value for name, value in rule.items() if name != "annotations"}
        for rule in group["rules"]
        if rule.get("alert") in (None, alert)
    ]
    return group | {"rules": rules}


def test_each_alert_has_both_tests_and_a_runbook() -> None:
    (rule,) = of_kind(rendered("everything"), "PrometheusRule")
    alerts = [each for group in rule["spec"]["groups"] for each in group["rules"] if "alert" in each]
    tests = yamls.read(HERE / "alerts.test.yaml")["tests"]
    names = {each["name"] for each in tests}
    text = RUNBOOK.read_text(encoding="utf-8")
    assert len(alerts) >= 12
    for each in alerts:
        assert {f"{each['alert']}, sick", f"{each['alert']}, healthy"} <= names
        _, found, entry = text.partition(f"\n### {each['annotations']['runbook_url'].rpartition('#')[2]}\n")
        assert found
        assert _MENDING.search(entry.partition("\n### ")[0]), f"no command mends {each['alert']}"
        assert {"summary", "description"} <= each["annotations"].keys()


def _named(expression: str) -> set[str]:
    """The metrics that an expression names."""
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|\"[^\"]*\"|(by|on|without) ?\([^)]*\)", " ", expression)
    return {
        name for name in re.findall(r"[a-zA-Z_:][\w:]*", bare) if "_" in name or name == "up"
    } - _FUNCTIONS


_FUNCTIONS = {"histogram_quantile", "label_replace", "last_over_time", "max_over_time", "sum_over_time"}


def test_alerts_and_dashboards_query_existing_metrics(
    groups: list[Json], dashboards: list[Json], exposed: set[str]
) -> None:
    recorded = {rule["record"] for group in groups for rule in group["rules"] if "record" in rule}
    expressions = [rule["expr"] for group in groups for rule in group["rules"]]
    expressions += [target["expr"] for panel in _panels(dashboards) for target in panel["targets"]]
    queried = {name for expression in expressions for name in _named(expression)}
    assert len(queried) > 15
    # A system on one machine has no TLS inside and keys without a date, so it exposes neither of these.
    elsewhere = {"dondoc_certificate_end_timestamp_seconds", "dondoc_signing_key_made_timestamp_seconds"}
    assert queried - recorded - exposed - elsewhere == set()


def _panels(dashboards: list[Json]) -> Iterator[Json]:
    for each in dashboards:
        yield from (panel for panel in each["panels"] if panel["type"] != "row")


def test_every_panel_of_the_dashboards_is_complete_and_valid(dashboards: list[Json], tmp_path: Path) -> None:
    assert dashboards
    panels = list(_panels(dashboards))
    for panel in panels:
        assert panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"]
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        assert panel["targets"]
    variables = {"$namespace": "d", "$__rate_interval": "5m"}
    rules = []
    for at, target in enumerate(target for panel in panels for target in panel["targets"]):
        expression = target["expr"]
        for name, value in variables.items():
            expression = expression.replace(name, value)
        rules.append({"record": f"panel:{at}", "expr": expression})
    (tmp_path / "panels.yaml").write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    done = promtool("check", "rules", "panels.yaml", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
