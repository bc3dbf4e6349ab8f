"""Each benchmark in its short form: that it runs and counts right. No times: machines differ."""

import math
from dataclasses import replace
from pathlib import Path

from bench import capacity, fanout, growth, latency, start, workers
from bench.machine import Cores
from bench.peers import Delays
from bench.served import STOCK
from tests.peers.server_process import PRODUCT
from tests.transports.redis_server import find_binary


async def test_latency_finds_every_turn_and_its_stages(tmp_path: Path) -> None:
    """A turn is advised by a model, and by the playbook; the stages of a wait add up to it."""
    plan = latency.Plan(calls=1, from_ms=42_000, to_ms=47_000, delays=Delays(0.02, 0.02, 0.0))
    report = await latency.run(tmp_path, ("pauses", "instant"), plan, None)
    asked, instant = report.figures["modes"]
    assert (asked["waits"]["turns"], asked["waits"]["missed"]) == (1, [])
    (wait,) = asked["waits"]["advised"]
    assert 0 < wait["first"] <= wait["final"]
    assert math.isclose(sum(wait["stages"]), wait["first"])
    assert len(instant["cards"]) == 1
    assert instant["asked"] == 0
    assert report.svg.startswith("<svg")


async def test_capacity_hears_every_turn_on_both_lines(tmp_path: Path) -> None:
    """Ours and the stock line, one step each: all audio arrives, in order, and no turn is lost."""
    plans = [
        capacity.Plan(name, command, False, (2,), settle_s=0.0, measure_s=1.5)
        for name, command in (("ours", PRODUCT), ("stock", STOCK))
    ]
    report = await capacity.run(tmp_path, plans, None)
    for outcome in report.figures["outcomes"]:
        (step,) = outcome["steps"]
        count = outcome["count"]
        assert (step["calls"], outcome["refused"]) == (2, None)
        assert (count["lost"], count["lost_early"], count["wrong_s"]) == (0, 0, 0.0)
        assert 0 < step["core"] < 1
        assert math.isfinite(step["audio_ms"])
        assert step["oldest_ms"] >= step["audio_ms"]


async def test_workers_share_the_calls(tmp_path: Path) -> None:
    """Two workers hear every turn of all calls between them, and each has its own CPU time."""
    find_binary()
    plan = workers.Plan(workers=2, calls=2, rounds=1, settle_s=0.0, measure_s=1.0)
    two = await workers.measure(tmp_path, plan, (2, 4), Cores.split(2), None)
    assert (sum(two.calls), len(two.calls), len(two.cores)) == (4, 2, 2)
    assert (two.step.calls, two.count.lost, two.count.wrong_s) == (4, 0, 0.0)
    ones = [replace(two, workers=1, step=replace(two.step, calls=calls)) for calls in (2, 4)]
    report = workers.report(plan, Cores.split(2), [*ones, two])
    assert report.figures["worth"] == 2  # the same CPU time for half of the calls


async def test_fanout_reaches_everybody(tmp_path: Path) -> None:
    """Every event of every crowd has a first and a last listener."""
    report = await fanout.run(tmp_path, sizes=(1, 8), events=3, beside_stuck=(2, 3), profile=None)
    assert [(s["listeners"], len(s["last_ms"])) for s in report.figures["sizes"]] == [
        *((1, 3), (8, 3)),
        *((2, 3), (2, 3)),
    ]
    assert all(
        first <= last
        for size in report.figures["sizes"]
        for first, last in zip(size["first_ms"], size["last_ms"], strict=True)
    )
    assert not report.figures["dropped"]  # three events are nothing


async def test_growth_measures_each_stretch(tmp_path: Path) -> None:
    """A call of some minutes gains events and loses no turn, whatever is played beside it."""
    report = await growth.run(
        tmp_path, minutes=(0.2, 0.6), beside_min=0.1, speed=15, repeat=1, profile=None
    )
    early, late = report.figures["moments"]
    assert early["events"] < late["events"]
    assert (report.figures["turns"] > 0, report.figures["lost"]) == (True, 0)


async def test_start_measures_the_first_call_and_later_ones(tmp_path: Path) -> None:
    """One server, its first call, and those after it."""
    report = await start.run(tmp_path, repeat=1, later_calls=1, listen_s=20, profile=None)
    (begun,) = report.figures["starts"]
    assert begun["ready"] > 0
    assert len(begun["later_calls"]) == 1
