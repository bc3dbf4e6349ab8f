"""An ended call as its events, with what work after it adds."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from conversation.after_call.told_score import Score
from conversation.events.event import CallEvent, EventType

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
CALL = "CA-maria"
CARD = "4242 4242 4242 4242"
SUMMARY: dict[str, Any] = {
    "customer": {
        "wants": [{"text": "A plan for ten people.", "turn_ids": ["t1"]}],
        "agreed": [{"text": "A call on Friday.", "turn_ids": ["t2"]}],
        "open": [],
    },
    "lead": {
        "stage": {"id": "close", "title": "negotiation", "turn_id": "t2"},
        "risks": [{"text": "They look at Acme too.", "turn_ids": ["t1"]}],
        "next_step": {"text": "Send the offer", "date": "2026-11-27", "turn_ids": ["t2"]},
    },
    "minutes": [{"text": "They asked for a plan.", "turn_ids": ["t1"]}],
    "email": {"subject": "Our offer", "body": "Dear Ada, here is the offer."},
    "disposition": {"value": "interested", "turn_ids": ["t2"]},
    "fields": {
        "budget": {"value": "20000", "quote": "twenty thousand", "confidence": 0.9},
        "need": {"value": f"Pays by {CARD}", "quote": "", "confidence": 0.5},
        "timeline": "not asked",
    },
}
SCORE = Score(58, {"total": 58, "criteria": []})


def _event(seq: int, kind: str, data: dict[str, Any]) -> CallEvent:
    """An event, also of a type that is not there yet."""
    names = {one.value for one in EventType}
    known = EventType(kind) if kind in names else cast("EventType", SimpleNamespace(value=kind))
    return CallEvent(CALL, known, START + timedelta(seconds=seq), data, seq)


def events(*more: tuple[str, dict[str, Any]], ends: bool = True) -> list[CallEvent]:
    """A call's events: its start, a turn of each party, what is added, and its end before that."""
    started = {
        "source": "twilio",
        "parameters": {"agent_id": "maria", "customer_number": "+14155550123"},
        "playbook": {"name": "sales"},
        "language": "en",
    }
    turns = [
        {"turn_id": "t1", "speaker": "customer", "text": "Hi.", "start_ms": 0, "end_ms": 6000},
        {"turn_id": "t2", "speaker": "agent", "text": "Hello.", "start_ms": 6000, "end_ms": 8000},
    ]
    told: list[tuple[str, dict[str, Any]]] = [("call.started", started)]
    told += [("turn.final", turn) for turn in turns]
    if ends:
        told.append(("call.ended", {"reason": "hangup", "duration_ms": 125_000}))
    return [_event(seq, kind, data) for seq, (kind, data) in enumerate([*told, *more], 1)]


WHOLE = (
    (
        "obligation.updated",
        {"obligation_id": "notice", "title": "Say it is recorded", "state": "missed"},
    ),
    ("call.summary", SUMMARY),
    (
        "feedback.recorded",
        {"suggestion_id": "s1", "rating": "useful", "comment": f"for {CARD}", "by": "maria"},
    ),
)
"""All that may be told of a call."""
