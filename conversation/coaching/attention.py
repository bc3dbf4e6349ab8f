"""Attention policy: how urgent a card must be, how often one comes, how long it stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from conversation.coaching.advice import Priority

REPEAT_S = 60.0
"""A signal and a headline that were shown less than so long ago are no news."""
LATE_S = 10.0
"""Who is answered later has forgotten what they said."""
LIFE_S: Mapping[Priority, float] = {
    Priority.CRITICAL: 12.0,
    Priority.HIGH: 10.0,
    Priority.MEDIUM: 8.0,
    Priority.LOW: 6.0,
}
"""How long a whole card is of use; no less urgent one puts it away meanwhile."""
MID_SENTENCE_S = 1.0
"""An agent who has spoken for so long is in mid-sentence; before, a card is still of help."""


class Verbosity(StrEnum):
    """The verbosity of the coach: how much it may say."""

    QUIET = "quiet"
    NORMAL = "normal"
    TALKATIVE = "talkative"


@dataclass(frozen=True, slots=True)
class AttentionPolicy:
    """The agent's attention, in numbers. Critical cards pass by all of it but `least`.

    Attributes:
        least: The least urgent card that is shown.
        cards_a_minute: How many cards the agent may get a minute, over a call.
        burst: How many more than that may come at once.
        kept: How much of the burst a priority leaves to more urgent ones.
        cards_a_call: After so many, only critical ones come.
        gap_s: From the begin of one card to the begin of the next, at least.
        on_screen_s: How long a card is seen before an equally urgent one takes its place.
        hold_s: How long a card may wait for its place.
        agent_hold_s: How long it waits for an agent in mid-sentence, of that.
    """

    least: Priority
    cards_a_minute: float
    burst: float
    kept: Mapping[Priority, float]
    cards_a_call: int
    gap_s: float = 4.0
    on_screen_s: float = 2.0
    hold_s: float = 4.0
    agent_hold_s: float = 2.5


_KEPT = {Priority.HIGH: 0.0, Priority.MEDIUM: 2.0, Priority.LOW: 3.0}

POLICIES: Mapping[Verbosity, AttentionPolicy] = {
    Verbosity.QUIET: AttentionPolicy(Priority.HIGH, 0.75, 3, _KEPT, cards_a_call=30, gap_s=8),
    Verbosity.NORMAL: AttentionPolicy(Priority.MEDIUM, 1.25, 5, _KEPT, cards_a_call=60),
    Verbosity.TALKATIVE: AttentionPolicy(Priority.LOW, 6, 8, _KEPT, cards_a_call=240, gap_s=2),
}
