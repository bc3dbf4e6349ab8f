"""What a server holds: memory, asyncio tasks, open files and sockets, threads."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.report import BenchError
from bench.served import Served
from stores.databases.sqlite import READERS

_MIB = 1 << 20
MOST_OF_DATABASES = 2 * (READERS + 1) + 1 + 2
"""Of the log, a server has open for each reader and the writer its file and the write-ahead file,
their index once, and the lock that says that it lives twice, as SQLite closes none that is locked.
"""
_RUNNING = re.compile(r"^callshadow_running_calls (\S+)$", re.MULTILINE)
_TASKS = re.compile(r"^callshadow_tasks (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a server has at one moment.

    Attributes:
        calls: How many run.
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


async def holdings(server: Served, client: httpx.AsyncClient) -> Holdings:
    """What a server has now; `client` asks it.

    Raises:
        BenchError: `/metrics` does not tell.
    """
    figures = (await client.get("/metrics")).text
    running, tasks = _RUNNING.search(figures), _TASKS.search(figures)
    if not (running and tasks):
        raise BenchError("/metrics does not tell how many calls and tasks there are")
    process = Path(f"/proc/{server.pid}")
    return Holdings(
        calls=int(float(running[1])),
        mib=server.usage().resident_bytes / _MIB,
        tasks=int(float(tasks[1])),
        files=files_of(_targets(process / "fd")),
        threads=len(list((process / "task").iterdir())),
    )


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
