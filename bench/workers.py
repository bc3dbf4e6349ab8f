"""What a second core adds: `serve --workers` beside one worker, through a real Redis."""

import asyncio
import shutil
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from bench.chart import bars
from bench.child import Child
from bench.load import Count, Load, Step
from bench.machine import Cores, Usage, connections
from bench.peers import Delays, Peers
from bench.profiler import profiled
from bench.report import BenchError, Report
from bench.served import ServedByWorkers
from bench.table import table
from conversation.speech.speakers import Speaker
from peers.redis_server import RedisServer


@dataclass(frozen=True, slots=True)
class Plan:
    """How it is measured.

    Attributes:
        workers: How many worker processes are compared with one.
        calls: How many calls each worker gets, on average.
        rounds: How often one and several are measured, in turns.
        settle_s: How long new calls are left alone before.
        measure_s: How long each is measured.
    """

    workers: int
    calls: int
    rounds: int
    settle_s: float
    measure_s: float

    @property
    def loads(self) -> list[tuple[int, int]]:
        """Workers and calls: one with its share, one with all calls, several with all calls."""
        every = self.workers * self.calls
        return [(1, self.calls), (1, every), (self.workers, every)]


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement.

    Attributes:
        workers: How many worker processes took calls.
        step: What all of them cost.
        cores: The share of a core that each worker used.
        calls: How many calls the kernel gave to each.
        redis: The share of a core that Redis used.
        count: What was heard of what was said.
    """

    workers: int
    step: Step
    cores: list[float]
    calls: list[int]
    redis: float
    count: Count

    @property
    def cost(self) -> float:
        """The share of a core for one call."""
        return self.step.core / self.step.calls


async def run(folder: Path, plan: Plan, profile: Path | None) -> Report:
    """Measure one worker and several, in turns.

    Raises:
        BenchError: As `measure` does.
    """
    cores = Cores.split(plan.workers)
    runs = []
    for number in range(plan.rounds):
        for workers, calls in plan.loads:
            place = folder / f"{number}-{workers}-{calls}"
            runs.append(await measure(place, plan, (workers, calls), cores, profile))
            _tell(runs[-1])
            profile = None
    return report(plan, cores, runs)


async def measure(
    folder: Path, plan: Plan, load_of: tuple[int, int], cores: Cores, profile: Path | None
) -> Run:
    """Measure so many workers with so many calls, each worker on a core of its own.

    Raises:
        BenchError: There is no Redis on this machine, or the workers do not end when told to.
    """
    if shutil.which("redis-server") is None:
        raise BenchError("workers share calls through Redis: install redis-server (apt, brew)")
    workers, calls = load_of
    redis = RedisServer(folder.parent)
    async with AsyncExitStack() as stack:
        redis.start()
        stack.callback(redis.stop)
        peers = await stack.enter_async_context(Child(cores.load, Peers, Delays()))
        told: dict[str, str] = await peers.ask("settings")
        settings = {name: value for name, value in told.items() if "OPENAI" not in name}
        own = replace(cores, server=frozenset(sorted(cores.server)[:workers]))
        server = await stack.enter_async_context(
            ServedByWorkers(folder, settings | {"REDIS_URL": redis.url}, workers, own)
        )
        load = Load(_name(workers), server, peers, cores.load, is_product=True)
        await stack.enter_async_context(load)
        await load.prepare([calls], plan.settle_s + plan.measure_s)
        if not await load.open(calls):
            raise BenchError(f"{_name(workers)}: {calls} calls were not taken")
        await asyncio.sleep(plan.settle_s)
        pids = [*server.workers, redis.pid]
        began, before = time.monotonic(), [Usage.of(pid).cpu_s for pid in pids]
        async with profiled(pids[0], profile):
            step = await load.measure(plan.measure_s)
        seconds, after = time.monotonic() - began, [Usage.of(pid).cpu_s for pid in pids]
        *shares, redis_share = [(b - a) / seconds for a, b in zip(before, after, strict=True)]
        port = urlsplit(told["DEEPGRAM_BASE_URL"]).port
        assert port
        spread = [connections(pid, port) // len(Speaker) for pid in server.workers]
        count = await load.end(step.ended_at)
        run = Run(workers, step, shares, spread, redis_share, count)
    if server.exit_code:
        raise BenchError(f"{_name(workers)}: told to end, they ended with {server.exit_code}")
    return run


def _name(workers: int) -> str:
    return "1 worker" if workers == 1 else f"{workers} workers"


def _tell(run: Run) -> None:
    print(
        f"{run.step.line}: {_sum(run.calls)} calls, {run.step.core:.0%} of a core,"
        f" Redis {run.redis:.0%}, audio {run.step.audio_ms:.0f} ms late (p99),"
        f" load {run.step.sender_core:.0%} of a core, {run.step.sender_ms:.0f} ms late",
        flush=True,
    )


def _sum(parts: Sequence[int]) -> str:
    return " + ".join(map(str, parts))


def report(plan: Plan, cores: Cores, runs: Sequence[Run]) -> Report:
    """Compare the runs, `plan.loads` of each round in turn.

    What was not heard was no work either, so costs are compared where all was heard in time.
    """
    rows = table(
        (
            *("", "calls", "", "core % by worker", "% a call", "Redis %", "MiB"),
            *("audio p99", "oldest p99", "load %", "turns", "lost", "wrong s"),
        ),
        [
            (
                *(r.step.line, _sum(r.calls), "held" if r.step.holds else "not held"),
                _sum([round(core * 100) for core in r.cores]),
                *(r.cost * 100, r.redis * 100, r.step.mib),
                *(r.step.audio_ms, r.step.oldest_ms, r.step.sender_core * 100),
                *(r.count.turns, r.count.lost, r.count.wrong_s),
            )
            for r in runs
        ],
    )
    costs = [
        [run.cost for run in runs if (run.workers, run.step.calls) == load] for load in plan.loads
    ]
    worth = _ratio(costs[0], costs[-1]) if all(run.step.holds for run in runs) else None
    same = _ratio(costs[1], costs[-1]) if worth else None
    worths = (
        "Not every call was heard in time, so there is no telling what a core adds."
        if worth is None
        else f"A call costs one worker with {plan.calls} calls {worth:.2f} times what it costs"
        f" {plan.workers} workers with {plan.calls} each, and {same:.2f} times with all"
        f" {plan.workers * plan.calls} in one (medians; rounds: {plan.rounds}). So by its CPU time,"
        f" each further core adds {worth:.2f} of what the first one carries."
    )
    svg = bars(
        "CPU time of one second of a call",
        "ms",
        {
            f"{_name(workers)}, {calls} calls": (0.0, median(cost) * 1000)
            for (workers, calls), cost in zip(plan.loads, costs, strict=True)
        },
    )
    figures = {"runs": [asdict(run) for run in runs], "worth": worth, "worth_at_same": same}
    return Report("workers", "\n\n".join([rows, worths, _limit(plan, cores)]), svg, figures)


def _ratio(ones: Sequence[float], others: Sequence[float]) -> float:
    """How much more, round by round, the median."""
    return median(one / other for one, other in zip(ones, others, strict=True))


def _limit(plan: Plan, cores: Cores) -> str:
    number = len(cores.server | cores.load)
    if not cores.shared:
        return f"{number} cores: each worker has one, the callers, the peers and Redis the others."
    return (
        f"{number} cores: the callers, the peers and Redis share those of the workers, so that"
        f" {plan.workers} full workers can't be shown; what a call costs them can."
    )
