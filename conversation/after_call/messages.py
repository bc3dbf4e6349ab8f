"""Messages of a write-back: what a webhook is sent of a call, versioned, and known again by its id.

| type            | sent where                    | `data` beside `call`                      |
|-----------------|-------------------------------|-------------------------------------------|
| `call.ended`    | the call has ended            | `figures`, `obligations`                  |
| `call.summary`  | there is a summary            | `summary`: the event's data               |
| `call.score`    | the call was judged           | `score`: its total and its criteria       |
| `call.alert`    | an alert was raised, at once  | `alert`: the event's data                 |
| `call.feedback` | the agent has rated something | `feedback`: each `feedback.recorded`      |
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

import orjson

from conversation.after_call.note import SCORE, SUMMARY, CallNote, NoteFacts
from conversation.events.event import EventType, moment

VERSION = 1
_HEX = 32


class MessageType(StrEnum):
    """The types of a message."""

    CALL_ENDED = "call.ended"
    CALL_SUMMARY = "call.summary"
    CALL_SCORE = "call.score"
    CALL_FEEDBACK = "call.feedback"
    CALL_ALERT = "call.alert"


_EVENTS = {
    MessageType.CALL_ENDED: EventType.CALL_ENDED.value,
    MessageType.CALL_SUMMARY: SUMMARY,
    MessageType.CALL_SCORE: SCORE,
    MessageType.CALL_FEEDBACK: EventType.FEEDBACK_RECORDED.value,
}
"""The event by whose number a message is told from an older one of its type."""


@dataclass(frozen=True, slots=True)
class CallMessage:
    """A message.

    Attributes:
        type: What it tells.
        call_id: Of which call.
        revision: The number of the event that it tells of.
        at: When the call ended, or the alert was raised.
        data: The details.
    """

    type: MessageType
    call_id: str
    revision: int
    at: datetime | None
    data: Mapping[str, Any] = field(repr=False)

    def body(self) -> bytes:
        """The bytes that are signed and sent."""
        told = {"v": VERSION, "type": self.type.value, "timestamp": self.at and moment(self.at)}
        return orjson.dumps(told | {"data": self.data})


def messages_of(note: CallNote) -> list[CallMessage]:
    """The messages that a note has something for; of a call that goes on, the alerts alone."""
    facts = note.facts
    alerts = [
        CallMessage(
            MessageType.CALL_ALERT,
            facts.call_id,
            one.number,
            one.at,
            {"call": _call(facts), "alert": one.data},
        )
        for one in note.alerts
    ]
    return alerts if facts.ended_at is None else [*alerts, *_of_ended(note)]


def _of_ended(note: CallNote) -> list[CallMessage]:
    facts = note.facts
    parts: dict[MessageType, dict[str, Any] | None] = {
        MessageType.CALL_ENDED: {"figures": note.figures, "obligations": _obligations(note)},
        MessageType.CALL_SUMMARY: {"summary": note.summary.data} if note.summary else None,
        MessageType.CALL_SCORE: {"score": note.score.data} if note.score else None,
        MessageType.CALL_FEEDBACK: {"feedback": note.feedback} if note.feedback else None,
    }
    call = _call(facts)
    return [
        CallMessage(
            kind, facts.call_id, note.revisions.get(_EVENTS[kind], 0), facts.ended_at,
            {"call": call} | part,
        )
        for kind, part in parts.items()
        if part is not None
    ]  # fmt: skip


def delivery_key(target: str, call_id: str, kind: str, revision: int | str) -> str:
    """The id of a delivery: the same for the same thing to the same target, however often."""
    said = "\0".join((target, call_id, kind, str(revision)))
    return f"msg_{sha256(said.encode()).hexdigest()[:_HEX]}"


def _call(facts: NoteFacts) -> dict[str, Any]:
    return {
        "call_id": facts.call_id,
        "source": facts.source,
        "agent_id": facts.agent_id,
        "language": facts.language,
        "playbook": facts.playbook,
        "started_at": facts.started_at and moment(facts.started_at),
        "ended_at": facts.ended_at and moment(facts.ended_at),
        "reason": facts.reason,
        "duration_ms": facts.duration_ms,
        "parameters": dict(facts.parameters),
    }


def _obligations(note: CallNote) -> list[dict[str, str]]:
    return [
        {"obligation_id": one.obligation_id, "title": one.title, "state": one.state}
        for one in note.obligations
    ]
