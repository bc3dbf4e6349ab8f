"""Call figures: who talked how much, and how long advice took, from the events of a call.

`docs/events.md` defines each figure. The console counts the same in JavaScript while a call goes
on; the calls in `tests/figures` hold the two together.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import floor
from typing import Any

from conversation.events.event import CallEvent, EventType
from conversation.quantile import quantile
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

_OVERLAP_MS = 250  # shorter overlaps are how people take turns, not interruptions
_PAUSE_MS = 3000  # a longer pause ends a stretch: the other party could have spoken
_LEAST_TALK_MS = 3000  # less tells nothing of a party's pace


def transcript(events: Sequence[CallEvent]) -> list[Turn]:
    """The turns of a call by their start."""
    turns = [Turn.from_dict(e.data) for e in events if e.type is EventType.TURN_FINAL]
    return sorted(turns, key=lambda turn: turn.start_ms)


def figures(events: Sequence[CallEvent]) -> dict[str, Any]:
    """Talk times (ms), shares (0 to 1), words a minute, counts, and latencies (ms) of a call."""
    cards = [event.data for event in events if event.type is EventType.SUGGESTION_FINAL]
    return figures_of(transcript(events), [latency_of(data) for data in cards])


def latency_of(card: Mapping[str, Any]) -> Mapping[str, int]:
    """What the data of a `suggestion.final` says of its waits, ms."""
    return card.get("latency_ms") or {}


def figures_of(said: Sequence[Turn], waits: Sequence[Mapping[str, int]]) -> dict[str, Any]:
    """The same, of a call's turns, and of the waits of each of its cards, as `latency_of`."""
    turns = sorted(said, key=lambda t: (t.start_ms, t.end_ms, t.speaker))
    own = {s.value: [t for t in turns if t.speaker is s] for s in Speaker}
    talk = {who: _covered(spoken) for who, spoken in own.items()}
    total = sum(talk.values())
    return {
        "talk_ms": talk,
        "talk_share": {
            who: _rounded(1000 * ms / total) / 1000 if total else None for who, ms in talk.items()
        },
        "words_per_minute": {who: _pace(spoken, talk[who]) for who, spoken in own.items()},
        "longest_turn_ms": {
            s.value: max((ms for turn, ms in stretches(turns) if turn.speaker is s), default=0)
            for s in Speaker
        },
        "turns": {who: len(spoken) for who, spoken in own.items()},
        "interruptions": {s.value: len(interrupting(turns, s)) for s in Speaker},
        "suggestions": len(waits),
        "latency_ms": _latency(waits),
    }


def stretches(turns: Sequence[Turn]) -> Iterator[tuple[Turn, int]]:
    """Each turn, with how long its party has kept the floor at its end, ms.

    Args:
        turns: Sorted by their start.
    """
    speaker, start, end = None, 0, 0
    for turn in turns:
        if turn.speaker is not speaker or turn.start_ms - end > _PAUSE_MS:
            speaker, start, end = turn.speaker, turn.start_ms, turn.end_ms
        end = max(end, turn.end_ms)
        yield turn, end - start


def interrupting(turns: Sequence[Turn], speaker: Speaker) -> list[Turn]:
    """The turns of a party that began well before the end of an earlier one of the other's."""
    found: list[Turn] = []
    until = 0
    for turn in sorted(turns, key=lambda t: (t.start_ms, t.speaker is not speaker)):
        if turn.speaker is not speaker:
            until = max(until, turn.end_ms)
        elif until - turn.start_ms > _OVERLAP_MS:
            found.append(turn)
    return found


def _covered(turns: Sequence[Turn]) -> int:
    """The time in which at least one of the turns (sorted by start) went on, in ms."""
    total = reached = 0
    for turn in turns:
        total += max(0, turn.end_ms - max(turn.start_ms, reached))
        reached = max(reached, turn.end_ms)
    return total


def _pace(turns: Sequence[Turn], talk_ms: int) -> int | None:
    if talk_ms < _LEAST_TALK_MS:
        return None
    return _rounded(sum(_words(turn.text) for turn in turns) * 60_000 / talk_ms)


def _words(text: str) -> int:
    return sum(word.isalnum() or any(map(str.isalnum, word)) for word in text.split())


def _rounded(value: float) -> int:
    """To the nearest whole number, halves up as in JavaScript."""
    return floor(value + 0.5)


def _latency(waits: Sequence[Mapping[str, int]]) -> dict[str, dict[str, int]]:
    found: dict[str, list[int]] = {}
    for latency in waits:
        for name, ms in latency.items():
            found.setdefault(name, []).append(ms)
    return {
        name: {"p50": quantile(values, 0.5), "p95": quantile(values, 0.95)}
        for name, values in found.items()
    }
