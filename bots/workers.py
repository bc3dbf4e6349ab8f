"""Workers, `callshadow serve --workers N`: several servers on one port.

The kernel spreads connections over their sockets (SO_REUSEPORT); a call stays with the process that
took its stream, and listeners and commands reach it through Redis from any other.

A worker that dies is started again. At SIGHUP each is replaced: its successor starts beside it on
the same socket, and when that one listens, the old worker retires, and the next is replaced.
"""

import argparse
import asyncio
import os
import signal
import socket
import tempfile
from contextlib import suppress

from loguru import logger
from prometheus_client.multiprocess import mark_process_dead
from redis.exceptions import RedisError

from bots.exit_deadline import HUNG
from bots.file_limit import check_file_limit, raise_file_limit
from bots.signals import END_S, handle
from bots.worker_process import WorkerPlace, WorkerProcess
from pubsub.beside import beside
from pubsub.redis_access import check_redis
from server.auth.listen_address import check_listen_address, check_public_address
from server.serving.listening_socket import ServeError, hold, web_address
from settings import Settings, SettingsError

# A worker that dies is started again, but not faster than this.
_RESTART_S = 1.0
# A worker ends by itself within END_S, hard at the worst.
_KILL_S = END_S + 2.5
_STDIN = 0
_HUNG = (HUNG, -signal.SIGKILL)


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Serve with several processes; returns the exit code."""
    check_listen_address(settings, settings.host)  # once, for all workers
    check_public_address(settings)
    check_file_limit(raise_file_limit(), settings.max_calls)
    return await run(settings, args.workers)


async def run(settings: Settings, workers: int) -> int:
    """Run `workers` processes until told to stop; returns the exit code.

    Raises:
        SettingsError: They have nothing to share the side channel through, or Redis refuses.
        ServeError: The address is taken.
    """
    if not settings.redis_url:
        raise SettingsError(
            "serve --workers: needs REDIS_URL, through which the workers share the side channel"
        )
    with suppress(RedisError, OSError):  # what can't be reached now is joined when it can
        await check_redis(settings.redis_url.get_secret_value())
    # Not listening: the kernel would give it connections. It keeps the port for the workers.
    with (
        hold(settings.host, settings.port, shared=True) as holder,
        tempfile.TemporaryDirectory(prefix="callshadow-metrics-") as metrics,
    ):
        port = holder.getsockname()[1]
        logger.info("console: {}/, {} workers", web_address(settings.host, port), workers)
        return await Workers(settings, port, metrics).run(workers)


class Workers:
    """The workers on one port."""

    def __init__(self, settings: Settings, port: int, metrics: str) -> None:
        """Name what they share: the port, and the folder of their figures."""
        self._host = settings.host
        self._port = port
        self._metrics = metrics
        self._drain_s = settings.drain_seconds
        self._has_terminal = os.isatty(_STDIN)
        self._running: set[WorkerProcess] = set()
        self._replacing = asyncio.Event()
        self._stopping = asyncio.Event()
        self._order = signal.SIGTERM
        self._killing: asyncio.TimerHandle | None = None
        self._hung = False
        self._watchers = asyncio.TaskGroup()

    async def run(self, count: int) -> int:
        """Run so many until told to stop; returns the exit code."""
        handle({signal.SIGINT: self._end, signal.SIGTERM: self._stop, signal.SIGHUP: self._hang_up})
        places = [WorkerPlace(number) for number in range(count)]
        replacing = beside(self._replace_when_told(places), "the replacing of workers")
        async with self._watchers, replacing:
            await asyncio.gather(*(self._keep(place) for place in places))
        if self._killing:
            self._killing.cancel()
        return HUNG if self._hung else 0

    async def _keep(self, place: WorkerPlace) -> None:
        """Have a worker in its place, again if it dies, until the end."""
        while not self._stopping.is_set():
            async with place.changing:
                await self._fill(place)
            while worker := place.worker:  # or the one that has replaced it meanwhile
                code = await worker.ended()
                if await place.vacate(worker) and not self._stopping.is_set():
                    logger.error("worker {} ended with {}; starting it again", place.number, code)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), _RESTART_S)

    async def _fill(self, place: WorkerPlace) -> None:
        """Start a worker where none runs, on a socket of its own."""
        if self._stopping.is_set():
            return
        try:
            listener = hold(self._host, self._port, shared=True)
            place.worker = await self._start(listener)
            place.listener = listener
        except (ServeError, OSError) as error:
            logger.error("worker {} can't be started: {}", place.number, error)

    async def _start(self, listener: socket.socket) -> WorkerProcess:
        worker = await WorkerProcess.start(self._host, listener, self._metrics)
        self._running.add(worker)
        self._watchers.create_task(self._watch(worker))
        if self._stopping.is_set():
            worker.tell(self._order)
        return worker

    async def _watch(self, worker: WorkerProcess) -> None:
        code = await worker.ended()
        self._running.discard(worker)
        mark_process_dead(worker.pid, self._metrics)
        self._hung = self._hung or (self._stopping.is_set() and code in _HUNG)

    async def _replace_when_told(self, places: list[WorkerPlace]) -> None:
        while await self._replacing.wait():
            self._replacing.clear()
            logger.info("replacing {} workers, one after the other", len(places))
            for place in places:
                async with place.changing:
                    if not await self._replace(place):
                        logger.error("the new worker does not start; the old ones stay")
                        break
            else:
                logger.info("all workers are replaced")

    async def _replace(self, place: WorkerPlace) -> bool:
        """Put a successor in a worker's place when it listens; False where it does not."""
        if not place.listener:
            return True  # it is about to be filled
        try:
            successor = await self._start(place.listener)
        except OSError:
            return False
        if not await successor.ready():
            successor.tell(signal.SIGKILL)
            await successor.ended()
            return False
        old, place.worker = place.worker, successor
        if old:
            old.tell(signal.SIGHUP)
        return True

    def _hang_up(self) -> None:
        """SIGHUP: replace the workers; or stop, where it says that the terminal was closed."""
        if self._has_terminal and not os.isatty(_STDIN):
            self._stop()
        else:
            self._replacing.set()

    def _stop(self) -> None:
        if self._stopping.is_set():
            self._end()
        else:
            self._tell(signal.SIGTERM, self._drain_s + _KILL_S)

    def _end(self) -> None:
        self._tell(signal.SIGINT, _KILL_S)

    def _tell(self, order: signal.Signals, within_s: float) -> None:
        """Have all workers stop, and kill those that have not by then."""
        self._order = order
        self._stopping.set()
        for worker in self._running:
            worker.tell(order)
        if self._killing:
            self._killing.cancel()
        self._killing = asyncio.get_running_loop().call_later(within_s, self._kill)

    def _kill(self) -> None:
        for worker in self._running:
            logger.error("worker process {} does not end, and is killed", worker.pid)
            worker.tell(signal.SIGKILL)
