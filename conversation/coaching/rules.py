"""Playbook rules: the moves, stages and rules that a playbook is made of."""

from collections.abc import Collection, Iterator, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr

from conversation.coaching.advice import Priority
from conversation.coaching.cues import Cues, patterns
from conversation.coaching.wording import Wording
from conversation.nearest import nearest, told
from conversation.speech.speakers import Speaker

MAX_HEADLINE_WORDS = 12


def _understood(cue: str) -> str:
    patterns(cue)
    return cue


def _short(headline: str) -> str:
    if sum(any(map(str.isalnum, word)) for word in headline.split()) > MAX_HEADLINE_WORDS:
        raise ValueError(f"a headline has at most {MAX_HEADLINE_WORDS} words")
    return headline


ID = r"^[a-z][a-z0-9_]*$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"
Id = Annotated[str, Field(pattern=ID)]
LanguageTag = Annotated[str, Field(pattern=LANGUAGE)]
Line = Annotated[str, Field(min_length=1, max_length=240)]
Cue = Annotated[str, AfterValidator(_understood)]


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
        cues: What is said in this stage (see `conversation.coaching.cues`).
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


class Rule(Part):
    """A rule: cues that give a signal away, and the moves that answer it.

    Attributes:
        id: Unique in the playbook.
        signal: What the signal is called in `signals_detected`.
        cues: The customer's words that give it away.
        unless: Longer wordings around a cue that take the signal away ("not interested").
        moves: What to do: the first time, the second time the signal comes, and so on.
        priority: How soon the agent should act.
        weight: Which rule wins when several match. Below 1, the rule steps in only where no
            heavier one matches ("yes", a mere question mark), and its advice is of low priority
            whatever `priority` says.
    """

    id: Id
    signal: Id
    cues: Annotated[list[Cue], Field(min_length=1)]
    unless: list[Cue] = []
    moves: Annotated[list[Move], Field(min_length=1, max_length=4)]
    priority: Priority = Priority.MEDIUM
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    _cues: Cues = PrivateAttr()
    _unless: Cues = PrivateAttr()

    def model_post_init(self, _: Any, /) -> None:
        """Compile the cues, once."""
        self._cues = Cues(self.cues)
        self._unless = Cues(self.unless)

    @property
    def leads(self) -> bool:
        """Whether the rule advises even where another one matches."""
        return self.weight >= 1

    @property
    def urgency(self) -> Priority:
        """The priority of its advice: that of a rule that does not lead is low."""
        return self.priority if self.leads else Priority.LOW

    def spans(self, wording: Wording) -> list[tuple[int, int]]:
        """The places of the signal in `wording.line`."""
        found = list(self._cues.spans(wording))
        if not found or not self.unless:
            return found
        voided = list(self._unless.spans(wording))
        return [span for span in found if not any(_overlap(span, void) for void in voided)]


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def contradictions(
    stages: Sequence[str | None], rules: Sequence[str | None], fallback: Collection[str]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where the parts of a playbook do not fit each other: the way to a field, and what is wrong.

    Args:
        stages: The ids of the stages, in order; None for one that has none.
        rules: The ids of the rules.
        fallback: The names of the fields in `fallback`.
    """
    for kind, ids in (("stage", stages), ("rule", rules)):
        for at, name in enumerate(ids):
            if name is not None and name in ids[:at]:
                yield (f"{kind}s", at, "id"), f"the {kind} {name!r} is there twice"
    without = [name for name in dict.fromkeys(stages) if name and name not in fallback]
    for name in fallback:
        if name not in stages:
            meant = nearest(name, without)
            without = [other for other in without if other != meant]
            right = told(meant, dict.fromkeys(filter(None, stages)))
            yield ("fallback", name), f"{name!r} is the id of no stage; {right}"
