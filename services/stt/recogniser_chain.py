"""Recogniser chain: a connection made of connections, of the first recogniser that is well.

| the recogniser that hears a party | then |
|---|---|
| refuses for good | the next is asked at once, and this one now and then |
| asks us to wait (`Retry-After`) | the next is asked at once, and this one not before that |
| can't be reached, or breaks again and again, for 1.5 s | the next is asked |
| takes connections and ends them before it tells anything | the next is asked at the second |
| is dead: it takes no audio, or tells nothing | the next is asked at once |
| is not the first choice, and a better one answers again | is left between two turns |

The audio waits meanwhile, and the next one hears all that has no final words yet: whoever keeps the
connection sees one that was lost and made again.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from pubsub.beside import beside
from pubsub.clock import now_s
from services.stt.chain_member import FAILING_S, LOADING_S, Member
from services.stt.chained_connection import ChainedConnection
from services.stt.connection import ConnectionOwner, SttConnection
from services.stt.connection_policy import STABLE_S, retry_in_s
from services.stt.refusal import IdleEndError, SttRefusal, SttRefusedError

_LEAST_S = 0.2  # what a try is given at least
# A better one is asked again after so long; the wait doubles each time, until one has heard for as
# long.
_FIRST_PROBE_S, _LONGEST_PROBE_S = 5.0, 60.0


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
            steady = asyncio.get_running_loop().call_later(
                STABLE_S, self._steady, member, connection
            )
            try:
                async with beside(self._look_back(connection), "the return to a recogniser"):
                    yield connection
            except Exception as error:
                self._ended(member, connection, error)
                if _is_for_good(error) and any(not one.refused for one in self._members):
                    raise _for_now(error) from error
                raise
            else:
                self._ended(member, connection, None)
            finally:
                steady.cancel()

    def trouble(self) -> SttRefusal | None:
        """Why the one that is to hear the party does not, where its answer says it."""
        error = self._current.error
        return error.refusal if isinstance(error, SttRefusedError) else None

    async def _open(self, stack: AsyncExitStack) -> tuple[Member, SttConnection]:
        members = self._in_turn()
        for at, member in enumerate(members):
            others = [other for other in members[at + 1 :] if other.failing_since is None]
            try:
                return member, await self._connected(member, stack, others)
            except Exception:  # noqa: BLE001, S112 - whatever it is, another one is asked
                continue
        raise self._nobody()

    def _nobody(self) -> Exception:
        """The error of the first that may yet be had, until the time at which one may be asked."""
        errors = [member.error for member in self._members if member.error]
        error = next((error for error in errors if not _is_for_good(error)), errors[0])
        if isinstance(error, SttRefusedError):
            soonest = min((m.not_before for m in self._members if not m.refused), default=0.0)
            error.retry_after_s = max(0.0, soonest - now_s()) or None
        return error

    def _in_turn(self) -> list[Member]:
        """Those that may be asked: the one that hears, unless it is given up, and the others."""
        at = self._members.index(self._current)
        members = [*self._members[at:], *self._members[:at]]
        if self._current.failing_since is not None and self._current.failing_left_s() <= 0:
            members = [*members[1:], self._current]
        return [member for member in members if member.may_be_asked]

    async def _connected(
        self, member: Member, stack: AsyncExitStack, others: Sequence[Member]
    ) -> SttConnection:
        """Connect: to the one that hears for as long as it may fail, to another one at once.

        Args:
            member: Who is asked.
            stack: Keeps the connection.
            others: Who may be asked next, and is not known to fail.
        """
        alone = sum(not other.refused for other in self._members) == 1
        patient = member is self._current and bool(others)
        tries = 0
        while True:
            began, tries = now_s(), tries + 1
            left_s = max(member.failing_left_s(), _LEAST_S) if patient else FAILING_S
            patience_s = left_s if others else LOADING_S
            try:
                async with asyncio.timeout(None if alone else patience_s):
                    return await stack.enter_async_context(member.connect())
            except Exception as error:
                member.failed(self, error, began)
                left_s = member.failing_left_s()
                if not (patient and member.may_be_asked) or left_s <= _LEAST_S:
                    raise
            await asyncio.sleep(min(retry_in_s(tries), left_s))

    async def _look_back(self, connection: ChainedConnection) -> None:
        """Ask those before this one, now and then, until one of them is well again."""
        better = self._members[: self._members.index(self._current)]
        while asked := [member.not_before for member in better]:
            wait_s = self._probe_s * random.uniform(0.8, 1)  # noqa: S311
            await asyncio.sleep(max(wait_s, min(asked) - now_s()))
            self._probe_s = min(2 * self._probe_s, _LONGEST_PROBE_S)
            for member in better:
                if member.may_be_asked and await member.is_well(self):
                    member.hears(self)
                    self._current = member
                    connection.owner.superseded = True
                    return

    def _steady(self, member: Member, connection: ChainedConnection) -> None:
        if connection.was_heard:
            member.hears(self)

    def _ended(
        self, member: Member, connection: ChainedConnection, error: Exception | None
    ) -> None:
        """Judge a connection that is over."""
        is_idle = isinstance(error, IdleEndError) and now_s() - connection.opened_at >= STABLE_S
        if connection.owner.superseded or is_idle:
            return
        member.ended(self, connection, error)
        if connection.was_heard and now_s() - connection.opened_at >= self._probe_s:
            self._probe_s = _FIRST_PROBE_S


def _is_for_good(error: Exception) -> bool:
    return isinstance(error, SttRefusedError) and error.refusal.permanent


def _for_now(error: Exception) -> Exception:
    """What is for good of one recogniser, and not of the chain."""
    if not isinstance(error, SttRefusedError):
        return error
    return SttRefusedError(error.refusal.for_now(), error.status, how=error.how)
