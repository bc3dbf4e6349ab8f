"""Call progress: how far a call has come, in stages and on its clock."""

from collections.abc import Iterable


class CallProgress:
    """The progress of one call."""

    def __init__(self) -> None:
        """Create the progress of a call in which nothing was said."""
        self._stages: dict[str, None] = {}
        self._offset_ms: float | None = None

    @property
    def stages(self) -> list[str]:
        """The ids of the playbook's stages that the call has touched, in that order."""
        return list(self._stages)

    def reach(self, stages: Iterable[str]) -> None:
        """Take in ids of stages that the call has touched."""
        self._stages |= dict.fromkeys(stages)

    def heard(self, end_ms: int, spoken_at: float) -> None:
        """Take in where the call's clock stood, ms, at a time of the loop's."""
        self._offset_ms = end_ms - spoken_at * 1000

    def ms_at(self, at: float) -> int | None:
        """Where the call's clock stands at a time of the loop's; None where no turn has told."""
        return None if self._offset_ms is None else round(self._offset_ms + at * 1000)

    def time_at(self, at_ms: int) -> float | None:
        """The time of the loop at which the call's clock stands at `at_ms`; None as in `ms_at`."""
        return None if self._offset_ms is None else (at_ms - self._offset_ms) / 1000
