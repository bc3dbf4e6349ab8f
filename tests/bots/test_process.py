"""The process of a command: how it ends when it is told to."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from peers.forked import ForkedProcess


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_a_command_whose_threads_work(tmp_path: Path, number: signal.Signals):
    """At once, whatever a thread waits for, with the code of the signal and no word of an error."""
    os.mkfifo(tmp_path / "slow.yaml")
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    with (tmp_path / "errors").open("wb") as errors:
        process = await ForkedProcess.start(
            ("playbook", "check", str(tmp_path / "slow.yaml")),
            tmp_path,
            environment,
            stdout=errors.fileno(),
            stderr=errors.fileno(),
        )
    # It opens once a thread of the command has it open, and waits there for its text.
    writing = await asyncio.to_thread((tmp_path / "slow.yaml").open, "wb")
    process.send_signal(number)
    try:
        assert await asyncio.wait_for(process.wait(), 5) == 128 + number
    finally:
        writing.close()
    assert (tmp_path / "errors").read_bytes() == b""
