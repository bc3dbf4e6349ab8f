"""Playbook: how a kind of call goes, and what to advise when the customer gives a signal.

`Playbook.advise` is the instant coach. It works from the playbook's rules alone, in well under a
millisecond.
"""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Annotated, Any, Self

from pydantic import Field, PrivateAttr, model_validator

from conversation.coaching.advice import Advice
from conversation.coaching.contradictions import contradictions, of_obligations
from conversation.coaching.cue_index import CueIndex
from conversation.coaching.detection.adjacency import agent_acts
from conversation.coaching.detection.agent_act import AgentAct
from conversation.coaching.detection.heard import Heard
from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.obligation import Obligation
from conversation.coaching.rule_matching import (
    advice_from,
    advice_without_signal,
    matches,
    shown_spans,
)
from conversation.coaching.rules import (
    Id,
    LanguageTag,
    Limits,
    Line,
    Move,
    Part,
    Rule,
    Stage,
)
from conversation.coaching.wording import Wording
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

MAX_NONE = 600
LOOKBACK_TURNS = 24
"""The turns that the instant coach looks back: its cost does not grow with the call."""


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
        none: What people say that is no signal at all, for all rules; compared by meaning.
        fallback: What to advise when the agent asks what to do now, by stage id; a stage may have
            none.
    """

    name: Id
    version: Annotated[int, Field(ge=1)]
    language: LanguageTag
    title: Line
    goal: Annotated[str, Field(min_length=1)]
    stages: Annotated[list[Stage], Field(min_length=1)]
    rules: Annotated[list[Rule], Field(min_length=1)]
    obligations: Annotated[list[Obligation], Field(default_factory=list)]
    none: Annotated[list[Line], Field(max_length=MAX_NONE, default_factory=list)]
    fallback: Annotated[
        dict[str, Annotated[list[Move], Field(min_length=1)]], Field(default_factory=dict)
    ]
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
        named = [rule.stages for rule in self.rules]
        found = [
            *contradictions(stages, rules, self.fallback, named),
            *of_obligations(stages, rules, [one.model_dump() for one in self.obligations]),
        ]
        if found:
            raise ValueError("; ".join(told for _, told in found))
        return self

    @property
    def id(self) -> str:
        """The playbook with its version and language: `sales@3/en`."""
        return f"{self.name}@{self.version}/{self.language}"

    def heard(self, turn: Turn, earlier: Sequence[Turn]) -> Heard:
        """A turn as the rules see it."""
        recent = [turn, *islice(reversed(earlier), LOOKBACK_TURNS)]
        return Heard(turn, earlier, self.language, self._stage_for_rules(recent))

    def advise(
        self,
        turn: Turn,
        earlier: Sequence[Turn],
        meanings: Mapping[str, Likeness] | None = None,
    ) -> tuple[Advice, tuple[str, ...]] | None:
        """Advise on `turn`.

        Args:
            turn: A finished turn of the customer.
            earlier: The turns before it, oldest first; the last `LOOKBACK_TURNS` are looked at.
            meanings: How much it sounds like each rule that has examples, by the rule's id; None
                where that is not known.

        Returns:
            The advice, and the ids of the rules it comes from, the leading one first; None where
            no rule matches, and there is nothing to say.
        """
        recent = islice(reversed(earlier), LOOKBACK_TURNS)
        said = [Wording(past.text) for past in recent if past.speaker is turn.speaker]
        heard = self.heard(turn, earlier)
        found = matches(self._candidates(heard.wording, meanings), heard, said, meanings)
        if not found:
            return None
        return advice_from(found, turn, heard.wording), tuple(match.rule.id for match in found)

    def stage_advice(self, turn: Turn, earlier: Sequence[Turn]) -> Advice | None:
        """The move of the call's stage, for an agent who asks what to do now.

        Args:
            turn: The customer's last turn.
            earlier: The other turns, oldest first; the last `LOOKBACK_TURNS` are looked at.

        Returns:
            The next of the moves in `fallback` at each turn of the customer; None where the stage
            has none.
        """
        recent = list(islice(reversed(earlier), LOOKBACK_TURNS))
        moves = self.fallback.get(self._current_stage([turn, *recent]))
        if not moves:
            return None
        said = sum(past.speaker is Speaker.CUSTOMER for past in recent)
        return advice_without_signal(moves[said % len(moves)], turn, Wording(turn.text))

    def leading(self, text: str) -> frozenset[str]:
        """The ids of the rules that lead (`Rule.leads`) and show in the customer's words."""
        heard = Heard(Turn("", Speaker.CUSTOMER, text, 0, 0), (), self.language)
        shown = (rule for rule in self._candidates(heard.wording) if rule.leads)
        return frozenset(rule.id for rule in shown if heard.meant(rule.spans(heard.wording)))

    def limits(self, rule_id: str) -> Limits:
        """How often the card of a rule may be shown in a call.

        Raises:
            KeyError: There is no such rule.
        """
        return self._by_id[rule_id].limits

    def occurs(self, name: str, heard: Heard) -> bool:
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
        return list(
            {rule.id: rule for rule in (*by_cue, *map(self._by_id.__getitem__, alike))}.values()
        )

    def _stage_for_rules(self, latest_first: Sequence[Turn]) -> str:
        """The call's stage, where a rule asks for one."""
        return self._current_stage(latest_first) if self._any_stages else ""

    def _current_stage(self, latest_first: Sequence[Turn]) -> str:
        """The stage that was touched last; the furthest one, if a turn touches several."""
        for turn in latest_first:
            if stages := self.stages_in(turn):
                return stages[-1]
        return self.stages[0].id
