"""Coach engine: takes in what happens in a call, and emits advice for the agent.

A shadow may guess: what is said is thought about before the turn is over, and only what still
holds at its end stays. No call waits for a model, so that a slow one delays nothing.
"""

from coach.board import Board
from coach.gauge_rules import GaugeRules
from coach.hush import hush
from coach.knowledge import stop_searching
from coach.lanes.agent import advise_on_agent
from coach.lanes.lane import SpeculativeLane
from coach.memory import Memory
from coach.obligations import Obligations
from coach.parts import Parts
from coach.questions import Questions
from coach.request import Request
from coach.specialists.panel import Panel
from conversation.coaching.advice import Withdrawal
from conversation.coaching.silence import reason_to_stay_silent
from conversation.events import wishes
from conversation.events.commands import Ask, CallCommand, ChangeVerbosity, Pause, Resume
from conversation.events.payloads import SuggestionSuppressed
from conversation.memory.conversation import Conversation
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from pubsub.clock import now_s


class Coach:
    """The coach of one call. All times are seconds of the event loop's clock."""

    def __init__(
        self,
        conversation: Conversation,
        board: Board,
        parts: Parts,
        *,
        obligations: Obligations,
        memory: Memory,
    ):
        """Create the coach of one call; `CoachFactory` puts its parts together.

        Args:
            conversation: The turns so far; each is added before it is told of.
            board: Shows the suggestions.
            parts: What it goes by.
            obligations: What the parties must say, or must not.
            memory: What is remembered of the call.
        """
        playbook = parts.playbook
        self._conversation = conversation
        self.board, self.memory, self.knowledge = board, memory, parts.knowledge
        self._questions = Questions(conversation, playbook, board, parts.answerer)
        self._obligations = obligations
        self._panel = Panel(board, playbook, parts.specialists, memory.snapshot, self.knowledge)
        self._gauges = GaugeRules(conversation, playbook, board, lambda: self._paused)
        self._paused, self._agreed = False, True
        self._take(parts)

    async def go_on_with(self, parts: Parts) -> None:
        """Coach by another playbook from the last turn on; what is shown stays."""
        playbook = parts.playbook
        await self._drop(Withdrawal.SUPERSEDED)
        self._questions.go_on_with(playbook, parts.answerer)
        self._gauges.go_on_with(playbook)
        self._panel.go_on_with(playbook, parts.specialists)
        self._take(parts)
        earlier = [Request.of(self._conversation, t) for t in self._conversation.turns[:-1]]
        await self._obligations.go_on_with(playbook, parts.meaning, earlier)

    def _take(self, parts: Parts) -> None:
        self._playbook = parts.playbook
        self._lanes = parts.lanes
        self._speculative = [lane for lane in parts.lanes if isinstance(lane, SpeculativeLane)]
        for turn in self._conversation.turns:
            self.board.progress.reach(self._playbook.stages_in(turn))

    def expects_more(self, turn: Turn) -> bool:
        """Whether the customer is likely to go on with their thought after `turn`."""
        return Request.of(self._conversation, turn).expects_more(self._playbook.language)

    async def on_partial(self, turn: Turn) -> None:
        """Take in the words so far of a turn that goes on."""
        if turn.speaker is Speaker.AGENT:
            self.board.arbiter.agent_says(turn.text)
            return
        request = Request.of(self._conversation, turn)
        if self._reason_to_stay_silent(request):
            await self._drop(Withdrawal.SUPERSEDED)
            return
        for lane in self._lanes:
            await lane.on_partial(request)

    async def on_eager_turn(self, turn: Turn, spoken_at: float) -> None:
        """Take in a turn that may be over; its speech ended at `spoken_at`."""
        request = Request.of(self._conversation, turn)
        if turn.speaker is Speaker.CUSTOMER and self._reason_to_stay_silent(request) is None:
            if self.knowledge:
                self.knowledge.pause(request)
            for lane in self._speculative:
                await lane.on_eager_turn(request, spoken_at)

    def on_speech(self, speaker: Speaker) -> None:
        """Take in that a party has begun to speak."""
        self._obligations.on_speech(speaker)
        self._gauges.on_speech(speaker)
        if speaker is Speaker.AGENT:
            self.board.arbiter.agent_speaks(now_s())

    async def on_pause(self, speaker: Speaker, spoken_at: float) -> None:
        """Take in that a party paused; its speech ended at `spoken_at`."""
        self._obligations.on_pause(speaker)
        self._gauges.on_pause(speaker, spoken_at)
        if speaker is Speaker.AGENT:
            self.board.arbiter.agent_stops()
            await self.board.settle()
            return
        for lane in self._speculative:
            await lane.on_pause(spoken_at)

    async def on_turn(self, turn: Turn, spoken_at: float, made_at: float) -> None:
        """Take in a turn that was finished at `made_at`; its speech ended at `spoken_at`."""
        request = Request.of(self._conversation, turn)
        self.board.progress.reach(self._playbook.stages_in(request.turn))
        self.board.progress.heard(turn.end_ms, spoken_at)
        self._gauges.on_turn(turn, spoken_at)
        await self._obligations.on_turn(request)
        reason = "paused" if self._paused else None
        if turn.speaker is Speaker.AGENT:
            self.board.arbiter.agent_says(turn.text)
            if not reason:
                await advise_on_agent(self.board, self._playbook, request, spoken_at, made_at)
        elif reason := self._reason_to_stay_silent(request):
            await self._drop(Withdrawal.SUPERSEDED)
            await self.board.tell(SuggestionSuppressed(turn.turn_id, reason))
        else:
            for lane in self._lanes:
                await lane.on_turn(request, spoken_at, made_at)
        await self.memory.on_turn(turn, request)
        if not reason:
            self._panel.on_turn(request, spoken_at, made_at)

    async def on_no_turn(self, speaker: Speaker) -> None:
        """Take in that a party's speech had no words."""
        if speaker is Speaker.CUSTOMER:
            await self._drop(Withdrawal.STALE)

    async def on_consent(self, *, given: bool) -> None:
        """Work for as long as the customer agrees; what stands already stays."""
        self._agreed = given
        if not given:
            await self._drop(Withdrawal.STALE)
            await hush(self.board, self._panel, (self._gauges, self._obligations, self.memory))

    async def on_command(self, command: CallCommand) -> None:
        """Do what a client asks."""
        match command:
            case Pause() if not self._paused:
                self._paused = True
                self._panel.pause()
                await self._drop(Withdrawal.SUPERSEDED)
                await self.board.pause()
                await self.board.tell(wishes.paused(is_paused=True))
            case Resume() if self._paused:
                self._paused = False
                await self.board.tell(wishes.paused(is_paused=False))
            case ChangeVerbosity() if command.level is not self.board.arbiter.verbosity:
                self.board.arbiter.set_verbosity(command.level)
                await self.board.settle()
                await self.board.tell(wishes.changed(command.level))
            case Ask():
                await self._questions.ask(command.text)
            case _:
                pass  # it is as they wish already

    async def end(self, within_s: float) -> None:
        """End with the call: what is being written may come within so many seconds."""
        await self._drop(Withdrawal.STALE)
        await self._gauges.stop()
        for part in (self._obligations, self.memory):
            await (part.end() if self._agreed else part.stop())
        until = now_s() + within_s
        await self._panel.end(within_s)
        await self.board.close(max(0.0, until - now_s()))
        await stop_searching(self.knowledge, max(0.0, until - now_s()))

    async def cancel(self) -> None:
        """End at once, without a word."""
        for part in (self._gauges, self._obligations, self.memory, self._panel):
            await part.stop()
        await self.board.abandon()
        await stop_searching(self.knowledge)

    async def _drop(self, reason: Withdrawal) -> None:
        for lane in self._lanes:
            await lane.drop(reason)

    def _reason_to_stay_silent(self, request: Request) -> str | None:
        return "paused" if self._paused else reason_to_stay_silent(request.turn, request.earlier)
