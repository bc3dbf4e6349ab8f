"""Heard words: a party's turn with all that tells how it is meant.

What few turns need (the agent's acts, stances) is read when it is first asked for.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice

from conversation.coaching.detection.adjacency import agent_acts
from conversation.coaching.detection.agent_act import Acts, AgentAct
from conversation.coaching.detection.answers import is_bare_answer, is_mere_answer
from conversation.coaching.detection.stance import Span, Stances
from conversation.coaching.wording import Wording
from conversation.speech.turns import Turn

LOOKBACK_TURNS = 24
"""The turns that the rules look back: what a turn costs does not grow with the call."""


class HeardTurn:
    """One turn as the rules see it.

    Attributes:
        turn: The turn.
        earlier: The turns before it, oldest first.
        wording: Its words.
        stage: The id of the call's stage.
        language: BCP-47 tag of the call.
    """

    def __init__(self, turn: Turn, earlier: Sequence[Turn], language: str, stage: str = "") -> None:
        """Take in a turn; `stage` is empty where no rule asks for it."""
        self.turn = turn
        self.wording = Wording(turn.text)
        self.stage = stage
        self.earlier = earlier
        self.language = language

    @cached_property
    def acts(self) -> Acts:
        """What the agent did just before."""
        return agent_acts(self.language).before(self.earlier)

    @cached_property
    def said_before(self) -> list[Wording]:
        """The same party's words in the last `LOOKBACK_TURNS` turns, the latest first."""
        recent = islice(reversed(self.earlier), LOOKBACK_TURNS)
        return [Wording(past.text) for past in recent if past.speaker is self.turn.speaker]

    @property
    def only_answers(self) -> bool:
        """Whether the turn as a whole does no more than answer what the agent asked."""
        return is_bare_answer(self.wording, self.acts)

    def meant(self, spans: Iterable[Span], expected: Iterable[AgentAct] = ()) -> list[Span]:
        """The spans whose words are meant, and are more than the answer to a question.

        Args:
            spans: Places in the wording's line.
            expected: The acts after which a mere answer is the signal.
        """
        return [
            span
            for span in spans
            if self.stances.at(span) is None
            and (not self.acts.isdisjoint(expected) or not self._is_answer(span))
        ]

    @cached_property
    def stances(self) -> Stances:
        """How its words are meant."""
        return Stances(self.wording, self.language)

    def _is_answer(self, span: Span) -> bool:
        return is_mere_answer(self.wording, span, self.acts)
