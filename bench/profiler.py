"""Profiles of the measured server, as speedscope files (https://www.speedscope.app)."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.report import BenchError

# A sampling profiler that looks in from outside; uv fetches it when it is first wanted.
_PY_SPY = ("uv", "tool", "run", "py-spy@0.4.3", "record")
_HZ = 100


@asynccontextmanager
async def profiled(pid: int, output: Path | None) -> AsyncIterator[None]:
    """Sample a process while the block runs; does nothing where there is no output.

    Args:
        pid: The process; one must be allowed to trace it (root, or `ptrace_scope` 0).
        output: The speedscope file.

    Raises:
        BenchError: py-spy could not be had, or may not look.
    """
    if output is None:
        yield
        return
    options = ("--format", "speedscope", "--rate", str(_HZ))
    file = str(output.absolute())  # noqa: ASYNC240 - touches no file
    process = await asyncio.create_subprocess_exec(
        *(*_PY_SPY, *options, "--output", file, "--pid", str(pid)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        said, _ = await process.communicate()
    if process.returncode:
        raise BenchError(f"py-spy wrote no profile: {said.decode()[-500:]}")
