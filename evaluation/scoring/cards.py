"""Cards of a replayed call: what the agent was shown, when, and about which turn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conversation.coaching.advice import Priority
from conversation.events.event import EventType
from conversation.speech.speakers import Speaker
from evaluation.labels.labelled_call import LabelledCall
from evaluation.replay.replay import TimedEvent


@dataclass(frozen=True, slots=True)
class FinalCard:
    """A card that was whole and not taken back.

    Attributes:
        suggestion_id: Unique in its call.
        at: The place among the call's turns of the customer's turn that it is about.
        shown_ms: When its first field was seen, ms from the start of the call.
        data: Its `suggestion.final`.
    """

    suggestion_id: str
    at: int
    shown_ms: int
    data: dict[str, Any]

    @property
    def headline(self) -> str:
        """What it tells the agent to do."""
        return self.data["headline"]

    @property
    def signals(self) -> list[str]:
        """What it reports, the leading signal first."""
        return self.data["signals_detected"]

    @property
    def urgency(self) -> int:
        """How urgent it is: the rank of its priority."""
        return Priority(self.data["priority"]).rank

    @property
    def words(self) -> str:
        """All that it advises, in small letters."""
        said = [self.headline, *self.data["questions"], self.data["recommended_direction"]]
        return " ".join(" ".join(said).casefold().split())


def cards_of(call: LabelledCall, events: Sequence[TimedEvent]) -> list[FinalCard]:
    """The cards of a call, in the order in which they were shown.

    A card is about the turn that it names. One that was shown only after a later turn of the
    customer had ended is about that one: so it looks to the agent.
    """
    spoken = spoken_turns(events)
    shown = _first_seen(events)
    withdrawn = {
        event.data["suggestion_id"]
        for event in events
        if event.type is EventType.SUGGESTION_WITHDRAWN
    }
    cards: list[FinalCard] = []
    for event in events:
        card_id = event.data.get("suggestion_id", "")
        if event.type is not EventType.SUGGESTION_FINAL or card_id in withdrawn:
            continue
        shown_ms = shown.get(card_id, event.at_ms)
        at = place_of(call, spoken, event.data["turn_id"], shown_ms)
        cards.append(FinalCard(card_id, at, shown_ms, event.data))
    return sorted(cards, key=lambda card: card.shown_ms)


def spoken_turns(events: Iterable[TimedEvent]) -> dict[str, tuple[int, int]]:
    """Where each turn begins and ends, ms, as the product told it."""
    return {
        event.data["turn_id"]: (event.data["start_ms"], event.data["end_ms"])
        for event in events
        if event.type is EventType.TURN_FINAL
    }


def _first_seen(events: Iterable[TimedEvent]) -> dict[str, int]:
    """When the first field of each card was seen: a card begins without any."""
    seen: dict[str, int] = {}
    for event in events:
        if event.type in (EventType.SUGGESTION_DELTA, EventType.SUGGESTION_FINAL):
            seen.setdefault(event.data["suggestion_id"], event.at_ms)
    return seen


def place_of(
    call: LabelledCall, spoken: Mapping[str, tuple[int, int]], turn_id: str, shown_ms: int
) -> int:
    """The place among the call's turns of the customer's turn that something is about.

    Args:
        call: The call.
        spoken: Its turns, as `spoken_turns` gives them.
        turn_id: The turn that is named.
        shown_ms: When it was told.
    """
    begin_ms, end_ms = spoken.get(turn_id, (shown_ms, shown_ms))
    own = [(at, turn) for at, turn in enumerate(call.turns) if turn.speaker is Speaker.CUSTOMER]
    named = [
        at
        for at, turn in own
        if turn.start_ms < end_ms and turn.end_ms > begin_ms and turn.start_ms <= shown_ms
    ]
    ended = [at for at, turn in own if turn.end_ms <= shown_ms]
    begun = [at for at, turn in own if turn.start_ms <= shown_ms]
    return max([*(named[-1:] or begun[-1:]), *ended[-1:]], default=own[0][0] if own else 0)
