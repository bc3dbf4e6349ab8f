"""The command line: `callshadow demo | serve | play | …`; `bots/arguments.py` has all commands.

Exit codes: 0 done, 1 a named failure (one line on stderr), 2 wrong usage, 3 told to end and hung;
128 and the signal's number where a command that is no server was told to end (130 by Ctrl-C).

What a command needs is imported when it runs, so that `--help` costs nothing.
"""

import argparse
import os
import signal
import sys
from importlib import import_module

from bots.arguments import SERVERS, build_parser
from bots.streams import is_full, let_go, open_closed, write_what_is_unknown

__all__ = ["build_parser", "main"]

_MODULES = {
    "demo": "bots.demo",
    "serve": "bots.serve",
    "play": "bots.play",
    "mic": "bots.microphone",
    "check": "bots.check",
    "eval": "bots.evaluate",
    "playbook": "bots.playbook",
    "prompts": "bots.prompts",
    "shadow": "bots.shadow",
    "knowledge": "bots.knowledge",
    "insights": "bots.insights",
    "send": "bots.send",
    "jobs": "bots.jobs",
    "keys": "bots.keys",
    "backup": "bots.backup",
    "restore": "bots.backup",
    "redact": "bots.redact",
    "export": "bots.export",
}
"""The module of each command; its `main` takes the arguments and the settings."""
_WORKERS = "bots.workers"
"""That of `serve --workers N`, which serves nothing itself and needs no server."""


def main(argv: list[str] | None = None) -> int:
    """Run a command; returns its exit code."""
    open_closed()
    write_what_is_unknown()
    _end_at_once_by(128)
    try:
        try:
            return _run(argv)
        finally:
            sys.stdout.flush()  # argparse says nothing of a help that could not be written
    except BrokenPipeError:
        let_go()
        return 0
    except OSError as error:
        if not is_full():
            raise
        let_go()
        told = f"callshadow: standard output: {error.strerror}"
        print(told, file=sys.stderr)  # noqa: T201 - the contract's one line
        return 1


def _run(argv: list[str] | None) -> int:
    command = ""
    try:
        args = build_parser().parse_args(argv)
        command = args.command
        if command in SERVERS:
            _end_at_once_by(0)
            _pass_over(signal.SIGUSR1, signal.SIGUSR2)
        return import_module("bots.process").run(args, _module(args))
    except UnicodeEncodeError:
        given = sys.argv[1:] if argv is None else argv
        if (strange := next((one for one in given if not _is_text(one)), None)) is None:
            raise
        print(f"callshadow: no text in UTF-8: {strange}", file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:  # once its event loop is closed
        return 0 if command in SERVERS else 128 + signal.SIGINT


def _is_text(word: str) -> bool:
    return word == word.encode(errors="replace").decode()


def _end_at_once_by(code: int) -> None:
    """Have signals end the process until its event loop handles them: nothing is open yet.

    What is raised in a library that is being imported may come out as an error of its own.

    Args:
        code: The exit code; the signal's number is added to one that is not 0.
    """

    def leave(number: int, _: object) -> None:
        os._exit(code and code + number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leave)


def _pass_over(*numbers: signal.Signals) -> None:
    """Have signals do nothing: a log rotation may send one, and it would end a server."""
    for number in numbers:
        signal.signal(number, signal.SIG_IGN)


def _module(args: argparse.Namespace) -> str:
    several = args.command == "serve" and args.workers > 1 and not args.as_worker
    return _WORKERS if several else _MODULES[args.command]


if __name__ == "__main__":
    sys.exit(main())
