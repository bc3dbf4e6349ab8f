"""Outage log: what the log says of a recogniser that can't be had, a line a cause.

A hundred parties who are refused, each again and again, are one outage: each of its causes is told
once, and its end once, when all of them are heard again.
"""

from functools import cache
from weakref import WeakSet

from loguru import logger

from services.stt.shared_tries import SharedTries

_MOST_CAUSES = 8


class OutageLog:
    """The outages of one vendor, in this process.

    Attributes:
        tries: What its parties share of their tries.
    """

    def __init__(self, vendor: str):
        """All is well with `vendor`, as people write it."""
        self.tries = SharedTries()
        self._vendor = vendor
        self._parties = WeakSet[object]()  # who are not heard
        self._told = set[str]()
        self._failures = 0

    def failed(self, party: object, cause: str) -> None:
        """A connection of `party` could not be had, or was lost."""
        if not self._parties:  # those of calls that are gone
            self._told.clear()
            self._failures = 0
        self._parties.add(party)
        self._failures += 1
        if cause in self._told or len(self._told) == _MOST_CAUSES:
            return
        self._told.add(cause)
        logger.warning("speech recognition: no connection to {}: {}", self._vendor, cause)

    def has(self, party: object) -> bool:
        """Whether `party` is not heard."""
        return party in self._parties

    def well(self, party: object) -> None:
        """Who was not heard is."""
        if party not in self._parties:
            return
        self._parties.discard(party)
        if not self._parties:
            logger.info(
                "speech recognition: {} hears again; connections that failed: {}",
                self._vendor,
                self._failures,
            )

    def left(self, party: object) -> None:
        """The call of `party` is over."""
        self._parties.discard(party)


@cache
def outages_of(vendor: str) -> OutageLog:
    """The outages of a vendor, as people write it; all parties of the process have one log."""
    return OutageLog(vendor)
