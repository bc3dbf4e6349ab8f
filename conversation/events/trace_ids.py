"""Trace id: by it an event, the log lines and the spans of the same work are found together.

A turn of a call is a trace, and the call itself is one. The ids follow from the call's and the
turn's, so that whoever knows these can look for it, in any process.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from conversation.events.event import EventType

_HEX_DIGITS = 32  # as W3C Trace Context has it


def trace_id(call_id: str, turn_id: str | None = None) -> str:
    """The trace of a turn of a call, or of the call itself: 32 hex digits."""
    work = f"{call_id}\0{turn_id}" if turn_id else call_id
    return sha256(work.encode()).hexdigest()[:_HEX_DIGITS]


class TracedTurns:
    """The turns that the events of one call belong to.

    An event that names a card belongs to the turn that the card is about.
    """

    def __init__(self) -> None:
        """Know no card."""
        self._of_card: dict[str, str] = {}

    def of(self, kind: EventType, data: Mapping[str, Any]) -> str | None:
        """The turn of an event; None where it is the call's own."""
        turn_id, card = data.get("turn_id"), data.get("suggestion_id")
        if kind is EventType.SUGGESTION_STARTED and card and turn_id:
            self._of_card[card] = turn_id
        return self._of_card.get(card or "", turn_id)
