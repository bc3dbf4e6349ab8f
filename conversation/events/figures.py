"""The figures of a call, from its events: who talked how much, and how long advice took."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from conversation.events.event import CallEvent, EventType
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

# Shorter overlaps are how people take turns, not interruptions; the console counts the same way.
_OVERLAP_MS = 250


def transcript(events: Sequence[CallEvent]) -> list[Turn]:
    """The turns of a call by their start."""
    turns = [Turn.from_dict(e.data) for e in events if e.type is EventType.TURN_FINAL]
    return sorted(turns, key=lambda turn: turn.start_ms)


def figures(events: Sequence[CallEvent]) -> dict[str, Any]:
    """Talk times (ms), shares (0 to 1), words a minute, counts, and latencies (ms) of a call."""
    turns = transcript(events)
    talk = {s: sum(t.end_ms - t.start_ms for t in turns if t.speaker is s) for s in Speaker}
    total = sum(talk.values())
    return {
        "talk_ms": {s.value: talk[s] for s in Speaker},
        "talk_share": {s.value: round(talk[s] / total, 3) if total else None for s in Speaker},
        "words_per_minute": {s.value: _pace(turns, s, talk[s]) for s in Speaker},
        "longest_turn_ms": {
            s.value: max((t.end_ms - t.start_ms for t in turns if t.speaker is s), default=0)
            for s in Speaker
        },
        "turns": {s.value: sum(t.speaker is s for t in turns) for s in Speaker},
        "interruptions": {s.value: _interruptions(turns, s) for s in Speaker},
        "suggestions": sum(e.type is EventType.SUGGESTION_FINAL for e in events),
        "latency_ms": _latency(events),
    }


def _pace(turns: Sequence[Turn], speaker: Speaker, talk_ms: int) -> int | None:
    words = sum(len(t.text.split()) for t in turns if t.speaker is speaker)
    return round(words * 60_000 / talk_ms) if talk_ms else None


def _interruptions(turns: Sequence[Turn], speaker: Speaker) -> int:
    """How often the party began to speak well before the other one had ended."""
    count, until = 0, 0
    for turn in turns:
        if turn.speaker is not speaker:
            until = max(until, turn.end_ms)
        else:
            count += until - turn.start_ms > _OVERLAP_MS
    return count


def _latency(events: Sequence[CallEvent]) -> dict[str, dict[str, int]]:
    waits: dict[str, list[int]] = {}
    for event in events:
        if event.type is EventType.SUGGESTION_FINAL:
            latency: dict[str, int] = event.data.get("latency_ms") or {}
            for name, ms in latency.items():
                waits.setdefault(name, []).append(ms)
    return {
        name: {"p50": _quantile(values, 0.5), "p95": _quantile(values, 0.95)}
        for name, values in waits.items()
    }


def _quantile(values: list[int], q: float) -> int:
    return sorted(values)[ceil(q * len(values)) - 1]
