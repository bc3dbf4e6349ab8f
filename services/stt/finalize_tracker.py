"""Finalize tracker: when a recogniser is asked for its final words, and what it still owes.

| what happens | what is asked | what the answer confirms |
|---|---|---|
| a pause | `Finalize`, once | that pause |
| an eager pause whose words sound complete | `Finalize`, once | nothing, until it becomes a pause |
| … and the pause after it | nothing more | the pause: at once where the answer has come |
| … and the party resumes | nothing | nothing; the next pause asks for itself |
| no words for long, in speech | `Finalize`, once | that pause |
| no result for long | `Finalize`, once | nothing: whether it lives |
| a new connection | what the lost one owed, each in its place in the audio | its pause |

A recogniser that has nothing left to say may not answer; final words of all audio before a request
are as good as an answer.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

# An answer's end is rounded to what the recogniser works in; two requests are 100 ms apart or more.
_TOLERANCE_MS = 50.0


@dataclass(slots=True, eq=False)
class FinalizeRequest:
    """A request for final words.

    Attributes:
        at_ms: The connection's audio before it; None: not sent yet.
        sent_at: When it was sent, seconds.
        pauses: The pauses that its answer confirms.
        done: Whether it is answered, or of no use any more.
    """

    at_ms: float | None = None
    sent_at: float = 0.0
    pauses: int = 0
    done: bool = False


class FinalizeTracker:
    """One party's requests for final words: one a pause, or one in the eager pause before it.

    A recogniser answers in order. A request that only an eager pause brought about confirms nothing
    until that becomes a pause, and never if the party resumed.
    """

    def __init__(self, ask: Callable[[FinalizeRequest], None]) -> None:
        """Begin in silence, with nothing owed; `ask` takes each request to where it is sent."""
        self.speaking = False
        self._ask = ask
        self._in_eager_pause = False
        self._early: FinalizeRequest | None = None  # of this eager pause
        self._owed: deque[FinalizeRequest] = deque()
        self._done_ms: float | None = None  # where the last request was sent that is done
        # Requests that final words have answered; an answer may come all the same.
        self._covered = 0

    @property
    def owes(self) -> bool:
        """Whether there is a request without an answer."""
        return bool(self._owed)

    @property
    def oldest(self) -> FinalizeRequest | None:
        """The first request that was sent and is not answered."""
        return self._owed[0] if self._owed and self._owed[0].at_ms is not None else None

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
        if self._early and self._early.done:
            self._early = None

    def finalize_early(self) -> None:
        """The words sound complete; in an eager pause, they are worth a request."""
        if self._in_eager_pause and not self._early:
            self._early = self._request()

    def probe(self) -> None:
        """The recogniser has told nothing for long; one that lives answers."""
        if not self._owed:
            self._request()

    def paused(self) -> int:
        """The party stopped speaking.

        Returns:
            The pauses that are confirmed by this: 1 where the early request was answered, else 0.
        """
        early, self._early = self._early, None
        self.speaking = self._in_eager_pause = False
        if early and early.done:
            return 1
        (early or self._request()).pauses += 1
        return 0

    def words_paused(self) -> None:
        """The party's words have paused, while they seem to speak on: one pause to confirm."""
        self._request().pauses += 1

    def sent(self, request: FinalizeRequest, at_ms: float, now: float) -> None:
        """A request is sent, after `at_ms` of the connection's audio."""
        request.at_ms, request.sent_at = at_ms, now

    def is_late(self, until_ms: float) -> bool:
        """Whether an answer up to `until_ms` is to a request that final words have answered."""
        done_ms = self._done_ms
        return bool(self._covered) and done_ms is not None and until_ms <= done_ms + _TOLERANCE_MS

    def answered(self, until_ms: float) -> int:
        """A request was answered; the answer reaches up to `until_ms` of the connection's audio.

        Earlier requests that it covers will not be answered any more.

        Returns:
            The pauses that are confirmed by this.
        """
        if not self.oldest:
            return 0
        if self.is_late(until_ms):
            self._covered -= 1
            return 0
        return self._pop() + self.covered(until_ms)  # whatever it says of times that can't be true

    def covered(self, until_ms: float) -> int:
        """All words up to `until_ms` are final; returns the pauses that this confirms."""
        pauses = 0
        while (request := self.oldest) and (request.at_ms or 0) <= until_ms + _TOLERANCE_MS:
            pauses += self._pop()
            self._covered += 1
        return pauses

    def reconnected(self) -> None:
        """Owe what the lost connection owed: the sender asks the new one for it."""
        for request in self._owed:
            request.at_ms = None
            request.done = not request.pauses and request is not self._early
        self._owed = deque(request for request in self._owed if not request.done)
        self._done_ms, self._covered = None, 0

    def give_up(self) -> None:
        """Nothing will be answered any more."""
        self._owed.clear()

    def _request(self) -> FinalizeRequest:
        request = FinalizeRequest()
        self._owed.append(request)
        self._ask(request)
        return request

    def _pop(self) -> int:
        request = self._owed.popleft()
        request.done, self._done_ms = True, request.at_ms
        return request.pauses
