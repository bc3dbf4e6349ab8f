"""Knowledge lane: has the customer's words looked up while they are said, and the turn answered.

It comes after the instant lane, so that a rule's card waits for no search; and it answers, where no
model does, only a turn on which the rules have nothing to say.
"""

from coach.advisors import playbook_advice
from coach.board import Board
from coach.knowledge import CallKnowledge
from coach.lanes.instant import NO_SIGNAL
from coach.request import Request
from coach.runner import SuggestionRunner
from conversation.coaching.advice import Withdrawal
from conversation.coaching.plain_question import asks_plainly
from conversation.coaching.playbook import Playbook
from conversation.events.payloads import SuggestionSuppressed


class KnowledgeLane:
    """The knowledge lane of one call."""

    def __init__(
        self,
        board: Board,
        playbook: Playbook,
        knowledge: CallKnowledge,
        answers: SuggestionRunner | None,
    ):
        """Create the lane.

        Args:
            board: Where suggestions are shown.
            playbook: Whose rules answer first.
            knowledge: What the company knows.
            answers: Has a passage answer; None: a model answers the turns.
        """
        self._board = board
        self._playbook = playbook
        self._knowledge = knowledge
        self._answers = answers

    async def on_partial(self, request: Request) -> None:
        """Look the words so far up, where they bring something new."""
        self._knowledge.hear(request)

    async def on_turn(self, request: Request, spoken_at: float, made_at: float) -> None:
        """Have a plain question answered that no rule answers."""
        is_question = asks_plainly(request.turn.text)
        if is_question:
            self._knowledge.miss(request)
        if self._answers is None or playbook_advice(self._playbook, request):
            return
        if is_question:
            await self._board.expect(self._answers.start(request, spoken_at, made_at))
        else:
            await self._board.tell(SuggestionSuppressed(request.turn.turn_id, NO_SIGNAL))

    async def drop(self, reason: Withdrawal) -> None:
        """Leave what was found: it may serve the next turn."""
