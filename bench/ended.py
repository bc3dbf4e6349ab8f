"""What the work after calls costs live calls: many end within a minute beside them."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.chart import lines
from bench.child import Child
from bench.ended_calls import SETTLE, EndedCalls, Window, say_the_sample_call
from bench.load import Count, Load, Step
from bench.machine import Cores
from bench.peers import Delays, Peers
from bench.quantiles import quantile
from bench.report import BenchError, Report
from bench.served import Served
from bench.table import table

_PATTERN = "pattern"
_SETTLE_S = 4.0
_WORK = {"none": "nothing", "summary,follow_through": "summary and follow-through"}
"""The values of `AFTER_CALL` that are compared, and what they owe."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured.

    Attributes:
        calls: How many live calls there are.
        ended: How many others end.
        seconds: Within what time they end.
    """

    calls: int
    ended: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Heard:
    """How the live calls were heard for some time.

    Attributes:
        step: The calls.
        cards: How many cards they had.
        card_p50_ms: How long after the end of the speech a card came, p50.
        card_p95_ms: The same, p95.
    """

    step: Step
    cards: int
    card_p50_ms: float
    card_p95_ms: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was measured of one server.

    Attributes:
        alone: The live calls by themselves.
        ending: Those beside which others end.
        to_summary_s: From each end to its summary.
        count: What was heard of what was said.
    """

    alone: Heard
    ending: Heard
    to_summary_s: list[float]
    count: Count


async def run(folder: Path, plan: Plan) -> Report:
    """Measure a server whose calls owe no work, and one whose calls do."""
    return report(plan, [await measure(folder / owes, plan, owes) for owes in _WORK])


async def measure(folder: Path, plan: Plan, owes: str) -> Outcome:
    """Measure live calls alone, and while others end beside them.

    Args:
        folder: Where the server runs.
        plan: What is measured.
        owes: The value of `AFTER_CALL`.
    """
    cores = Cores.split()
    async with AsyncExitStack() as stack:
        peers = await stack.enter_async_context(Child(cores.load, Peers, Delays()))
        given: dict[str, str] = await peers.ask("settings")
        settings = {name: value for name, value in given.items() if "OPENAI" not in name}
        settle_s = f"{SETTLE.total_seconds():g}"
        settings |= {"MAX_CALLS": "0", "AFTER_CALL": owes, "AFTER_CALL_SETTLE_SECS": settle_s}
        server = await stack.enter_async_context(Served(folder, settings, cores=cores))
        await say_the_sample_call(f"ws://127.0.0.1:{server.port}/api/ingest/{_PATTERN}")
        url = f"sqlite:///{folder / 'data' / 'calls.db'}"
        settle = None if owes == "none" else SETTLE
        others = await stack.enter_async_context(Child(cores.load, EndedCalls, url, settle))
        await others.ask("begin", _PATTERN, plan.ended)
        load = Load(_WORK[owes], server, peers, cores.load, is_product=True)
        await stack.enter_async_context(load)
        await load.prepare([plan.calls], 3 * plan.seconds + _SETTLE_S)
        if not await load.open(plan.calls):
            raise BenchError("the server did not take the calls")
        await asyncio.sleep(_SETTLE_S)
        alone = await _heard(load, others, plan.seconds)
        ending = asyncio.create_task(others.ask("end", plan.seconds))
        beside = await _heard(load, others, plan.seconds + SETTLE.total_seconds())
        await ending
        count = await load.end(beside.step.ended_at)
        while await others.ask("open_jobs"):  # noqa: ASYNC110 - another process works
            await asyncio.sleep(1)
        return Outcome(alone, beside, await others.ask("to_summary_s"), count)


async def _heard(load: Load, others: Child, seconds: float) -> Heard:
    """How live calls are heard from now on, for some seconds."""
    begin = datetime.now(UTC)
    step = await load.measure(seconds)
    window = Window(begin, datetime.now(UTC))
    waits: list[int] = await others.ask("card_waits_ms", load.call_ids, window)
    print(f"{step.line}: audio {step.audio_ms:.0f} ms late (p99)", flush=True)
    return Heard(step, len(waits), quantile(waits, 0.5), quantile(waits, 0.95))


def report(plan: Plan, outcomes: Sequence[Outcome]) -> Report:
    """The table, and the ratios between what was measured on one server."""
    head = ["an ended call owes", "beside the live calls", "audio late, p50 ms", "p99 ms"]
    head += ["loop p99 ms", "card p50 ms", "p95 ms", "cards", "core", "waited %"]
    rows: list[list[object]] = []
    for outcome in outcomes:
        for beside, one in (("nobody", outcome.alone), (f"{plan.ended} end", outcome.ending)):
            step = one.step
            rows.append([step.line, beside, step.audio_p50_ms, step.audio_ms, step.loop_ms])
            rows[-1] += [one.card_p50_ms, one.card_p95_ms, one.cards, step.core]
            rows[-1] += [step.core_waited * 100]
    text = [table(head, rows), ""]
    text += [_ratios(outcome) for outcome in outcomes]
    late = {one.alone.step.line: _points(one) for one in outcomes}
    svg = lines("Live calls beside calls that end", "none, many end", "audio late, p99 ms", late)
    return Report("ended", "\n".join(text), svg, {"outcomes": [asdict(one) for one in outcomes]})


def _ratios(outcome: Outcome) -> str:
    alone, ending, waits = outcome.alone, outcome.ending, outcome.to_summary_s
    told = (
        f"- {alone.step.line}: beside those that end, audio is late by"
        f" {ending.step.audio_ms / alone.step.audio_ms:.2f} times as much (p99), a card by"
        f" {ending.card_p95_ms / alone.card_p95_ms:.2f} times (p95), and the server needs"
        f" {ending.step.core / alone.step.core:.2f} times the CPU;"
        f" {outcome.count.lost} of {outcome.count.turns} turns lost"
    )
    if not waits:
        return told
    half, most = quantile(waits, 0.5), quantile(waits, 0.95)
    return f"{told}; {len(waits)} summaries after {half:.1f} s (p50), {most:.1f} s (p95)"


def _points(outcome: Outcome) -> list[tuple[float, float]]:
    return [(0.0, outcome.alone.step.audio_ms), (1.0, outcome.ending.step.audio_ms)]
