"""Call events for the tests of the stores, in a line each."""

from datetime import UTC, datetime
from typing import Any

from conversation.events.event import CallEvent, EventType
from stores.log.event_log import EventLog

NOON = datetime(2026, 11, 20, 12, 0, 0, 123_000, tzinfo=UTC)


def started(call_id: str, at: datetime = NOON, **data: Any) -> CallEvent:
    """A call begins, or comes back."""
    return CallEvent(call_id, EventType.CALL_STARTED, at, {"source": "text"} | data)


def said(call_id: str, text: str, at: datetime = NOON) -> CallEvent:
    """A turn with this text."""
    return CallEvent(call_id, EventType.TURN_FINAL, at, {"text": text})


def ended(call_id: str, at: datetime = NOON, reason: str = "hangup") -> CallEvent:
    """A call ends."""
    return CallEvent(call_id, EventType.CALL_ENDED, at, {"reason": reason, "duration_ms": 1})


async def hold_call(log: EventLog) -> None:
    """Store a call with one turn."""
    await log.append(started("A"))
    await log.append(said("A", "mysecretword"))
