"""What calls leave behind: thousands of short ones, one after the other, in one server."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import asdict, astuple
from pathlib import Path
from statistics import median
from typing import NamedTuple

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from bench.chart import lines
from bench.child import Child
from bench.fast_client import FastClient
from bench.holdings import Holdings, holdings
from bench.machine import Cores
from bench.peers import Delays, Peers
from bench.report import Report
from bench.served import Served
from bench.table import table
from transports.twilio.replay_messages import sid

_QUIET_S = 60.0


class Rest(NamedTuple):
    """A server at rest.

    Attributes:
        done: How many calls it has had.
        held: What it has.
    """

    done: int
    held: Holdings


async def run(
    folder: Path, *, marks: Sequence[int], at_once: int, call_ms: int, speed: float
) -> Report:
    """Play calls, and see at some of their numbers what is left of all before.

    Args:
        folder: For the server's data.
        marks: After how many calls it is looked at; what the first of them leaves is for good, as
            caches and pools are.
        at_once: How many calls there are at a time.
        call_ms: How much of the sample call each plays.
        speed: Times real time.

    Raises:
        TimeoutError: The server does not come to rest.
    """
    cores = Cores.split()
    async with AsyncExitStack() as stack:
        peers = await stack.enter_async_context(Child(cores.load, Peers, Delays(0, 0, 0)))
        settings: dict[str, str] = await peers.ask("settings")
        server = await stack.enter_async_context(Served(folder, settings, cores=cores))
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=server.http))
        rests: list[Rest] = []
        done = 0
        for mark in marks:
            calls = iter(range(done, mark))

            async def play(calls=calls) -> None:
                for _ in calls:
                    await _call(server, call_ms, speed)

            await asyncio.gather(*(play() for _ in range(at_once)))
            done = mark
            await peers.ask("forget")
            rests.append(Rest(done, await at_rest(server, client)))
            print(rests[-1], flush=True)
    return _report(rests)


async def _call(server: Served, call_ms: int, speed: float) -> None:
    """One call, and one listener that reads all of it."""
    call_id = sid("CA")
    async with connect(server.live.format(call_id=call_id), compression=None) as listener:
        async with FastClient(server.media, call_id, speed) as fork:
            await fork.play_until(call_ms)
            await fork.hang_up()
        with suppress(ConnectionClosed):
            async for event in listener:
                if b'"call.ended"' in (event if isinstance(event, bytes) else event.encode()):
                    break


async def at_rest(server: Served, client: httpx.AsyncClient) -> Holdings:
    """What the server has when nothing of a call goes on any more: twice the same, 1 s apart.

    Raises:
        TimeoutError: It does not come to rest.
    """
    before = None
    async with asyncio.timeout(_QUIET_S):
        while True:
            now = await holdings(server, client)
            if now.calls == 0 and before == (now.tasks, now.files):
                return now
            before = now.tasks, now.files
            await asyncio.sleep(1)


def grown(rests: Sequence[Rest]) -> dict[str, float]:
    """What the second half has more than the first: memory as a share, the rest in numbers.

    The first look is left out, and of each half the median counts: a look may catch the server at
    its housekeeping.
    """
    later = [one.held for one in rests[1:]]
    first, second = later[: len(later) // 2] or later, later[len(later) // 2 :]
    memory = median(one.mib for one in second) / median(one.mib for one in first) - 1
    counts = {
        name: median(getattr(one, name) for one in second)
        - median(getattr(one, name) for one in first)
        for name in ("tasks", "files", "threads")
    }
    return {"memory": memory} | counts


def _report(rests: Sequence[Rest]) -> Report:
    more = grown(rests)
    rows = [(one.done, *astuple(one.held)[1:]) for one in rests]
    head = ("calls", "MiB", "tasks", "files", "threads")
    text = table(head, rows)
    told = (
        f"The second half against the first: memory {more['memory']:+.1%}, tasks"
        f" {more['tasks']:+g}, files and sockets {more['files']:+g}, threads {more['threads']:+g}."
    )
    series = {
        name: [(float(one.done), float(getattr(one.held, key))) for one in rests]
        for name, key in (("memory MiB", "mib"), ("tasks", "tasks"), ("files", "files"))
    }
    svg = lines("What calls leave behind", "calls", "MiB, number", series)
    figures = {"rests": [asdict(one.held) | {"calls": one.done} for one in rests], "grown": more}
    return Report("soak", f"{text}\n\n{told}", svg, figures)
