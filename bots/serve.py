"""Server command, `callshadow serve`: the server, until it is told to stop."""

import argparse

from loguru import logger

from bots import sample, workers
from pipeline.runtime import open_runtime
from server.asgi.garbage_collector import freeze_heap
from server.auth.listen_address import check_listen_address, check_public_address
from server.serving import serving, web_address
from settings import Settings


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Serve, with one process or several; returns the exit code."""
    check_listen_address(settings, settings.host)  # before anything is opened, and for all workers
    check_public_address(settings)
    if args.workers > 1:
        return await workers.run(settings, args.workers)
    return await run(settings, shared=args.as_worker)


async def run(settings: Settings, *, shared: bool = False) -> int:
    """Serve until SIGINT or SIGTERM; `shared` as one of several processes on the port."""
    async with (
        open_runtime(settings, sample.scripts()) as runtime,
        serving(runtime, settings.host, settings.port, shared=shared) as (server, port),
    ):
        freeze_heap()
        logger.info("console: {}/", web_address(settings.host, port))
        await server.stopped.wait()
    return 0
