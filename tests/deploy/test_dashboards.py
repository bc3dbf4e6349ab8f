"""The dashboards of deploy/grafana: their form, and each query run by a real Prometheus."""

import asyncio
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from tempfile import TemporaryFile
from typing import Any

import httpx
import pytest
import yaml

from peers.forked import ForkedProcess
from peers.prometheus_server import Prometheus, find_binary, prometheus
from peers.server_process import CHECKOUT, ServerProcess
from tests.product import ROOT

DASHBOARDS = sorted((ROOT / "deploy" / "grafana" / "dashboards").glob("*.json"))
BOARDS = [(path.stem, json.loads(path.read_text("utf-8"))) for path in DASHBOARDS]
ALERTS = (ROOT / "deploy" / "prometheus" / "alerts.yml").read_text("utf-8")
METRIC = re.compile(r"\bcallshadow_\w+")
SPEED = "40"
UNITS = {"short", "s", "ops", "percentunit", "currencyUSD"}
COLUMNS = 24


def panels() -> list[Any]:
    return [
        pytest.param(panel, id=f"{name}: {panel['title']}")
        for name, board in BOARDS
        for panel in board["panels"]
    ]


@dataclass(frozen=True)
class Scene:
    """A server that has heard a call, and the Prometheus that has scraped it."""

    prometheus: Prometheus
    exposition: str


_ASKED_OVER_TIME = (
    'callshadow_cards_total{decision="shown"}',
    "callshadow_suggestion_latency_seconds_count",
)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One server with the recorded recogniser, the bundled call played fast, one Prometheus."""
    find_binary("prometheus")
    folder = tmp_path_factory.mktemp("scraped")
    loop = asyncio.new_event_loop()
    server = ServerProcess(folder, STT="recorded", MEDIA_MAX_SPEED=SPEED)
    loop.run_until_complete(server.__aenter__())
    try:
        target = server.http.removeprefix("http://")
        with prometheus(tmp_path_factory.mktemp("prometheus"), target, "call-shadow") as scraping:
            loop.run_until_complete(_play(server))
            scraping.until('callshadow_call_ends_total{reason="hangup"}')
            for counted in _ASKED_OVER_TIME:  # a counter's increase is that between two looks
                scraping.until(f"count_over_time({counted}[5m]) > 1")
            text = httpx.get(f"{server.http}/metrics", timeout=30).text
            yield Scene(scraping, text)
    finally:
        loop.run_until_complete(server.__aexit__(None))
        loop.close()


async def _play(server: ServerProcess) -> None:
    command = ("play", "bots/sample/sample_call.wav", "--to", server.media, "--speed", SPEED)
    with TemporaryFile() as told:
        playing = await ForkedProcess.start(
            command, CHECKOUT, os.environ, stdout=told.fileno(), stderr=told.fileno()
        )
        exit_code = await playing.wait()
        told.seek(0)
        assert exit_code == 0, told.read().decode()


@pytest.mark.parametrize(("name", "board"), BOARDS, ids=[name for name, _ in BOARDS])
def test_a_dashboard_is_well_formed(name: str, board: dict[str, Any]):
    """One id a panel, no panel over another, a title and a unit each, one data source to choose."""
    assert board["uid"] == f"callshadow-{name}"
    assert [one["type"] for one in board["templating"]["list"]] == ["datasource"]
    ids = [panel["id"] for panel in board["panels"]]
    titles = [panel["title"] for panel in board["panels"]]
    assert len(set(ids)) == len(set(titles)) == len(board["panels"])
    assert all(titles)
    for panel in board["panels"]:
        sources = {one["datasource"]["uid"] for one in (panel, *panel["targets"])}
        assert sources == {"${datasource}"}
        assert panel["fieldConfig"]["defaults"]["unit"] in UNITS
        refs = [one["refId"] for one in panel["targets"]]
        assert len(refs) == len(set(refs)) > 0
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= COLUMNS
    for one, other in combinations([panel["gridPos"] for panel in board["panels"]], 2):
        assert not _overlap(one, other)


def _overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    across = one["x"] < other["x"] + other["w"] and other["x"] < one["x"] + one["w"]
    down = one["y"] < other["y"] + other["h"] and other["y"] < one["y"] + one["h"]
    return across and down


def test_the_dashboards_are_distinct_and_are_provisioned():
    """By a provider of files, over a source of Prometheus's kind."""
    uids = [board["uid"] for _, board in BOARDS]
    assert sorted(uids) == sorted(set(uids))
    assert [name for name, _ in BOARDS] == ["business", "overview", "performance"]
    folder = ROOT / "deploy" / "grafana" / "provisioning"
    read = [yaml.safe_load(path.read_text("utf-8")) for path in folder.rglob("*.yaml")]
    (sources,) = [one["datasources"] for one in read if "datasources" in one]
    (providers,) = [one["providers"] for one in read if "providers" in one]
    assert [one["type"] for one in sources] == ["prometheus"]
    assert [one["type"] for one in providers] == ["file"]


@pytest.mark.parametrize("panel", panels())
def test_a_panel_asks_what_prometheus_answers(panel: dict[str, Any], scene: Scene):
    """No query is an error, over the figures of a real server."""
    for target in panel["targets"]:
        scene.prometheus.query(target["expr"].replace("$__rate_interval", "5m"))


@pytest.mark.parametrize(
    "title", ["Calls now", "Replicas up", "Cards in the last hour", "First field, p95"]
)
def test_a_call_is_seen(title: str, scene: Scene):
    """Where a call was heard, the first figures of the overview have a value."""
    (board,) = [board for name, board in BOARDS if name == "overview"]
    (panel,) = [one for one in board["panels"] if one["title"] == title]
    assert scene.prometheus.query(panel["targets"][0]["expr"])


def test_each_metric_that_is_asked_for_is_exported(scene: Scene):
    """In dashboards and in alerts: a metric that is renamed would leave an empty panel."""
    exported = set(re.findall(r"^# TYPE (\w+)", scene.exposition, re.M))
    known = exported | {f"{name}_bucket" for name in exported}
    asked = set(METRIC.findall(ALERTS)) | set(METRIC.findall(json.dumps(BOARDS)))
    assert sorted(asked - known) == []


def test_each_metric_that_is_exported_is_on_the_page(scene: Scene):
    """`docs/metrics.md` lists them, and no other."""
    exported = set(re.findall(r"^# TYPE (callshadow_\w+)", scene.exposition, re.M))
    page = (ROOT / "docs" / "metrics.md").read_text("utf-8")
    listed = set(METRIC.findall(page))
    assert listed == {name for name in exported if not name.endswith("_created")}
