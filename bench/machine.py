"""What the kernel says of a process, and on which core it runs. Linux only: it reads `/proc`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_STAT_UTIME, _STAT_STIME, _STATM_RESIDENT = 11, 12, 1


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
    def of(cls, pid: int) -> Self:
        """Read the figures of a running process."""
        process = Path(f"/proc/{pid}")
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
        server: The core that the measured server has, and nothing else of the measurement.
        load: The cores of all the rest.
    """

    server: frozenset[int]
    load: frozenset[int]

    @classmethod
    def split(cls) -> Self:
        """One core for the server, the others for the load; with one core, both share it."""
        first, *others = sorted(os.sched_getaffinity(0))
        return cls(frozenset({first}), frozenset(others or {first}))


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
