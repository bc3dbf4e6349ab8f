"""Replicas under load: calls, viewers, REST and another transcriber's words, all at once."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.balanced import Balanced, balanced
from bench.chart import bars
from bench.child import Child
from bench.load import Count, Load, Step
from bench.machine import Cores
from bench.peers import Delays, Peers
from bench.profiler import profiled
from bench.quantiles import quantile
from bench.report import BenchError, Report
from bench.table import table
from bench.visitors import Visitors, Visits


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of what.

    Attributes:
        replicas: How many servers, 1 to 3.
        calls: How many calls by Twilio's media streams.
        viewers: How many viewers, spread over the calls.
        asking: How many clients ask REST, each without a pause.
        dictating: How many calls another transcriber brings in at a time.
        settle_s: How long new calls are left alone before.
        measure_s: How long is measured.
    """

    replicas: int
    calls: int
    viewers: int
    asking: int
    dictating: int
    settle_s: float
    measure_s: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What it came to.

    Attributes:
        step: What the calls cost, and how late their audio was.
        cores: The share of a core that each replica used.
        count: What was heard of what was said.
        visits: What the visitors had.
        lost: The calls that did not end as they should: with one begin and one hang-up.
    """

    step: Step
    cores: list[float]
    count: Count
    visits: Visits
    lost: list[str]

    @property
    def late_ms(self) -> list[float]:
        """How late each event was at each of its viewers."""
        return [late for seen in self.visits.seen for late in seen.late_ms]

    @property
    def missed(self) -> int:
        """The gaps in what viewers saw, and the ends that they did not see."""
        return sum(seen.missed + (not seen.ended) for seen in self.visits.seen)


async def run(folder: Path, plan: Plan, profile: Path | None) -> Report:
    """Measure, and say what it came to.

    Raises:
        BenchError: As `measure` does.
    """
    return report(plan, await measure(folder, plan, profile))


async def measure(folder: Path, plan: Plan, profile: Path | None) -> Outcome:
    """Load the replicas, all at once.

    Raises:
        BenchError: A program is missing on this machine, or a call was not taken.
    """
    everywhere = Cores.split().server | Cores.split().load
    cores = Cores(everywhere, everywhere, kept=False)
    async with AsyncExitStack() as stack:
        peers = await stack.enter_async_context(Child(everywhere, Peers, Delays()))
        settings: dict[str, str] = await peers.ask("settings")
        target = await stack.enter_async_context(balanced(folder, settings, plan.replicas, cores))
        visitors = await stack.enter_async_context(
            Child(everywhere, Visitors, target.http, target.live)
        )
        load = Load("replicas", target, peers, everywhere, is_product=True)
        await stack.enter_async_context(load)
        await load.prepare([plan.calls], plan.settle_s + plan.measure_s + plan.viewers * 0.05)
        if not await load.open(plan.calls):
            raise BenchError(f"{plan.calls} calls were not taken")
        for number, call_id in enumerate(load.call_ids):
            share, more = divmod(plan.viewers, plan.calls)
            await visitors.ask("watch", call_id, share + (number < more))
        await visitors.ask("begin", plan.asking, plan.dictating)
        await asyncio.sleep(plan.settle_s)
        before = [replica.usage().cpu_s for replica in target.replicas]
        async with profiled(target.replicas[0].pid, profile):
            step = await load.measure(plan.measure_s)
        used = [replica.usage().cpu_s for replica in target.replicas]
        await visitors.ask("rest")
        count = await load.end(step.ended_at)
        return Outcome(
            step=step,
            cores=[(b - a) / plan.measure_s for a, b in zip(before, used, strict=True)],
            count=count,
            visits=await visitors.ask("visits"),
            lost=await _lost(target, load.call_ids),
        )


async def _lost(target: Balanced, call_ids: list[str]) -> list[str]:
    """The calls that the log does not have from one begin to one hang-up."""
    lost = []
    async with target.client() as client:
        for call_id in call_ids:
            events: list[dict[str, Any]] = (await client.get(f"/api/calls/{call_id}/events")).json()
            begins = sum(event["type"] == "call.started" for event in events)
            ends = [e["data"]["reason"] for e in events if e["type"] == "call.ended"]
            if (begins, ends) != (1, ["hangup"]):
                lost.append(call_id)
    return lost


def report(plan: Plan, outcome: Outcome) -> Report:
    """Lay it out."""
    step, count, visits, late = outcome.step, outcome.count, outcome.visits, outcome.late_ms
    calls = table(
        (
            *("replicas", "calls", "core % by replica", "waited %", "MiB", "audio p50"),
            *("audio p99", "sender p99", "turns", "lost", "calls lost"),
        ),
        [
            (
                *(plan.replicas, step.calls, " + ".join(f"{c * 100:.0f}" for c in outcome.cores)),
                *(step.core_waited * 100, step.mib, step.audio_p50_ms, step.audio_ms),
                *(step.sender_ms, count.turns, count.lost, len(outcome.lost)),
            )
        ],
    )
    viewers = table(
        ("viewers", "events live", "late p50", "late p99", "missed"),
        [
            (
                *(len(visits.seen), len(late), quantile(late, 0.5)),
                *(quantile(late, 0.99), outcome.missed),
            )
        ],
    )
    rest = table(
        ("REST", "answers", "p50", "p99"),
        [
            (what, len(took), quantile(took, 0.5), quantile(took, 0.99))
            for what, took in visits.answer_ms.items()
        ],
    )
    told = (
        f"Another transcriber sent {visits.segments} segments. Errors: {len(visits.errors)}."
        " Times in ms; `waited` is the share of the time that the replicas had to wait for a core."
    )
    wrong = "\n".join(f"- {error}" for error in sorted(set(visits.errors))[:20])
    svg = bars(
        "Under all at once, p50 to p99",
        "ms",
        {"audio": (step.audio_p50_ms, step.audio_ms)}
        | {"events": (quantile(late, 0.5), quantile(late, 0.99))}
        | {
            what: (quantile(took, 0.5), quantile(took, 0.99))
            for what, took in visits.answer_ms.items()
        },
    )
    figures = asdict(outcome) | {"missed": outcome.missed}
    return Report(
        "load", "\n\n".join(filter(None, (calls, viewers, rest, told, wrong))), svg, figures
    )
