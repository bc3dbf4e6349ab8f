"""Workers that are forks."""

import asyncio
import os
import signal

import pytest

from peers.company import Fork


async def test_a_signal_that_comes_at_once_ends_a_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it ends a new process, whatever the one that it is a fork of does with it."""
    fork = os.fork

    def told() -> int:
        if not (pid := fork()):
            os.kill(os.getpid(), signal.SIGTERM)
        return pid

    monkeypatch.setattr(os, "fork", told)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, lambda: None)
    try:
        worker = Fork.of(["python", "-m", "bots.cli", "--version"], dict(os.environ), [])
        assert await worker.wait() == -signal.SIGTERM
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
