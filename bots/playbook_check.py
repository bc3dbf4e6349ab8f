"""Playbook check, `callshadow playbook check FILE…`: all that is wrong or odd about each file.

workshop.yaml: 1 mistake
  mistake  line 25, column 9: rules.0.cues.0: '(how much': ')' is missing
"""

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from bots.output import Output
from prompts.bundled import text_of
from prompts.mistake import Mistake, PromptError
from prompts.review.review import Review, review
from settings import Settings

_COLOURS = {"mistake": "red", "warning": "yellow"}


async def main(args: argparse.Namespace, _: Settings) -> int:
    """Run the command; returns 1 where a file has mistakes, and 0 where none has."""
    console = Output(soft_wrap=True, highlight=False)
    fine = [_check(file, console) for file in args.file]
    return 0 if all(fine) else 1


def _check(file: Path, console: Console) -> bool:
    """Print what is found in a file; returns whether it can be used."""
    try:
        found = review(text_of(file), file)
    except PromptError as error:
        print(f"callshadow: {error}", file=sys.stderr)  # noqa: T201 - the contract's one line
        return False
    console.print(f"[bold]{escape(str(file))}[/]: {_summary(found)}")
    _print(console, "mistake", found.mistakes)
    _print(console, "warning", found.warnings)
    return not found.mistakes


def _summary(found: Review) -> str:
    if found.mistakes:
        return _count(len(found.mistakes), "mistake")
    rules = _count(len(found.playbook.rules), "rule") if found.playbook else ""
    what = f" ({found.playbook.id}, {rules})" if found.playbook else ""
    return f"no mistake, {_count(len(found.warnings), 'warning')}{what}"


def _print(console: Console, kind: str, found: list[Mistake]) -> None:
    for mistake in found:
        console.print(f"  [{_COLOURS[kind]}]{kind}[/]  {escape(str(mistake))}")


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
