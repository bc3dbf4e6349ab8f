"""Worker processes, `callshadow serve --workers N`: several servers on one port.

The kernel spreads connections over them (SO_REUSEPORT); a call stays with the process that took its
stream, and listeners and commands reach it through Redis from any other.
"""

import asyncio
import signal
import sys
import tempfile
from contextlib import suppress

from loguru import logger
from prometheus_client.multiprocess import mark_process_dead
from redis.exceptions import RedisError

from pubsub.redis_access import check_redis
from server.serving import hold, web_address
from settings import Settings, SettingsError
from settings.metrics_folder import environment_with

# A worker that dies is started again, but not faster than this.
_RESTART_S = 1.0
_STOP_S = 15.0


async def run(settings: Settings, workers: int) -> int:
    """Run `workers` processes until SIGINT or SIGTERM.

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
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping.set)
        logger.info("console: {}/, {} workers", web_address(settings.host, port), workers)
        async with asyncio.TaskGroup() as group:
            for number in range(workers):
                worker = _worker_command(settings.host, port)
                group.create_task(_keep_running(worker, metrics, number, stopping))
    return 0


def _worker_command(host: str, port: int) -> tuple[str, ...]:
    return ("-m", "bots.cli", "serve", "--host", host, "--port", str(port), "--as-worker")


async def _keep_running(
    command: tuple[str, ...], metrics: str, number: int, stopping: asyncio.Event
) -> None:
    """Run one worker, again if it dies, until the end; they share their figures in `metrics`."""
    environment = environment_with(metrics)
    stop = asyncio.create_task(stopping.wait())
    while not stopping.is_set():
        worker = await asyncio.create_subprocess_exec(sys.executable, *command, env=environment)
        ended = asyncio.create_task(worker.wait())
        await asyncio.wait({ended, stop}, return_when=asyncio.FIRST_COMPLETED)
        if stopping.is_set():
            await _end(worker)
        else:
            logger.error("worker {} ended with {}; starting it again", number, worker.returncode)
            await asyncio.wait({stop}, timeout=_RESTART_S)
        await ended
        mark_process_dead(worker.pid, metrics)


async def _end(worker: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        worker.terminate()
    try:
        async with asyncio.timeout(_STOP_S):
            await worker.wait()
    except TimeoutError:
        worker.kill()
