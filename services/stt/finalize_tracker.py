"""When a recogniser is asked to settle a party's words, and what it still owes."""

from collections import deque
from dataclasses import dataclass

# An answer's end is rounded to what the recogniser works in; two requests are 100 ms apart or more.
_TOLERANCE_MS = 50.0


@dataclass(slots=True)
class _Request:
    at_ms: float | None = None  # the connection's audio before it; None: not sent yet
    pauses: int = 0  # that its answer confirms
    answered: bool = False


class FinalizeTracker:
    """One party's requests to settle words: one a pause, or one in the lull before it.

    A recogniser answers in order. A request that only a lull brought about confirms nothing until
    the lull becomes a pause, and never if the party spoke on.
    """

    def __init__(self) -> None:
        """Begin in silence, with nothing owed."""
        self.speaking = False
        self._lulled = False
        self._ahead: _Request | None = None  # of this lull
        self._owed: deque[_Request] = deque()

    @property
    def owes(self) -> bool:
        """Whether there is a request without an answer."""
        return bool(self._owed)

    @property
    def due(self) -> bool:
        """Whether a request is to be sent, when all audio before it is."""
        return bool(self._owed) and self._owed[-1].at_ms is None

    def started(self) -> None:
        """The party speaks."""
        self.speaking, self._lulled, self._ahead = True, False, None

    def lulled(self) -> None:
        """The party who speaks is silent for the moment."""
        self._lulled = self.speaking

    def spoke_on(self) -> None:
        """It was no pause."""
        self._lulled, self._ahead = False, None

    def heard_words(self) -> None:
        """The recogniser has words that are not settled: what it settled ahead was not all."""
        if self._ahead and self._ahead.answered:
            self._ahead = None

    def settle_ahead(self) -> None:
        """The words sound complete; in a lull, they are worth a request."""
        if self._lulled and not self._ahead:
            self._ahead = self._request()

    def paused(self) -> int:
        """The party stopped speaking.

        Returns:
            The pauses that are confirmed by this: 1 where the request was answered ahead, else 0.
        """
        ahead, self._ahead = self._ahead, None
        self.speaking = self._lulled = False
        if ahead and ahead.answered:
            return 1
        (ahead or self._request()).pauses += 1
        return 0

    def sent(self, at_ms: float) -> None:
        """What was due is sent, after `at_ms` of the connection's audio."""
        self._owed[-1].at_ms = at_ms

    def answered(self, until_ms: float) -> int:
        """A request was answered; the answer reaches up to `until_ms` of the connection's audio.

        Earlier requests that it covers will not be answered any more.

        Returns:
            The pauses that are confirmed by this.
        """
        pauses = 0
        covered = True  # the oldest, wherever the answer ends
        while covered and self._owed and self._owed[0].at_ms is not None:
            request = self._owed.popleft()
            request.answered = True
            pauses += request.pauses
            after = self._owed[0].at_ms if self._owed else None
            covered = after is not None and after <= until_ms + _TOLERANCE_MS
        return pauses

    def reconnected(self) -> None:
        """What the lost connection owed is asked of the new one, once for all."""
        lost, self._owed = self._owed, deque()
        pauses = sum(request.pauses for request in lost)
        ahead = self._ahead is not None and not self._ahead.answered
        if pauses or ahead:
            self._owed.append(_Request(pauses=pauses))
        if ahead:
            self._ahead = self._owed[0]

    def give_up(self) -> None:
        """Nothing will be answered any more."""
        self._owed.clear()

    def _request(self) -> _Request:
        if not self.due:
            self._owed.append(_Request())
        return self._owed[-1]
