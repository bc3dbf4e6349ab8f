"""Goals: what the coach has to reach, and whether it does."""

from collections.abc import Iterator
from dataclasses import dataclass

from evaluation.scoring.figures import Figures


@dataclass(frozen=True, slots=True)
class Goal:
    """A limit of one figure.

    Attributes:
        figure: The name of the figure.
        limit: What it has to reach, or may not pass.
        at_least: Whether more is better.
        by_language: Whether it has to hold in each language.
        title: What a person calls it.
    """

    figure: str
    limit: float
    at_least: bool
    title: str
    by_language: bool = False

    def is_reached(self, value: float) -> bool:
        """Whether a value is good enough."""
        return value >= self.limit if self.at_least else value <= self.limit


GOALS = (
    Goal("precision", 0.9, True, "precision", by_language=True),
    Goal("recall_plain", 0.8, True, "recall on plain moments", by_language=True),
    Goal("recall_indirect", 0.5, True, "recall on indirect moments", by_language=True),
    Goal("silent_alarmed", 0.03, False, "silent turns with a card"),
    Goal("cards_a_minute", 1.5, False, "cards a minute"),
    Goal("empty_call_cards", 0, False, "cards in calls that deserve none"),
    Goal("put_away", 0, False, "right urgent cards put away by lower ones"),
    Goal("never_said", 0, False, "cards that say what they must not"),
    Goal("boundary_f1", 0.95, True, "F1 of turn boundaries"),
)


@dataclass(frozen=True, slots=True)
class GoalState:
    """A goal and where the coach stands.

    Attributes:
        goal: The goal.
        language: Where it has to hold; None for all calls together.
        value: Its figure; None where nothing was counted.
    """

    goal: Goal
    language: str | None
    value: float | None

    @property
    def is_reached(self) -> bool | None:
        """Whether it is reached; None where nothing was counted."""
        return None if self.value is None else self.goal.is_reached(self.value)


def goal_states(whole: Figures, languages: dict[str, Figures]) -> Iterator[GoalState]:
    """Where the coach stands at each goal, and in each language where that matters."""
    for goal in GOALS:
        yield GoalState(goal, None, getattr(whole, goal.figure))
        if goal.by_language and len(languages) > 1:
            for language, figures in languages.items():
                yield GoalState(goal, language, getattr(figures, goal.figure))
