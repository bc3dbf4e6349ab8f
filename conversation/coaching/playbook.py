"""Playbook: how a kind of call goes, and what to advise when the customer gives a signal.

`Playbook.advise` is the instant coach: it works from the rules alone, in far under a millisecond.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import Field, PrivateAttr, model_validator

from conversation.coaching.advice import Advice
from conversation.coaching.alert import Alerts
from conversation.coaching.consent_rule import ConsentRule
from conversation.coaching.contradictions import contradictions, of_parts
from conversation.coaching.criterion import Criterion
from conversation.coaching.crm_field import CrmFields, Framework
from conversation.coaching.cue_index import CueIndex
from conversation.coaching.detection.adjacency import agent_acts
from conversation.coaching.detection.agent_act import AgentAct
from conversation.coaching.detection.heard import LOOKBACK_TURNS, HeardTurn
from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.obligation import Obligation
from conversation.coaching.rule_matching import (
    advice_from,
    advice_without_signal,
    matches,
    says_little,
    shown_spans,
)
from conversation.coaching.rules import Id, LanguageTag, Line, Move, Names, Part, Rule, Stage
from conversation.coaching.wording import Wording
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

MAX_NONE = 600
_Moves = Annotated[list[Move], Field(min_length=1)]


class Playbook(Part):
    """The rules and stages for one kind of call, in one language.

    Attributes:
        name: The file's name without language: `sales`.
        version: Counts up with every change of the content.
        language: BCP-47 tag of the words in it.
        title: What a person calls it.
        goal: What the agent is after, one or two sentences.
        stages: The way of the call, in order.
        rules: What to advise, and when.
        obligations: What must be said, or must not, and by when.
        alerts: When a supervisor is told of a call that goes on.
        consent: How the customer is asked whether they may be listened to, and answers.
        none: What people say that is no signal at all, for all rules; compared by meaning.
        names: Products, competitors and others, as they are written, for a recogniser to expect.
        fallback: What to advise when the agent asks what to do now, by stage id, for some stages.
        scorecard: By what an ended call is judged; the usual criteria where there are none.
        framework: The CRM fields that a summary fills in: `bant`, `meddpicc` or `none`.
        fields: More of them; one takes the place of that with its id.
    """

    name: Id
    version: Annotated[int, Field(ge=1)]
    language: LanguageTag
    title: Line
    goal: Annotated[str, Field(min_length=1)]
    stages: Annotated[list[Stage], Field(min_length=1)]
    rules: Annotated[list[Rule], Field(min_length=1)]
    obligations: Annotated[list[Obligation], Field(default_factory=list)]
    alerts: Alerts
    consent: ConsentRule | None = None
    none: Annotated[list[Line], Field(max_length=MAX_NONE, default_factory=list)]
    names: Annotated[Names, Field(default_factory=list)]
    framework: Framework = Framework.BANT
    fields: CrmFields
    fallback: Annotated[dict[str, _Moves], Field(default_factory=dict)]
    scorecard: Annotated[list[Criterion], Field(default_factory=list)]
    _index: CueIndex = PrivateAttr()
    _by_id: dict[str, Rule] = PrivateAttr()
    _any_stages: bool = PrivateAttr()

    def model_post_init(self, _: Any, /) -> None:
        """Index the rules, once."""
        self._index = CueIndex([rule.cues for rule in self.rules])
        self._by_id = {rule.id: rule for rule in self.rules}
        self._any_stages = any(rule.stages for rule in self.rules)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        stages, rules = ([part.id for part in parts] for parts in (self.stages, self.rules))
        signals = [{"id": rule.id, "signal": rule.signal} for rule in self.rules]
        fields = self.model_dump(include={"obligations", "alerts", "scorecard"})
        at_first = contradictions(stages, rules, self.fallback, [one.stages for one in self.rules])
        if found := [*at_first, *of_parts(stages, signals, fields)]:
            raise ValueError("; ".join(told for _, told in found))
        return self

    @property
    def id(self) -> str:
        """The playbook with its version and language: `sales@3/en`."""
        return f"{self.name}@{self.version}/{self.language}"

    def heard(self, turn: Turn, earlier: Sequence[Turn]) -> HeardTurn:
        """A turn as the rules see it."""
        recent = [*earlier[-LOOKBACK_TURNS:], turn]
        stage = self._current_stage(recent) if self._any_stages else ""
        return HeardTurn(turn, earlier, self.language, stage)

    def advise(
        self, turn: Turn, earlier: Sequence[Turn], meanings: Mapping[str, Likeness] | None = None
    ) -> tuple[Advice, tuple[str, ...]] | None:
        """Advise on `turn`, a finished turn of the customer.

        Args:
            turn: The turn.
            earlier: The turns before it, oldest first; the last `LOOKBACK_TURNS` are looked at.
            meanings: How much it sounds like each rule that has examples, by the rule's id; None
                where that is not known.

        Returns:
            The advice, and the ids of the rules it comes from, the leading one first; None where
            no rule matches, and there is nothing to say.
        """
        return self.advise_on(self.heard(turn, earlier), meanings)

    def advise_on(
        self, heard: HeardTurn, meanings: Mapping[str, Likeness] | None = None
    ) -> tuple[Advice, tuple[str, ...]] | None:
        """The same, on a turn that was `heard` already."""
        found = matches(self._candidates(heard.wording, meanings), heard, meanings)
        if not found:
            return None
        advice = advice_from(found, heard.turn, heard.wording)
        return advice, tuple(match.rule.id for match in found)

    def stage_advice(self, turn: Turn, earlier: Sequence[Turn]) -> Advice | None:
        """The move of the call's stage, for an agent who asks what to do now.

        Args:
            turn: The customer's last turn.
            earlier: The other turns, oldest first; the last `LOOKBACK_TURNS` are looked at.

        Returns:
            The next of the moves in `fallback` at each turn of the customer; None where the stage
            has none.
        """
        recent = earlier[-LOOKBACK_TURNS:]
        if not (moves := self.fallback.get(self._current_stage([*recent, turn]))):
            return None
        said = sum(past.speaker is Speaker.CUSTOMER for past in recent)
        return advice_without_signal(moves[said % len(moves)], turn, Wording(turn.text))

    def may_advise_on(self, heard: HeardTurn) -> bool:
        """Whether a turn's words are enough to show a rule, by a cue or by their meaning."""
        return not says_little(heard) or bool(self._index.places(heard.wording))

    def leading(self, text: str, *, besides: Collection[str] = ()) -> frozenset[str]:
        """The ids of the rules that lead (`Rule.leads`) and show in the customer's words.

        Args:
            text: The words.
            besides: Rules that are not looked for.
        """
        heard = HeardTurn(Turn("", Speaker.CUSTOMER, text, 0, 0), (), self.language)
        rules = (rule for rule in self._candidates(heard.wording) if rule.leads)
        wanted = [rule for rule in rules if rule.id not in besides]
        return frozenset(rule.id for rule in wanted if heard.meant(rule.spans(heard.wording)))

    def rule(self, rule_id: str) -> Rule:
        """The rule of an id.

        Raises:
            KeyError: There is none.
        """
        return self._by_id[rule_id]

    def occurs(self, name: str, heard: HeardTurn) -> bool:
        """Whether an act of the agent's, or the cues of a rule, show in a turn, by its name."""
        if name in set(AgentAct):
            said = agent_acts(self.language).of(heard.turn.text)
            return heard.turn.speaker is Speaker.AGENT and AgentAct(name) in said
        return bool(shown_spans(self._by_id[name], heard))

    def stages_in(self, turn: Turn) -> list[str]:
        """The ids of the stages that `turn` touches, in the playbook's order."""
        wording = Wording(turn.text)
        return [stage.id for stage in self.stages if stage.shows_in(turn.speaker, wording)]

    def _candidates(
        self, wording: Wording, meanings: Mapping[str, Likeness] | None = None
    ) -> list[Rule]:
        """The rules that the words or their meaning may show."""
        by_cue = [self.rules[place] for place in self._index.places(wording)]
        alike = [id for id, likeness in (meanings or {}).items() if likeness.may_show]
        by_meaning = [self._by_id[id] for id in alike]
        return list({rule.id: rule for rule in (*by_cue, *by_meaning)}.values())

    def _current_stage(self, turns: Sequence[Turn]) -> str:
        """The stage that was touched last; the furthest one, if a turn touches several."""
        touched = (self.stages_in(turn) for turn in reversed(turns))
        return next((stages[-1] for stages in touched if stages), self.stages[0].id)
