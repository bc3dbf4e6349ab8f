"""Circuit breaker: stops asking a model that fails, and tries it again later; a state machine.

state       allow              succeeded  failed                      given back (cancelled)
----------  -----------------  ---------  --------------------------  ----------------------
CLOSED      a permit           CLOSED     the third in a row: OPEN    nothing
OPEN        none; once it is   –          –                           –
            time: HALF_OPEN,
            and a permit, the
            probe's
HALF_OPEN   none               CLOSED     OPEN, for another period    OPEN, for a part of one

A permit counts in the state in which it was given, so that what was asked before the breaker opened
tells nothing later. A guess that is cancelled gives its permit back: it has told nothing of the
model. The next probe waits a moment all the same, or a model that is asked at each word would be
probed at each word. All times are seconds of one clock.
"""

from enum import StrEnum

THRESHOLD = 3
"""So many failures in a row open it."""
PERIOD_S = 15.0
"""From one probe of an open breaker to the next, s."""
AGAIN_PART = 0.2
"""The part of a period after which the next probe comes, where one was given back."""
LONGEST_S = 600.0
"""The longest wait that a server can ask for: a wrong one is not to end the advice of a day, and a
probe after so long costs next to nothing."""


class BreakerState(StrEnum):
    """The states of a breaker."""

    CLOSED = "closed"
    HALF_OPEN = "half_open"
    OPEN = "open"


class Breaker:
    """The breaker of one model, shared by all calls of a process.

    Attributes:
        state: How it stands.
    """

    def __init__(self):
        """Create a closed breaker."""
        self.state = BreakerState.CLOSED
        self._failures = 0
        self._until = 0.0
        self._epoch = 0

    def is_ready(self, now: float) -> bool:
        """Whether `allow` would give a permit."""
        is_due = self.state is BreakerState.OPEN and now >= self._until
        return is_due or self.state is BreakerState.CLOSED

    def wait_s(self, now: float) -> float:
        """How long until it is ready, where nothing else happens; 0 while a probe is out."""
        return max(0.0, self._until - now) if self.state is BreakerState.OPEN else 0.0

    def allow(self, now: float) -> "Permit | None":
        """A permit to ask the model once; None where it is not to be asked."""
        if not self.is_ready(now):
            return None
        if self.state is BreakerState.OPEN:
            self._become(BreakerState.HALF_OPEN)
        return Permit(self, self._epoch)

    def succeeded(self, epoch: int) -> None:
        """Take in that a permit of an epoch has led to an answer."""
        if epoch == self._epoch:
            self._failures = 0
            if self.state is not BreakerState.CLOSED:
                self._become(BreakerState.CLOSED)

    def failed(self, epoch: int, now: float, retry_after_s: float | None) -> None:
        """Take in that it led to none; what the server asks for is obeyed at once, and by all."""
        asked_for = 0.0 if retry_after_s is None else min(retry_after_s, LONGEST_S)
        if epoch == self._epoch:
            self._failures += 1
            is_probe = self.state is BreakerState.HALF_OPEN
            if is_probe or asked_for or self._failures >= THRESHOLD:
                self._become(BreakerState.OPEN)
                self._until = now + (asked_for or PERIOD_S)
        elif asked_for and self.state is BreakerState.OPEN:
            self._until = max(self._until, now + asked_for)

    def given_back(self, epoch: int, now: float) -> None:
        """Take in that it was not used to its end."""
        if epoch == self._epoch and self.state is BreakerState.HALF_OPEN:
            self._become(BreakerState.OPEN)
            self._until = now + PERIOD_S * AGAIN_PART

    def _become(self, state: BreakerState) -> None:
        self.state = state
        self._failures = 0
        self._epoch += 1


class Permit:
    """A permit to ask a model once; the first word of how it went counts."""

    def __init__(self, breaker: Breaker, epoch: int):
        """Create the permit; `Breaker.allow` does."""
        self._breaker: Breaker | None = breaker
        self._epoch = epoch

    def succeeded(self) -> None:
        """The model has answered."""
        if breaker := self._use():
            breaker.succeeded(self._epoch)

    def failed(self, now: float, retry_after_s: float | None = None) -> None:
        """The model has failed; asked for patience, for so many seconds."""
        if breaker := self._use():
            breaker.failed(self._epoch, now, retry_after_s)

    def give_back(self, now: float) -> None:
        """Nobody waits for the answer any more."""
        if breaker := self._use():
            breaker.given_back(self._epoch, now)

    def _use(self) -> Breaker | None:
        breaker, self._breaker = self._breaker, None
        return breaker
