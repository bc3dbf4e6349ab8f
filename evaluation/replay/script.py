"""Call script: what a line would hear of a labelled call, moment by moment.

the party        the script says, so long after it (`LineDelays`)
───────────────  ───────────────────────────────────────────────────
begins           STARTED
says words       WORDS, some at a time
falls silent     EAGER_PAUSE, then PAUSED, then SILENT
speaks on        RESUMED before a pause, STARTED after it
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from math import inf

from conversation.speech.speakers import Speaker
from evaluation.labels.labelled_call import LabelledCall, LabelledWord
from evaluation.replay.delays import LineDelays
from evaluation.replay.pace import spread


class Happening(IntEnum):
    """The things that happen; of those at once, the first of these comes first."""

    STARTED = auto()
    RESUMED = auto()
    WORDS = auto()
    EAGER_PAUSE = auto()
    PAUSED = auto()
    SILENT = auto()


@dataclass(frozen=True, slots=True)
class ScriptedMoment:
    """One thing that the line hears.

    Attributes:
        at_ms: When, ms from the start of the call.
        what: What happens.
        speaker: Who did it.
        place_ms: Where the speech itself began or ended.
        words: The new words, where they are what happens.
    """

    at_ms: int
    what: Happening
    speaker: Speaker
    place_ms: int
    words: Sequence[LabelledWord] = ()


def script_of(call: LabelledCall, delays: LineDelays) -> list[ScriptedMoment]:
    """All that is heard of a call, in the order of time."""
    moments = [
        moment
        for speaker in Speaker
        for moment in _of_party(speaker, words_of(call, speaker), delays)
    ]
    return sorted(moments, key=lambda moment: (moment.at_ms, moment.what))


def words_of(call: LabelledCall, speaker: Speaker) -> list[LabelledWord]:
    """A party's words one after the other; one that begins too early begins later."""
    words: list[LabelledWord] = []
    free_ms = 0
    for turn in call.turns:
        for word in turn.words or spread(turn) if turn.speaker is speaker else ():
            start_ms = max(word.start_ms, free_ms)
            free_ms = max(word.end_ms, start_ms)
            words.append(LabelledWord(word=word.word, start_ms=start_ms, end_ms=free_ms))
    return words


def _of_party(
    speaker: Speaker, words: Sequence[LabelledWord], delays: LineDelays
) -> Iterator[ScriptedMoment]:
    gap_ms = inf
    for stretch, following_ms in _stretches(words, delays.eager_pause_ms):
        start_ms, end_ms = stretch[0].start_ms, stretch[-1].end_ms
        if gap_ms >= delays.pause_ms:
            heard_ms = min(start_ms + delays.start_ms, end_ms)
            yield ScriptedMoment(heard_ms, Happening.STARTED, speaker, start_ms)
        else:
            heard_ms = start_ms + delays.packet_ms
            yield ScriptedMoment(heard_ms, Happening.RESUMED, speaker, start_ms)
        yield from _told(speaker, stretch, delays)
        gap_ms = following_ms - end_ms
        for what, silence_ms in (
            (Happening.EAGER_PAUSE, delays.eager_pause_ms),
            (Happening.PAUSED, delays.pause_ms),
            (Happening.SILENT, delays.silence_ms),
        ):
            if gap_ms >= silence_ms:
                yield ScriptedMoment(end_ms + silence_ms, what, speaker, end_ms)


def _stretches(
    words: Sequence[LabelledWord], silence_ms: int
) -> Iterator[tuple[Sequence[LabelledWord], float]]:
    """The words between silences, and when the party speaks on."""
    begin = 0
    for at, word in enumerate(words, 1):
        following_ms = words[at].start_ms if at < len(words) else inf
        if following_ms - word.end_ms >= silence_ms:
            yield words[begin:at], following_ms
            begin = at


def _told(
    speaker: Speaker, stretch: Sequence[LabelledWord], delays: LineDelays
) -> Iterator[ScriptedMoment]:
    """The words of a stretch as a recogniser tells them."""
    begin, told_ms = 0, -inf
    for at, word in enumerate(stretch, 1):
        at_ms = word.end_ms + delays.words_ms
        if at_ms - told_ms >= delays.interim_ms or at == len(stretch):
            yield ScriptedMoment(at_ms, Happening.WORDS, speaker, word.end_ms, stretch[begin:at])
            begin, told_ms = at, at_ms
