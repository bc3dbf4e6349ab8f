"""What the length of a call costs: eight hours of one call, played fast."""

import asyncio
import math
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect

from bench.chart import lines
from bench.child import Child
from bench.fast_client import FastClient
from bench.looped_call import looped_call
from bench.machine import Cores
from bench.peers import Delays, Peers
from bench.profiler import profiled
from bench.quantiles import quantile
from bench.report import Report
from bench.served import Served
from bench.table import table
from bench.turns import lost_turns
from transports.media_stream import sid

_MIB = 1 << 20
_TAIL = 100
_SETTLE_S = 1.0


@dataclass(frozen=True, slots=True)
class Moment:
    """What a call costs after some time, of which the last stretch was measured.

    Attributes:
        minutes: How long the call is.
        speed: At how many times real time the last stretch was played.
        cpu_ms: CPU time of the server for a minute of the call, in that stretch.
        mib: The server's memory.
        events: How many events the call has.
        append_ms: From a client's message to the event that it causes, stored; p50.
        tail_ms: To read the last hundred events in REST; p50.
        call_ms: To read the call in REST, as the console does; p50.
        replay_ms: To replay all events on the side channel.
    """

    minutes: float
    speed: float
    cpu_ms: float
    mib: float
    events: int
    append_ms: float
    tail_ms: float
    call_ms: float
    replay_ms: float


async def run(
    folder: Path, *, minutes: Sequence[float], speed: float, repeat: int, profile: Path | None
) -> Report:
    """Play one call in stretches, and measure after each.

    Args:
        folder: For the server's data.
        minutes: Up to where each stretch goes.
        speed: Times real time; the peers answer at once.
        repeat: How often each request is made.
        profile: Where the profile of the last stretch goes.
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
        call = f"/api/calls/{call_id}"
        console = _Console(server.live.format(call_id=call_id), rest, call, repeat)
        moments, before_min = [], 0.0
        for until_min in minutes:
            is_last = until_min == minutes[-1]
            before_s = server.usage().cpu_s
            async with profiled(server.pid, profile if is_last else None):
                went: float = await client.ask("play_until", round(until_min * 60_000))
                await asyncio.sleep(_SETTLE_S)
            cpu_s = server.usage().cpu_s - before_s
            moment = Moment(
                minutes=until_min,
                speed=went,
                cpu_ms=cpu_s * 1000 / (until_min - before_min),
                mib=server.usage().resident_bytes / _MIB,
                **await console.look(),
            )
            print(f"{until_min:g} minutes: {moment.cpu_ms:.0f} ms of CPU a minute", flush=True)
            moments.append(moment)
            before_min = until_min
        await client.ask("hang_up")
        transcript = (await rest.get(call)).json()["transcript"]
    spoken, lost = lost_turns(looped_call(), transcript, 0, minutes[-1] * 60_000)
    return _report(moments, spoken, lost)


class _Console:
    """What an agent's screen asks of the server, timed."""

    def __init__(self, live_url: str, rest: httpx.AsyncClient, call: str, repeat: int):
        self._live_url = live_url
        self._rest = rest
        self._call = call
        self._repeat = repeat

    async def look(self) -> dict[str, Any]:
        """The request part of a `Moment`."""
        call_ms = [await self._get(self._call) for _ in range(self._repeat)]
        last_seq = (await self._rest.get(self._call)).json()["call"]["last_seq"]
        tail = f"{self._call}/events?after={max(0, last_seq - _TAIL)}"
        tail_ms = [await self._get(tail) for _ in range(self._repeat)]
        began = time.monotonic()
        async with connect(self._live_url, compression=None, max_queue=None) as socket:
            await _until_seq(socket, last_seq)
            replay_ms = (time.monotonic() - began) * 1000
            append_ms = []
            for number in range(2 * self._repeat):
                began = time.monotonic()
                await socket.send(
                    orjson.dumps({"type": ("pause", "resume")[number % 2]}), text=True
                )
                await _until_seq(socket, last_seq + number + 1)
                append_ms.append((time.monotonic() - began) * 1000)
        return {
            "events": last_seq,
            "append_ms": quantile(append_ms, 0.5),
            "tail_ms": quantile(tail_ms, 0.5),
            "call_ms": quantile(call_ms, 0.5),
            "replay_ms": replay_ms,
        }

    async def _get(self, path: str) -> float:
        began = time.monotonic()
        (await self._rest.get(path)).raise_for_status()
        return (time.monotonic() - began) * 1000


async def _until_seq(socket: ClientConnection, seq: int) -> None:
    while True:
        event = orjson.loads(await socket.recv(decode=False))
        if event["seq"] is not None and event["seq"] >= seq:
            return


def _report(moments: Sequence[Moment], spoken: int, lost: int) -> Report:
    text = table(
        (
            *("minutes", "speed", "CPU ms a minute", "MiB", "events"),
            *("append ms", "last 100 ms", "GET call ms", "replay ms"),
        ),
        [tuple(asdict(moment).values()) for moment in moments],
    )
    first, second = moments[0], next((m for m in moments if m.minutes == 120), None)  # noqa: PLR2004
    ratio = second.cpu_ms / first.cpu_ms if second else math.nan
    sums = (
        f"{spoken} turns spoken, {lost} lost. A minute of the second hour costs {ratio:.2f} times"
        f" one of the first {first.minutes:g}."
    )
    svg = lines(
        "What the length of a call costs",
        "minutes",
        "ms, MiB",
        {
            "CPU ms a minute": [(m.minutes, m.cpu_ms) for m in moments],
            "memory MiB": [(m.minutes, m.mib) for m in moments],
            "GET call ms": [(m.minutes, m.call_ms) for m in moments],
        },
    )
    figures = {"moments": [asdict(moment) for moment in moments], "turns": spoken, "lost": lost}
    return Report("growth", f"{text}\n\n{sums}", svg, figures)
