"""What calls leave behind: thousands of short ones, one after the other, in one server."""

import asyncio
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from bench.chart import lines
from bench.child import Child
from bench.fast_client import FastClient
from bench.machine import Cores
from bench.peers import Delays, Peers
from bench.report import BenchError, Report
from bench.served import Served
from bench.table import table
from stores.databases.sqlite import READERS
from transports.twilio.replay_messages import sid

_MIB = 1 << 20
_QUIET_S = 60.0
MOST_OF_DATABASES = 2 * (READERS + 1) + 1 + 2
"""Of the log, a server has open for each reader and the writer its file and the write-ahead file,
their index once, and the lock that says that it lives twice, as SQLite closes none that is locked.
"""
_RUNNING = re.compile(r"^callshadow_running_calls (\S+)$", re.MULTILINE)
_TASKS = re.compile(r"^callshadow_tasks (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rest:
    """What a server has while no call is there.

    Attributes:
        calls: How many there were until then.
        mib: Its memory.
        tasks: Its asyncio tasks.
        files: Its open files and sockets.
        threads: Its threads.
    """

    calls: int
    mib: float
    tasks: int
    files: int
    threads: int


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
        BenchError: The server does not come to rest.
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
            rests.append(await _at_rest(server, client, done))
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


async def _at_rest(server: Served, client: httpx.AsyncClient, calls: int) -> Rest:
    """What the server has when nothing of a call goes on any more: twice the same, 1 s apart."""
    before, process = None, Path(f"/proc/{server.pid}")
    async with asyncio.timeout(_QUIET_S):
        while True:
            figures = (await client.get("/metrics")).text
            running, tasks = _RUNNING.search(figures), _TASKS.search(figures)
            if not (running and tasks):
                raise BenchError("/metrics does not tell how many calls and tasks there are")
            now = Rest(
                calls=calls,
                mib=server.usage().resident_bytes / _MIB,
                tasks=int(float(tasks[1])),
                files=files_of(_targets(process / "fd")),
                threads=len(list((process / "task").iterdir())),
            )
            if float(running[1]) == 0 and before == (now.tasks, now.files):
                return now
            before = now.tasks, now.files
            await asyncio.sleep(1)


def _targets(descriptors: Path) -> Iterator[str]:
    for one in descriptors.iterdir():
        with suppress(FileNotFoundError):  # it has been closed meanwhile
            yield one.readlink().name


def files_of(targets: Iterable[str]) -> int:
    """How many files and sockets a server has open, by what its descriptors name.

    Those of its databases are at least as many as it may need: a reader comes when it is wanted.
    """
    of_databases = [".db" in target for target in targets]
    return of_databases.count(False) + max(of_databases.count(True), MOST_OF_DATABASES)


def grown(rests: Sequence[Rest]) -> dict[str, float]:
    """What the second half has more than the first: memory as a share, the rest in numbers.

    The first look is left out, and of each half the median counts: a look may catch the server at
    its housekeeping.
    """
    later = rests[1:]
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
    head = ("calls", "MiB", "tasks", "files", "threads")
    text = table(head, [tuple(asdict(one).values()) for one in rests])
    told = (
        f"The second half against the first: memory {more['memory']:+.1%}, tasks"
        f" {more['tasks']:+g}, files and sockets {more['files']:+g}, threads {more['threads']:+g}."
    )
    series = {
        name: [(float(one.calls), float(getattr(one, key))) for one in rests]
        for name, key in (("memory MiB", "mib"), ("tasks", "tasks"), ("files", "files"))
    }
    svg = lines("What calls leave behind", "calls", "MiB, number", series)
    figures = {"rests": [asdict(one) for one in rests], "grown": more}
    return Report("soak", f"{text}\n\n{told}", svg, figures)
