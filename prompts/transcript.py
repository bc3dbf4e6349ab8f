"""Transcript as a model reads it: one line a turn, in which nothing can pose as more."""

from collections.abc import Sequence

from conversation.speech.turns import Turn

FIRST_TURNS = 4
LAST_TURNS = 32
STEP_TURNS = 16
MAX_CHARS = 12_000
MAX_TURN_CHARS = 2_000

_HARMLESS = str.maketrans("<>[]{}", "‹›()()")


def plain(text: str) -> str:
    """`text` on one line, without control characters, and without the marks of the transcript."""
    printable = "".join(char if char.isprintable() else " " for char in text.translate(_HARMLESS))
    return " ".join(printable.split())


def transcript(turns: Sequence[Turn], answer_to: Turn) -> list[str]:
    """The lines of the window of `turns` that the model sees: `[t7] customer: …`.

    The first `FIRST_TURNS` stay, since they say who calls and why; of the rest, the last
    `LAST_TURNS` and up to `STEP_TURNS` more, so that the window slides in steps and a provider's
    cache holds between two of them. Beyond `MAX_CHARS`, the oldest of the rest go as well.
    """
    if all(turn.turn_id != answer_to.turn_id for turn in turns[-LAST_TURNS:]):
        turns = [*turns, answer_to]
    surplus = len(turns) - FIRST_TURNS - LAST_TURNS - STEP_TURNS
    left_out = max(-(-surplus // STEP_TURNS), 0) * STEP_TURNS
    first = [_line(turn) for turn in turns[:FIRST_TURNS]]
    rest = [_line(turn) for turn in turns[FIRST_TURNS + left_out :]]
    chars = sum(map(len, first)) + sum(map(len, rest))
    while chars > MAX_CHARS and len(rest) > 1 and not rest[0].startswith(_mark(answer_to)):
        chars -= len(rest.pop(0))
        left_out += 1
    return [*first, f"({left_out} turns left out)", *rest] if left_out else [*first, *rest]


def _line(turn: Turn) -> str:
    text = plain(turn.text)
    if len(text) > MAX_TURN_CHARS:
        text = text[:MAX_TURN_CHARS] + "…"
    return f"{_mark(turn)} {turn.speaker.value}: {text}"


def _mark(turn: Turn) -> str:
    return f"[{plain(turn.turn_id)}]"
