"""Playbook rules: the moves, stages and rules that a playbook is made of."""

from typing import Annotated, Any, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationInfo,
    model_validator,
)

from conversation.coaching.advice import Priority
from conversation.coaching.cue_parser import understood
from conversation.coaching.cues import Cues, ExceptedCues
from conversation.coaching.detection.agent_act import AgentAct
from conversation.coaching.wording import Wording
from conversation.speech.speakers import Speaker

MAX_HEADLINE_WORDS = 12
MAX_UTTERANCES = 40


def _understood(cue: str) -> str:
    understood(cue)
    return cue


def _short(headline: str) -> str:
    if sum(any(map(str.isalnum, word)) for word in headline.split()) > MAX_HEADLINE_WORDS:
        raise ValueError(f"a headline has at most {MAX_HEADLINE_WORDS} words")
    return headline


def some_cues(part: str) -> AfterValidator:
    """Refuses a part without cues, as a sentence calls it, that nothing else shows either."""

    def check(cues: list[str], info: ValidationInfo) -> list[str]:
        if not cues and not info.data.get("examples", True) and not info.data.get("gauge"):
            raise ValueError(f"{part} needs cues or examples, or it never matches")
        return cues

    return AfterValidator(check)


ID, LANGUAGE = r"^[a-z][a-z0-9_]*$", r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"
NAME = r"^[^,;:\s][^,;:\n]*$"
Id = Annotated[str, Field(pattern=ID)]
LanguageTag = Annotated[str, Field(pattern=LANGUAGE)]
Line = Annotated[str, Field(min_length=1, max_length=240)]
Name = Annotated[str, Field(pattern=NAME, max_length=60)]
Names = Annotated[list[Name], Field(max_length=100)]
Cue = Annotated[str, AfterValidator(_understood)]
Utterances = Annotated[list[Line], Field(max_length=MAX_UTTERANCES)]


class Part(BaseModel):
    """A part of a playbook: it knows all its fields, and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Move(Part):
    """One thing to do: a rule or a stage offers several, so that advice doesn't repeat itself."""

    headline: Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_short)]
    questions: Annotated[list[Line], Field(max_length=2)] = []
    recommended_direction: Line


class Stage(Part):
    """A stretch of the call. It is reached when one of its cues was said.

    Attributes:
        id: The name that fallbacks and the console know it by.
        title: What a person calls it.
        speaker: Whose words count; None for both.
        cues: What is said in this stage (see `conversation.coaching.cue_syntax`).
    """

    id: Id
    title: Line
    speaker: Speaker | None = None
    cues: list[Cue] = []
    _cues: Cues = PrivateAttr()

    def model_post_init(self, _: Any, /) -> None:
        """Compile the cues, once."""
        self._cues = Cues(self.cues)

    def shows_in(self, speaker: Speaker, wording: Wording) -> bool:
        """Whether these words of `speaker` touch the stage."""
        return self.speaker in (None, speaker) and wording in self._cues


class CardLimits(NamedTuple):
    """The limits on a rule's cards in a call; None where nothing limits them.

    Attributes:
        cooldown_s: Seconds of silence after each card.
        max_per_call: How many cards.
    """

    cooldown_s: float | None
    max_per_call: int | None


NO_LIMITS = CardLimits(None, None)


class Gauge(Part):
    """A gauge of the call, one of them, and how far it has to go.

    Attributes:
        dead_air_s: Seconds in which nobody has spoken.
        monologue_s: Seconds for which the rule's `speaker` has held the floor.
    """

    dead_air_s: Annotated[float, Field(ge=5)] | None = None
    monologue_s: Annotated[float, Field(ge=10)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.dead_air_s is None) == (self.monologue_s is None):
            raise ValueError("one of dead_air_s and monologue_s is expected here")
        return self


class Rule(Part):
    """A rule: what gives a signal away, and the moves that answer it.

    Attributes:
        id: Unique in the playbook.
        signal: What the signal is called in `signals_detected`.
        when: The condition in words, for people and for the model.
        examples: What people say who mean it; compared by meaning.
        negatives: What sounds like it and is none; compared by meaning.
        gauge: How the call goes that is the signal by itself; such a rule needs no words.
        cues: The words that give it away.
        unless: Longer wordings around a cue that take the signal away ("not interested").
        speaker: Whose words count.
        after: The rule counts only where the agent's turn just before did one of these.
        stages: The rule counts only in these stages of the call; in all where there are none.
        moves: What to do: the first time, the second time the signal comes, and so on.
        priority: How soon the agent should act.
        weight: Which rule wins when several match. Below 1, the rule steps in only where no
            heavier one matches ("yes", a mere question mark), and its advice is of low priority
            whatever `priority` says.
        cooldown_s: Seconds after its card in which it shows no other one.
        once: Whether it shows one card a call.
        max_per_call: How many cards it shows in a call.
    """

    id: Id
    signal: Id
    when: Line | None = None
    examples: Utterances = []
    negatives: Utterances = []
    gauge: Gauge | None = None
    cues: Annotated[list[Cue], some_cues("a rule"), Field(validate_default=True)] = []
    unless: list[Cue] = []
    speaker: Speaker = Speaker.CUSTOMER
    after: list[AgentAct] = []
    stages: list[Id] = []
    moves: Annotated[list[Move], Field(min_length=1, max_length=4)]
    priority: Priority = Priority.MEDIUM
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    cooldown_s: Annotated[float, Field(gt=0)] | None = None
    once: bool = False
    max_per_call: Annotated[int, Field(ge=1)] | None = None
    _cues: ExceptedCues = PrivateAttr()

    def model_post_init(self, _: Any, /) -> None:
        """Compile the cues, once."""
        self._cues = ExceptedCues(self.cues, self.unless)

    @property
    def leads(self) -> bool:
        """Whether the rule advises even where another one matches."""
        return self.weight >= 1

    @property
    def urgency(self) -> Priority:
        """The priority of its advice: that of a rule that does not lead is low."""
        return self.priority if self.leads else Priority.LOW

    @property
    def limits(self) -> CardLimits:
        """How often its card may be shown."""
        return CardLimits(self.cooldown_s, 1 if self.once else self.max_per_call)

    def fits(self, speaker: Speaker, stage: str) -> bool:
        """Whether the rule counts for this party's words, in this stage of the call."""
        return speaker is self.speaker and (not self.stages or stage in self.stages)

    def spans(self, wording: Wording) -> list[tuple[int, int]]:
        """The places of the signal in `wording.line`."""
        return self._cues.spans(wording)
