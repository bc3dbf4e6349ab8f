"""How long an event takes to reach everybody who listens to a call."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect

from bench.chart import lines
from bench.child import Child
from bench.crowd import Crowd, Fate
from bench.machine import Cores
from bench.profiler import profiled
from bench.quantiles import quantile
from bench.report import Report
from bench.served import Served
from bench.table import table
from bots import sample
from transports.twilio.replay_messages import MediaStream, sid


@dataclass(frozen=True, slots=True)
class Size:
    """A crowd, and what its events took.

    Attributes:
        what: The crowd.
        listeners: How many read.
        first_ms: From the making of each event to its first listener.
        last_ms: To its last listener.
        asked_ms: From the client's message that caused it to its last listener.
        cpu_us: CPU time of the server for one event at one listener.
    """

    what: str
    listeners: int
    first_ms: list[float]
    last_ms: list[float]
    asked_ms: list[float]
    cpu_us: float


async def run(
    folder: Path,
    *,
    sizes: Sequence[int],
    events: int,
    beside_stuck: tuple[int, int],
    profile: Path | None,
) -> Report:
    """Have crowds of listeners hear events, and one of them not read.

    Args:
        folder: For the server's data.
        sizes: How many listeners, growing.
        events: How many events each crowd hears, ten a second.
        beside_stuck: How many listeners hear how many events, as fast as they come, without and
            then with one that does not read.
        profile: Where the profile goes.
    """
    cores = Cores.split()
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(Served(folder, {"STT": "recorded"}, cores=cores))
        call_id = sid("CA")
        await stack.enter_async_context(await _quiet_call(server.media, call_id))
        crowd = await stack.enter_async_context(
            Child(cores.load, Crowd, server.live.format(call_id=call_id))
        )
        console = await stack.enter_async_context(
            connect(server.live.format(call_id=call_id), compression=None, ping_interval=None)
        )
        await stack.enter_async_context(profiled(server.pid, profile))
        meter = _Meter(server, console, crowd)
        await meter.warm_up()
        measured = []
        for size in sizes:
            await crowd.ask("join", size)
            measured.append(await meter.hear(f"{size}", size, events, every_s=0.1))
        some, many = beside_stuck
        await crowd.ask("leave", some)
        await crowd.ask("join", some)
        measured.append(await meter.hear(f"{some}, fast", some, many, every_s=0))
        await crowd.ask("get_stuck", meter.last_seq)
        what = f"{some}, fast, beside one that does not read"
        measured.append(await meter.hear(what, some, many, every_s=0))
        fate: Fate = await crowd.ask("fate_of_stuck")
    return _report(measured, fate, len(sizes))


class _Meter:
    """Causes events, and asks the crowd when they came.

    Attributes:
        last_seq: The number of the last event.
    """

    def __init__(self, server: Served, console: ClientConnection, crowd: Child):
        self._server = server
        self._console = console
        self._crowd = crowd
        self._wishes = cycle(("pause", "resume"))
        self.last_seq = 0

    async def warm_up(self) -> None:
        """Wait until the call runs, and cause the first events."""
        await self._status()
        await self._status()  # the recogniser's, the coach's
        for _ in range(4):
            await self._cause()

    async def hear(self, what: str, listeners: int, events: int, *, every_s: float) -> Size:
        """Cause events, one after the other, each after all have the one before."""
        size = Size(what, listeners, [], [], [], 0.0)
        before = self._server.usage().cpu_s
        for _ in range(events):
            asked_at = time.time()
            seq, made_at = await self._cause()
            arrived: list[float] = await self._crowd.ask("arrivals", seq)
            size.first_ms.append((min(arrived) - made_at) * 1000)
            size.last_ms.append((max(arrived) - made_at) * 1000)
            size.asked_ms.append((max(arrived) - asked_at) * 1000)
            await asyncio.sleep(max(0.0, asked_at + every_s - time.time()))
        cpu_s = self._server.usage().cpu_s - before
        return replace(size, cpu_us=cpu_s * 1e6 / events / listeners)

    async def _cause(self) -> tuple[int, float]:
        """Have the server make an event; its number, and when it was made (whole ms)."""
        await self._console.send(orjson.dumps({"type": next(self._wishes)}), text=True)
        event = await self._status()
        self.last_seq = event["seq"]
        return self.last_seq, datetime.fromisoformat(event["at"]).timestamp()

    async def _status(self) -> dict[str, Any]:
        while True:
            event = orjson.loads(await self._console.recv(decode=False))
            if event["type"] == "status":
                return event


async def _quiet_call(url: str, call_id: str) -> ClientConnection:
    """A call in which nobody says anything."""
    socket = await connect(url, compression=None, ping_interval=None)
    for _, message in islice(MediaStream(call_id).messages(sample.recording()), 3):
        await socket.send(message, text=True)
    return socket


def _report(measured: Sequence[Size], fate: Fate, sizes: int) -> Report:
    text = table(
        ("listeners", "first p50", "last p50", "last p99", "asked to last p50", "µs each"),
        [
            (
                *(size.what, quantile(size.first_ms, 0.5), quantile(size.last_ms, 0.5)),
                *(quantile(size.last_ms, 0.99), quantile(size.asked_ms, 0.5), size.cpu_us),
            )
            for size in measured
        ],
    )
    outcome = f"was dropped with {fate.code}" if fate.code else "was not dropped"
    crowds = measured[:sizes]
    svg = lines(
        "From an event to the last of its listeners",
        "listeners",
        "ms",
        {
            name: [(s.listeners, quantile(s.last_ms, q)) for s in crowds]
            for name, q in (("p50", 0.5), ("p99", 0.99))
        },
    )
    figures = {"sizes": [asdict(size) for size in measured], "stuck": asdict(fate)}
    stuck = f"The listener that did not read {outcome}; its buffers held {fate.buffered} events."
    return Report("fanout", f"{text}\n\n{stuck}", svg, figures)
