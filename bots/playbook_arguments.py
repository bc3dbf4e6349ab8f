"""Command line arguments of `callshadow playbook check | try | new`."""

import argparse
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")


def add_playbook_arguments(command: Parser) -> Mapping[str, Parser]:
    """Give the command its three actions; returns the parser of each."""
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="tell all that is wrong or odd about a playbook")
    what = "a playbook's file, or a bundled one's name"
    check.add_argument("file", nargs="+", metavar="FILE", help=what)
    trial = actions.add_parser("try", help="show turn by turn what it says in a call, and why")
    trial.add_argument("file", metavar="FILE", help=what)
    trial.add_argument(
        "call",
        type=Path,
        metavar="CALL",
        help="a labelled call (.yaml), or a text of lines that begin with 'customer:' or 'agent:'",
    )
    new = actions.add_parser("new", help="write a small commented playbook, NAME.yaml")
    new.add_argument("name", type=_name, metavar="NAME")
    new.add_argument("--language", type=_language, metavar="LL", help="default: COACH_LANGUAGE")
    new.add_argument("--extends", metavar="PARENT", help="a bundled playbook's name, or a path")
    return actions.choices


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"a name is of small letters, digits and _, and begins with a letter; not '{text}'"
        )
    return text


def _language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise argparse.ArgumentTypeError(f"a language is a tag like en, fr or fr-CA, not '{text}'")
    return text
