"""What the length of a call costs: eight hours of one call, played fast."""

import asyncio
import math
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from bench.chart import lines
from bench.child import Child
from bench.console import Console, Look
from bench.fast_client import FastClient
from bench.looped_call import looped_call
from bench.machine import Cores
from bench.pacing import PacedCall
from bench.peers import Delays, Peers
from bench.profiler import profiled
from bench.report import Report
from bench.served import Served
from bench.table import table
from bench.turns import lost_turns
from transports.media_stream import sid

_MIB = 1 << 20
_HOUR = 60
# The words of a turn are waited for two seconds at most.
_SETTLE_S = 2.5


@dataclass(frozen=True, slots=True)
class Moment:
    """What a call costs after some time, of which the last stretch was measured.

    Attributes:
        minutes: How long the call is.
        speed: At how many times real time the last stretch was played.
        waited: The percentage of that time for which the server was ready to run and something
            else had its core.
        cpu_ms: CPU time of the server for a minute of the call, in that stretch.
        young_ms: The same for the first minutes of another call, played just before the last ones
            of the stretch.
        old_ms: The same for those last minutes.
        mib: The server's memory.
        look: What a console waits for.
    """

    minutes: float
    speed: float
    waited: float
    cpu_ms: float
    young_ms: float
    old_ms: float
    mib: float
    look: Look


async def run(
    folder: Path, *, minutes: Sequence[float], speed: float, repeat: int, profile: Path | None
) -> Report:
    """Play one call in stretches, and measure after each.

    Args:
        folder: For the server's data.
        minutes: Up to where each stretch goes.
        speed: Times real time, if the server can; the peers answer at once.
        repeat: How often each request is made.
        profile: Where the profile of the last stretch goes.

    Raises:
        StandstillError: The recogniser hears no more.
    """
    cores, call_id = Cores.split(), sid("CA")
    async with AsyncExitStack() as stack:
        peers = await stack.enter_async_context(Child(cores.load, Peers, Delays(0, 0, 0)))
        settings: dict[str, str] = await peers.ask("settings")
        server = await stack.enter_async_context(Served(folder, settings, cores=cores))
        client = await stack.enter_async_context(
            Child(cores.load, FastClient, server.media, call_id, speed)
        )
        rest = await stack.enter_async_context(httpx.AsyncClient(base_url=server.http, timeout=60))
        path = f"/api/calls/{call_id}"
        console = Console(server.live.format(call_id=call_id), rest, path, repeat)
        call = PacedCall(client, peers)
        moments, before_min = [], 0.0
        for until_min in minutes:
            is_last = until_min == minutes[-1]
            before = server.usage()
            async with profiled(server.pid, profile if is_last else None):
                went = await call.play_until(round(until_min * 60_000))
                await asyncio.sleep(_SETTLE_S)
            after, played_min = server.usage(), until_min - before_min
            moment = Moment(
                minutes=until_min,
                speed=went,
                waited=(after.waited_s - before.waited_s) * went / played_min / 60 * 100,
                cpu_ms=(after.cpu_s - before.cpu_s) * 1000 / played_min,
                mib=after.resident_bytes / _MIB,
                look=await console.look(),
            )
            print(
                f"{until_min:g} minutes: {moment.cpu_ms:.0f} ms of CPU a minute,"
                f" {went:.1f} times real time",
                flush=True,
            )
            moments.append(moment)
            before_min = until_min
        await client.ask("hang_up")
        transcript = (await rest.get(path)).json()["transcript"]
    spoken, lost = lost_turns(looped_call(), transcript, 0, minutes[-1] * 60_000)
    return _report(moments, spoken, lost)


def cost_ms(moments: Sequence[Moment], from_min: float, to_min: float) -> float:
    """CPU time of a minute between two moments of a call, ms; NaN where it was not played."""
    spent, before_min = 0.0, 0.0
    for moment in moments:
        if from_min <= before_min and moment.minutes <= to_min:
            spent += moment.cpu_ms * (moment.minutes - before_min)
        before_min = moment.minutes
    return spent / (to_min - from_min) if before_min >= to_min else math.nan


def _report(moments: Sequence[Moment], spoken: int, lost: int) -> Report:
    rows = [(row := asdict(moment)) | row.pop("look") for moment in moments]
    text = table(
        (
            *("minutes", "speed", "waited %", "CPU ms a minute", "MiB", "events"),
            *("append ms", "last 100 ms", "GET call ms", "replay ms"),
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
    sums = [f"{spoken} turns spoken, {lost} lost."]
    sums += [
        f"CPU a minute, {name} = {ratio:.2f}."
        for name, ratio in ratios.items()
        if math.isfinite(ratio)
    ]
    svg = lines(
        "What the length of a call costs",
        "minutes",
        "ms, MiB",
        {
            "CPU ms a minute": [(m.minutes, m.cpu_ms) for m in moments],
            "memory MiB": [(m.minutes, m.mib) for m in moments],
            "GET call ms": [(m.minutes, m.look.call_ms) for m in moments],
        },
    )
    figures = {
        "moments": rows,
        "ratios": ratios,
        "turns": spoken,
        "lost": lost,
    }
    return Report("growth", "\n".join([text, "", *sums]), svg, figures)
