"""Server command, `callshadow serve`: one server, until it is told to stop.

`--workers N` is `bots/workers.py`, which starts N of these.
"""

import argparse
import socket
from contextlib import AsyncExitStack

from loguru import logger

from bots import sample
from bots.exit_deadline import exit_within
from bots.file_limit import check_file_limit, raise_file_limit
from bots.signals import END_S, draining, handle, retiring
from bots.worker_process import parent_gone
from pipeline.runtime import open_runtime
from pubsub.beside import beside
from server.asgi.garbage_collector import EndedCalls, freeze_heap
from server.auth.listen_address import check_listen_address, check_public_address
from server.serving.http_server import Server
from server.serving.listening_socket import web_address
from server.serving.serving import serving
from settings import Settings
from transports.long_text import give_way
from workflows.jobs import working_after_calls
from workflows.steps import job_settle_time


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Serve with this process; returns the exit code."""
    check_listen_address(settings, settings.host)  # before anything is opened
    check_public_address(settings)
    files = raise_file_limit()
    if args.as_worker:
        listener, link = (socket.socket(fileno=number) for number in args.as_worker)
        return await run(settings, listener, link)
    check_file_limit(files, settings.max_calls)
    return await run(settings)


async def run(
    settings: Settings, listener: socket.socket | None = None, link: socket.socket | None = None
) -> int:
    """Serve until told to stop.

    Args:
        settings: The settings.
        listener: The socket to listen on; default: one of HOST and PORT.
        link: What joins a worker to the process that runs the workers.
    """
    async with (
        open_runtime(settings, sample.scripts(), settle=job_settle_time(settings)) as runtime,
        working_after_calls(runtime),
        serving(
            runtime,
            settings.host,
            settings.port,
            listener=listener,
            drain_s=settings.drain_seconds,
        ) as (server, port),
        AsyncExitStack() as stack,
    ):
        handle(retiring(server) if link else draining(server))
        if link:
            await stack.enter_async_context(beside(_follow(link, server), "the link to the parent"))
        freeze_heap()
        runtime.events.subscribe(EndedCalls().take)
        give_way()
        logger.info("console: {}/", web_address(settings.host, port))
        await server.stopped.wait()
        exit_within(END_S)
    return 0


async def _follow(link: socket.socket, server: Server) -> None:
    """Leave the port when the process that runs the workers has died."""
    await parent_gone(link)
    logger.warning("the process that runs the workers has died: listening no more")
    server.retire()
