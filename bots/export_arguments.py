"""Command line arguments of `callshadow export call`."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)

_CALL_FORMATS = ("text", "json", "vtt", "html")


def add_export_arguments(command: Parser) -> Mapping[str, Parser]:
    """Give the command its actions; returns the parser of each."""
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    call = actions.add_parser("call", help="write the transcript of one call")
    call.add_argument("call_id", metavar="CALL_ID")
    call.add_argument("--format", choices=_CALL_FORMATS, default="text", help="default: text")
    _output(call)
    return actions.choices


def _output(action: argparse.ArgumentParser) -> None:
    action.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
