"""Transcript of a call to take away: what was said and shown, from its events.

It holds what the log holds: what `REDACT` hid there is hidden here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conversation.after_call.call_language import told_language
from conversation.after_call.call_length import told_length
from conversation.after_call.call_playbooks import TELLING
from conversation.events.event import CallEvent, EventType

MS_A_CHARACTER = 60
"""How long words take to be said, where no times are known: about 15 characters a second."""
LEAST_MS = 1000
TRANSCRIPT_TYPES = TELLING | {
    EventType.TURN_FINAL,
    EventType.SUGGESTION_FINAL,
    EventType.FEEDBACK_RECORDED,
    EventType.CALL_ENDED,
}
"""The types of the events that it reads."""


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """A turn in the transcript.

    Attributes:
        turn_id: Unique in the call.
        speaker: `customer` or `agent`.
        text: What was said.
        start_ms: Its begin on the call's clock; never before 0.
        end_ms: Its end; always after its begin.
        timed: Whether both are the turn's own, not reckoned by the length of its text.
        language: BCP-47 tag, where the recogniser tells it.
    """

    turn_id: str
    speaker: str
    text: str
    start_ms: int
    end_ms: int
    timed: bool
    language: str | None


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A whole card that was shown to the agent.

    Attributes:
        data: Of its `suggestion.final`.
        ratings: What the agent said of it, in order; those of its sources are not among them.
    """

    data: Mapping[str, Any]
    ratings: Sequence[str]


@dataclass(frozen=True, slots=True)
class Transcript:
    """A call to take away.

    Attributes:
        call_id: The provider's call id.
        started_at: Its first `call.started`.
        ended_at: Its last `call.ended`; None while it goes on.
        duration_ms: How long it was on its own clock; None while it goes on.
        source: Where it came from.
        agent_id: Whose it is.
        language: BCP-47 tag of the call, where it is known.
        lines: Its turns, by their begin.
        cards: Its cards, in the order in which they were whole.
    """

    call_id: str
    started_at: datetime
    ended_at: datetime | None
    duration_ms: int | None
    source: str
    agent_id: str | None
    language: str | None
    lines: Sequence[TranscriptLine]
    cards: Sequence[ShownCard]

    def cards_of(self, turn_id: str) -> list[ShownCard]:
        """The cards about a turn."""
        return [card for card in self.cards if card.data.get("turn_id") == turn_id]

    @property
    def other_cards(self) -> list[ShownCard]:
        """The cards about no turn of the transcript, as those of an answered question may be."""
        turns = {line.turn_id for line in self.lines}
        return [card for card in self.cards if card.data.get("turn_id") not in turns]


def transcript_of(
    events: Sequence[CallEvent],
    *,
    started_at: datetime,
    ended_at: datetime | None,
    source: str,
    agent_id: str | None,
) -> Transcript:
    """The transcript of a call by its durable events, of which there is one at least."""
    return Transcript(
        call_id=events[0].call_id,
        started_at=started_at,
        ended_at=ended_at,
        duration_ms=told_length(events),
        source=source,
        agent_id=agent_id,
        language=told_language(events),
        lines=_lines([e.data for e in events if e.type is EventType.TURN_FINAL]),
        cards=_cards(events),
    )


def _lines(turns: Sequence[Mapping[str, Any]]) -> list[TranscriptLine]:
    lines: list[TranscriptLine] = []
    reached = 0
    for turn in turns:
        start, end = turn.get("start_ms"), turn.get("end_ms")
        text = str(turn.get("text") or "")
        begin = reached if start is None else max(0, start)
        timed = start is not None and end is not None and end > begin
        least = max(LEAST_MS, MS_A_CHARACTER * len(text))
        until = end if timed and end is not None else begin + least
        reached = max(reached, until)
        lines.append(
            TranscriptLine(
                str(turn.get("turn_id")),
                str(turn.get("speaker")),
                text,
                begin,
                until,
                timed,
                turn.get("language"),
            )
        )
    return sorted(lines, key=lambda line: line.start_ms)


def _cards(events: Sequence[CallEvent]) -> list[ShownCard]:
    ratings: dict[str, list[str]] = {}
    for event in events:
        if event.type is EventType.FEEDBACK_RECORDED and not event.data.get("source"):
            rated = ratings.setdefault(str(event.data.get("suggestion_id")), [])
            rated.append(str(event.data.get("rating")))
    return [
        ShownCard(event.data, ratings.get(str(event.data.get("suggestion_id")), []))
        for event in events
        if event.type is EventType.SUGGESTION_FINAL
    ]
