"""What a process has freed goes back to the system."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from pipeline.memory_trimmer import keep_trimmed
from pubsub.beside import beside

_BUFFER = 60_000  # bytes: less than what glibc asks the system for by itself
_BUFFERS = 1_000
_PAGE = 4096


def resident() -> int:
    """The memory of this process, bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux")
async def test_what_lies_free_between_buffers_goes_back() -> None:
    """One buffer of fifty lives on, so that nothing goes back by itself."""
    buffers = [np.ones(_BUFFER, np.uint8) for _ in range(_BUFFERS)]
    full = resident()
    living = buffers[::50]
    del buffers
    async with beside(keep_trimmed(0), "trimming"):
        while full - resident() < _BUFFER * _BUFFERS / 2:  # noqa: ASYNC110
            await asyncio.sleep(0)  # the test's timeout bounds it
    assert all(one.all() for one in living)
