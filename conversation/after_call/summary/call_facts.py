"""Call facts for a summary: what the events of an ended call say of it, besides what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conversation.after_call.call_language import language_of
from conversation.after_call.call_playbooks import TELLING, playbooks_of
from conversation.after_call.obligations import standings
from conversation.after_call.summary.lead_reading import Unmet
from conversation.events.event import CallEvent, EventType
from conversation.events.figures import transcript
from conversation.speech.turns import Turn

FACTS_TYPES = TELLING | {
    EventType.TURN_FINAL,
    EventType.OBLIGATION_UPDATED,
    EventType.USAGE_UPDATED,
}
"""The types of the events that they are read from; of usages the last one."""


@dataclass(frozen=True, slots=True)
class CallFacts:
    """The facts of a call.

    Attributes:
        turns: Its turns by their start.
        language: BCP-47 tag of what was said; English where nothing tells it.
        playbook: The name of the playbook that it was coached with; None where none is told.
        unmet: The obligations that were not met.
        usage: The data of the last `usage.updated`, if there was one.
    """

    turns: Sequence[Turn]
    language: str
    playbook: str | None
    unmet: Sequence[Unmet]
    usage: Mapping[str, Any] | None

    @classmethod
    def of(cls, events: Sequence[CallEvent]) -> "CallFacts":
        """The facts that the events of a call tell; of each the last one counts."""
        book: Mapping[str, Any] = next(playbooks_of(events), dict[str, Any]())
        usages = (e.data for e in reversed(events) if e.type is EventType.USAGE_UPDATED)
        return cls(
            transcript(events),
            language_of(events),
            book.get("name"),
            [(one.title, one.turn_ids) for one in standings(events) if one.is_unmet],
            next(usages, None),
        )
