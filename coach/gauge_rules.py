"""Gauge rules of a call: offer the card of a rule whose gauge has gone far enough."""

from collections.abc import Callable
from math import inf

from coach.advisors import playbook_author
from coach.board import Board
from coach.offer import Offer
from coach.request import Advised, Request
from coach.suggestion import Suggestion
from coach.timer import Timer
from conversation.coaching.advice import Advice
from conversation.coaching.detection.adjacency import agent_acts
from conversation.coaching.detection.agent_act import AgentAct
from conversation.coaching.playbook import Playbook
from conversation.coaching.rule_matching import advice_of
from conversation.coaching.rules import Rule
from conversation.memory.conversation import Conversation
from conversation.speech.call_gauges import CallGauges
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from pubsub.clock import now_s

_SURE = 0.5
_EXPECTED = frozenset({AgentAct.HELD, AgentAct.WRAPPED_UP})
"""After these, silence is what was to come."""


class GaugeRules:
    """The playbook's rules on gauges, in one call. All times are seconds of the loop's clock."""

    def __init__(
        self,
        conversation: Conversation,
        playbook: Playbook,
        board: Board,
        is_paused: Callable[[], bool],
    ):
        """Create the gauge rules of one call.

        Args:
            conversation: The turns so far.
            playbook: Whose rules they are.
            board: Shows their cards.
            is_paused: Whether the agent wants no cards now.
        """
        self._is_paused = is_paused
        self._conversation = conversation
        self._board = board
        self._gauges = CallGauges()
        self._offered: dict[str, float] = {}  # by a rule's id, when its gauge was far enough
        self._timer = Timer(self._tick)
        self._take(playbook)

    def go_on_with(self, playbook: Playbook) -> None:
        """Go by another playbook's rules: how the call goes, and what was offered, stays."""
        self._take(playbook)
        self._set_timer()

    def _take(self, playbook: Playbook) -> None:
        self._playbook = playbook
        self._rules = [rule for rule in playbook.rules if rule.gauge]

    def on_speech(self, speaker: Speaker) -> None:
        """Take in that a party has begun to speak."""
        self._gauges.on_speech(speaker, now_s())
        self._set_timer()

    def on_pause(self, speaker: Speaker, spoken_at: float) -> None:
        """Take in that a party has paused; their speech ended at `spoken_at`."""
        self._gauges.on_pause(speaker, spoken_at)
        self._set_timer()

    def on_turn(self, turn: Turn, spoken_at: float) -> None:
        """Take in a finished turn, whose speech ended at `spoken_at`."""
        self._gauges.on_turn(turn, spoken_at)
        self._set_timer()

    async def stop(self) -> None:
        """Offer nothing any more."""
        await self._timer.stop()

    async def _tick(self) -> None:
        for rule in self._rules:
            at = self._due_at(rule)
            if at <= now_s():
                self._offered[rule.id] = at
                await self._offer(rule)
        self._set_timer()

    def _set_timer(self) -> None:
        at = min(map(self._due_at, self._rules), default=inf)
        self._timer.set(None if at == inf else at)

    def _due_at(self, rule: Rule) -> float:
        """When a rule's gauge is far enough; infinite where that was so already."""
        gauge, at = rule.gauge, inf
        if gauge and gauge.dead_air_s:
            at = self._gauges.dead_air_at(gauge.dead_air_s)
        elif gauge and gauge.monologue_s:
            at = self._gauges.monologue_at(rule.speaker, gauge.monologue_s)
        return inf if self._offered.get(rule.id) == at else at

    async def _offer(self, rule: Rule) -> None:
        turn = self._conversation.last(Speaker.CUSTOMER)
        if turn is None or self._is_paused():
            return
        request = Request.of(self._conversation, turn)
        if advice := self._advice(rule, request):
            now = now_s()
            card = Suggestion(request, playbook_author(self._playbook), now, now)
            advised = Advised(advice, (rule.id,), limits=rule.limits)
            await self._board.offer(Offer.whole(card, advised), aloud=False)

    def _advice(self, rule: Rule, request: Request) -> Advice | None:
        """The rule's move; in dead air that of the call's stage, and none that was to come."""
        found = None
        if rule.gauge and rule.gauge.dead_air_s:
            acts = agent_acts(self._playbook.language).before(self._conversation.turns)
            if not acts.isdisjoint(_EXPECTED):
                return None
            found = self._playbook.stage_advice(request.turn, request.earlier)
        move = found or rule.moves[0]
        return advice_of(
            move, signals=[rule.signal], priority=rule.urgency, confidence=_SURE, evidence=[]
        )
