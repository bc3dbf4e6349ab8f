"""Held-back card: what the coach had to say at a turn, and why it was not shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversation.events.event import EventType
from evaluation.labels.labelled_call import LabelledCall
from evaluation.replay.replay import TimedEvent
from evaluation.scoring.cards import place_of, spoken_turns


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A card that was not shown.

    Attributes:
        at: The place of its turn among the call's turns.
        reason: Why it was held back.
        headline: What it says.
    """

    at: int
    reason: str
    headline: str


def held_back(call: LabelledCall, events: Sequence[TimedEvent]) -> list[HeldBack]:
    """The cards of a call that were held back, in order."""
    spoken = spoken_turns(events)
    return [
        HeldBack(
            place_of(call, spoken, event.data["turn_id"], event.at_ms),
            event.data["reason"],
            event.data["headline"],
        )
        for event in events
        if event.type is EventType.SUGGESTION_SUPPRESSED and event.data.get("headline")
    ]
