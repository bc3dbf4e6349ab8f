"""The alerts of deploy/prometheus, judged by promtool over synthetic series."""

import subprocess
from collections import defaultdict
from typing import Any

import pytest
import yaml

from peers.prometheus_server import find_binary
from tests.product import ROOT

PROMETHEUS = ROOT / "deploy" / "prometheus"
CASES = ROOT / "tests" / "deploy" / "alerts_test.yml"
RUNBOOK = (ROOT / "docs" / "runbooks" / "README.md").read_text("utf-8")


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def promtool(*words: str) -> None:
    """What promtool says of it; it must find nothing."""
    command = [find_binary("promtool"), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_rules_and_the_configuration_are_right():
    """By Prometheus's own reading; the key's file is there only where it runs."""
    promtool("check", "rules", str(PROMETHEUS / "alerts.yml"))
    promtool("check", "config", "--syntax-only", str(PROMETHEUS / "prometheus.yml"))


def test_each_alert_fires_when_it_should_and_not_before():
    """Over the series of `alerts_test.yml`."""
    promtool("test", "rules", str(CASES))


def test_each_alert_is_shown_firing_and_silent():
    """None is without both cases."""
    shown: dict[str, set[bool]] = defaultdict(set)
    for case in yaml.safe_load(CASES.read_text("utf-8"))["tests"]:
        for one in case["alert_rule_test"]:
            shown[one["alertname"]].add(bool(one["exp_alerts"]))
    assert shown == {alert["alert"]: {True, False} for alert in alerts()}


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert["alert"])
def test_each_alert_has_its_section_of_the_runbook(alert: dict[str, Any]):
    """Linked by its name, and as urgent there as it is here."""
    name, severity = alert["alert"], alert["labels"]["severity"]
    address = alert["annotations"]["runbook_url"]
    assert address == f"docs/runbooks/README.md#{name.lower()}"
    _, section = RUNBOOK.split(f"\n## {name}\n", 1)
    assert section.lstrip().startswith(f"**{severity}.**")
    assert {"summary", "description"} <= alert["annotations"].keys()


def test_the_runbook_has_no_section_without_an_alert():
    """What is no alert any more goes."""
    sections = [line[3:] for line in RUNBOOK.splitlines() if line.startswith("## ")]
    assert sections == [alert["alert"] for alert in alerts()]
