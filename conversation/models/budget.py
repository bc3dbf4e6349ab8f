"""Model budget: how much of its caps is spent, and which models may still be asked.

of a cap is spent    asked
-------------------  ----------------------------------------------------
less than 80 %       the whole chain
80 % to 100 %        the models that are cheaper than the first choice
all of it            those that cost nothing; without one, the playbook advises alone
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

SAVING_FROM = 0.8


class AllowedModels(StrEnum):
    """The models that may still be asked."""

    ALL = "all"
    CHEAPER = "cheaper"
    FREE = "free"


_ORDER = list(AllowedModels)


@dataclass(frozen=True, slots=True)
class Caps:
    """The caps on what models may cost, USD; None: as much as it takes."""

    call: float | None = None
    day: float | None = None
    month: float | None = None


@dataclass(frozen=True, slots=True)
class BudgetStanding:
    """The state of a budget.

    Attributes:
        level: What may still be asked.
        cap: The cap that says so: `call`, `day` or `month`; None where all may be.
        limit: That cap, USD.
    """

    level: AllowedModels
    cap: str | None = None
    limit: float | None = None


class Budget:
    """The budget of a process, shared with others through the event log.

    Attributes:
        caps: The caps.
        day: What the day has cost so far, USD, as far as is known here.
        month: The same of the month.
    """

    def __init__(self, caps: Caps) -> None:
        """Create a budget of which nothing is spent."""
        self.caps = caps
        self.day = 0.0
        self.month = 0.0
        self._untold = 0.0

    def spend(self, cost: float) -> None:
        """Take in what a request has cost, USD."""
        self.day += cost
        self.month += cost
        self._untold += cost

    def take_untold(self) -> float:
        """What was spent here since the last time, USD, to be told to the log."""
        untold, self._untold = self._untold, 0.0
        return untold

    def untake(self, cost: float) -> None:
        """Keep what the log did not take for the next time."""
        self._untold += cost

    def learn(self, day: float, month: float) -> None:
        """Take in what all processes together have spent, USD, by the log."""
        self.day, self.month = day + self._untold, month + self._untold

    def standing(self, call: float) -> BudgetStanding:
        """How it stands for a call that has cost so much, USD: the tightest cap counts."""
        worst = BudgetStanding(AllowedModels.ALL)
        for name, spent, cap in self._each(call):
            level = _level(spent, cap)
            if _ORDER.index(level) > _ORDER.index(worst.level):
                worst = BudgetStanding(level, name, cap)
        return worst

    def _each(self, call: float) -> Iterator[tuple[str, float, float | None]]:
        yield "call", call, self.caps.call
        yield "day", self.day, self.caps.day
        yield "month", self.month, self.caps.month


def _level(spent: float, cap: float | None) -> AllowedModels:
    if cap is None or spent < cap * SAVING_FROM:
        return AllowedModels.ALL
    return AllowedModels.CHEAPER if spent < cap else AllowedModels.FREE
