"""What the benches of replicas make of what they measured; no times, and no servers."""

from pathlib import Path

import orjson

from bench.live_lines import Told
from bench.load import Count, Step
from bench.replicas import Outcome, Plan, report
from bench.rolling import Plan as Rolling
from bench.rolling import report as rolling_report
from bench.visitors import Seen, Visits

STEP = Step("replicas", 2, 0.3, 0.1, 300.0, 1.0, 2.0, 20.0, 40.0, 50.0, 1.0, 0.2, 9.0)


def test_under_load_gaps_and_errors_are_told() -> None:
    """A number that a viewer missed, an end that none saw, and each kind of error once."""
    seen = [Seen([1.0, 3.0], missed=1, ended=True), Seen([2.0])]
    visits = Visits(seen, {"calls": [5.0]}, 3, ["calls: 503", "calls: 503"])
    outcome = Outcome(STEP, [0.1, 0.2], Count(8, 0, 0, 0.0), visits, ["CA1"])
    assert (outcome.missed, sorted(outcome.late_ms)) == (2, [1.0, 2.0, 3.0])
    told = report(Plan(2, 2, 2, 1, 1, 0.0, 1.0), outcome)
    assert told.name == "load"
    assert "Errors: 2." in told.text
    assert told.text.count("calls: 503") == 1
    assert told.svg.startswith("<svg")


def test_a_rolling_restart_tells_what_viewers_saw() -> None:
    """And why something had to come again."""
    told = Told(calls=2, turns=4, drained_s=[3.0, 4.0])
    told.courses["started ▸ hangup"] += 2
    told.refused["viewer: server rejected WebSocket connection: HTTP 503"] += 1
    shown = rolling_report(Rolling(2, 1, 9000, "r1"), told)
    assert "started ▸ hangup" in shown.text
    assert "- 1 × viewer: server rejected" in shown.text
    assert "3 + 4 s" in shown.text


def test_the_figures_of_a_rolling_restart_are_written(tmp_path: Path) -> None:
    """Counters too."""
    told = Told(calls=2)
    told.courses["started ▸ hangup"] += 2
    rolling_report(Rolling(2, 1, 9000, None), told).show(
        tmp_path / "chart.svg", tmp_path / "figures.json"
    )
    assert orjson.loads((tmp_path / "figures.json").read_bytes())["courses"] == {
        "started ▸ hangup": 2
    }
