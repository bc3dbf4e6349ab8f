"""Finalize tracker: when a recogniser is asked for its final words, and what it still owes.

| what happens | what is asked | what the answer confirms |
|---|---|---|
| a pause | `Finalize`, once | that pause |
| an eager pause whose words sound complete | `Finalize`, once | nothing, until it becomes a pause |
| … and the pause after it | nothing more | the pause: at once where the answer has come |
| … and the party resumes | nothing | nothing; the next pause asks for itself |
| a new connection | once, for all that the lost one owed | all its pauses |
"""

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
    """One party's requests for final words: one a pause, or one in the eager pause before it.

    A recogniser answers in order. A request that only an eager pause brought about confirms nothing
    until that becomes a pause, and never if the party resumed.
    """

    def __init__(self) -> None:
        """Begin in silence, with nothing owed."""
        self.speaking = False
        self._in_eager_pause = False
        self._early: _Request | None = None  # of this eager pause
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
        self.speaking, self._in_eager_pause, self._early = True, False, None

    def eager_pause(self) -> None:
        """The party who speaks is silent for the moment."""
        self._in_eager_pause = self.speaking

    def resumed(self) -> None:
        """The party spoke on: it was no pause."""
        self._in_eager_pause, self._early = False, None

    def heard_words(self) -> None:
        """The recogniser has words that are not final: its early answer was not all."""
        if self._early and self._early.answered:
            self._early = None

    def finalize_early(self) -> None:
        """The words sound complete; in an eager pause, they are worth a request."""
        if self._in_eager_pause and not self._early:
            self._early = self._request()

    def paused(self) -> int:
        """The party stopped speaking.

        Returns:
            The pauses that are confirmed by this: 1 where the early request was answered, else 0.
        """
        early, self._early = self._early, None
        self.speaking = self._in_eager_pause = False
        if early and early.answered:
            return 1
        (early or self._request()).pauses += 1
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
        early = self._early is not None and not self._early.answered
        if pauses or early:
            self._owed.append(_Request(pauses=pauses))
        if early:
            self._early = self._owed[0]

    def give_up(self) -> None:
        """Nothing will be answered any more."""
        self._owed.clear()

    def _request(self) -> _Request:
        if not self.due:
            self._owed.append(_Request())
        return self._owed[-1]
