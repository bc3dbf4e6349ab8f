"""The present time of what is tested."""


class Now:
    """A time in seconds that a test moves."""

    at = 0.0

    def __call__(self) -> float:
        """The present time."""
        return self.at
