"""Call events: everything that leaves the pipeline, and the one record of a call.

Durable events are numbered 1, 2, 3… per call by the event log; passing events keep `seq=None`,
are not stored, and each is complete in itself.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson

VERSION = 1


class EventType(StrEnum):
    """The types of a call event; `docs/events.md` lists the data of each."""

    CALL_STARTED = "call.started"
    CALL_TRANSFERRED = "call.transferred"
    SPEECH_STARTED = "speech.started"
    SPEECH_STOPPED = "speech.stopped"
    TURN_PARTIAL = "turn.partial"
    TURN_FINAL = "turn.final"
    SUGGESTION_STARTED = "suggestion.started"
    SUGGESTION_DELTA = "suggestion.delta"
    SUGGESTION_FINAL = "suggestion.final"
    SUGGESTION_WITHDRAWN = "suggestion.withdrawn"
    SUGGESTION_SUPPRESSED = "suggestion.suppressed"
    SUGGESTION_FOLLOWED = "suggestion.followed"
    OBLIGATION_UPDATED = "obligation.updated"
    MEMORY_UPDATED = "memory.updated"
    USAGE_UPDATED = "usage.updated"
    INSIGHT_UPDATED = "insight.updated"
    STATUS = "status"
    ERROR = "error"
    FEEDBACK_RECORDED = "feedback.recorded"
    NOTE_ADDED = "note.added"
    ALERT_RAISED = "alert.raised"
    SCORECARD_CORRECTED = "scorecard.corrected"
    CALL_SUMMARY = "call.summary"
    CALL_ENDED = "call.ended"
    HEARTBEAT = "heartbeat"
    WHISPER_STARTED = "whisper.started"
    WHISPER_AUDIO = "whisper.audio"
    WHISPER_STOPPED = "whisper.stopped"

    @property
    def durable(self) -> bool:
        """Whether events of this type are numbered and stored."""
        return self not in PASSING


def event_type(name: str) -> EventType:
    """The type of this name, as the log or another process has it.

    One that only a newer version knows is passed on as it is: in a rolling upgrade, an older
    process shows its viewers the calls that a newer one has written.
    """
    try:
        return EventType(name)
    except ValueError:
        unknown = str.__new__(EventType, name)
        unknown._name_ = unknown._value_ = name
        return unknown


PASSING = frozenset(
    {
        EventType.SPEECH_STARTED,
        EventType.SPEECH_STOPPED,
        EventType.TURN_PARTIAL,
        EventType.SUGGESTION_DELTA,
        EventType.HEARTBEAT,
        EventType.WHISPER_STARTED,
        EventType.WHISPER_AUDIO,
        EventType.WHISPER_STOPPED,
    }
)
CUMULATIVE = frozenset({EventType.MEMORY_UPDATED, EventType.USAGE_UPDATED})
"""Durable types of which the last event of a call says all that those before it said."""


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One thing that happened in a call.

    Attributes:
        call_id: The provider's call id (Twilio's `CallSid`).
        type: What happened.
        at: When, timezone-aware, UTC.
        data: The details, JSON-able, as `docs/events.md` lists them for `type`.
        seq: The number in the call's log; None for a passing event, or before the log took it.
        trace_id: The trace of the work that it is of; None where nothing is traced.
    """

    call_id: str
    type: EventType
    at: datetime
    data: dict[str, Any] = field(default_factory=dict[str, Any])
    seq: int | None = None
    trace_id: str | None = None

    def numbered(self, seq: int) -> "CallEvent":
        """The same event with its number in the log."""
        return replace(self, seq=seq)

    def as_dict(self) -> dict[str, Any]:
        """The event as the JSON object of the contract."""
        event = {
            "v": VERSION,
            "seq": self.seq,
            "call_id": self.call_id,
            "type": self.type.value,
            "at": moment(self.at),
            "data": self.data,
        }
        return event | {"trace_id": self.trace_id} if self.trace_id else event

    def to_json(self) -> bytes:
        """The event as UTF-8 JSON, the same bytes in every channel."""
        return orjson.dumps(self.as_dict())


def moment(at: datetime) -> str:
    """A moment as the contract writes it: in UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_event(payload: bytes) -> CallEvent:
    """An event from its JSON.

    Raises:
        ValueError, KeyError, TypeError: It is not an event's JSON.
    """
    return event_of(orjson.loads(payload))


def event_of(fields: dict[str, Any]) -> CallEvent:
    """An event from its fields, as `as_dict` gives them.

    Raises:
        ValueError, KeyError, TypeError: They are not an event's.
    """
    at = datetime.fromisoformat(fields["at"])
    return CallEvent(
        fields["call_id"],
        event_type(fields["type"]),
        at,
        fields["data"],
        fields["seq"],
        fields.get("trace_id"),
    )
