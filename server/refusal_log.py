"""Refusal log: lines about refused requests, a few a minute, and then how many more there were.

Whoever is refused may come again at once, and as often as they like.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from loguru import logger

LINES_A_MINUTE = 10
_MINUTE_S = 60.0


@dataclass(slots=True)
class _Minute:
    """The number of refusals of one kind since `began` (s)."""

    began: float
    count: int = 0


class RefusalLog:
    """Writes at most `LINES_A_MINUTE` lines a minute of each kind."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Write nothing yet; `now` is the present time in seconds, monotonic."""
        self._now = now
        self._minutes: dict[str, _Minute] = {}

    def warn(self, kind: str, *details: object) -> None:
        """Log a refusal as a warning, unless there were too many of its kind.

        Args:
            kind: The line, with `{}` for each of the details; it must not be made of what came in.
            details: What differs between refusals of the kind; never a caller's words.
        """
        now = self._now()
        minute = self._minutes.get(kind)
        if minute is None or now - minute.began >= _MINUTE_S:
            if minute and minute.count > LINES_A_MINUTE:
                logger.warning("{} more like the next line", minute.count - LINES_A_MINUTE)
            minute = self._minutes[kind] = _Minute(now)
        minute.count += 1
        if minute.count <= LINES_A_MINUTE:
            logger.warning(kind, *details)
        if minute.count == LINES_A_MINUTE:
            logger.warning("more of these are counted and not written, for a minute")
