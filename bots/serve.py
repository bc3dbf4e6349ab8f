"""Server command, `callshadow serve`: the server, until it is told to stop."""

import argparse

from loguru import logger

from bots import sample, workers
from bots.exit_deadline import exit_within
from bots.signals import END_S, draining, handle
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
    """Serve until told to stop; `shared` as one of several processes on the port."""
    async with (
        open_runtime(settings, sample.scripts()) as runtime,
        serving(
            runtime, settings.host, settings.port, shared=shared, drain_s=settings.drain_seconds
        ) as (server, port),
    ):
        handle(draining(server))
        freeze_heap()
        logger.info("console: {}/", web_address(settings.host, port))
        await server.stopped.wait()
        exit_within(END_S)
    return 0
