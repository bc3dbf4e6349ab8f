"""Recogniser chain: a connection made of connections, of the first recogniser that is well.

| the recogniser that hears a party | then |
|---|---|
| refuses for good | the next is asked at once, and this one not again in the call |
| can't be reached, or breaks again and again, for 1.5 s | the next is asked |
| is dead: it takes no audio, or tells nothing | the next is asked at once |
| is not the first choice, and a better one answers again | is left between two turns |

The audio waits meanwhile, and the next one hears all that has no final words yet: whoever keeps the
connection sees one that was lost and made again.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from loguru import logger

from coach.timer import now_s
from pubsub.beside import beside
from services.stt.chained_connection import ChainedConnection
from services.stt.connection import Connect, ConnectionOwner, SttConnection
from services.stt.refusal import SttRefusedError

_REST_S = 0.2  # between two tries
_STABLE_S = 5.0  # a connection that told results for so long was well
_FAILING_S = 1.5  # one may fail for so long before the next is asked
# A better one is asked again after so long; the wait doubles each time, until one has heard for as
# long.
_FIRST_PROBE_S, _LONGEST_PROBE_S = 5.0, 60.0


@dataclass(slots=True, eq=False)
class Member:
    """A recogniser of a chain.

    Attributes:
        vendor: Whose, as people write it.
        connect: Connects to it.
        refused: Whether it takes no connection, for good.
        failing_since: When it began to fail, seconds; None while it is well.
        cause: Why it is away, to be read after its name.
    """

    vendor: str
    connect: Connect
    refused: bool = False
    failing_since: float | None = None
    cause: str = ""


class RecogniserChain:
    """One party's recognisers, the first choice first; `connect` is a `Connect`."""

    def __init__(self, members: Sequence[Member]):
        """Begin with the first of `members`."""
        self._members = tuple(members)
        self._probe_s = _FIRST_PROBE_S
        self._current = self._members[0]

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[SttConnection]:
        """Connect to the one that hears the party, or to the next.

        Raises:
            SttRefusedError: None takes a connection.
            Exception: Of whatever kind: none can be reached.
        """
        async with AsyncExitStack() as stack:
            member, inner = await self._open(stack)
            first, self._current = self._members[0], member
            instead = "" if member is first else f"{first.vendor} {first.cause}"
            connection = ChainedConnection(inner, ConnectionOwner(member.vendor, instead))
            opened_at = now_s()
            try:
                async with beside(self._look_back(connection), "the return to a recogniser"):
                    yield connection
            finally:
                self._closed(member, connection, now_s() - opened_at)

    async def _open(self, stack: AsyncExitStack) -> tuple[Member, SttConnection]:
        failures = list[Exception]()
        for member in self._in_turn():
            try:
                return member, await self._connected(member, stack)
            except Exception as error:  # noqa: BLE001 - whatever it is, another one is asked
                failures.append(error)
        raise next((error for error in failures if not _is_for_good(error)), failures[0])

    def _in_turn(self) -> list[Member]:
        """Those that may be asked: the one that hears, unless it is given up, and the others."""
        at = self._members.index(self._current)
        members = [*self._members[at:], *self._members[:at]]
        if self._current.failing_since is not None and self._failing_left_s() <= 0:
            members = [*members[1:], self._current]
        return [member for member in members if not member.refused]

    def _failing_left_s(self) -> float:
        """For how long the one that hears may go on failing."""
        since = self._current.failing_since
        return _FAILING_S - (0.0 if since is None else now_s() - since)

    async def _connected(self, member: Member, stack: AsyncExitStack) -> SttConnection:
        """Connect: to the one that hears for as long as it may fail, to another one at once."""
        alone = sum(not other.refused for other in self._members) == 1
        patient = member is self._current and not alone
        while True:
            began = now_s()
            left_s = self._failing_left_s() if patient else _FAILING_S
            try:
                async with asyncio.timeout(None if alone else max(left_s, _REST_S)):
                    return await stack.enter_async_context(member.connect())
            except Exception as error:
                _failed(member, error, began)
                if member.refused or not patient or self._failing_left_s() <= _REST_S:
                    raise
            await asyncio.sleep(_REST_S)

    async def _look_back(self, connection: ChainedConnection) -> None:
        """Ask those before this one, now and then, until one of them is well again."""
        better = self._members[: self._members.index(self._current)]
        while any(not member.refused for member in better):
            await asyncio.sleep(self._probe_s * random.uniform(0.8, 1))  # noqa: S311
            self._probe_s = min(2 * self._probe_s, _LONGEST_PROBE_S)
            for member in better:
                if not member.refused and await self._is_well(member):
                    member.failing_since, self._current = None, member
                    connection.owner.superseded = True
                    return

    async def _is_well(self, member: Member) -> bool:
        try:
            async with asyncio.timeout(_FAILING_S), member.connect():
                return True
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not well
            _failed(member, error, now_s())
            return False

    def _closed(self, member: Member, connection: ChainedConnection, lasted_s: float) -> None:
        """Judge a connection that is over."""
        if connection.owner.superseded:
            return
        if connection.is_dead:
            member.failing_since = now_s() - _FAILING_S
            member.cause = "tells nothing and is tried again"
            return
        was_well = connection.was_heard and lasted_s >= _STABLE_S
        if was_well or member.failing_since is None:
            member.failing_since, member.cause = now_s(), "has broken off and is tried again"
        if was_well and lasted_s >= self._probe_s:
            self._probe_s = _FIRST_PROBE_S


def _failed(member: Member, error: Exception, began: float) -> None:
    """A try that `began` then came to nothing."""
    refused = isinstance(error, SttRefusedError)
    logger.warning(
        "speech recognition: no {}: {}", member.vendor, error if refused else type(error).__name__
    )
    if member.failing_since is None:
        member.failing_since = began
    member.refused = _is_for_good(error)
    member.cause = error.refusal.advice if refused else "can't be reached and is tried again"


def _is_for_good(error: Exception) -> bool:
    return isinstance(error, SttRefusedError) and error.refusal.permanent
