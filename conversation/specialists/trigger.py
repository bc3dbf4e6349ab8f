"""Trigger of a specialist: at which turns it is asked, and for which reasons.

`speaker`, `playbooks` and `phases` say where it may be asked at all; each of the rest is a reason
that is enough by itself. A trigger without any of these is asked at each turn that may be.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr

from conversation.coaching.cues import Cues
from conversation.coaching.rules import Cue, Id, LanguageTag, Part
from conversation.coaching.wording import Wording
from conversation.languages import base_of
from conversation.memory.mood import Sentiment, Trend
from conversation.speech.speakers import Speaker

CuesByLanguage = Annotated[dict[LanguageTag, list[Cue]], Field(default_factory=dict)]
"""Wordings in the syntax of a playbook's cues, by the language of the call."""


class TriggerMood(StrEnum):
    """The moods of the customer that may be a reason."""

    CROSS = "cross"
    GLAD = "glad"
    FALLING = "falling"
    RISING = "rising"


_FELT = 0.25  # one glad or cross word by itself
_TRENDS = {Trend.FALLING: TriggerMood.FALLING, Trend.RISING: TriggerMood.RISING}


def moods_of(sentiment: Sentiment | None) -> frozenset[TriggerMood]:
    """What may be a reason of how a party feels."""
    if sentiment is None:
        return frozenset()
    moods = {_TRENDS[sentiment.trend]} if sentiment.trend in _TRENDS else set[TriggerMood]()
    if abs(sentiment.score) >= _FELT:
        moods.add(TriggerMood.GLAD if sentiment.score > 0 else TriggerMood.CROSS)
    return frozenset(moods)


@dataclass(frozen=True, slots=True)
class TriggerTurn:
    """A turn, as a trigger sees it.

    Attributes:
        speaker: Whose turn it is.
        wording: Its words.
        language: BCP-47 tag of the call.
        playbook: The playbook's name.
        phase: The id of the stage that the call is in; None before any.
        signals: The playbook's signals in the turn.
        moods: How the customer feels.
        asks: Whether the turn may be a question.
    """

    speaker: Speaker
    wording: Wording
    language: str
    playbook: str
    phase: str | None = None
    signals: frozenset[str] = frozenset()
    moods: frozenset[TriggerMood] = field(default_factory=frozenset[TriggerMood])
    asks: bool = False


class Trigger(Part):
    """The trigger of a specialist.

    Attributes:
        speaker: Whose turns; `both` for either party's.
        playbooks: Only in calls by these; in all where there are none.
        phases: Only in these stages of the call; in all where there are none.
        signals: A reason: one of the playbook's signals is in the turn.
        sentiment: A reason: the customer is cross or glad, or falls or rises.
        question: A reason: the turn asks something.
        keywords: A reason: one of these wordings stands in the turn.
        every_turns: A reason: so many turns of that party since it was asked last.
        rest_turns: So many turns it is not asked again, whatever the reason.
    """

    speaker: Literal["customer", "agent", "both"] = "customer"
    playbooks: Annotated[list[Id], Field(default_factory=list)]
    phases: Annotated[list[Id], Field(default_factory=list)]
    signals: Annotated[list[Id], Field(default_factory=list)]
    sentiment: Annotated[list[TriggerMood], Field(default_factory=list)]
    question: bool = False
    keywords: CuesByLanguage
    every_turns: Annotated[int, Field(ge=1, le=50)] | None = None
    rest_turns: Annotated[int, Field(ge=0, le=50)] = 0
    _keywords: dict[str, Cues] = PrivateAttr()

    def model_post_init(self, _: Any, /) -> None:
        """Read the keywords, once."""
        self._keywords = cues_by_language(self.keywords)

    def listens_to(self, speaker: Speaker) -> bool:
        """Whether it counts this party's turns."""
        return self.speaker in ("both", speaker.value)

    def reasons(self, moment: TriggerTurn, turns_since: int, *, was_asked: bool) -> tuple[str, ...]:
        """Why a specialist is to be asked at a turn, in words for a log; none: it is not.

        Args:
            moment: The turn.
            turns_since: How many turns that it counts there were since it was asked last, this one
                among them; since the call's begin, where it was not.
            was_asked: Whether it was asked before.
        """
        rests = was_asked and turns_since <= self.rest_turns
        if rests or not self._may(moment):
            return ()
        found = [f"signal {signal}" for signal in self.signals if signal in moment.signals]
        found += [f"sentiment {mood.value}" for mood in self.sentiment if mood in moment.moods]
        if self.question and moment.asks:
            found.append("question")
        keywords = self._keywords.get(base_of(moment.language))
        if keywords and moment.wording in keywords:
            found.append("keyword")  # which one is the caller's word
        if self.every_turns and turns_since >= self.every_turns:
            found.append(f"{turns_since} turns")
        if not found and not self._has_reasons:
            found.append("each turn")
        return tuple(found)

    @property
    def _has_reasons(self) -> bool:
        words = (self.signals, self.sentiment, self.keywords, self.question, self.every_turns)
        return any(words)

    def _may(self, moment: TriggerTurn) -> bool:
        return (
            self.listens_to(moment.speaker)
            and (not self.playbooks or moment.playbook in self.playbooks)
            and (not self.phases or moment.phase in self.phases)
        )


def cues_by_language(cues: Mapping[str, list[str]]) -> dict[str, Cues]:
    """Some cues, read, by the base of their language."""
    return {base_of(tag): Cues(words) for tag, words in cues.items()}
