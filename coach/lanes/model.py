"""Model lane: a model is asked when the customer's turn is over, or earlier, at a guess.

A guess is made where the customer falls silent on a complete sentence or, if wanted, with each new
word. It is shown when the silence turns out to be a pause, and dropped without a word when the
customer speaks on.
"""

from coach.board import Board
from coach.request import Request
from coach.runner import SuggestionRunner
from coach.suggestion import Suggestion
from conversation.coaching.advice import Withdrawal
from conversation.coaching.playbook import Playbook
from conversation.coaching.speculation import FEWEST_WORDS, Speculation, lacks_little, same_words
from conversation.coaching.wording import Wording
from pubsub.clock import now_s


class ModelLane:
    """The model lane: asks the model about the customer's turns."""

    def __init__(
        self, board: Board, runner: SuggestionRunner, playbook: Playbook, speculation: Speculation
    ):
        """Create the lane of one call.

        Args:
            board: Where suggestions are shown.
            runner: Asks the model.
            playbook: Knows which words are signals.
            speculation: How eagerly to guess.
        """
        self._board = board
        self._runner = runner
        self._playbook = playbook
        self._speculation = speculation
        self._guesses: list[Suggestion] = []  # on the open turn, the furthest ahead first

    async def on_partial(self, request: Request) -> None:
        """Drop the guesses that the words refute; with `words`, guess again."""
        await self._keep(self._fitting(request.turn.text))
        if self._speculation is not Speculation.WORDS:
            return
        if len(Wording(request.turn.text).words) >= FEWEST_WORDS:
            self._guess(request, now_s())

    async def on_eager_turn(self, request: Request, spoken_at: float) -> None:
        """Guess at a turn that may be over."""
        await self._keep(self._fitting(request.turn.text))
        if self._speculation is not Speculation.OFF:
            self._guess(request, spoken_at)

    async def on_pause(self, spoken_at: float) -> None:
        """Show what was guessed."""
        if guess := next((one for one in self._guesses if not one.superseded), None):
            guess.rebase(guess.request, spoken_at)
            await self._keep([guess])
            await self._board.expect(guess)

    async def on_turn(self, request: Request, spoken_at: float, made_at: float) -> None:
        """Answer the turn, with the guess if it fits the turn and knew all before it."""
        fitting = self._fitting(request.turn.text)
        await self._keep([guess for guess in fitting if _stands_for(guess, request)][:1])
        budget = self._board.writers.budgets.finish(request.turn.turn_id)
        if self._guesses:
            suggestion = self._guesses.pop()
            suggestion.rebase(request, spoken_at, made_at)
        else:
            budget.take()
            suggestion = self._runner.start(request, spoken_at, made_at, budget)
        await self._board.expect(suggestion)

    async def drop(self, reason: Withdrawal) -> None:
        """Drop what was guessed; say why, where it was seen."""
        await self._keep([], reason)

    def _guess(self, request: Request, spoken_at: float) -> None:
        known = (guess.request.turn.text for guess in self._guesses)
        if any(same_words(text, request.turn.text) for text in known):
            return
        # With each new word, there is no telling which ones will be the last: none is counted.
        is_counted = self._speculation is not Speculation.WORDS
        budget = self._board.writers.budgets.of(request.turn.turn_id) if is_counted else None
        if budget is None or budget.take():
            self._guesses.append(self._runner.start(request, spoken_at, budget=budget))

    async def _keep(
        self, kept: list[Suggestion], reason: Withdrawal = Withdrawal.SUPERSEDED
    ) -> None:
        dropped = [guess for guess in self._guesses if guess not in kept]
        self._guesses = kept
        for guess in dropped:
            await self._board.withdraw(guess, reason)

    def _fitting(self, text: str) -> list[Suggestion]:
        return [guess for guess in self._guesses if self._fits(guess.request.turn.text, text)]

    def _fits(self, guessed: str, text: str) -> bool:
        if same_words(guessed, text):
            return True
        if self._speculation is not Speculation.WORDS or not lacks_little(guessed, text):
            return False
        return self._playbook.leading(guessed) == self._playbook.leading(text)


def _stands_for(guess: Suggestion, request: Request) -> bool:
    """Whether a guess is about this turn, with all that was said before it, and still stands."""
    known = guess.request
    is_same_turn = known.turn.turn_id == request.turn.turn_id
    return is_same_turn and list(known.earlier) == list(request.earlier) and not guess.superseded
