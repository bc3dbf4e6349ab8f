"""How many calls one core carries: ours beside the line of stock Pipecat parts, in one run."""

import asyncio
import math
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.chart import lines
from bench.child import Child
from bench.load import Count, Load, Step
from bench.machine import Cores
from bench.peers import Delays, Peers
from bench.profiler import profiled
from bench.report import Report
from bench.served import Served
from bench.table import table
from peers.server_process import PRODUCT

_FULL = 0.8
"""From this share of a core on, late audio is the server's doing; below, the machine's."""
_LATE_MS = 50.0
"""A load generator that is later than this (p99) is itself at its limit."""
_FAILURES = 2
"""A line that has failed so often is not loaded with more calls."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A line, and how it is loaded.

    Attributes:
        name: What the line is called.
        command: What Python runs.
        models: Whether there is a language model to ask.
        specialists: Whether all specialists are asked beside it.
        steps: With how many calls it is measured, one number after the other.
        settle_s: How long new calls are left alone before it is measured.
        measure_s: How long it is measured.
    """

    name: str
    command: tuple[str, ...]
    models: bool
    steps: tuple[int, ...]
    settle_s: float
    measure_s: float
    specialists: bool = False

    @property
    def is_product(self) -> bool:
        """Whether the line is ours, which has more to show than a transcript."""
        return self.command == PRODUCT


@dataclass(frozen=True, slots=True)
class Outcome:
    """All steps of one line.

    Attributes:
        plan: The plan.
        steps: What was measured.
        refused: The number of calls that it did not even take; None where it took all.
        count: What was heard of what was said.
    """

    plan: Plan
    steps: list[Step]
    refused: int | None
    count: Count

    @property
    def best(self) -> Step:
        """The step with the highest number of calls that was held, or the first."""
        return _best(self.steps)

    @property
    def most(self) -> int:
        """The highest number of calls that was held."""
        return self.best.calls if self.best.holds else 0

    @property
    def cost(self) -> float:
        """The share of a core for one call where `most` calls were held; NaN where none were."""
        return self.best.core / self.best.calls if self.best.holds else math.nan


async def run(folder: Path, plans: Sequence[Plan], profile: Path | None) -> Report:
    """Measure one line after the other."""
    outcomes = [
        await measure(folder / plan.name, plan, profile if plan.is_product else None)
        for plan in plans
    ]
    return report(outcomes)


async def measure(folder: Path, plan: Plan, profile: Path | None = None) -> Outcome:
    """Load one line with more and more calls, until it has clearly failed twice."""
    cores = Cores.split()
    async with AsyncExitStack() as stack:
        peers = await stack.enter_async_context(Child(cores.load, Peers, Delays()))
        settings: dict[str, str] = await peers.ask("settings") | {"MAX_CALLS": "0"}
        if not plan.models:
            settings = {name: value for name, value in settings.items() if "OPENAI" not in name}
        if plan.specialists:
            settings["COACH_SPECIALISTS"] = "all"
        server = await stack.enter_async_context(Served(folder, settings, plan.command, cores))
        load = Load(plan.name, server, peers, cores.load, is_product=plan.is_product)
        await stack.enter_async_context(load)
        await load.prepare(plan.steps, plan.settle_s + plan.measure_s)
        steps: list[Step] = []
        refused = None
        for number in plan.steps:
            if not await load.open(number):
                refused = number
                print(f"{plan.name}: it did not take {number} calls", flush=True)
                break
            await asyncio.sleep(plan.settle_s)
            is_last = number == plan.steps[-1]
            async with profiled(server.pid, profile if is_last else None):
                steps.append(await load.measure(plan.measure_s))
            _tell(steps[-1])
            if sum(not step.holds and step.core > _FULL for step in steps) == _FAILURES:
                break
        return Outcome(plan, steps, refused, await load.end(_best(steps).ended_at))


def _best(steps: Sequence[Step]) -> Step:
    return next((step for step in reversed(steps) if step.holds), steps[0])


def _tell(step: Step) -> None:
    print(
        f"{step.line}: {step.calls} calls {_held(step)}, {step.core:.0%} of a core,"
        f" audio {step.audio_ms:.0f} ms late (p99); waited {step.core_waited:.0%},"
        f" sender {step.sender_core:.0%} of a core, {step.sender_ms:.0f} ms late",
        flush=True,
    )


def _held(step: Step) -> str:
    if step.holds:
        return "held"
    return "not held" if step.sender_ms < _LATE_MS else "not held: load late"


def report(outcomes: Sequence[Outcome]) -> Report:
    """The tables and the chart of all lines."""
    steps = [step for outcome in outcomes for step in outcome.steps]
    costs = table(
        (
            *("line", "calls", "", "core %", "% a call", "MiB a call", "loop p99", "audio p99"),
            *("oldest p99", "waited %", "sender p99", "sender %"),
        ),
        [
            (
                *(s.line, s.calls, _held(s), s.core * 100, s.core / s.calls * 100, s.mib_a_call),
                *(s.loop_ms, s.audio_ms, s.oldest_ms, s.core_waited * 100, s.sender_ms),
                s.sender_core * 100,
            )
            for s in steps
        ],
    )
    sums = table(
        (
            *("line", "most calls held", "% a call there", "calls a core"),
            *("turns", "lost", "lost while held", "wrong s"),
        ),
        [
            (
                *(o.plan.name, o.most, o.cost * 100, 1 / o.cost),
                *(o.count.turns, o.count.lost, o.count.lost_early, o.count.wrong_s),
            )
            for o in outcomes
        ],
    )
    refusals = [
        f"{o.plan.name} did not take {o.refused} calls." for o in outcomes if o.refused is not None
    ]
    ours = [o for o in outcomes if o.plan.is_product]
    stock = [o for o in outcomes if not o.plan.is_product]
    ratios = [
        f"{o.plan.name}: {base.cost / o.cost:.1f} times the calls a core of the {base.plan.name}"
        for base in stock
        for o in ours
        if base.most and o.most
    ]
    svg = lines(
        "What calls cost",
        "calls",
        "% of a core",
        {o.plan.name: [(s.calls, s.core * 100) for s in o.steps] for o in outcomes},
    )
    text = "\n\n".join(filter(None, [costs, sums, "\n".join(refusals + ratios)]))
    return Report("capacity", text, svg, {"outcomes": [asdict(o) for o in outcomes]})
