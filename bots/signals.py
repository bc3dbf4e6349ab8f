"""Signals of a command: what the process does when it is told to stop.

            while it starts    `demo`, `mic`    `serve`                   one of its workers
SIGINT      cancels it         ends             ends                      ends
SIGTERM     cancels it         ends             drains; again: ends       drains
SIGHUP      cancels it         ends             drains; again: ends       retires
SIGUSR1, 2  nothing            nothing          nothing                   nothing

What drains, retires and ends is the server (`server/serving/http_server.py`).
"""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from signal import SIGHUP, SIGINT, SIGTERM, Signals
from typing import TYPE_CHECKING

from bots.exit_deadline import exit_within

if TYPE_CHECKING:  # `play` and `check` have no server to import
    from server.serving.http_server import Server

END_S = 9.5
"""Within how long a process that was told to end has done so; longer, and something hangs."""

Handlers = Mapping[Signals, Callable[[], object]]


def handle(handlers: Handlers) -> None:
    """Have signals call these from now on, until the event loop is closed."""
    loop = asyncio.get_running_loop()
    for number, handler in handlers.items():
        loop.add_signal_handler(number, handler)


def cancelling(task: asyncio.Task[int], told: list[Signals]) -> Handlers:
    """The handlers of a command that starts; each signal that comes is added to `told`."""

    def cancel(number: Signals) -> None:
        exit_within(END_S)
        told.append(number)
        task.cancel()

    return {number: partial(cancel, number) for number in (SIGINT, SIGTERM, SIGHUP)}


def ending(server: "Server") -> Handlers:
    """The handlers of a command whose calls are its own."""
    return dict.fromkeys((SIGINT, SIGTERM, SIGHUP), server.end)


def draining(server: "Server") -> Handlers:
    """The handlers of a server that takes other people's calls."""

    def drain() -> None:
        if server.draining or server.should_exit:
            server.end()
        else:
            server.drain()

    return {SIGINT: server.end, SIGTERM: drain, SIGHUP: drain}


def retiring(server: "Server") -> Handlers:
    """The handlers of a worker; whoever stops a group of processes tells it and its parent."""
    return {SIGINT: server.end, SIGTERM: server.drain, SIGHUP: server.retire}
