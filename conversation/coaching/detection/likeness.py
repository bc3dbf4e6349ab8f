"""Likeness of a turn to a rule's examples."""

from dataclasses import dataclass

from conversation.coaching.detection.calibration import LEAST_SCORE, LEAST_SCORE_AFTER


@dataclass(frozen=True, slots=True)
class Likeness:
    """The likeness of a turn to a rule: it sounds like its examples, not like its negatives.

    Attributes:
        score: The logarithm of how much likelier its likeliest part is a signal of the rule.
        part: The words of that part, as they stand in the turn.
    """

    score: float
    part: str

    @property
    def may_show(self) -> bool:
        """Whether it may show the rule without a cue."""
        return self.score >= min(LEAST_SCORE, LEAST_SCORE_AFTER)
