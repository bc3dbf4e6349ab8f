"""Events of a call that has ended, in a line each."""

from datetime import UTC, datetime, timedelta
from typing import Any

from conversation.events.event import CallEvent, EventType

BEGIN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
LATENCY = dict.fromkeys(
    (
        "from_speech_end_to_first",
        "from_speech_end_to_final",
        "from_turn_to_first",
        "from_turn_to_final",
    ),
    400,
)


def event(kind: EventType, ms: int, **data: Any) -> CallEvent:
    """An event at a time of the call."""
    return CallEvent("CA1", kind, BEGIN + timedelta(milliseconds=ms), data)


def started(language: str = "en", **more: Any) -> CallEvent:
    """The begin of the call."""
    playbook = {"name": "sales", "title": "Sales", "language": language, "stages": []}
    return event(EventType.CALL_STARTED, 0, playbook=playbook, language=language, **more)


def turn(turn_id: str, speaker: str, text: str, start_ms: int, end_ms: int) -> CallEvent:
    """A finished turn."""
    data = {"turn_id": turn_id, "speaker": speaker, "text": text}
    return event(EventType.TURN_FINAL, end_ms, **data, start_ms=start_ms, end_ms=end_ms)


def card(suggestion_id: str, turn_id: str, headline: str, ms: int, **more: Any) -> CallEvent:
    """A whole card."""
    data: dict[str, Any] = {
        "suggestion_id": suggestion_id,
        "turn_id": turn_id,
        "headline": headline,
        "questions": [],
        "recommended_direction": "",
        "signals_detected": [],
        "evidence": [],
        "latency_ms": LATENCY,
        "replaces": None,
        "lane": "instant",
        "specialist": "playbook",
        "priority": "high",
        "confidence": 0.9,
        "model": None,
        "prompt": None,
        "usage": None,
        "stages_reached": [],
        "sources": [],
        "expires_at_ms": None,
    }
    return event(EventType.SUGGESTION_FINAL, ms, **(data | more))
