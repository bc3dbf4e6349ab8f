"""Coach engine: takes in what happens in a call, and emits advice for the agent.

A shadow may guess: what is said is thought about before the turn is over, and only what still
holds at its end stays. No call waits for a model, so that a slow one delays nothing.
"""

import asyncio
from collections.abc import Sequence

from coach.advisors import playbook_advice, playbook_author
from coach.board import Board
from coach.failure_policy import as_failure
from coach.lanes.lane import Lane, SpeculativeLane
from coach.ports import ModelError
from coach.request import Request
from coach.runner import SuggestionRunner
from coach.suggestion import Suggestion
from conversation.budget import Budget
from conversation.coaching.advice import Withdrawal
from conversation.coaching.playbook import Playbook
from conversation.coaching.silence import reason_to_stay_silent
from conversation.errors import ErrorCode
from conversation.events.commands import Ask, Command, Pause, Resume
from conversation.events.payloads import Component, State, Status
from conversation.events.status_codes import StatusCode
from conversation.memory import Conversation
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from conversation.speech.unfinished import is_unfinished

ASKS_A_MINUTE = 10


class Coach:
    """The coach of one call. All times are seconds of the event loop's clock."""

    def __init__(
        self,
        conversation: Conversation,
        playbook: Playbook,
        board: Board,
        lanes: Sequence[Lane],
        runner: SuggestionRunner | None = None,
    ):
        """Create the coach of one call; `CoachFactory` puts its parts together.

        Args:
            conversation: The turns so far; the caller adds each turn before it tells of it.
            playbook: Knows the stages of the call.
            board: Shows the suggestions.
            lanes: What answers the customer's turns, each in this order.
            runner: Answers the agent's questions; without one, the playbook's stage does.
        """
        self._conversation = conversation
        self._playbook = playbook
        self._board = board
        self._lanes = lanes
        self._speculative = [lane for lane in lanes if isinstance(lane, SpeculativeLane)]
        self._runner = runner
        self._paused = False
        self._asks = Budget(ASKS_A_MINUTE / 60, ASKS_A_MINUTE)
        self._asked: Suggestion | None = None
        for turn in conversation.turns:
            board.reach(playbook.stages_in(turn))

    def expects_more(self, turn: Turn) -> bool:
        """Whether the customer is likely to go on with their thought after `turn`."""
        request = self._request(turn)
        asked = (past.text for past in reversed(request.earlier) if past.speaker is Speaker.AGENT)
        language = turn.language or self._playbook.language
        return is_unfinished(request.turn.text, language, next(asked, ""))

    async def on_partial(self, turn: Turn) -> None:
        """Take in the words so far of a turn that goes on."""
        if turn.speaker is not Speaker.CUSTOMER:
            return
        request = self._request(turn)
        if self._reason_to_stay_silent(request):
            await self._drop(Withdrawal.SUPERSEDED)
            return
        for lane in self._lanes:
            await lane.on_partial(request)

    async def on_eager_turn(self, turn: Turn, spoken_at: float) -> None:
        """Take in a turn that may be over; its speech ended at `spoken_at`."""
        if turn.speaker is not Speaker.CUSTOMER:
            return
        request = self._request(turn)
        if self._reason_to_stay_silent(request) is None:
            for lane in self._speculative:
                await lane.on_eager_turn(request, spoken_at)

    async def on_pause(self, speaker: Speaker, spoken_at: float) -> None:
        """Take in that a party paused; its speech ended at `spoken_at`."""
        if speaker is Speaker.CUSTOMER:
            for lane in self._speculative:
                await lane.on_pause(spoken_at)

    async def on_turn(self, turn: Turn, spoken_at: float, made_at: float) -> None:
        """Take in a turn that was finished at `made_at`; its speech ended at `spoken_at`."""
        thought = self._conversation.unit_of(turn).as_turn()
        self._board.reach(self._playbook.stages_in(thought))
        if turn.speaker is not Speaker.CUSTOMER:
            return
        request = self._request(turn)
        if reason := self._reason_to_stay_silent(request):
            await self._drop(Withdrawal.SUPERSEDED)
            await self._board.suppress(turn, reason)
            return
        for lane in self._lanes:
            await lane.on_turn(request, spoken_at, made_at)

    async def on_no_turn(self, speaker: Speaker) -> None:
        """Take in that a party's speech had no words."""
        if speaker is Speaker.CUSTOMER:
            await self._drop(Withdrawal.STALE)

    async def on_command(self, command: Command) -> None:
        """Do what a client asks."""
        match command:
            case Pause() if not self._paused:
                self._paused = True
                await self._drop(Withdrawal.SUPERSEDED)
                await self._tell_paused(StatusCode.COACH_PAUSED, "The coach is paused.")
            case Resume() if self._paused:
                self._paused = False
                await self._tell_paused(StatusCode.COACH_RESUMED, "The coach is listening.")
            case Ask():
                await self._ask(command.text)
            case _:
                pass  # it is as they wish already

    async def end(self, within_s: float) -> None:
        """End with the call: what is being written may come, if it does within so many seconds."""
        await self._drop(Withdrawal.STALE)
        await self._board.close(within_s)

    async def cancel(self) -> None:
        """End at once, without a word."""
        await self._board.abandon()

    async def _drop(self, reason: Withdrawal) -> None:
        for lane in self._lanes:
            await lane.drop(reason)

    async def _ask(self, question: str) -> None:
        now = asyncio.get_running_loop().time()
        turn = self._conversation.last(Speaker.CUSTOMER)
        if turn is None:
            await self._refuse(ErrorCode.ASK_TOO_EARLY, "The customer has not said anything yet.")
        elif self._asked and not self._asked.over:
            await self._refuse(ErrorCode.ASK_RUNNING, "The last question is still being answered.")
        elif not self._asks.spend(now):
            message = f"At most {ASKS_A_MINUTE} questions a minute in a call."
            await self._refuse(ErrorCode.ASK_TOO_OFTEN, message, self._asks.wait_s(now))
        else:
            unit = self._conversation.unit_of(turn)
            others = [t for t in self._conversation.turns if t not in unit.segments]
            await self._answer(Request.on(unit, others, question), now)

    async def _answer(self, request: Request, now: float) -> None:
        if self._runner:
            self._asked = self._runner.start(request, now, now)
            await self._board.expect(self._asked)
        elif advised := playbook_advice(self._playbook, request):
            card = Suggestion(request, playbook_author(self._playbook), now, now)
            await self._board.show_whole(card, advised)
        else:
            message = "The playbook has no move for this stage; set OPENAI_API_KEY."
            await self._refuse(ErrorCode.ASK_NEEDS_MODEL, message)

    async def _refuse(
        self, code: ErrorCode, message: str, retry_after: float | None = None
    ) -> None:
        await self._board.emit(as_failure(ModelError(code, message, retry_after=retry_after)))

    async def _tell_paused(self, code: StatusCode, detail: str) -> None:
        state = State.DEGRADED if self._paused else State.OK
        await self._board.emit(Status(Component.COACH, state, code, detail, paused=self._paused))

    def _request(self, turn: Turn) -> Request:
        unit = self._conversation.unit_of(turn)
        return Request.on(unit, self._conversation.before(unit.segments[0]))

    def _reason_to_stay_silent(self, request: Request) -> str | None:
        return "paused" if self._paused else reason_to_stay_silent(request.turn, request.earlier)
