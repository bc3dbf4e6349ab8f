"""Cue speed review: how long each cue is looked for in the text that is worst for it."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from time import perf_counter

from conversation.coaching.cues import Cues
from conversation.coaching.wording import Wording
from prompts.review.said_cue import Found, SaidCue

WORDS = 200
"""The words of a turn of a minute and a half."""
SLOW = 20
"""Times as long as one plain word takes to find at each of the places: about 1 ms, then."""
_RUNS = range(3, 11)
"""The least and the most rounds: one disturbed round neither acquits a cue nor accuses it."""
_PLAIN = Cues(["plain"])
_PLAIN_TEXT = Wording(" ".join(["plain"] * WORDS))


def review_speed(cues: Iterable[SaidCue]) -> Found:
    """The cues that cost a call's worker too much.

    What is told is how many times as long as a plain word a cue takes, both timed in turn.
    """
    for cue in cues:
        times = max((_times(cue.finder, text) for text in _worst(cue)), default=0.0)
        if times > SLOW:
            told = f"{cue.cue!r} may take {times:.0f} times as long as a plain word"
            yield cue.path, f"{told}: too many '...' and '[ ]' one after the other"


def _worst(cue: SaidCue) -> Iterator[Wording]:
    """Texts that nearly have the cue everywhere: all of it but its last word, again and again."""
    longest, shortest = (chosen(cue.lines, key=len).split() for chosen in (max, min))
    for begin in (longest[:1], longest[:-1], shortest[:-1]):
        if begin:
            yield Wording(" ".join((begin * WORDS)[:WORDS]))


def _times(finder: Cues, text: Wording) -> float:
    return times_as_long(partial(_seconds, finder, text), partial(_seconds, _PLAIN, _PLAIN_TEXT))


def times_as_long(cue: Callable[[], float], plain: Callable[[], float]) -> float:
    """How many times as long the first takes as the second, by the shortest round of each.

    A disturbance makes a round longer, never shorter. A machine that is busy for all of the rounds
    slows both.

    Args:
        cue: Looks for the cue once; the seconds that it took.
        plain: The same of a plain word.
    """
    least_cue = least_plain = float("inf")
    for rounds in range(1, _RUNS.stop):
        least_cue, least_plain = min(least_cue, cue()), min(least_plain, plain())
        if rounds >= _RUNS.start and least_cue <= SLOW * least_plain:
            break
    return least_cue / least_plain


def _seconds(finder: Cues, text: Wording) -> float:
    began = perf_counter()
    list(finder.spans(text))
    return perf_counter() - began
