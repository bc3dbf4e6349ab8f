"""Boundaries: ways to tell where a customer's thought ends, on calls where it is known.

`uv run python -m bench.boundaries evaluation/calls/tuned` speaks labelled calls with the pauses of
four kinds of people (`bench/pauses.py`), and prints for each way how many of the ends it tells are
ends, how many of the ends it tells, and how long after the last word. The last rows are the
product itself, in which `evaluation` replays the calls: what it answers, and the units it tells.
"""

import argparse
import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from bench.pauses import VOICES, spoken
from bench.table import table
from coach.factory import CoachFactory
from coach.options import CoachOptions
from conversation.events.event import EventType
from conversation.speech.open_turn import OpenTurn
from conversation.speech.speakers import Speaker
from conversation.speech.unfinished import is_unfinished
from conversation.speech.unit_wait import WAIT_S
from evaluation.labels.label_files import label_paths, read_label_file
from evaluation.labels.labelled_call import LabelledCall
from evaluation.replay.replay import TimedEvent, replay
from evaluation.scoring.boundaries import NEAR_MS, boundaries_of, unit_ends
from prompts.loader import load_playbook
from settings import Settings

PAUSE_S, SILENCE_S = 0.25, 0.9


@dataclass(slots=True)
class Score:
    """What a way told: ends, of those told and of those that are, and their delays in seconds."""

    told: int = 0
    due: int = 0
    met: int = 0
    delays: list[float] = field(default_factory=list)

    def row(self) -> list[object]:
        """Precision, recall, F1, and the delay: its median, and of one in ten at least."""
        precision, recall = self.met / max(1, self.told), self.met / max(1, self.due)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        late = sorted(self.delays)
        if not late:
            return [precision, recall, f1, None, None]
        return [precision, recall, f1, statistics.median(late), late[len(late) * 9 // 10]]


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence of the customer.

    Attributes:
        text: Their words of the thought before it.
        asked: What the agent said before that.
        language: Of the call.
        silent_s: How long it lasts.
        is_end: Whether their thought is over.
    """

    text: str
    asked: str
    language: str
    silent_s: float
    is_end: bool


Way = Callable[[Pause], float]
"""The silence, in seconds, after which a thought is taken to be over."""


def _is_sentence(text: str) -> bool:
    return OpenTurn("c1", 0, 0, [text]).is_sentence


def _by_marks(pause: Pause) -> float:
    return PAUSE_S if _is_sentence(pause.text) else SILENCE_S


def _by_words(pause: Pause) -> float:
    if is_unfinished(pause.text, pause.language, pause.asked):
        return WAIT_S
    return _by_marks(pause)


WAYS: dict[str, Way] = {
    **{f"silence of {s} s": (lambda _, s=s: s) for s in (0.25, 0.5, 0.9, 1.5, 3.0)},
    "the recogniser's speech_final (0.3 s)": lambda _: 0.3,
    "the recogniser's utterance_end (1 s)": lambda _: 1.0,
    "silence and marks (before)": _by_marks,
    "silence, marks and unfinished words": _by_words,
}
MARKS: dict[str, Callable[[str, bool], str]] = {
    "as labelled": lambda word, _: word,
    "none": lambda word, _: re.sub(r"[.,;:?!…]+$", "", word) or word,
    "a full stop at each pause": lambda word, pauses: (
        re.sub(r"[.,;:…]+$", "", word) + "." * (pauses and not word.endswith(("?", "!")))
    ),
}


def marked(call: LabelledCall, mark: Callable[[str, bool], str]) -> LabelledCall:
    """The call as another recogniser would mark its words."""
    turns = []
    for turn in call.turns:
        gaps = [b.start_ms - a.end_ms for a, b in zip(turn.words, turn.words[1:], strict=False)]
        words = [
            word.model_copy(update={"word": mark(word.word, gap > PAUSE_S * 1000)})
            for word, gap in zip(turn.words, [*gaps, 10**6], strict=False)
        ]
        turns.append(turn.model_copy(update={"words": words}))
    return call.model_copy(update={"turns": turns})


def pauses_of(call: LabelledCall) -> Iterator[Pause]:
    """The customer's pauses, in order."""
    ends = set(unit_ends(call))
    own = [(turn, w) for turn in call.turns if turn.speaker is Speaker.CUSTOMER for w in turn.words]
    said: list[str] = []
    for at, (turn, word) in enumerate(own):
        said.append(word.word)
        starts_ms = own[at + 1][1].start_ms if at + 1 < len(own) else 10**9
        silent_s = (starts_ms - word.end_ms) / 1000
        if silent_s > PAUSE_S:
            is_end = word.end_ms in ends
            asked = [
                t.text
                for t in call.turns
                if t.speaker is Speaker.AGENT and t.start_ms < turn.start_ms
            ]
            yield Pause(" ".join(said), "".join(asked[-1:]), call.language, silent_s, is_end)
        if word.end_ms in ends:
            said = []


def score_way(way: Way, pauses: Sequence[Pause]) -> Score:
    """What a way tells of these pauses."""
    score = Score(due=sum(pause.is_end for pause in pauses))
    for pause in pauses:
        if pause.silent_s >= (wait := way(pause)):
            score.told += 1
            if pause.is_end:
                score.met += 1
                score.delays.append(wait)
    return score


def coaches_of(call: LabelledCall) -> tuple[CoachFactory, Settings]:
    """What coaches a call; cards don't matter here."""
    settings = Settings(coach_language=call.language)
    return CoachFactory(load_playbook("support", "en"), None, CoachOptions.of(settings)), settings


def replayed(call: LabelledCall) -> list[TimedEvent]:
    """What the product makes of a call."""
    return replay(call, *coaches_of(call))


def score_answers(call: LabelledCall, events: Sequence[TimedEvent], score: Score) -> None:
    """Add when the coach took each turn of the customer as one to answer, with a card or not."""
    ends = unit_ends(call)
    turns = {e.data["turn_id"]: e.data for e in events if e.type is EventType.TURN_FINAL}
    answers: dict[str, int] = {}
    for event in events:
        is_answer = event.type is EventType.SUGGESTION_FINAL or (
            event.type is EventType.SUGGESTION_SUPPRESSED and event.data["reason"] != "unfinished"
        )
        if is_answer:
            answers.setdefault(event.data["turn_id"], event.at_ms)
    score.due += len(ends)
    score.told += len(answers)
    for turn_id, at_ms in answers.items():
        end_ms = turns[turn_id]["end_ms"]
        if any(abs(end_ms - end) <= NEAR_MS for end in ends):
            score.met += 1
            score.delays.append((at_ms - end_ms) / 1000)


def score_units(call: LabelledCall, events: Sequence[TimedEvent], score: Score) -> None:
    """Add the ends of the units that the product told."""
    counted = boundaries_of(call, events)
    score.told, score.due = score.told + counted.told, score.due + counted.due
    score.met += counted.met


def main() -> None:
    """Print a table for each way in which a recogniser marks its words."""
    parser = argparse.ArgumentParser(prog="python -m bench.boundaries", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, help="labelled calls, and folders of them")
    calls = [read_label_file(path).call for path in label_paths(parser.parse_args().paths)]
    for name, mark in MARKS.items():
        voices = zip(calls, cycle(VOICES), strict=False)
        said = [marked(spoken(call, voice), mark) for call, voice in voices]
        pauses = [pause for call in said for pause in pauses_of(call)]
        rows = [[way, *score_way(wait, pauses).row()] for way, wait in WAYS.items()]
        answers, units = Score(), Score()
        for call in said:
            events = replayed(call)
            score_answers(call, events, answers)
            score_units(call, events, units)
        rows += [["the product: answers", *answers.row()], ["the product: units", *units.row()]]
        print(f"\nMarks: {name}; {len(pauses)} pauses, {sum(p.is_end for p in pauses)} ends\n")
        print(
            table(
                ["the end is told after", "precision", "recall", "F1", "delay s", "9 of 10"], rows
            )
        )


if __name__ == "__main__":
    main()
