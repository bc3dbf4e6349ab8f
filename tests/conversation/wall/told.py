"""Events of a call for the wall, in a line each."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from conversation.events.event import CallEvent, EventType
from conversation.wall.picture import CallPicture

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


class Told:
    """A call whose events a test writes, and its picture."""

    def __init__(self, **started: Any) -> None:
        """Start the call."""
        self.picture = CallPicture("CA1")
        self._numbers = count(1)
        self.tell(
            EventType.CALL_STARTED,
            0,
            **(
                {"source": "twilio", "participants": [], "parameters": {}, "language": "en"}
                | started
            ),
        )

    def event(self, kind: EventType, at_s: float, **data: Any) -> CallEvent:
        """An event at a second of the call."""
        seq = next(self._numbers) if kind.durable else None
        return CallEvent("CA1", kind, START + timedelta(seconds=at_s), data, seq)

    def tell(self, kind: EventType, at_s: float, **data: Any) -> bool:
        """Let the picture take an event."""
        return self.picture.take(self.event(kind, at_s, **data))

    def turn(self, speaker: str, text: str, start_s: float, end_s: float) -> None:
        """Let a party have said something."""
        times = {"start_ms": round(start_s * 1000), "end_ms": round(end_s * 1000)}
        data = {"turn_id": f"t{start_s}", "speaker": speaker, "text": text, "language": "en"}
        self.tell(EventType.TURN_FINAL, end_s, **data, **times, confidence=0.9)

    def card(self, at_s: float, headline: str, priority: str = "high", **more: Any) -> None:
        """Let a card have been shown."""
        data = {
            "suggestion_id": f"s{at_s}",
            "turn_id": "t0",
            "headline": headline,
            "questions": [],
            "recommended_direction": "",
            "signals_detected": [],
            "priority": priority,
        }
        self.tell(EventType.SUGGESTION_FINAL, at_s, **(data | more))

    def codes(self, at_s: float) -> list[str]:
        """The reasons of the risk at a second of the call."""
        risk = self.picture.risk(START + timedelta(seconds=at_s))
        return [reason.code.value for reason in risk.reasons]
