"""Call lease: a stream's hold of its call, and the end of calls from outside."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from loguru import logger

from conversation.privacy.redaction import Redactor
from pipeline.work import CUT_S

# A stream that has brought audio within this time is alive; a second one is a duplicate.
_ALIVE_S = 5.0
# Twilio sends each track fifty packets a second, of silence too.
_FALTERS_S = 0.5
# A call that was cut has only its end to write.
_WRITE_S = 0.3
CANCEL_S = CUT_S + _WRITE_S
"""How long a call that is cancelled goes on, where its log is there."""


class RunningCall(Protocol):
    """A call that is being heard."""

    @property
    def now_ms(self) -> int:
        """The end of the audio so far on the call's clock."""
        ...

    @property
    def idle_s(self) -> float:
        """Seconds since the last audio."""
        ...

    async def end(self, reason: str) -> None:
        """Hear no more, and say all that is left."""
        ...


@dataclass(slots=True)
class CallLease:
    """A stream's lease of its call, from before its input is made.

    Attributes:
        redactor: Hides what must not be kept in all that is said and written in the call.
        stream_id: The carrier's id of the stream.
        arrival: The later a stream came, the higher.
        successor: The arrival of the latest that waits for its end.
        released: Set when the call is free again.
    """

    redactor: Redactor
    stream_id: str | None
    arrival: int
    successor: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)
    _call: RunningCall | None = None
    _reason: str | None = None
    _task: asyncio.Task[Any] | None = field(default_factory=asyncio.current_task)

    @property
    def alive(self) -> bool:
        """Whether the stream has brought audio lately, or has yet to begin."""
        return self._call is None or self._call.idle_s < _ALIVE_S

    @property
    def falters(self) -> bool:
        """Whether it is a carrier's stream that has fallen silent: another may come for it."""
        call = self._call if self.stream_id else None
        return call is not None and call.now_ms > 0 and call.idle_s > _FALTERS_S

    def yields_to(self, stream_id: str | None) -> bool:
        """Whether another stream takes over: the carrier's next one, or any where this is dead."""
        succeeded = None not in (stream_id, self.stream_id) and stream_id != self.stream_id
        return succeeded or not self.alive

    @property
    def ending(self) -> bool:
        """Whether the call is to end, even if it has yet to begin."""
        return self._reason is not None

    async def bind(self, call: RunningCall) -> None:
        """Hold the lease for this call from now on; if the lease was to end meanwhile, it does."""
        self._call = call
        if self._reason is not None:
            await call.end(self._reason)

    async def end(self, reason: str) -> None:
        """End the call that is heard, or the one that is about to be."""
        self._reason = self._reason or reason
        if self._call:
            await self._call.end(reason)

    def cancel(self) -> None:
        """Cut the call: what hears it is cancelled, once, as it then ends what it has begun."""
        task, self._task = self._task, None
        if task:
            task.cancel()


async def end_calls(leases: Sequence[CallLease], reason: str, within_s: float) -> None:
    """End calls, and return when they are released; one that is not in time is cancelled."""
    try:
        async with asyncio.timeout(within_s):
            await asyncio.gather(*(lease.end(reason) for lease in leases))
            await asyncio.gather(*(lease.released.wait() for lease in leases))
            return
    except TimeoutError:
        late = [lease for lease in leases if not lease.released.is_set()]
    logger.warning("{} calls did not end in {} s, and are cut", len(late), within_s)
    for lease in late:
        lease.cancel()
    with suppress(TimeoutError):
        async with asyncio.timeout(CANCEL_S):
            await asyncio.gather(*(lease.released.wait() for lease in late))
