"""Playbook trial, `callshadow playbook try FILE CALL`: a call turn by turn, and what was advised.

0:04.2  customer  that's far too dear for us     high 0.65  Ask what they compare the price with
                                                   price: “too dear”, cue 'too (dear|expensive)'
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from bots.output import Output
from bots.terminal import URGENCY, VOICES
from conversation.speech.speakers import Speaker
from evaluation.evaluation import Evaluation
from evaluation.labels.label_files import LabelFile, read_label_file
from evaluation.trial.plain_call import read_plain_call
from evaluation.trial.trial import Fired, Held, Obliged, SeenCard, TriedTurn, trial_of
from prompts.bundled import SUFFIXES, is_path
from prompts.languages import mismatch
from prompts.loader import load_playbook
from settings import Settings
from settings.languages import default_of

_COLUMNS = 100
_STATES = {"open": "dim", "met": "green", "missed": "yellow", "violated": "red"}
_CUE_CHARS = 48


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the command; returns its exit code.

    Raises:
        PromptError: The playbook is wrong.
        LabelError: The call can't be read.
    """
    file = _call(args.file, args.call, settings)
    console = Output(highlight=False)
    console.width = min(console.width, _COLUMNS) if console.is_terminal else _COLUMNS
    playbook = load_playbook(args.file, file.call.language)
    events = await asyncio.to_thread(Evaluation(settings).by_rules, file, playbook)
    if wrong := mismatch(file.call.language, playbook):
        console.print(f"[yellow]{escape(wrong)}[/]")
    turns = trial_of(playbook, events)
    console.print(_table(turns))
    console.print(_summary(turns))
    return 0


def _call(playbook: str, path: Path, settings: Settings) -> LabelFile:
    if path.suffix in SUFFIXES:
        return read_label_file(path)
    language = default_of(settings.coach_language)
    if is_path(playbook):
        language = load_playbook(playbook, language).language
    return read_plain_call(path, language)


def _table(turns: Sequence[TriedTurn]) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, expand=True)
    table.add_column("time", width=7, justify="right")
    table.add_column("who", width=8)
    table.add_column("said", ratio=9)
    table.add_column("what the agent saw, and why", ratio=11)
    for turn in turns:
        who = f"[{VOICES[turn.speaker]}]{turn.speaker}[/]"
        seen = "\n".join(_outcome(turn))
        table.add_row(f"[dim]{_time(turn.start_ms)}[/]", who, escape(turn.text), seen)
    return table


def _outcome(turn: TriedTurn) -> Iterator[str]:
    for card in turn.shown:
        yield from _card(card)
    for held in turn.held:
        yield _held(held)
        for vain in held.in_vain:
            yield f"  [dim]{escape(_why(vain))}:[/]"
            yield "  [dim]not meant, or like no example[/]"


def _card(card: SeenCard) -> Iterator[str]:
    urgency = f"[{URGENCY[card.priority]}]{card.priority} {card.confidence:.2f}[/]"
    yield f"{urgency}  [bold]{escape(card.headline)}[/]"
    for fired in card.fired:
        yield f"  [dim]{escape(_why(fired))}[/]"
    if card.replaces:
        yield f"  [dim]in place of “{escape(card.replaces)}”[/]"


def _why(fired: Fired) -> str:
    name = fired.rule if fired.rule == fired.signal else f"{fired.rule} ({fired.signal})"
    if fired.cue is None:
        return f"{name}: by its meaning"
    return f"{name}: “{fired.words}”, cue '{_short(fired.cue)}'"


def _short(cue: str) -> str:
    return cue if len(cue) <= _CUE_CHARS else cue[: _CUE_CHARS - 1] + "…"


def _held(held: Held) -> str:
    if held.headline is None and held.rule is None:
        return f"[dim]silent: {held.reason}[/]"
    rule = f"{held.rule}: " if held.rule else ""
    what = f" “{escape(held.headline)}”" if held.headline else ""
    return f"[dim]held back ({held.reason})  {rule}{what.strip()}[/]"


def _obliged(obliged: Obliged) -> str:
    words = f" [dim]“{escape(obliged.words)}”[/]" if obliged.words else ""
    state = f"[{_STATES[obliged.state]}]{obliged.state}[/]"
    return f"{state}  {obliged.id}: {escape(obliged.title)}{words}"


def _summary(turns: Sequence[TriedTurn]) -> str:
    cards = sum(len(turn.shown) for turn in turns)
    back = sum(held.headline is not None for turn in turns for held in turn.held)
    customers = [turn for turn in turns if turn.speaker == Speaker.CUSTOMER]
    silent = sum(not turn.shown for turn in customers)
    told = (
        f"cards: {cards}; held back: {back};"
        f" turns of the customer without a card: {silent} of {len(customers)}"
    )
    last = {obliged.id: obliged.state for turn in turns for obliged in turn.obliged}
    states = Counter(last.values())
    kept = ", ".join(f"{states[state]} {state}" for state in _STATES if states[state])
    return f"{told}\nobligations: {kept}" if kept else told


def _time(ms: int) -> str:
    return f"{ms // 60_000}:{ms % 60_000 / 1000:04.1f}"
