"""Command process: its settings, log and event loop, and the one line of its failure."""

import argparse
import asyncio
import gc
import os
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from importlib import import_module
from signal import Signals
from typing import Any

from loguru import logger

from bots.arguments import SERVERS
from bots.log import start_log
from bots.signals import cancelling, handle
from conversation.errors import CallShadowError
from settings import Settings, load
from settings.names import mistaken_names

if sys.platform == "win32":
    from asyncio import run as run_loop
else:
    from uvloop import run as run_loop


_TOLD = ("eval", "playbook", "prompts", "shadow", "export", "jobs", "keys", "backup", "restore")
_READERS = ("redact", *_TOLD)
"""Commands that read what is there and hear nothing."""
_QUIET = ("demo", *_TOLD)
"""Commands that tell all there is to tell themselves."""
_WRITERS = ("export", "jobs", "keys", "backup", "restore", "knowledge")
"""Commands whose threads may be writing: they are waited for."""
_FIRST_LINES = {"demo": "Starting the server and the sample call …"}
"""What a command says before its libraries are imported: on a busy machine, that takes long."""


def run(args: argparse.Namespace, module: str) -> int:
    """Run the command of a module; returns its exit code."""
    try:
        settings = load(**_overrides(args))
        if first := _FIRST_LINES.get(args.command):
            print(first, flush=True)  # noqa: T201 - the console's library is one of those
        command = _imported(module)
        if args.command not in _READERS:  # Pipecat takes a second to import
            _imported("services.stt.providers").check_stt(settings)
        level = "WARNING" if args.command in _QUIET else settings.log_level
        start_log(level, settings.log_format)
        if args.command in SERVERS and not getattr(args, "as_worker", False):
            for name, meant in mistaken_names().items():
                logger.warning("{} is no setting; is {} meant?", name, meant)
        with _reported(settings):
            return run_loop(_main(command, args, settings))
    except CallShadowError as error:
        print(f"callshadow: {error}", file=sys.stderr)  # noqa: T201 - the contract's one line
        return 1


def _reported(settings: Settings) -> AbstractContextManager[None]:
    if settings.sentry_dsn is None:
        return nullcontext()
    reports = import_module("services.error_reports")  # its library takes a tenth of a second
    return reports.open_reports(settings.sentry_dsn.get_secret_value())


def _imported(module: str) -> Any:
    """A module; what it imports stays, so looking for garbage in it is a third of the time.

    It is not looked for while it is imported, nor right after.
    """
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        gc.enable()


async def _main(command: Any, args: argparse.Namespace, settings: Settings) -> int:
    running = asyncio.create_task(command.main(args, settings))
    told: list[Signals] = []
    handle(cancelling(running, told))
    try:
        return await running
    except asyncio.CancelledError:
        if args.command in SERVERS or not told:
            return 0
        code = 128 + told[0]
        if args.command not in _WRITERS:
            _leave(code)
        return code


def _leave(code: int) -> None:
    """End at once: what the command had open is closed, and its threads have nobody to tell."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # whoever reads it has gone
            stream.flush()
    os._exit(code)


def _overrides(args: argparse.Namespace) -> dict[str, Any]:
    given = {name: getattr(args, name, None) for name in ("host", "port")}
    return {name: value for name, value in given.items() if value is not None}
