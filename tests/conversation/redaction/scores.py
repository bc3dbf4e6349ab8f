"""Scores of the redaction: recall and false positives on the labelled lists, by kind and language.

    python -m tests.conversation.redaction.scores            the table of docs/redaction.md
    python -m tests.conversation.redaction.scores --missed   and what of the tuned lists is missed

A line of a list is `language kind: words`, what must go in `<…>`, turns of a talk between bars.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conversation.privacy.redaction import Redactor

HERE = Path(__file__).parent
_PLACEHOLDER = re.compile(r"\[(?:[a-z]+ \d+|…)\]")


@dataclass(frozen=True)
class Turn:
    """Words of a party, and which places of them must go."""

    speaker: str
    text: str
    pieces: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Example:
    """A labelled talk of one turn or more."""

    language: str
    kind: str
    turns: tuple[Turn, ...]


@dataclass
class Score:
    """What was hidden of what must go, and where something went that may stay."""

    pieces: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


def examples(name: str) -> Iterator[Example]:
    """The examples of a list."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _, words = line.partition(": ")
            language, kind = head.split()
            yield Example(language, kind, tuple(_turn(part) for part in words.split(" | ")))


def _turn(part: str) -> Turn:
    speaker, _, said = part.partition(": ") if part[:3] in ("A: ", "C: ") else ("C", "", part)
    pieces, text, at = [], "", 0
    for match in re.finditer(r"<([^>]*)>", said):
        text += said[at : match.start()]
        pieces.append((len(text), len(text) + len(match[1])))
        text += match[1]
        at = match.end()
    return Turn(speaker, text + said[at:], tuple(pieces))


def covered(text: str, redacted: str) -> list[bool]:
    """For each character, whether a placeholder stands in its place."""
    left, at = [True] * len(text), 0
    for fragment in _PLACEHOLDER.split(redacted):
        place = text.index(fragment, at)
        left[place : place + len(fragment)] = [False] * len(fragment)
        at = place + len(fragment)
    return left


def redacted(example: Example) -> list[str]:
    """The turns of an example as everybody sees them."""
    redactor = Redactor(language=example.language)
    return [redactor.redact(turn.text, turn.speaker) for turn in example.turns]


def recall(name: str) -> Score:
    """How many pieces of a list are hidden whole, by language and kind."""
    score = Score()
    for example in examples(name):
        key = f"{example.language} {example.kind}"
        for turn, shown in zip(example.turns, redacted(example), strict=True):
            gone = covered(turn.text, shown)
            for start, end in turn.pieces:
                whole = all(gone[i] for i in range(start, end) if turn.text[i].isalnum())
                score.pieces[key] += 1
                score.hidden[key] += whole
                if not whole:
                    score.missed.append(f"{key}: {turn.text}  →  {shown}")
    return score


def false_positives(name: str) -> Score:
    """In how many examples of a list something goes that may stay, by language and kind."""
    score = Score()
    for example in examples(name):
        key = f"{example.language} {example.kind}"
        score.pieces[key] += 1
        for turn, shown in zip(example.turns, redacted(example), strict=True):
            gone = covered(turn.text, shown)
            wanted = {i for start, end in turn.pieces for i in range(start, end)}
            if any(gone[i] for i in range(len(turn.text)) if i not in wanted):
                score.hidden[key] += 1
                score.missed.append(f"{key}: {turn.text}  →  {shown}")
                break
    return score


def table() -> Iterator[str]:
    """The rows of the table."""
    yield "| | hidden, tuned on | hidden, held out |"
    yield "|---|---|---|"
    tuned, held = recall("secret.txt"), recall("held_out_secret.txt")
    for key in sorted(tuned.pieces | held.pieces):
        yield f"| {key} | {_share(tuned, key)} | {_share(held, key)} |"
    yield f"| **all pieces** | {_total(tuned)} | {_total(held)} |"
    tuned, held = false_positives("harmless.txt"), false_positives("held_out_harmless.txt")
    yield f"| **hidden that may stay** | {_total(tuned)} | {_total(held)} |"


def _share(score: Score, key: str) -> str:
    return f"{score.hidden[key]} of {score.pieces[key]}"


def _total(score: Score) -> str:
    hidden, pieces = score.hidden.total(), score.pieces.total()
    return f"{hidden} of {pieces} ({hidden / pieces:.1%})"


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
    if "--missed" in sys.argv:
        missed = recall("secret.txt").missed + false_positives("harmless.txt").missed
        sys.stdout.write("\n".join(["", *missed]) + "\n")
