"""Command line: `callshadow demo | serve | play | mic | check`.

Exit codes: 0 done, 1 a named failure (one line on stderr), 2 wrong usage.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import uvloop

from bots import check, demo, microphone, serve, workers
from bots.log import start_log
from conversation.errors import CallShadowError
from server.auth.listen_address import check_listen_address
from services.stt.providers import check_stt
from settings import Settings, load
from transports.recording.recording import load as load_recording
from transports.twilio.play import play

Command = Callable[[argparse.Namespace, Settings], Coroutine[Any, Any, int]]


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="callshadow",
        description="Live advice for the human agent on a two-party phone call.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _demo(commands)
    _serve(commands)
    _play(commands)
    _mic(commands)
    command = commands.add_parser("check", help="say what is configured, reachable and missing")
    command.set_defaults(run=_run_check)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run a command; returns its exit code."""
    args = build_parser().parse_args(argv)
    try:
        settings = load(**_overrides(args))
        check_stt(settings)
        start_log(settings.log_level if args.command != "demo" else "WARNING")
        return uvloop.run(args.run(args, settings))
    except CallShadowError as error:
        print(f"callshadow: {error}", file=sys.stderr)  # noqa: T201 - the contract's one line
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 0


def _overrides(args: argparse.Namespace) -> dict[str, Any]:
    given = {name: getattr(args, name, None) for name in ("host", "port")}
    return {name: value for name, value in given.items() if value is not None}


def _demo(commands: Any) -> None:
    command = commands.add_parser("demo", help="play the bundled sample call and watch the advice")
    command.add_argument("--speed", type=_speed, default=1.0, help="1 is real time (default)")
    command.add_argument("--once", action="store_true", help="stop when the call has ended")
    command.add_argument("--no-browser", action="store_true", help="open no browser")
    command.add_argument("--port", type=_port, help="default: PORT, or a free one")
    command.set_defaults(run=_run_demo)


def _serve(commands: Any) -> None:
    command = commands.add_parser("serve", help="the server: webhooks, media socket, console")
    command.add_argument("--host", help="default: HOST, or 127.0.0.1")
    command.add_argument("--port", type=_port, help="default: PORT, or 7860")
    command.add_argument(
        "--workers", type=_workers, default=1, help="processes on the port; above 1 needs REDIS_URL"
    )
    command.add_argument("--as-worker", action="store_true", help=argparse.SUPPRESS)
    command.set_defaults(run=_run_serve)


def _play(commands: Any) -> None:
    command = commands.add_parser("play", help="play a recorded call into a server, as Twilio does")
    command.add_argument("file", type=Path, help="stereo WAV: left = customer, right = agent")
    command.add_argument("--to", required=True, metavar="ws://HOST/twilio/media")
    command.add_argument("--speed", type=_speed, default=1.0, help="1 is real time (default)")
    command.set_defaults(run=_run_play)


def _mic(commands: Any) -> None:
    command = commands.add_parser("mic", help="the local microphone through the same line")
    command.add_argument("--port", type=_port, help="of the console; default: PORT, or 7860")
    command.add_argument(
        "--role", choices=("customer", "agent"), default="customer", help="who speaks into it"
    )
    command.add_argument("--device", type=int, help="its number; default: the system's")
    command.add_argument("--other-device", type=int, help="a second one, for the other party")
    command.add_argument("--list", action="store_true", help="list the devices")
    command.set_defaults(run=_run_mic)


async def _run_demo(args: argparse.Namespace, settings: Settings) -> int:
    once = args.once or not sys.stdout.isatty()
    return await demo.run(settings, speed=args.speed, once=once, browser=not args.no_browser)


async def _run_serve(args: argparse.Namespace, settings: Settings) -> int:
    check_listen_address(settings, settings.host)  # before anything is opened, and for all workers
    if args.workers > 1:
        return await workers.run(settings, args.workers)
    return await serve.run(settings, shared=args.as_worker)


async def _run_play(args: argparse.Namespace, settings: Settings) -> int:
    recording = load_recording(args.file)
    report = await play(
        recording,
        args.to,
        parameters=demo.parameters(args.file),
        speed=args.speed,
        **demo.signature(settings),
    )
    seconds = report.played_ms / 1000
    print(f"call {report.call_id}: played {seconds:.1f} s")  # noqa: T201 - the command's result
    return 0


async def _run_mic(args: argparse.Namespace, settings: Settings) -> int:
    return await microphone.run(
        settings,
        role=args.role,
        device=args.device,
        other_device=args.other_device,
        only_list=args.list,
    )


async def _run_check(_: argparse.Namespace, settings: Settings) -> int:
    return await check.run(settings)


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:  # noqa: PLR2004 - TCP's
        raise argparse.ArgumentTypeError("a port is 0 to 65535")
    return port


def _workers(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 64:  # noqa: PLR2004
        raise argparse.ArgumentTypeError("1 to 64 workers")
    return number


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed <= 100:  # noqa: PLR2004
        raise argparse.ArgumentTypeError("a speed is above 0 and at most 100; 1 is real time")
    return speed


if __name__ == "__main__":
    sys.exit(main())
