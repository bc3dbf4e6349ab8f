"""What the kernel says of a process, and on which core it runs. Linux only: it reads `/proc`."""

import os
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_STAT_UTIME, _STAT_STIME, _STATM_RESIDENT = 11, 12, 1
_TCP_REMOTE, _TCP_INODE = 2, 9  # in /proc/net/tcp


_ANYWHERE: ContextVar[bool] = ContextVar("anywhere", default=False)


@contextmanager
def anywhere() -> Iterator[None]:
    """In the block no core is kept, and servers are forked: for tests, which measure nothing."""
    token = _ANYWHERE.set(True)
    try:
        yield
    finally:
        _ANYWHERE.reset(token)


def is_anywhere() -> bool:
    """Whether nothing is measured."""
    return _ANYWHERE.get()


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process has used so far.

    Attributes:
        cpu_s: CPU time of all its threads, user and system.
        waited_s: How long its threads were ready to run and had no core: other work on the
            machine, which a delay may be due to.
        resident_bytes: Its memory now.
    """

    cpu_s: float
    waited_s: float
    resident_bytes: int

    @classmethod
    def of(cls, *pids: int) -> Self:
        """The figures of running processes, added up."""
        each = [cls._of_one(Path(f"/proc/{pid}")) for pid in pids]
        return cls(
            cpu_s=sum(usage.cpu_s for usage in each),
            waited_s=sum(usage.waited_s for usage in each),
            resident_bytes=sum(usage.resident_bytes for usage in each),
        )

    @classmethod
    def _of_one(cls, process: Path) -> Self:
        # The name in the second field may hold blanks, so count from its closing parenthesis.
        fields = (process / "stat").read_text().rpartition(")")[2].split()
        resident = int((process / "statm").read_text().split()[_STATM_RESIDENT])
        threads = (path.read_text().split() for path in process.glob("task/*/schedstat"))
        return cls(
            cpu_s=(int(fields[_STAT_UTIME]) + int(fields[_STAT_STIME])) / _TICKS,
            waited_s=sum(int(thread[1]) for thread in threads) / 1e9,
            resident_bytes=resident * _PAGE,
        )


@dataclass(frozen=True, slots=True)
class Cores:
    """Where the processes of a measurement run.

    Attributes:
        server: The cores that the measured server has.
        load: The cores of all the rest.
        kept: Whether each of the server's processes keeps to a core of its own.
    """

    server: frozenset[int]
    load: frozenset[int]
    kept: bool = True

    @classmethod
    def split(cls, workers: int = 1) -> Self:
        """A core for each of the server's processes, the others for the load.

        Where none are left over, the load shares all of them with the server.
        """
        cores = sorted(os.sched_getaffinity(0))
        if is_anywhere():
            return cls(frozenset(cores), frozenset(cores), kept=False)
        return cls(frozenset(cores[:workers]), frozenset(cores[workers:] or cores))

    @property
    def shared(self) -> bool:
        """Whether the load runs where the server runs."""
        return bool(self.server & self.load)


def pin(pid: int, cores: Set[int]) -> None:
    """Have a process, all its threads and what they start, run on some cores alone."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(ProcessLookupError):  # a thread may end meanwhile
            os.sched_setaffinity(int(thread.name), cores)


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def connections(pid: int, port: int) -> int:
    """How many TCP connections a process has to a port on 127.0.0.1."""
    to = f"0100007F:{port:04X}"
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {row[_TCP_INODE] for row in rows if row[_TCP_REMOTE] == to}
    open_files = Path(f"/proc/{pid}/fd").iterdir()
    return sum(_target(file).removeprefix("socket:").strip("[]") in inodes for file in open_files)


def _target(file: Path) -> str:
    try:
        return str(file.readlink())
    except FileNotFoundError:  # closed meanwhile
        return ""


@contextmanager
def priority(nice: int) -> Iterator[None]:
    """Run the block, and the processes that it starts, at a priority; 0 changes nothing.

    Linux shares a core among sessions first (autogroup), so the session gets it too.

    Raises:
        PermissionError: Below 0 it takes root.
    """
    group = Path("/proc/self/autogroup")
    if nice:
        os.setpriority(os.PRIO_PROCESS, 0, nice)
        if group.exists():
            group.write_text(str(nice))
    try:
        yield
    finally:
        if nice and group.exists():
            group.write_text("0")
