"""Command line arguments of `callshadow jobs`, an action each; without one it is `list`."""

import argparse
from collections.abc import Mapping
from typing import Any, TypeVar

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)

STATES = ("waiting", "running", "needs_approval", "failed", "done", "cancelled", "superseded")
MOST = 1000
_COMMENT = 500
"""Characters."""


def add_jobs_arguments(command: Parser) -> Mapping[str, Parser]:
    """Give the command its actions; returns the parser of each."""
    _filters(command, states=[], call=None, limit=50)
    actions = command.add_subparsers(dest="action", metavar="[ACTION]")
    # What stands before `list` counts as what stands behind it.
    hidden = argparse.SUPPRESS
    _filters(
        actions.add_parser("list", help="list the jobs, newest first; the default"),
        states=hidden,
        call=hidden,
        limit=hidden,
    )
    for name, told in (
        ("show", "show a job, with what became of each step"),
        ("retry", "have a job begin again that failed or was cancelled"),
        ("cancel", "have nothing more be done of a job"),
    ):
        _job(actions.add_parser(name, help=told))
    for name, told in (
        ("approve", "have the step done that waits for approval"),
        ("reject", "have it skipped"),
    ):
        answer = actions.add_parser(name, help=told)
        _job(answer)
        answer.add_argument(
            "--comment", type=_comment, metavar="TEXT", help="why; kept until the call is erased"
        )
    return actions.choices


def _filters(command: argparse.ArgumentParser, *, states: Any, call: Any, limit: Any) -> None:
    command.add_argument(
        "--state",
        action="append",
        choices=STATES,
        default=states,
        metavar="STATE",
        help=f"may be given again: {', '.join(STATES)}",
    )
    command.add_argument("--call", default=call, metavar="ID", help="of this call alone")
    command.add_argument(
        "--limit", type=_limit, default=limit, metavar="N", help="at most; default: 50"
    )


def _job(action: argparse.ArgumentParser) -> None:
    action.add_argument("job", metavar="ID", help="as `list` shows it")


def _limit(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"1 to {MOST} jobs can be listed, not '{text}'")
    return int(text)


def _comment(text: str) -> str:
    line = " ".join(text.split())
    if not line or len(line) > _COMMENT:
        raise argparse.ArgumentTypeError(f"a comment has 1 to {_COMMENT} characters")
    return line
