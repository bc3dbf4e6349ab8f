"""Request for advice, and what comes of it."""

from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coach.request_budget import RequestBudget
from conversation.coaching.advice import Advice, Evidence, LaneName
from conversation.coaching.card import NOTHING_SEEN, Seen
from conversation.coaching.detection.convolution import TokenVectors
from conversation.coaching.detection.heard import HeardTurn
from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.detection.meaning import Vectors
from conversation.coaching.playbook import Playbook
from conversation.coaching.rules import NO_LIMITS, CardLimits
from conversation.coaching.source import Source
from conversation.coaching.usage import Usage
from conversation.memory.conversation import Conversation
from conversation.memory.remembered import NOTHING_REMEMBERED, Remembered
from conversation.speech.floor import Unit, segment_of
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from conversation.speech.unfinished import is_unfinished


@dataclass(frozen=True, slots=True)
class Request:
    """A request for advice: the turn to answer, and the turns around it.

    Attributes:
        turn: What to answer: the customer's unit so far, with the id of its newest turn.
        earlier: All turns before it, by their start; on a question, also those after it.
        question: What the agent asked, if this is no ordinary turn.
        segments: The turns that it is made of, by their start; empty: itself alone.
        seen: The cards that the agent has before their eyes when it is made.
        remembered: What is remembered of the call when it is made.
        found: The passages that were found for it, the best first.
        budget: How often a model may be asked about the turn; None: that is not counted.
        vectors: Those of its parts as the rules of each playbook see it, once they are known.
        tokens: Those of each part's tokens, the same way; of a turn of the customer's.
    """

    turn: Turn
    earlier: Sequence[Turn]
    question: str | None = None
    segments: Sequence[Turn] = ()
    seen: Seen = field(default=NOTHING_SEEN, compare=False)
    remembered: Remembered = field(default=NOTHING_REMEMBERED, compare=False)
    found: Sequence[Source] = field(default=(), compare=False)
    budget: RequestBudget | None = field(default=None, compare=False)
    vectors: dict[str, Vectors] = field(
        default_factory=dict[str, Vectors], init=False, repr=False, compare=False
    )
    tokens: dict[str, Sequence[TokenVectors]] = field(
        default_factory=dict[str, Sequence[TokenVectors]], init=False, repr=False, compare=False
    )
    _heard: dict[str, HeardTurn] = field(
        default_factory=dict[str, HeardTurn], init=False, repr=False, compare=False
    )
    _advised: dict[str, tuple[Advice, tuple[str, ...]] | None] = field(
        default_factory=dict[str, "tuple[Advice, tuple[str, ...]] | None"],
        init=False,
        repr=False,
        compare=False,
    )

    @classmethod
    def of(cls, conversation: Conversation, turn: Turn) -> "Request":
        """The request to answer the unit of a turn, as far as its conversation has come."""
        unit = conversation.unit_of(turn)
        return cls.on(unit, conversation.before(unit.segments[0]))

    @classmethod
    def on(cls, unit: Unit, earlier: Sequence[Turn], question: str | None = None) -> "Request":
        """The request to answer a unit."""
        return cls(unit.as_turn(), earlier, question, unit.segments)

    def so_far(self) -> list[Turn]:
        """All turns up to the one to answer, itself among them, by their start."""
        turns = list(self.earlier)
        insort(turns, self.turn, key=lambda turn: turn.start_ms)
        return turns

    def expects_more(self, language: str) -> bool:
        """Whether the party is likely to go on with their thought.

        Args:
            language: BCP-47 tag of the call, where the turn has no own.
        """
        asked = (past.text for past in reversed(self.earlier) if past.speaker is Speaker.AGENT)
        return is_unfinished(self.turn.text, self.turn.language or language, next(asked, ""))

    def heard(self, playbook: Playbook) -> HeardTurn:
        """The turn as the rules of a playbook see it; looked at once for all who ask."""
        if playbook.id not in self._heard:
            self._heard[playbook.id] = playbook.heard(self.turn, self.earlier)
        return self._heard[playbook.id]

    def advised_by(
        self, playbook: Playbook, meanings: Mapping[str, Likeness] | None = None
    ) -> tuple[Advice, tuple[str, ...]] | None:
        """What the rules of a playbook say of the turn, as `Playbook.advise_on`.

        It is found once for all who ask: by what the words mean, too, where the first one knew.
        """
        if playbook.id not in self._advised:
            self._advised[playbook.id] = playbook.advise_on(self.heard(playbook), meanings)
        return self._advised[playbook.id]

    def in_segments(self, advice: Advice) -> Advice:
        """`advice` on the turn, with each quote of it in the segment where it stands."""
        if len(self.segments) <= 1:
            return advice
        evidence = [self.in_segment(item) for item in advice.evidence]
        return advice.model_copy(update={"evidence": evidence})

    def in_segment(self, item: Evidence) -> Evidence:
        """A quote of the turn, in the segment where it stands; others are as they are."""
        if len(self.segments) <= 1 or item.turn_id != self.turn.turn_id:
            return item
        turn_id, quote = segment_of(item.quote, self.segments)
        return Evidence(turn_id=turn_id, quote=quote)


@dataclass(frozen=True, slots=True)
class Author:
    """The origin of a suggestion, as its events name it.

    Attributes:
        lane: The playbook's rules, or a model.
        specialist: Who advises.
        model: The model that is asked, if one is.
        prompt: The id of the prompt, if there is one.
    """

    lane: LaneName
    specialist: str
    model: str | None = None
    prompt: str | None = None


@dataclass(frozen=True, slots=True)
class Advised:
    """The advice of one request, finished.

    Attributes:
        advice: What the agent should do.
        rules: The playbook's rules behind it, the leading one first; None for a model's.
        usage: The tokens that a model took for it, where they are known.
        limits: How often the leading rule's card may be shown.
        model: The model that wrote it, where it is not the one that its author names.
        sources: The passages that it rests on.
    """

    advice: Advice
    rules: Sequence[str] | None = None
    usage: Usage | None = None
    limits: CardLimits = NO_LIMITS
    model: str | None = None
    sources: Sequence[Source] = ()

    @property
    def leading_rule(self) -> str | None:
        """The rule that leads, if one matched."""
        return self.rules[0] if self.rules else None


@dataclass(frozen=True, slots=True)
class Silent:
    """The silence of an advisor on one request: there is nothing to show, and no failure.

    Attributes:
        reason: The rule behind it, as `suggestion.suppressed` names it.
    """

    reason: str
