"""Turn boundaries: where the customer's thoughts end, as labelled and as the product cut them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from conversation.events.event import EventType
from conversation.speech.backchannels import is_backchannel
from conversation.speech.floor import LONGEST_PAUSE_MS
from conversation.speech.speakers import Speaker
from evaluation.labels.labelled_call import LabelledCall
from evaluation.replay.replay import TimedEvent
from evaluation.replay.script import words_of

NEAR_MS = 500
"""How far from the end of a thought a boundary may be."""
BACKCHANNEL = "backchannel"
"""The kind of a turn that shows that its speaker listens, and takes no floor."""


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The boundaries of a call's customer, counted.

    Attributes:
        told: How many the product told.
        due: How many there are.
        met: How many of them it told.
        lost: Words of either party that are in no turn.
        doubled: Words that are there once too often.
    """

    told: int
    due: int
    met: int
    lost: int
    doubled: int


def boundaries_of(call: LabelledCall, events: Sequence[TimedEvent]) -> Boundaries:
    """Count the boundaries and the words of a replayed call."""
    turns = [event.data for event in events if event.type is EventType.TURN_FINAL]
    ends: dict[str, int] = {}
    for turn in turns:
        if turn["speaker"] == Speaker.CUSTOMER:
            unit = turn.get("unit_id") or turn["turn_id"]
            ends[unit] = max(ends.get(unit, 0), turn["end_ms"])
    due = unit_ends(call)
    lost, doubled = _words_amiss(call, sorted(turns, key=lambda turn: turn["start_ms"]))
    return Boundaries(len(ends), len(due), _met(due, sorted(ends.values())), lost, doubled)


def unit_ends(call: LabelledCall) -> list[int]:
    """Where the customer's thoughts end, ms: turns with no real turn of the agent's between."""
    ends: list[int] = []
    goes_on, said = False, ""
    for turn in call.turns:
        if turn.speaker is Speaker.AGENT:
            is_within = bool(ends) and turn.end_ms <= ends[-1]
            follows = BACKCHANNEL in turn.kind or is_backchannel(
                turn.text, after_question=said.endswith("?"), said=said
            )
            goes_on = goes_on and (is_within or follows)
        elif goes_on and turn.start_ms - ends[-1] <= LONGEST_PAUSE_MS:
            ends[-1] = max(ends[-1], turn.end_ms)
        else:
            ends.append(turn.end_ms)
        if turn.speaker is Speaker.CUSTOMER:
            goes_on, said = True, turn.text
    return ends


def _met(due: Sequence[int], told: Sequence[int]) -> int:
    """How many of the ends have one of their own near, both in order."""
    met = at = 0
    for end in due:
        while at < len(told) and told[at] < end - NEAR_MS:
            at += 1
        if at < len(told) and told[at] <= end + NEAR_MS:
            met, at = met + 1, at + 1
    return met


def _words_amiss(call: LabelledCall, turns: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    lost = doubled = 0
    for speaker in Speaker:
        said = [word.word for word in words_of(call, speaker)]
        said = " ".join(said).split()
        told = " ".join(turn["text"] for turn in turns if turn["speaker"] == speaker).split()
        if said == told:
            continue
        for kind, a, b, c, d in SequenceMatcher(None, said, told, autojunk=False).get_opcodes():
            if kind == "delete":
                lost += b - a
            elif kind == "insert":
                doubled += d - c
            elif kind == "replace" and not any("[" in word for word in told[c:d]):
                lost, doubled = lost + b - a, doubled + d - c  # what is hidden is not lost
    return lost, doubled
