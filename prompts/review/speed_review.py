"""Cue speed review: how long each cue is looked for in the text that is worst for it."""

from collections.abc import Iterable, Iterator
from time import thread_time

from conversation.coaching.wording import Wording
from prompts.review.said_cue import Found, SaidCue

WORDS = 200
"""The words of a turn of a minute and a half."""
SLOW_S = 0.001
_RUNS = 5


def review_speed(cues: Iterable[SaidCue]) -> Found:
    """The cues that cost a call's worker too much."""
    for cue in cues:
        took_s = max((_seconds(cue, text) for text in _worst(cue)), default=0.0)
        if took_s > SLOW_S:
            told = f"{cue.cue!r} may take {took_s * 1000:.0f} ms in a turn of {WORDS} words"
            yield cue.path, f"{told}: too many '...' and '[ ]' one after the other"


def _worst(cue: SaidCue) -> Iterator[Wording]:
    """Texts that nearly have the cue everywhere: all of it but its last word, again and again."""
    longest, shortest = (chosen(cue.lines, key=len).split() for chosen in (max, min))
    for begin in (longest[:1], longest[:-1], shortest[:-1]):
        if begin:
            yield Wording(" ".join((begin * WORDS)[:WORDS]))


def _seconds(cue: SaidCue, wording: Wording) -> float:
    def once() -> float:
        began = thread_time()
        list(cue.finder.spans(wording))
        return thread_time() - began

    return min(once() for _ in range(_RUNS))
