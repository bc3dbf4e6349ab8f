"""Recogniser of a chain: how it fares, and when it may be asked."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from websockets.exceptions import ConnectionClosed

from pubsub.clock import now_s
from services.stt.chained_connection import ChainedConnection
from services.stt.connection import Connect, SttConnection
from services.stt.connection_policy import STABLE_S, refused_retry_s
from services.stt.loss_cause import cause_of
from services.stt.outage_log import OutageLog, outages_of
from services.stt.refusal import TRIED_AGAIN, SttRefusal, SttRefusedError

FAILING_S = 1.5
"""One may fail for so long before the next is asked."""
LOADING_S = 15.0
"""… and may take so long where nobody else is left to be asked: it may load a model first."""
_MOST_UNHEARD = 2  # connections in a row that it took, and ended before it told anything,
_UNHEARD_S = 0.5  # or for so long: it is left
# A connection that is no use is ended sooner, or after as much audio as the last one was.
_PROOF_S, _LONGEST_PROOF_S = 0.9, 2.5
_BYTES_A_SECOND = 16_000  # of audio on the phone


@dataclass(slots=True, eq=False)
class Member:
    """A recogniser of a chain.

    Attributes:
        vendor: Whose, as people write it.
        connect: Connects to it.
        refused: Whether it takes no connection for good, as it says: it is asked seldom.
        refusals: How many of those there were in a row.
        failing_since: When it began to fail, seconds; None while it is well.
        cause: Why it is away, to be read after its name.
        error: What came of the last try; None where it was taken.
        not_before: When it may be asked again, seconds.
        unheard: How many connections in a row it took, and ended before it told anything.
        is_mute: Whether the last one was cut because it told nothing.
        lasted_s: How long the last one lasted.
        was_heard: Whether it has told a result in this call: then it is refused for now alone.
    """

    vendor: str
    connect: Connect
    refused: bool = False
    refusals: int = 0
    failing_since: float | None = None
    cause: str = ""
    error: Exception | None = None
    not_before: float = 0.0
    unheard: int = 0
    is_mute: bool = False
    lasted_s: float = 0.0
    was_heard: bool = False

    @property
    def outages(self) -> OutageLog:
        """What the log is told of it."""
        return outages_of(self.vendor)

    @property
    def may_be_asked(self) -> bool:
        """Whether another try may come to something now."""
        return self.not_before <= now_s()

    def failing_left_s(self) -> float:
        """For how long it may go on failing."""
        return FAILING_S - (0.0 if self.failing_since is None else now_s() - self.failing_since)

    def failed(self, party: object, error: Exception, began: float) -> None:
        """A try that `began` then came to nothing."""
        self.outages.failed(party, cause_of(error))
        if self.failing_since is None:
            self.failing_since = began
        self.error = error
        self.refused, self.cause = False, f"can't be reached{TRIED_AGAIN}"
        if isinstance(error, SttRefusedError):
            self._refuses(error.refusal)
            if error.retry_after_s:
                self.not_before = now_s() + error.retry_after_s

    def ended(self, party: object, connection: ChainedConnection, error: Exception | None) -> None:
        """A connection that it took is over."""
        now = now_s()
        self.is_mute, self.lasted_s = connection.is_dead, now - connection.opened_at
        self.was_heard = self.was_heard or connection.was_heard
        self.unheard = 0 if connection.was_heard else self.unheard + 1
        if connection.was_heard and self.lasted_s >= STABLE_S:
            self.failing_since = None
        if self.failing_since is None:
            self.failing_since = now if connection.was_heard else connection.opened_at
        failing_s = now - self.failing_since
        unheard = self.unheard and (self.unheard >= _MOST_UNHEARD or failing_s >= _UNHEARD_S)
        if connection.is_dead or unheard:
            self.failing_since = min(self.failing_since, now - FAILING_S)
        self.cause = f"has broken off{TRIED_AGAIN}"
        if isinstance(error, SttRefusedError):
            self.error = error
            self._refuses(error.refusal)
        elif self.is_mute:
            self.cause = f"tells nothing{TRIED_AGAIN}"
        given_up = "tells nothing of what is said" if self.is_mute else ""
        self.outages.failed(party, cause_of(error, given_up))

    def _refuses(self, refusal: SttRefusal) -> None:
        """It refuses; not for good where it has heard in this call."""
        now = refusal.for_now() if self.was_heard else refusal
        self.refused, self.cause = now.permanent, now.told
        self.refusals = self.refusals + 1 if now.permanent else 0
        if now.permanent:
            self.not_before = now_s() + refused_retry_s(self.refusals)

    def hears(self, party: object) -> None:
        """It is well again."""
        self.failing_since, self.error, self.unheard = None, None, 0
        self.is_mute = self.refused = False
        self.outages.well(party)

    async def is_well(self, party: object) -> bool:
        """Whether it takes a connection, and does not end it when it is sent something."""
        try:
            async with asyncio.timeout(LOADING_S), self.connect() as connection:
                await self._prove(connection)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not well
            self.failed(party, error, now_s())
            return False
        return True

    async def _prove(self, connection: SttConnection) -> None:
        """Send silence, and see what comes of it; one that told nothing has to tell something."""
        proof_s = min(max(_PROOF_S, 2 * self.lasted_s), _LONGEST_PROOF_S)
        with suppress(ConnectionClosed):  # the results say why
            await connection.send(bytes(int(proof_s * _BYTES_A_SECOND)), speaking=False)
            await connection.finalize()
        try:
            async with asyncio.timeout(proof_s):
                async for _ in connection.results():
                    if self.is_mute:
                        return
                raise ConnectionError
        except TimeoutError:
            if self.is_mute:
                raise
