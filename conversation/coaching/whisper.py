"""Whisper: which headline is said into a listener's ear, and when.

Whoever speaks in the call goes first, to the end of their sentence:

    quiet ──speech.started──► speaks ──speech.stopped──► pauses ──turn.final, or 2.5 s──► quiet
                                 ▲                          │
                                 └─────speech.started───────┘

A headline waits for both parties to be quiet. It is cut off when one of them begins, and said once
more from its beginning; for good, when a newer card has a headline, or its own is taken back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conversation.events.event import EventType

# The words of speech that has ended come within TURN_STT_WAIT_SECS, 2 s; noise has none.
_TURN_END_S = 2.5
# A party of whom nothing comes for so long does not speak: the event of the end was lost.
_LONGEST_S = 30.0
_TRIES = 2


class WhisperEnd(StrEnum):
    """The reasons why a whisper ends."""

    SAID = "said"
    INTERRUPTED = "interrupted"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Say:
    """The step to say a card's headline now."""

    suggestion_id: str
    headline: str


@dataclass(frozen=True, slots=True)
class Hush:
    """The step to break off what is being said."""

    reason: WhisperEnd


@dataclass(slots=True)
class _Card:
    number: int  # in the order in which the cards began
    suggestion_id: str
    headline: str
    expires_at_ms: int | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True)
class _Voice:
    until: float
    speaks: bool


class Whisper:
    """The whisper to one listener, by the call's events from the time when they asked."""

    def __init__(self) -> None:
        """Know nothing yet, and take it that nobody speaks."""
        self._voices: dict[str, _Voice] = {}
        self._numbers: dict[str, int] = {}
        self._begun = 0
        self._newest = 0
        self._call_ms = 0
        self._card: _Card | None = None
        self._saying: _Card | None = None

    @property
    def due(self) -> float | None:
        """When to ask again though nothing happens: a headline waits for a party to be quiet."""
        return self._quiet_at() if self._waiting() and self._voices else None

    def hear(self, kind: EventType, data: Mapping[str, Any], now: float) -> None:
        """Take in an event of the call.

        Args:
            kind: Its type.
            data: Its data.
            now: Seconds of any clock that never goes back.
        """
        match kind:
            case EventType.SPEECH_STARTED | EventType.SPEECH_STOPPED:
                speaks = kind is EventType.SPEECH_STARTED
                length_s = _LONGEST_S if speaks else _TURN_END_S
                self._voices[data["speaker"]] = _Voice(now + length_s, speaks)
                self._call_ms = max(self._call_ms, data["offset_ms"])
            case EventType.TURN_PARTIAL:
                self._partial(data["speaker"], now)
            case EventType.TURN_FINAL:
                self._call_ms = max(self._call_ms, data["end_ms"])
                # A party who has begun their next sentence goes on.
                if (voice := self._voices.get(data["speaker"])) and not voice.speaks:
                    del self._voices[data["speaker"]]
            case EventType.CALL_ENDED:
                self._voices.clear()
                self._card = None
            case _:
                self._hear_of_card(kind, data)

    def next(self, now: float) -> Say | Hush | None:
        """What is to be done now; ask until there is nothing."""
        card, saying = self._card, self._saying
        is_quiet = self._quiet_at() <= now
        if saying is None:
            if not is_quiet or not card or not self._waiting():
                return None
            card.tries += 1
            self._saying = card
            return Say(card.suggestion_id, card.headline)
        if card is saying and is_quiet:
            return None
        self._saying = None
        if card is saying:
            return Hush(WhisperEnd.INTERRUPTED)
        return Hush(WhisperEnd.REPLACED if card else WhisperEnd.WITHDRAWN)

    def over(self) -> None:
        """What was being said has been said, or can't be."""
        if self._saying:
            self._saying.tries = _TRIES
            self._saying = None

    def _partial(self, speaker: str, now: float) -> None:
        """Words come of who speaks; of a call in text they are all that tells it."""
        voice = self._voices.get(speaker)
        speaks = voice is not None and voice.speaks
        self._voices[speaker] = _Voice(now + (_LONGEST_S if speaks else _TURN_END_S), speaks)

    def _hear_of_card(self, kind: EventType, data: Mapping[str, Any]) -> None:
        suggestion_id = data.get("suggestion_id", "")
        match kind:
            case EventType.SUGGESTION_STARTED:
                self._number(suggestion_id)
            case EventType.SUGGESTION_DELTA:
                self._show(suggestion_id, data["partial"].get("headline"), None)
            case EventType.SUGGESTION_FINAL:
                self._show(suggestion_id, data["headline"], data.get("expires_at_ms"))
            case EventType.SUGGESTION_WITHDRAWN:
                self._drop(suggestion_id)
            case EventType.FEEDBACK_RECORDED if data["rating"] == "dismissed":
                self._drop(suggestion_id)
            case _:
                pass

    def _number(self, suggestion_id: str) -> int:
        if suggestion_id not in self._numbers:
            self._begun += 1
            self._numbers[suggestion_id] = self._begun
        return self._numbers[suggestion_id]

    def _show(self, suggestion_id: str, headline: str | None, expires_at_ms: int | None) -> None:
        """A card has this headline from now on; one that began before the newest has no say."""
        number, card = self._number(suggestion_id), self._card
        if not headline or number < self._newest:
            return
        if card and card.number == number:
            card.expires_at_ms = expires_at_ms
            if card.headline == headline or (card.tries and card is not self._saying):
                return
        elif number == self._newest:
            return  # it was taken back
        self._newest = number
        self._card = _Card(number, suggestion_id, headline, expires_at_ms)

    def _drop(self, suggestion_id: str) -> None:
        if self._card and self._card.suggestion_id == suggestion_id:
            self._card = None

    def _waiting(self) -> bool:
        card = self._card
        if not card or self._saying or card.tries >= _TRIES:
            return False
        return card.expires_at_ms is None or self._call_ms < card.expires_at_ms

    def _quiet_at(self) -> float:
        return max((voice.until for voice in self._voices.values()), default=0.0)
