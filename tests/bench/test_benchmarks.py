"""Each benchmark in its short form: that it runs and counts right. No times: machines differ."""

import asyncio
import math
from collections.abc import AsyncIterator, Coroutine
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bench import capacity, fanout, growth, latency, soak, start, workers
from bench.machine import Cores, anywhere
from bench.peers import Delays
from bench.report import BenchError, Report
from bench.served import STOCK
from peers.redis_server import find_binary
from peers.server_process import PRODUCT

# A test waits for those before it as well.
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

AT_ONCE = 2
"""They wait for audio most of the time."""
SHARED = workers.Plan(workers=2, calls=2, rounds=1, settle_s=0.0, measure_s=1.0)

Running = dict[str, asyncio.Task[Any]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """The benchmarks, a few at a time, in the order of their tests."""
    turns = asyncio.Semaphore(AT_ONCE)
    folder = tmp_path_factory.mktemp("bench")

    async def run(of: Coroutine[Any, Any, Any]) -> Any:
        async with turns:
            return await of

    all_of_them = {
        "latency": _latency(folder / "latency"),
        "ours": _capacity(folder / "ours", PRODUCT),
        "stock": _capacity(folder / "stock", STOCK),
        "workers": _workers(folder),
        "fanout": _fanout(folder / "fanout"),
        "growth": _growth(folder / "growth"),
        "soak": soak.run(folder / "soak", marks=(1, 2, 3), at_once=1, call_ms=1000, speed=20),
        "start": start.run(folder / "start", repeat=1, later_calls=1, listen_s=40, profile=None),
    }
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("COACH_MEANING", "false")  # each server would load the encoder
        with anywhere():
            tasks = {name: asyncio.create_task(run(of)) for name, of in all_of_them.items()}
        yield tasks
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)


async def _latency(folder: Path) -> Report:
    delays = Delays(0.02, 0.02, 0.0)
    plan = latency.Plan(calls=1, from_ms=42_000, to_ms=46_600, delays=delays, after_ms=600)
    return await latency.run(folder, ["pauses"], plan, None)


async def _capacity(folder: Path, command: tuple[str, ...]) -> capacity.Outcome:
    plan = capacity.Plan("a line", command, False, (2,), settle_s=0.0, measure_s=0.8)
    return await capacity.measure(folder, plan)


async def _workers(folder: Path) -> workers.Run | None:
    with suppress(BenchError):  # there may be no Redis
        return await workers.measure(folder / "workers", SHARED, (2, 4), Cores.split(2), None)


async def _fanout(folder: Path) -> Report:
    return await fanout.run(folder, sizes=(1, 8), events=3, beside_stuck=(2, 3), profile=None)


async def _growth(folder: Path) -> Report:
    return await growth.run(
        folder, minutes=(0.2, 0.4), beside_min=0.1, speed=15, repeat=1, profile=None
    )


async def test_latency_finds_a_turn_and_its_stages(running: Running) -> None:
    """The turn of a stretch is advised by a model; the stages of its wait add up to it."""
    report: Report = await running["latency"]
    (asked,) = report.figures["modes"]
    assert (asked["waits"]["turns"], asked["waits"]["missed"]) == (1, [])
    (wait,) = asked["waits"]["advised"]
    assert 0 < wait["first"] <= wait["final"]
    assert math.isclose(sum(wait["stages"]), wait["first"])
    assert report.svg.startswith("<svg")


@pytest.mark.parametrize("line", ["ours", "stock"])
async def test_capacity_hears_all_audio_on_both_lines(running: Running, line: str) -> None:
    """All of it arrives, in order; ours loses no turn (a stock line forgets some at the end)."""
    outcome: capacity.Outcome = await running[line]
    (step,) = outcome.steps
    assert (step.calls, outcome.refused, outcome.count.wrong_s) == (2, None, 0.0)
    assert 0 < step.core < 1
    assert step.oldest_ms >= step.audio_ms
    assert line == "stock" or (outcome.count.lost, outcome.count.lost_early) == (0, 0)
    assert capacity.report([outcome]).svg.startswith("<svg")


async def test_workers_share_the_calls(running: Running) -> None:
    """Two workers hear every turn of all calls between them, and each has its own CPU time.

    At SIGTERM both end, and so does their parent, with exit code 0: else there is no figure.
    """
    find_binary()
    two: workers.Run = await running["workers"]
    assert (sum(two.calls), len(two.calls), len(two.cores)) == (4, 2, 2)
    assert (two.step.calls, two.count.lost, two.count.wrong_s) == (4, 0, 0.0)
    two = replace(two, step=replace(two.step, audio_ms=50.0))
    ones = [replace(two, workers=1, step=replace(two.step, calls=calls)) for calls in (2, 4)]
    report = workers.report(SHARED, Cores.split(2), [*ones, two])
    assert report.figures["worth"] == 2  # the same CPU time for half of the calls
    late = replace(two, step=replace(two.step, audio_ms=math.inf))
    assert workers.report(SHARED, Cores.split(2), [*ones, late]).figures["worth"] is None


async def test_fanout_reaches_everybody(running: Running) -> None:
    """Every event of every crowd has a first and a last listener."""
    report: Report = await running["fanout"]
    assert [(s["listeners"], len(s["last_ms"])) for s in report.figures["sizes"]] == [
        *((1, 3), (8, 3)),
        *((2, 3), (2, 3)),
    ]
    assert all(
        first <= last
        for size in report.figures["sizes"]
        for first, last in zip(size["first_ms"], size["last_ms"], strict=True)
    )
    stuck = report.figures["stuck"]
    assert stuck["code"] is None  # three events are nothing
    assert stuck["buffered"] >= 3  # a heartbeat may have come as well


async def test_growth_measures_each_stretch(running: Running) -> None:
    """A call of some minutes gains events and loses no turn, whatever is played beside it.

    No task, socket or file of it is left.
    """
    report: Report = await running["growth"]
    early, late = report.figures["moments"]
    assert early["events"] < late["events"]
    assert (report.figures["turns"] > 0, report.figures["lost"]) == (True, 0)
    before, after = report.figures["before"], report.figures["after"]
    assert (after["tasks"], after["files"]) == (before["tasks"], before["files"])


async def test_soak_looks_at_a_server_at_rest(running: Running) -> None:
    """After each call it is as after the one before: no task, file or thread more."""
    report: Report = await running["soak"]
    assert [rest["calls"] for rest in report.figures["rests"]] == [1, 2, 3]
    grown = report.figures["grown"]
    assert (grown["tasks"], grown["files"]) == (0, 0)


async def test_start_measures_the_first_call_and_later_ones(running: Running) -> None:
    """One server, its first call, and those after it."""
    report: Report = await running["start"]
    (begun,) = report.figures["starts"]
    assert begun["ready"] > 0
    assert len(begun["later_calls"]) == 1
