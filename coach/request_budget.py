"""Request budget: how often one model may be asked about one turn, guesses and all.

    guess ─▶ guess ─▶ the finished words ─▶ none
    guess ─▶ the finished words ─▶ their second try ─▶ none

Of the three requests, the last is kept until the turn's words are finished.
"""

MOST = 3
_TURNS_KEPT = 16


class RequestBudget:
    """The requests that one turn has left."""

    def __init__(self) -> None:
        """Create the budget of a turn whose words are not finished."""
        self._left = MOST
        self._is_finished = False

    def finish(self) -> None:
        """Take in that the words are finished: what was kept for them may be used."""
        self._is_finished = True

    def take(self) -> bool:
        """Whether one more request may be made; it then counts as made."""
        if self._left <= (0 if self._is_finished else 1):
            return False
        self._left -= 1
        return True

    def try_again(self) -> bool:
        """Whether a request that failed may be made again; a guess may not, its turn asks anew."""
        return self._is_finished and self.take()


class RequestBudgets:
    """The budgets of a call's turns whose words are not finished."""

    def __init__(self) -> None:
        """Begin a call."""
        self._open: dict[str, RequestBudget] = {}

    def of(self, turn_id: str) -> RequestBudget:
        """The budget of a turn that goes on."""
        if turn_id not in self._open:
            if len(self._open) == _TURNS_KEPT:  # the oldest had no words, or none to advise on
                del self._open[next(iter(self._open))]
            self._open[turn_id] = RequestBudget()
        return self._open[turn_id]

    def finish(self, turn_id: str) -> RequestBudget:
        """The budget of a turn whose words are finished now."""
        budget = self._open.pop(turn_id, None) or RequestBudget()
        budget.finish()
        return budget
