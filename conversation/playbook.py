"""A playbook: how a kind of call goes, and what to advise when the customer gives a signal.

`Playbook.advise` is the instant coach. It works from the playbook's rules alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from conversation.clauses import clause_around, longest_clause
from conversation.cues import Cues, patterns
from conversation.speakers import Speaker
from conversation.suggestions import Advice, Evidence, Priority
from conversation.turns import Turn
from conversation.wording import Wording

LOOKBACK_TURNS = 24
"""How many turns back the instant coach looks: its cost does not grow with the call."""

MAX_HEADLINE_WORDS = 12

_FATIGUE = 0.75
_RULE_CONFIDENCE, _PER_CUE, _SUREST = 0.65, 0.05, 0.8
_FALLBACK_CONFIDENCE = 0.3


def _understood(cue: str) -> str:
    patterns(cue)
    return cue


def _short(headline: str) -> str:
    if sum(any(map(str.isalnum, word)) for word in headline.split()) > MAX_HEADLINE_WORDS:
        raise ValueError(f"a headline has at most {MAX_HEADLINE_WORDS} words")
    return headline


Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Line = Annotated[str, Field(min_length=1, max_length=240)]
Cue = Annotated[str, AfterValidator(_understood)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Move(_Part):
    """One thing to do: a rule or a stage offers several, so that advice doesn't repeat itself."""

    headline: Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_short)]
    questions: Annotated[list[Line], Field(max_length=2)] = []
    recommended_direction: Line


class Stage(_Part):
    """A stretch of the call. It is reached when one of its cues was said.

    Attributes:
        id: The name that rules, fallbacks and the console know it by.
        title: What a person calls it.
        speaker: Whose words count; None for both.
        cues: What is said in this stage (see `conversation.cues`).
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


class Rule(_Part):
    """What to advise when the customer gives a signal.

    Attributes:
        id: Unique in the playbook.
        signal: What the signal is called in `signals_detected`.
        cues: The customer's words that give it away.
        unless: Longer wordings around a cue that take the signal away ("not interested").
        moves: What to do: the first time, the second time the signal comes, and so on.
        priority: How soon the agent should act.
        weight: Which rule wins when several match. Below 1, the rule steps in only where no
            heavier one matches ("yes", a mere question mark).
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

    def spans(self, wording: Wording) -> list[tuple[int, int]]:
        """Where the signal shows in `wording.line`."""
        found = list(self._cues.spans(wording))
        if not found or not self.unless:
            return found
        voided = list(self._unless.spans(wording))
        return [span for span in found if not any(_overlap(span, void) for void in voided)]


class Playbook(_Part):
    """How a kind of call goes, in one language.

    Attributes:
        name: The file's name without language: `sales`.
        version: Counts up with every change of the content.
        language: BCP-47 tag of the words in it.
        title: What a person calls it.
        goal: What the agent is after, one or two sentences.
        stages: The way of the call, in order.
        rules: What to advise, and when.
        fallback: What to advise when no rule matches, by stage id.
    """

    name: Id
    version: Annotated[int, Field(ge=1)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
    title: Line
    goal: Annotated[str, Field(min_length=1)]
    stages: Annotated[list[Stage], Field(min_length=1)]
    rules: Annotated[list[Rule], Field(min_length=1)]
    fallback: dict[str, Annotated[list[Move], Field(min_length=1)]]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for kind, ids in (("stage", self._stage_ids), ("rule", [rule.id for rule in self.rules])):
            if twice := {name for name in ids if ids.count(name) > 1}:
                raise ValueError(f"the {kind} {sorted(twice)[0]!r} is there twice")
        if odd := set(self.fallback) ^ set(self._stage_ids):
            raise ValueError(f"fallback needs the ids of all stages and no other: {sorted(odd)}")
        return self

    @property
    def id(self) -> str:
        """The playbook as the `model` or `prompt` of a suggestion names it: `sales@3/en`."""
        return f"{self.name}@{self.version}/{self.language}"

    @property
    def _stage_ids(self) -> list[str]:
        return [stage.id for stage in self.stages]

    def advise(self, turn: Turn, earlier: Sequence[Turn]) -> tuple[Advice, tuple[str, ...]]:
        """What the agent should do after `turn`.

        Args:
            turn: A finished turn of the customer.
            earlier: The turns before it, oldest first; the last `LOOKBACK_TURNS` are looked at.

        Returns:
            The advice, and the ids of the rules it comes from, the leading one first; no id when
            no rule matched and the advice is the stage's fallback.
        """
        wording = Wording(turn.text)
        recent = [Wording(past.text) for past in _customers(earlier)]
        matches = _ranked(self.rules, wording, recent)
        if not matches:
            return self._fallback(turn, wording, earlier, len(recent)), ()
        best = matches[0]
        cues = sum(len(match.spans) for match in matches)
        confidence = min(_RULE_CONFIDENCE + _PER_CUE * (cues - 1), _SUREST)
        return (
            _advice(
                best.rule.moves[best.before % len(best.rule.moves)],
                signals=list(dict.fromkeys(match.rule.signal for match in matches))[:5],
                priority=best.rule.priority,
                confidence=_heard(confidence, turn),
                evidence=_evidence(turn, wording, matches),
            ),
            tuple(match.rule.id for match in matches),
        )

    def stages_in(self, turn: Turn) -> list[str]:
        """The ids of the stages that `turn` shows, in the playbook's order."""
        wording = Wording(turn.text)
        return [stage.id for stage in self.stages if stage.shows_in(turn.speaker, wording)]

    def stages_reached(self, turns: Sequence[Turn]) -> list[str]:
        """The ids of the stages that `turns` have touched, in the playbook's order."""
        reached = {stage for turn in turns for stage in self.stages_in(turn)}
        return [stage.id for stage in self.stages if stage.id in reached]

    def _fallback(
        self, turn: Turn, wording: Wording, earlier: Sequence[Turn], before: int
    ) -> Advice:
        moves = self.fallback[self._current_stage(turn, earlier)]
        quote = longest_clause(turn.text) if wording.words else ""
        return _advice(
            moves[before % len(moves)],
            signals=[],
            priority=Priority.LOW,
            confidence=_heard(_FALLBACK_CONFIDENCE, turn),
            evidence=[Evidence(turn_id=turn.turn_id, quote=quote)] if quote else [],
        )

    def _current_stage(self, turn: Turn, earlier: Sequence[Turn]) -> str:
        """The stage that was touched last; the furthest one, if a turn shows several."""
        for past in (turn, *islice(reversed(earlier), LOOKBACK_TURNS)):
            if stages := self.stages_in(past):
                return stages[-1]
        return self.stages[0].id


@dataclass(frozen=True, slots=True)
class _Match:
    rule: Rule
    spans: list[tuple[int, int]]
    before: int

    def rank(self) -> tuple[float, int]:
        """Heavier first; a signal heard before gives way; what was said last breaks a tie."""
        return self.rule.weight * _FATIGUE**self.before, self.spans[-1][1]


def _ranked(rules: Sequence[Rule], wording: Wording, recent: Sequence[Wording]) -> list[_Match]:
    found = [(rule, spans) for rule in rules if (spans := rule.spans(wording))]
    if any(rule.weight >= 1 for rule, _ in found):
        found = [(rule, spans) for rule, spans in found if rule.weight >= 1]
    matches = (
        _Match(rule, spans, sum(bool(rule.spans(past)) for past in recent)) for rule, spans in found
    )
    return sorted(matches, key=_Match.rank, reverse=True)


def _customers(earlier: Sequence[Turn]) -> list[Turn]:
    recent = islice(reversed(earlier), LOOKBACK_TURNS)
    return [turn for turn in recent if turn.speaker is Speaker.CUSTOMER]


def _advice(
    move: Move,
    *,
    signals: list[str],
    priority: Priority,
    confidence: float,
    evidence: list[Evidence],
) -> Advice:
    return Advice(
        headline=move.headline,
        questions=list(move.questions),
        recommended_direction=move.recommended_direction,
        signals_detected=signals,
        priority=priority,
        confidence=confidence,
        evidence=evidence,
    )


def _evidence(turn: Turn, wording: Wording, matches: Sequence[_Match]) -> list[Evidence]:
    quotes: list[str] = []
    for match in matches:
        quote = clause_around(turn.text, *wording.span(*match.spans[0]))
        if not any(quote in other or other in quote for other in quotes):
            quotes.append(quote)
    return [Evidence(turn_id=turn.turn_id, quote=quote) for quote in quotes[:3]]


def _heard(confidence: float, turn: Turn) -> float:
    """`confidence`, less where the recogniser was unsure of the words."""
    sure = 1.0 if turn.confidence is None else min(max(turn.confidence, 0.0), 1.0)
    return round(confidence * sure, 2)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
