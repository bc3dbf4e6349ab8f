"""Questions: what the agent asks the coach, one at a time, answered by a model or by the stage."""

from collections.abc import Callable

from coach.advisors import playbook_advice, playbook_author
from coach.board import Board
from coach.failure_policy import as_failure
from coach.ports import ModelError
from coach.request import Request
from coach.runner import SuggestionRunner
from coach.suggestion import Suggestion
from conversation.coaching.playbook import Playbook
from conversation.errors import ErrorCode
from conversation.memory.conversation import Conversation
from conversation.speech.speakers import Speaker
from conversation.token_bucket import TokenBucket
from pubsub.clock import now_s

ASKS_A_MINUTE = 10
Answerer = Callable[[str], SuggestionRunner]
"""Finds the runner that answers a question."""


class Questions:
    """The agent's questions in one call."""

    def __init__(
        self,
        conversation: Conversation,
        playbook: Playbook,
        board: Board,
        answerer: Answerer | None,
    ):
        """Create the questions of one call.

        Args:
            conversation: The turns so far.
            playbook: Knows what to do in each stage of the call.
            board: Shows the answers.
            answerer: Finds who answers a question; without one, the playbook's stage does.
        """
        self._conversation = conversation
        self._playbook = playbook
        self._board = board
        self._answerer = answerer
        self._budget = TokenBucket(ASKS_A_MINUTE / 60, ASKS_A_MINUTE)
        self._asked: Suggestion | None = None

    def go_on_with(self, playbook: Playbook, answerer: Answerer | None) -> None:
        """Have another playbook, or other runners, answer from now on."""
        self._playbook = playbook
        self._answerer = answerer

    async def ask(self, question: str) -> None:
        """Have a question answered, or tell why not."""
        now = now_s()
        turn = self._conversation.last(Speaker.CUSTOMER)
        if turn is None:
            await self._refuse(ErrorCode.ASK_TOO_EARLY, "The customer has not said anything yet.")
        elif self._asked and not self._asked.over:
            await self._refuse(ErrorCode.ASK_RUNNING, "The last question is still being answered.")
        elif not self._budget.spend(now):
            message = f"At most {ASKS_A_MINUTE} questions a minute in a call."
            await self._refuse(ErrorCode.ASK_TOO_OFTEN, message, self._budget.wait_s(now))
        else:
            unit = self._conversation.unit_of(turn)
            others = [t for t in self._conversation.turns if t not in unit.segments]
            await self._answer(Request.on(unit, others, question), now)

    async def _answer(self, request: Request, now: float) -> None:
        if self._answerer and request.question:
            runner = self._answerer(request.question)
            self._asked = runner.start(request, now, now)
            await self._board.expect(self._asked)
        elif advised := playbook_advice(self._playbook, request):
            card = Suggestion(request, playbook_author(self._playbook), now, now)
            await self._board.finish(card, advised)
        else:
            message = "The playbook has no move for this stage, and no language model is set."
            await self._refuse(ErrorCode.ASK_NEEDS_MODEL, message)

    async def _refuse(
        self, code: ErrorCode, message: str, retry_after: float | None = None
    ) -> None:
        await self._board.tell(as_failure(ModelError(code, message, retry_after=retry_after)))
