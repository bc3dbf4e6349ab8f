"""Heard boundaries: where a thought ends, told from audio by the product and by other ways.

`uv run python -m bench.heard evaluation/calls/tuned` speaks half an hour of labelled calls through
espeak-ng, with street noise, babble, music and overlaps behind the voices, and plays it to the
product's voice activity detection and turn logic on virtual time; the words are the known ones.
Twice: as people would read the calls, and with the pauses of four kinds of people. For each way it
prints how many of the ends it tells are ends, how many ends it tells, and how late.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, cycle, groupby, pairwise, zip_longest
from math import inf
from pathlib import Path

import numpy as np
from pipecat.audio.turn.smart_turn.local_smart_turn_v3 import LocalSmartTurnAnalyzerV3

from bench.boundaries import (
    PAUSE_S,
    WAYS,
    Pause,
    Score,
    coaches_of,
    score_answers,
    score_units,
)
from bench.heard_calls import HeardCall, heard
from bench.pauses import VOICES
from bench.table import table
from conversation.speech.speakers import Speaker
from conversation.speech.unfinished import is_unfinished
from conversation.speech.unit_wait import WAIT_S
from evaluation.labels.label_files import label_paths, read_label_file
from evaluation.labels.labelled_call import LabelledCall
from evaluation.replay.replay import replay
from evaluation.replay.script import Happening
from evaluation.scoring.boundaries import NEAR_MS, unit_ends
from examples.call_maker.espeak import Espeak
from transports.audio.mulaw import RATE

_FALLBACK_S = 3.0
"""Pipecat ends a turn after so much silence, whatever smart-turn says (`stop_secs`)."""
_HEARD_S = 8
_WORD_LATE_MS = 200

HeardPause = tuple[int, Pause]
"""Where the audio fell silent, ms, and the pause."""


def pauses_of(call: HeardCall) -> Iterator[HeardPause]:
    """The customer's pauses, as they were heard."""
    ends = unit_ends(call.call)
    edges = [
        moment
        for moment in call.moments
        if moment.speaker is Speaker.CUSTOMER
        and moment.what in (Happening.STARTED, Happening.PAUSED)
    ]
    words = [w for t in call.call.turns if t.speaker is Speaker.CUSTOMER for w in t.words]
    for edge, following in pairwise([*edges, None]):
        if edge is None or edge.what is not Happening.PAUSED:
            continue
        at_ms = edge.place_ms
        silent_s = (following.place_ms - at_ms) / 1000 if following else inf
        begin = max((end for end in ends if end < at_ms - NEAR_MS), default=0)
        said = [w.word for w in words if begin < w.end_ms <= at_ms + _WORD_LATE_MS]
        asked = [
            turn.text
            for turn in call.call.turns
            if turn.speaker is Speaker.AGENT and turn.start_ms < at_ms
        ]
        is_end = any(abs(end - at_ms) <= NEAR_MS for end in ends)
        text, question = " ".join(said), "".join(asked[-1:])
        yield at_ms, Pause(text, question, call.call.language, silent_s, is_end)


def score(told: Sequence[tuple[int, float]], ends: Sequence[int], into: Score) -> None:
    """Add what a way tells of a call: places in ms, in order, each with the silence it waited."""
    into.told += len(told)
    into.due += len(ends)
    left = list(told)
    for end in ends:
        near = next((one for one in left if abs(one[0] - end) <= NEAR_MS), None)
        if near:
            left.remove(near)
            into.met += 1
            into.delays.append(near[1] + (near[0] - end) / 1000)


class SmartTurn:
    """Pipecat's smart-turn v3, asked at each pause after 0.25 s of silence.

    Attributes:
        asked: How often.
        cpu_s: CPU seconds that it took.
    """

    def __init__(self) -> None:
        """Load the model that comes in Pipecat's wheel."""
        self._model = LocalSmartTurnAnalyzerV3(sample_rate=RATE)
        self.asked, self.cpu_s = 0, 0.0

    def wait_s(self, call: HeardCall, at_ms: int) -> float:
        """The silence after which a turn is over, at a pause that begins at `at_ms`."""
        until = (at_ms + round(PAUSE_S * 1000)) * RATE // 1000
        audio = call.audio[max(0, until - _HEARD_S * RATE) : until].astype(np.float32) / 32768
        began = time.process_time()
        is_over = self._model._predict_endpoint(audio)["prediction"]
        self.cpu_s += time.process_time() - began
        self.asked += 1
        return PAUSE_S if is_over else _FALLBACK_S


def rows_of(calls: Sequence[HeardCall], smart: SmartTurn) -> list[list[object]]:
    """A row for each way."""
    names = ("smart-turn v3", "smart-turn v3 and unfinished words")
    scores = {name: Score() for name in (*WAYS, *names, "the product: answers")}
    for call in calls:
        ends, pauses = unit_ends(call.call), list(pauses_of(call))
        waits: dict[str, Callable[[HeardPause], float]] = {
            name: (lambda one, way=way: way(one[1])) for name, way in WAYS.items()
        }
        heard_s = {at_ms: smart.wait_s(call, at_ms) for at_ms, _ in pauses}
        waits[names[0]] = lambda one, known=heard_s: known[one[0]]
        waits[names[1]] = lambda one, known=heard_s: (
            WAIT_S if is_unfinished(one[1].text, one[1].language, one[1].asked) else known[one[0]]
        )
        for name, wait in waits.items():
            told = [(one[0], wait(one)) for one in pauses if one[1].silent_s >= wait(one)]
            score(told, ends, scores[name])
        events = replay(call.call, *coaches_of(call.call), moments=call.moments)
        score_answers(call.call, events, scores["the product: answers"])
        for kind in ("the product: units", f"units, {call.behind} behind the voice"):
            score_units(call.call, events, scores.setdefault(kind, Score()))
    return [[name, *one.row()] for name, one in scores.items()]


def in_turn(calls: Sequence[LabelledCall]) -> Iterator[LabelledCall]:
    """One call of each language, then the next ones."""
    by_language = groupby(sorted(calls, key=lambda call: call.language), lambda c: c.language)
    rounds = zip_longest(*[list(group) for _, group in by_language])
    return (call for call in chain.from_iterable(rounds) if call)


def spoken_for(
    calls: Sequence[LabelledCall], minutes: float, *, with_pauses: bool
) -> list[HeardCall]:
    """Calls, one after the other, until there is audio enough."""
    synthesiser, done = Espeak(), list[HeardCall]()
    voices = cycle(VOICES if with_pauses else [None])
    for number, (call, voice) in enumerate(zip(in_turn(calls), voices, strict=False)):
        if sum(len(one.audio) for one in done) >= minutes * 60 * RATE:
            break
        done.append(heard(call, number, synthesiser, done[-1].audio if done else None, voice))
    return done


def main() -> None:
    """Print two tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.heard", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, help="labelled calls, and folders of them")
    parser.add_argument("--minutes", type=float, default=30.0, help="of audio, each time (30)")
    args = parser.parse_args()
    calls = [read_label_file(path).call for path in label_paths(args.paths)]
    head = ["the end is told after", "precision", "recall", "F1", "delay s", "9 of 10"]
    smart = SmartTurn()
    for name, with_pauses in (("read aloud", False), ("with people's pauses", True)):
        done = spoken_for(calls, args.minutes, with_pauses=with_pauses)
        minutes = sum(len(one.audio) for one in done) / RATE / 60
        ends = sum(len(unit_ends(one.call)) for one in done)
        rows = rows_of(done, smart)
        print(f"\n{name}: {len(done)} calls, {minutes:.0f} min, {ends} ends\n")
        print(table(head, rows), flush=True)
    print(f"\nsmart-turn: {1000 * smart.cpu_s / max(1, smart.asked):.0f} ms of CPU a question")


if __name__ == "__main__":
    main()
