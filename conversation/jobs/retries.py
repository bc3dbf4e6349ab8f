"""Retry policy of a step: how often it is tried, how long between, and how long it may take."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """The tries of a step; the default reaches over two and a half hours of an outage.

    Attributes:
        attempts: How many at most, those that a dying process cut off among them.
        first_s: The pause after the first.
        factor: By which each pause is longer than the one before.
        longest_s: No pause is longer.
        timeout_s: How long one may take.
    """

    attempts: int = 12
    first_s: float = 2.0
    factor: float = 2.5
    longest_s: float = 1800.0
    timeout_s: float = 120.0

    def pause(self, attempt: int) -> timedelta | None:
        """The pause after an attempt, counted from 1, that failed; None where it was the last."""
        if attempt >= self.attempts:
            return None
        seconds = self.first_s
        for _ in range(attempt - 1):
            seconds = min(seconds * self.factor, self.longest_s)
        return timedelta(seconds=seconds)
