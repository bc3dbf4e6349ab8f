"""Facts of an ended call: what all criteria of its scorecard are judged by, read once."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from conversation.after_call.call_language import language_of
from conversation.after_call.following.follow_through import follow_through
from conversation.after_call.following.outcome import CardOutcome
from conversation.after_call.scorecard.result import Proof, proof
from conversation.coaching.playbook import Playbook
from conversation.events.event import CallEvent, EventType
from conversation.events.figures import figures, transcript
from conversation.memory.turn_reader import TurnReading, turn_reader
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

_TEN_MINUTES_MS = 600_000
_SHORT_MS = 60_000


class ScorecardFacts:
    """The facts of one call.

    Attributes:
        events: The durable events, in their order.
        playbook: By which it was coached, where that is still there.
        language: BCP-47 tag.
        turns: What was said, by its start.
    """

    def __init__(self, events: Sequence[CallEvent], playbook: Playbook | None) -> None:
        """Read a call's events."""
        self.events = events
        self.playbook = playbook
        self.language = language_of(events, playbook.language if playbook else "en")
        self.turns = sorted(transcript(events), key=lambda t: (t.start_ms, t.end_ms, t.speaker))
        self._by_id = {turn.turn_id: turn for turn in self.turns}

    @cached_property
    def figures(self) -> dict[str, Any]:
        """The call's figures, as REST tells them."""
        return figures(self.events)

    @property
    def length_ms(self) -> int:
        """Until the end of the last turn."""
        return max((turn.end_ms for turn in self.turns), default=0)

    @property
    def is_short(self) -> bool:
        """Whether it is too short to say how often something comes."""
        return self.length_ms < _SHORT_MS

    def in_ten_minutes(self, count: int) -> float:
        """How many there would be in ten minutes."""
        return round(count * _TEN_MINUTES_MS / max(self.length_ms, 1), 1)

    def of(self, speaker: Speaker) -> list[Turn]:
        """A party's turns."""
        return [turn for turn in self.turns if turn.speaker is speaker]

    def read(self, turn: Turn) -> TurnReading:
        """What a turn tells."""
        return turn_reader(self.language).read(turn)

    def proofs(self, quotes: Sequence[Mapping[str, Any]]) -> list[Proof]:
        """The proofs that an event's evidence is, of turns that are there."""
        known = ((self._by_id.get(one["turn_id"]), one["quote"]) for one in quotes)
        return [proof(turn, quote) for turn, quote in known if turn]

    def data_of(self, kind: EventType) -> list[dict[str, Any]]:
        """The data of the events of a type, in their order."""
        return [event.data for event in self.events if event.type is kind]

    @cached_property
    def outcomes(self) -> dict[str, tuple[CardOutcome, list[Proof]]]:
        """What the agent made of each card, told or found by rules, with the words that show it."""
        told = self.data_of(EventType.SUGGESTION_FOLLOWED)
        found = [payload.as_data() for payload in follow_through(self.events)]
        return {
            data["suggestion_id"]: (
                CardOutcome(data["outcome"]),
                self.proofs([data]) if data["turn_id"] else [],
            )
            for data in (*found, *told)
        }
