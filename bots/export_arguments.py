"""Command line arguments of `callshadow export call | calls`."""

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)

_CALL_FORMATS = ("text", "json", "vtt", "html")
_TABLE_FORMATS = ("jsonl", "csv")
_SHAPES = ("calls", "turns", "cards")


def add_export_arguments(command: Parser) -> Mapping[str, Parser]:
    """Give the command its actions; returns the parser of each."""
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    call = actions.add_parser("call", help="write the transcript of one call")
    call.add_argument("call_id", metavar="CALL_ID")
    call.add_argument("--format", choices=_CALL_FORMATS, default="text", help="default: text")
    _output(call)
    calls = actions.add_parser("calls", help="write the calls of a period, newest first")
    calls.add_argument(
        "--from", type=_begin, dest="since", metavar="WHEN", help="2026-11-20, or with a time; UTC"
    )
    calls.add_argument(
        "--to", type=_end, dest="until", metavar="WHEN", help="a day counts to its end; UTC"
    )
    calls.add_argument("--agent", metavar="AGENT_ID", help="default: those of all agents")
    calls.add_argument(
        "--what", choices=_SHAPES, default="calls", help="a row each; default: calls"
    )
    calls.add_argument("--format", choices=_TABLE_FORMATS, default="jsonl", help="default: jsonl")
    _output(calls)
    return actions.choices


def _output(action: argparse.ArgumentParser) -> None:
    action.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")


def _begin(text: str) -> datetime:
    return _moment(text, timedelta())


def _end(text: str) -> datetime:
    return _moment(text, timedelta(days=1))


def _moment(text: str, of_a_day: timedelta) -> datetime:
    """A time of ISO 8601, UTC where it says no zone; a day's is its midnight and `of_a_day`."""
    try:
        moment = datetime.fromisoformat(text)
        at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return at + of_a_day if len(text) == len("2026-11-20") else at
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(
            f"a time is written like 2026-11-20 or 2026-11-20T08:00:00Z, not '{text}'"
        ) from None
