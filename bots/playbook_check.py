"""Playbook check, `callshadow playbook check FILE…`: all that is wrong or odd about each file.

workshop.yaml: 1 mistake
  mistake  line 25, column 9: rules.0.cues.0: '(how much': ')' is missing
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Mapping
from functools import partial

from rich.console import Console
from rich.markup import escape

from bots.output import Output
from coach.meaning import MeaningReader
from coach.request import Request
from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.detection.meaning import has_meaning, utterances
from conversation.coaching.playbook import Playbook
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.bundled import is_path, text_of
from prompts.loader import playbook_file
from prompts.mistake import Mistake, PromptError
from prompts.review.review import FileReview, review
from prompts.review.utterance_review import Meanings
from services.encoder.encoder import InlineEncoder
from services.encoder.kept_vectors import KeptVectors
from services.encoder.sentence_model import SentenceModel
from settings import Settings
from settings.languages import default_of

_COLOURS = {"mistake": "red", "warning": "yellow"}


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the command; returns 1 where a file has mistakes, and 0 where none has."""
    console = Output(soft_wrap=True, highlight=False)
    encoder = InlineEncoder(SentenceModel(), KeptVectors(settings.vectors_dir))
    meanings_of = partial(_meanings_of, encoder) if settings.coach_meaning else lambda _: {}
    language = default_of(settings.coach_language)
    check = partial(_check, language=language, console=console, meanings_of=meanings_of)
    fine = [await asyncio.to_thread(check, name) for name in args.file]
    return 0 if all(fine) else 1


def _meanings_of(encoder: InlineEncoder, playbook: Playbook) -> Meanings:
    """What the utterances of a playbook mean to its rules; nothing where they are too few."""
    if not any(map(has_meaning, playbook.rules)):
        return {}
    return asyncio.run(_read(MeaningReader(encoder, playbook), playbook))


async def _read(reader: MeaningReader, playbook: Playbook) -> Meanings:
    await reader.prepare()
    known: dict[str, Mapping[str, Likeness]] = {}
    for text in utterances(playbook.rules, playbook.none):
        turn = Turn("", Speaker.CUSTOMER, text, start_ms=0, end_ms=0)
        if found := await reader.of(Request(turn, [])):
            known[text] = found
    return known


def _check(
    name: str, language: str, console: Console, meanings_of: Callable[[Playbook], Meanings]
) -> bool:
    """Print what is found in a file, or a bundled playbook; returns whether it can be used."""
    try:
        file = playbook_file(name, language)
        found = review(text_of(file), file, meanings_of)
    except PromptError as error:
        print(f"callshadow: {error}", file=sys.stderr)  # noqa: T201 - the contract's one line
        return False
    console.print(f"[bold]{escape(name if is_path(name) else file.name)}[/]: {_summary(found)}")
    _print(console, "mistake", found.mistakes)
    _print(console, "warning", found.warnings)
    return not found.mistakes


def _summary(found: FileReview) -> str:
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
