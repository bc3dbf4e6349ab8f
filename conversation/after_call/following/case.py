"""Card case: a card that the agent saw, and what was said after it.

    card shown ├── 60 s: in time ──┤── too late ── 300 s ┤ another matter

A card that another one replaced before it could be read is no case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conversation.events.event import CallEvent, EventType
from conversation.events.figures import transcript
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

IN_TIME_MS = 60_000
"""What a card advises is of use for so long: then the talk is about something else."""
LOOKED_AT_MS = 300_000
_READ_S = 2.0
"""The least time in which a card is read."""
_GLANCE_MS = 1_000
"""A turn of the agent's that ends sooner was no answer to the card."""


@dataclass(frozen=True, slots=True)
class CardCase:
    """A card and its aftermath.

    Attributes:
        suggestion_id: The card.
        headline: What it says, and the same of the next three.
        questions: To ask, word for word.
        direction: Where it leads the call.
        signals: What it answers.
        shown_ms: When the agent saw it, on the call's clock.
        after: The turns of both parties after it, oldest first, as far as they are looked at.
    """

    suggestion_id: str
    headline: str
    questions: Sequence[str]
    direction: str
    signals: Sequence[str]
    shown_ms: int
    after: Sequence[Turn]

    @property
    def agent_turns(self) -> list[Turn]:
        """What the agent said after it."""
        return [turn for turn in self.after if turn.speaker is Speaker.AGENT]

    def is_late(self, turn: Turn) -> bool:
        """Whether a turn began when the card was of no use any more."""
        return turn.start_ms - self.shown_ms > IN_TIME_MS


def cases(events: Sequence[CallEvent]) -> list[CardCase]:
    """The cases of a call, in the order of their cards."""
    turns = transcript(events)
    ends = {turn.turn_id: turn.end_ms for turn in turns}
    began = next((e.at for e in events if e.type is EventType.CALL_STARTED), None)
    replaced = _replaced(events)
    finals = [e for e in events if e.type is EventType.SUGGESTION_FINAL]
    return [
        _case(event.data, _shown_ms(event, ends, began), turns)
        for event in finals
        if not _is_unread(event, replaced.get(event.data["suggestion_id"]))
    ]


def _replaced(events: Sequence[CallEvent]) -> dict[str, datetime]:
    """When each replaced card was."""
    return {
        event.data["replaces"]: event.at
        for event in events
        if event.type is EventType.SUGGESTION_FINAL and event.data.get("replaces")
    }


def _is_unread(event: CallEvent, replaced_at: datetime | None) -> bool:
    return replaced_at is not None and (replaced_at - event.at).total_seconds() < _READ_S


def _shown_ms(event: CallEvent, ends: dict[str, int], began: datetime | None) -> int:
    data = event.data
    if data["turn_id"] in ends:
        latency: dict[str, int] = data.get("latency_ms") or {}
        return ends[data["turn_id"]] + latency.get("from_speech_end_to_first", 0)
    return round((event.at - began).total_seconds() * 1000) if began else 0


def _case(data: dict[str, Any], shown_ms: int, turns: Sequence[Turn]) -> CardCase:
    until = shown_ms + LOOKED_AT_MS
    after = [t for t in turns if t.end_ms > shown_ms + _GLANCE_MS and t.start_ms <= until]
    return CardCase(
        data["suggestion_id"],
        data["headline"],
        tuple(data["questions"]),
        data["recommended_direction"],
        tuple(data["signals_detected"]),
        shown_ms,
        [turn for turn in after if turn.turn_id != data["turn_id"]],
    )
