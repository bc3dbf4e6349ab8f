"""Command line arguments of `callshadow export call | calls`."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from bots.argument_values import add_period

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)

_CALL_FORMATS = ("text", "json", "vtt", "html")
_TABLE_FORMATS = ("jsonl", "csv", "parquet")
_SHAPES = ("calls", "turns", "cards")


def add_export_arguments(command: Parser) -> Mapping[str, Parser]:
    """Give the command its actions; returns the parser of each."""
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    call = actions.add_parser("call", help="write the transcript of one call")
    call.add_argument("call_id", metavar="CALL_ID")
    call.add_argument("--format", choices=_CALL_FORMATS, default="text", help="default: text")
    _output(call)
    calls = actions.add_parser("calls", help="write the calls of a period, newest first")
    add_period(calls)
    calls.add_argument(
        "--what", choices=_SHAPES, default="calls", help="a row each; default: calls"
    )
    calls.add_argument("--format", choices=_TABLE_FORMATS, default="jsonl", help="default: jsonl")
    _output(calls)
    return actions.choices


def _output(action: argparse.ArgumentParser) -> None:
    action.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
