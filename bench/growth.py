"""What the length of a call costs: eight hours of one call, played fast."""

import asyncio
import math
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median

import httpx

from bench.chart import lines
from bench.child import Child
from bench.console import Console, Look
from bench.fast_client import FastClient
from bench.holdings import Holdings, holdings
from bench.looped_call import looped_call
from bench.machine import Cores
from bench.pacing import PacedCall
from bench.peers import Delays, Peers
from bench.profiler import profiled
from bench.report import Report
from bench.served import Served
from bench.soak import at_rest
from bench.table import table
from bench.turns import lost_turns
from transports.twilio.replay_messages import sid

_HOUR = 60
_ADVISED_MS = 20_000
"""By then a call has had advice, and all connections and threads that it needs."""
PIECES = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """What it cost to play some of a call.

    Attributes:
        minutes: How much of it.
        speed: At how many times real time.
        waited: The percentage of that time for which the server was ready to run and something
            else had its core.
        cpu_ms: CPU time of the server for a minute of the call.
    """

    minutes: float
    speed: float
    waited: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Moment:
    """What a call costs after some time, of which the last stretch was measured.

    Attributes:
        minutes: How long the call is.
        speed: At how many times real time the last stretch was played.
        waited: As in `Cost`.
        cpu_ms: CPU time of the server for a minute of the call, in that stretch.
        young_ms: The same for the first minutes of another call, played by turns with the last ones
            of the stretch.
        old_ms: The same for those last minutes.
        held: What the server holds, before it is looked at.
        look: What a console waits for.
    """

    minutes: float
    speed: float
    waited: float
    cpu_ms: float
    young_ms: float
    old_ms: float
    held: Holdings
    look: Look


async def run(
    folder: Path,
    *,
    minutes: Sequence[float],
    beside_min: float,
    speed: float,
    repeat: int,
    profile: Path | None,
) -> Report:
    """Play one call in stretches, and measure after each.

    Args:
        folder: For the server's data.
        minutes: Up to where each stretch goes.
        beside_min: How much of the end of each stretch is played by turns with as much of a young
            call, in three pieces; if these are whole rounds of the sample call, both say the same.
        speed: Times real time, if the server can; the peers answer at once.
        repeat: How often each request is made.
        profile: Where the profile of the last stretch goes.

    Raises:
        StandstillError: The recogniser hears no more.
        CallOverError: The server has ended the call.
    """
    cores, call_id = Cores.split(), sid("CA")
    piece_ms = round(beside_min / PIECES * 60_000)
    async with AsyncExitStack() as stack:
        peers = await stack.enter_async_context(Child(cores.load, Peers, Delays(0, 0, 0)))
        settings: dict[str, str] = await peers.ask("settings")
        server = await stack.enter_async_context(Served(folder, settings, cores=cores))
        make_client = partial(Child, cores.load, FastClient, server.media)
        rest = await stack.enter_async_context(httpx.AsyncClient(base_url=server.http, timeout=60))
        path = f"/api/calls/{call_id}"
        console = Console(server.live.format(call_id=call_id), rest, path, repeat)

        async def short() -> None:
            async with make_client(sid("CA"), speed) as other:
                await PacedCall(other, peers).play_until(max(piece_ms, _ADVISED_MS))
                await other.ask("hang_up")

        await asyncio.gather(short(), short())  # which leave pools and caches, as two at once do
        before = await at_rest(server, rest)
        client = await stack.enter_async_context(make_client(call_id, speed))
        call = PacedCall(client, peers)
        moments: list[Moment] = []
        for until_min in minutes:
            async with profiled(server.pid, profile if until_min == minutes[-1] else None):
                most = await _cost(server, call, round((until_min - beside_min) * 60_000))
            async with make_client(sid("CA"), speed) as other:
                young = PacedCall(other, peers)
                await young.play_until(piece_ms, call)  # how it begins is not what is compared
                young_ms, old_ms = await _by_turns(server, young, call, piece_ms)
                await other.ask("hang_up")
            moments.append(
                Moment(
                    minutes=until_min,
                    speed=most.speed,
                    waited=most.waited,
                    cpu_ms=most.cpu_ms,
                    young_ms=young_ms,
                    old_ms=old_ms,
                    held=await holdings(server, rest),
                    look=await console.look(),
                )
            )
            _say(moments[-1])
        await client.ask("hang_up")
        after = await at_rest(server, rest)
        transcript = (await rest.get(path)).json()["transcript"]
    spoken, lost = lost_turns(looped_call(), transcript, 0, minutes[-1] * 60_000)
    return _report(moments, before, after, spoken, lost)


async def _by_turns(
    server: Served, young: PacedCall, old: PacedCall, piece_ms: int
) -> tuple[float, float]:
    """CPU time of a minute of either call; medians."""
    costs: dict[PacedCall, list[float]] = {young: [], old: []}
    for call, other in PIECES * ((young, old), (old, young)):
        cost = await _cost(server, call, call.sent_ms + piece_ms, other)
        costs[call].append(cost.cpu_ms)
    return median(costs[young]), median(costs[old])


async def _cost(
    server: Served, call: PacedCall, until_ms: int, beside: PacedCall | None = None
) -> Cost:
    before, from_ms = server.usage(), call.sent_ms
    speed = await call.play_until(until_ms, beside)
    after, minutes = server.usage(), (call.sent_ms - from_ms) / 60_000
    return Cost(
        minutes=minutes,
        speed=speed,
        waited=(after.waited_s - before.waited_s) / (minutes * 60 / speed) * 100,
        cpu_ms=(after.cpu_s - before.cpu_s) * 1000 / minutes,
    )


def _say(moment: Moment) -> None:
    print(
        f"{moment.minutes:g} minutes, {moment.speed:.1f} times real time: {moment.cpu_ms:.0f} ms"
        f" of CPU a minute; at the end {moment.old_ms:.0f}, a young call {moment.young_ms:.0f};"
        f" {moment.held}",
        flush=True,
    )


def cost_ms(moments: Sequence[Moment], from_min: float, to_min: float) -> float:
    """CPU time of a minute between two moments of a call, ms; NaN where it was not played."""
    spent, before_min = 0.0, 0.0
    for moment in moments:
        if from_min <= before_min and moment.minutes <= to_min:
            spent += moment.cpu_ms * (moment.minutes - before_min)
        before_min = moment.minutes
    return spent / (to_min - from_min) if before_min >= to_min else math.nan


def _row(moment: Moment) -> dict[str, float]:
    row = asdict(moment)
    held, look = row.pop("held"), row.pop("look")
    del held["calls"]
    return row | held | look


def _kept(before: Holdings, after: Holdings) -> str:
    """What the call has left behind."""
    return (
        f"After it, against before it: memory {after.mib / before.mib - 1:+.1%}, tasks"
        f" {after.tasks - before.tasks:+d}, files and sockets {after.files - before.files:+d},"
        f" threads {after.threads - before.threads:+d}."
    )


def _report(
    moments: Sequence[Moment], before: Holdings, after: Holdings, spoken: int, lost: int
) -> Report:
    rows = [_row(moment) for moment in moments]
    text = table(
        (
            *("minutes", "speed", "waited %", "CPU ms a minute", "young", "old", "MiB", "tasks"),
            *("files", "threads", "events", "append ms", "last 100 ms", "GET call ms", "replay ms"),
        ),
        [tuple(row.values()) for row in rows],
    )
    first, last_min = moments[0].minutes, moments[-1].minutes
    ratios = {
        f"the second hour : the first {first:g} minutes": cost_ms(moments, _HOUR, 2 * _HOUR)
        / cost_ms(moments, 0, first),
        f"hour {last_min / _HOUR:g} : hour 1": cost_ms(moments, last_min - _HOUR, last_min)
        / cost_ms(moments, 0, _HOUR),
    }
    ratios |= {
        f"after {moment.minutes:g} minutes : a young call beside it": moment.old_ms
        / moment.young_ms
        for moment in moments
    }
    sums = [f"{spoken} turns spoken, {lost} lost. CPU time a minute:", ""]
    sums += [_kept(before, after), ""]
    sums += [f"- {name} = {ratio:.2f}" for name, ratio in ratios.items() if math.isfinite(ratio)]
    svg = lines(
        "What the length of a call costs",
        "minutes",
        "ms, MiB",
        {
            "CPU ms a minute": [(m.minutes, m.old_ms) for m in moments],
            "of a young call beside it": [(m.minutes, m.young_ms) for m in moments],
            "memory MiB": [(m.minutes, m.held.mib) for m in moments],
            "GET call ms": [(m.minutes, m.look.call_ms) for m in moments],
        },
    )
    figures = {
        "moments": rows,
        "ratios": ratios,
        "turns": spoken,
        "lost": lost,
        "before": asdict(before),
        "after": asdict(after),
    }
    return Report("growth", "\n".join([text, "", *sums]), svg, figures)
