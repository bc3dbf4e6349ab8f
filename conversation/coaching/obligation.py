"""Obligation: what a party must say in a call, or must not, and by when."""

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator

from conversation.coaching.clauses import clause_around
from conversation.coaching.cues import Cues, ExceptedCues
from conversation.coaching.detection.calibration import FEWEST_WORDS_SAID, LEAST_SCORE_SAID
from conversation.coaching.detection.heard import HeardTurn
from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.detection.stance import Span, Stance
from conversation.coaching.rules import Cue, Id, Part, Utterances, some_cues
from conversation.speech.speakers import Speaker

MAX_TITLE_CHARS = 72


class Must(StrEnum):
    """The two kinds of obligation: `SAY` it, or `NOT_SAY` it."""

    SAY = "say"
    NOT_SAY = "not_say"


class ObligationState(StrEnum):
    """The states of an obligation."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    VIOLATED = "violated"


_UNSAID: dict[Must, frozenset[Stance]] = {
    # "If it gets worse, call an ambulance" is said, though supposed.
    Must.SAY: frozenset({Stance.NEGATED, Stance.TO_MACHINE}),
    Must.NOT_SAY: frozenset(Stance),
}
"""How words may be meant that do not count as said."""
_DECLINES = Cues(
    [
        "(can't|cannot|can not|couldn't|could not|unable to|nobody|no one|whether)",
        "(if|wish) (i|we|they|anybody|anyone|somebody|someone)",
        "(personne|impossible|incapable|s'il|si (je|on|nous|quelqu'un))",
        "(nadie|imposible|incapaz|si (pudiera|pudiese|pudiéramos|alguien|yo))",
    ]
)
"""What an agent says before words that they must not say, and do not say by it."""
_DECLINED_WORDS = 7
_TAKES_BACK = Cues(
    [
        "but (i|we) (can't|cannot|can not|couldn't|won't|mustn't|shouldn't|am not|are not)",
        "but (i'm|we're) not (allowed|able|in a position)",
        "mais (je|on|nous) (peux pas|peut pas|n'ai pas|ai pas|ne peux pas|ne peut pas|ne pouvons)",
        "pero no (puedo|podemos|me dejan|debo|debemos|estoy autorizad*)",
    ]
)
"""What they say behind such words, with the same effect."""


class Obligation(Part):
    """An obligation of a party. It is due after `within_s`, at `before`, or at the call's end.

    Attributes:
        id: Unique among the playbook's obligations.
        title: What the agent reads: what to say or not to say, at one glance.
        must: Whether it must be said, or must not.
        examples: How people say it; compared by meaning.
        negatives: What sounds like it and is none; compared by meaning.
        cues: The words by which it is said.
        unless: Longer wordings around a cue that make it something else.
        speaker: Who must say it, or must not.
        after: It counts once this has happened: an act of the agent's (`told_price`), or a rule,
            by its id, whose cues are said.
        within_s: It is due so many seconds after it begins to count: after that party's first
            words, where nothing else is said.
        before: It is due when this happens: an act or a rule, as in `after`.
        stages: It counts once the call has touched one of these.
    """

    id: Id
    title: Annotated[str, Field(min_length=1, max_length=MAX_TITLE_CHARS)]
    must: Must
    examples: Annotated[Utterances, Field(default_factory=list)]
    negatives: Annotated[Utterances, Field(default_factory=list)]
    cues: Annotated[
        list[Cue],
        some_cues("an obligation"),
        Field(default_factory=list, validate_default=True),
    ]
    unless: Annotated[list[Cue], Field(default_factory=list)]
    stages: Annotated[list[Id], Field(default_factory=list)]
    speaker: Speaker = Speaker.AGENT
    after: Id | None = None
    within_s: Annotated[float, Field(gt=0)] | None = None
    before: Id | None = None
    _cues: ExceptedCues = PrivateAttr()

    @field_validator("before")
    @classmethod
    def _one_deadline(cls, before: str | None, info: ValidationInfo) -> str | None:
        if before and info.data.get("within_s"):
            raise ValueError("'within_s' is there too, and one deadline is enough")
        return before

    def model_post_init(self, _: Any, /) -> None:
        """Compile the cues, once."""
        self._cues = ExceptedCues(self.cues, self.unless)

    @property
    def signal(self) -> str:
        """What it is told from by meaning: the other obligations."""
        return self.id

    @property
    def is_of_agents_silence(self) -> bool:
        """Whether it is the agent who must not say it, whenever that is."""
        at_all_times = not (self.after or self.before or self.stages)
        return self.must is Must.NOT_SAY and self.speaker is Speaker.AGENT and at_all_times

    @property
    def is_due_at_the_end(self) -> bool:
        """Whether it is due at the end of the call, and not sooner."""
        return not self.within_s and not self.before

    def heard_in(self, heard: HeardTurn, likeness: Likeness | None = None) -> str | None:
        """The words of a turn that say it, verbatim; None where it is not said.

        Args:
            heard: A turn of the party whose words count.
            likeness: How much it sounds like the examples, where that is known.
        """
        if spans := self.spans(heard):
            return clause_around(heard.turn.text, *heard.wording.span(*spans[0]))
        if (
            likeness
            and likeness.score >= LEAST_SCORE_SAID
            and len(heard.wording.words) >= FEWEST_WORDS_SAID
        ):
            return likeness.part
        return None

    def spans(self, heard: HeardTurn) -> list[Span]:
        """Where its cues stand in a wording's line, and count as said."""
        found = self._cues.spans(heard.wording)
        return [
            span
            for span in found
            if heard.stances.at(span) not in _UNSAID[self.must]
            and not (self.must is Must.NOT_SAY and _is_declined(heard.wording.line, span))
        ]


def _is_declined(line: str, span: Span) -> bool:
    """Whether the words at `span` of a `Wording.line` are declined by those around them."""
    sentence = re.split(r" [.?] ", line[: span[0] + 1])[-1].split()
    rest = re.split(r" [.?] ", line[span[1] :], maxsplit=1)[0]
    before = f" {' '.join(sentence[-_DECLINED_WORDS:])} "
    return _DECLINES.found_in(before) or _TAKES_BACK.found_in(f"{rest} ")
