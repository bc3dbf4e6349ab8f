"""Transcript as a model reads it: one line a turn, in which nothing can pose as more."""

from math import ceil

from conversation.speech.turns import Turn

MAX_TURN_CHARS = 2_000
_CHARS_A_TOKEN = 3
"""Of letters without accents: fewer than any tokeniser takes, so that an estimate is no promise
that is broken. Each other letter counts as a token of its own."""

_HARMLESS = str.maketrans("<>[]{}", "‹›()()")


def plain(text: str) -> str:
    """`text` on one line, without control characters, and without the marks of the transcript."""
    printable = "".join(char if char.isprintable() else " " for char in text.translate(_HARMLESS))
    return " ".join(printable.split())


def line_of(turn: Turn) -> str:
    """The line of a turn: `[t7] customer: …`, cut where it is very long."""
    text = plain(turn.text)
    if len(text) > MAX_TURN_CHARS:
        text = text[:MAX_TURN_CHARS] + "…"
    return f"[{plain(turn.turn_id)}] {turn.speaker.value}: {text}"


def tokens_of(line: str) -> int:
    """How many tokens a line is at most, told without a tokeniser, with the end of the line."""
    if line.isascii():
        return ceil(len(line) / _CHARS_A_TOKEN) + 1
    plain_chars = sum(char < "\x80" for char in line)
    return ceil(plain_chars / _CHARS_A_TOKEN) + len(line) - plain_chars + 1
