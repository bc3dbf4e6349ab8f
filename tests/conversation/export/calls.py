"""Events of a small call, for tests of what is taken away of one."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from conversation.events.event import CallEvent, EventType
from conversation.export.transcript import Transcript, transcript_of

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
CARD: dict[str, Any] = {
    "suggestion_id": "s1",
    "turn_id": "c0",
    "headline": "Ask <why>",
    "questions": ["Why now?"],
}


def said(turn_id: str, text: str, start_ms: int | None, end_ms: int | None) -> dict[str, Any]:
    """The data of a turn; an id that begins with c is the customer's."""
    speaker = "customer" if turn_id.startswith("c") else "agent"
    times = {"start_ms": start_ms, "end_ms": end_ms}
    return {"turn_id": turn_id, "speaker": speaker, "text": text, "language": None} | times


def a_transcript(
    *turns: dict[str, Any],
    cards: Sequence[dict[str, Any]] = (),
    feedback: Sequence[dict[str, Any]] = (),
    language: str | None = None,
) -> Transcript:
    """The transcript of a call of these turns."""
    kinds = [(EventType.CALL_STARTED, {"language": language})]
    kinds += [(EventType.TURN_FINAL, turn) for turn in turns]
    kinds += [(EventType.SUGGESTION_FINAL, card) for card in cards]
    kinds += [(EventType.FEEDBACK_RECORDED, one) for one in feedback]
    kinds += [(EventType.CALL_ENDED, {"reason": "hangup", "duration_ms": 65_000})]
    events = [CallEvent("CA:1", kind, START, data, seq) for seq, (kind, data) in enumerate(kinds)]
    ended_at = START + timedelta(minutes=1)
    return transcript_of(
        events, started_at=START, ended_at=ended_at, source="text", agent_id="maria"
    )
