"""Model spending desk: takes in each request's cost, for its call, the budget and the metrics."""

from collections.abc import Callable

from coach.current_call import current_spending
from conversation.models.budget import Budget, BudgetStanding
from conversation.models.spending import Spent


class SpendingDesk:
    """The place where all models of a process tell what they took.

    Attributes:
        budget: The budget of the process.
    """

    def __init__(self, budget: Budget) -> None:
        """Create the desk of a process."""
        self.budget = budget
        self._listeners: list[Callable[[Spent], None]] = []

    def subscribe(self, listener: Callable[[Spent], None]) -> None:
        """Have a listener told of each request from now on."""
        self._listeners.append(listener)

    def book(self, spent: Spent) -> None:
        """Take in what a request took, of the call in whose task this runs."""
        if call := current_spending():
            call.add(spent)
        if spent.usage.cost:
            self.budget.spend(spent.usage.cost)
        for listener in self._listeners:
            listener(spent)

    def standing(self) -> BudgetStanding:
        """How the budget stands for the call in whose task this runs."""
        call = current_spending()
        return self.budget.standing(call.total.cost if call else 0.0)
