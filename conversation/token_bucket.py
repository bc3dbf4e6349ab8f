"""Token bucket: how much somebody may do at once, and how much of it comes back a second."""


class TokenBucket:
    """One bucket; all times are seconds of one clock, passed in."""

    def __init__(self, rate: float, burst: float) -> None:
        """Create a full bucket.

        Args:
            rate: How much comes back a second.
            burst: How much there is at most.
        """
        self._rate = rate
        self._burst = burst
        self._left = burst
        self._at: float | None = None

    def spend(self, now: float, amount: float = 1.0) -> bool:
        """Take `amount` if there is so much; where there is not, nothing is taken."""
        self._refill(now)
        if amount > self._left:
            return False
        self._left -= amount
        return True

    def give_back(self, amount: float = 1.0) -> None:
        """Undo a `spend`."""
        self._left = min(self._burst, self._left + amount)

    def owe(self, now: float, amount: float = 1.0) -> float:
        """Take `amount` in any case; returns after how many seconds it will be there, or 0."""
        self._refill(now)
        self._left -= amount
        return max(0.0, -self._left / self._rate)

    def wait_s(self, now: float, amount: float = 1.0) -> float:
        """After how many seconds `spend` takes `amount`; 0 if it does now."""
        self._refill(now)
        return max(0.0, (amount - self._left) / self._rate)

    def _refill(self, now: float) -> None:
        if self._at is not None:
            self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
