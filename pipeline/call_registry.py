"""Call registry: which calls this process hears, and one stream for each.

A stream leases its call before anything of it is heard. Twilio does not reconnect: somebody started
the fork again where there is another StreamSid, and the old socket may be half open, so the new one
wins at once. A stream without such an id yields once it is silent; while it is alive, the new one
is a duplicate, as is one of the same StreamSid. Another process is not told the id, and yields to
any that has one: no carrier sends one stream to two.

    new stream       this process              the other processes
        │  claim         │                            │
        ├───────────────▶│ leased here?               │
        │                │   alive  ─▶ CallBusyError  │
        │                │   silent, or another StreamSid ─▶ end "replaced", 2 s for last words,
        │                │     then cut; waited for, up to 7 s
        │                │     a third one comes meanwhile ─▶ CallBusyError: the newest is heard
        │                │ leased there?   YIELD      │
        │                ├───────────────────────────▶│ alive: goes on
        │                │     or REPLACE, with an id │ silent, or REPLACE: end "replaced"
        │                │   asked again for 7 s      │
        │                │   still there ─▶ CallBusyError
        │  CallLease     │                            │
        │◀───────────────┤ answers both from now on   │
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count

from loguru import logger

from conversation.errors import CallShadowError, ErrorCode
from conversation.privacy.redaction import Redactor
from pipeline.admission import Admission, NotAdmittedError
from pipeline.call_lease import CANCEL_S, CallLease, end_calls
from pubsub.beside import beside
from pubsub.hub import Controls, Hub
from pubsub.hub_topics import Control

DETACHED = "detached"
"""Why a call ended that somebody wanted heard no more."""
# Calls that end because the process does: their last words and advice may take this long.
_SHUTDOWN_S = 5.5
# The audio of the stream that takes over waits meanwhile in its socket.
_HANDOVER_S = 2.0
# A call that is cut ends in time where its log is there; one that is slow may take so much longer.
_SLOW_LOG_S = 3.5
_YIELD_S = _HANDOVER_S + CANCEL_S + _SLOW_LOG_S
_ASK_AGAIN_S = 0.25
# A call does not wait longer for a Redis that hangs.
_REDIS_S = 1.0


class CallBusyError(CallShadowError):
    """The call is already being heard through another stream."""

    code = ErrorCode.CALL_RUNNING


class CallRegistry:
    """The leases of the calls that this process hears.

    Attributes:
        admission: Asked before a call is accepted; a lease itself is refused only at the end.
    """

    def __init__(self, hub: Hub, make_redactor: Callable[[], Redactor], max_calls: int = 0) -> None:
        """Create the registry of a process that hears no call.

        Args:
            hub: Reaches the other processes.
            make_redactor: Makes what hides things in a call.
            max_calls: How many may be let in at once; 0 is no limit.
        """
        self.admission = Admission(max_calls)
        self._hub = hub
        self._make_redactor = make_redactor
        self._leases: dict[str, CallLease] = {}
        self._arrivals = count(1)
        self._over = False

    def __len__(self) -> int:
        """The number of calls that are being heard."""
        return len(self._leases)

    def __contains__(self, call_id: str) -> bool:
        """Whether the call is being heard in this process."""
        return call_id in self._leases

    @property
    def any_falters(self) -> bool:
        """Whether a stream here has fallen silent, so that its call may come by another."""
        return any(lease.falters for lease in self._leases.values())

    def is_replaced(self, call_id: str, stream_id: str | None) -> bool:
        """Whether that stream would take over a call that is heard here."""
        lease = self._leases.get(call_id)
        return lease is not None and lease.yields_to(stream_id)

    def is_ending(self, call_id: str) -> bool:
        """Whether the call is heard here, and somebody has said that it is to end."""
        lease = self._leases.get(call_id)
        return lease is not None and lease.ending

    def redactor_of(self, call_id: str) -> Redactor:
        """The redactor of a call that is heard here; for any other, a new one."""
        lease = self._leases.get(call_id)
        return lease.redactor if lease else self._make_redactor()

    @asynccontextmanager
    async def claim(self, call_id: str, stream_id: str | None = None) -> AsyncIterator[CallLease]:
        """Lease the call while the block runs.

        Args:
            call_id: The call.
            stream_id: The carrier's id of the stream, if it gives one.

        Raises:
            CallBusyError: Another stream of the call is alive, here or in another process.
            NotAdmittedError: The calls of this process have been ended.
        """
        arrival = next(self._arrivals)
        while known := self._leases.get(call_id):
            if known.arrival > arrival or not known.yields_to(stream_id):
                raise CallBusyError(f"The call {call_id} is already being heard.")
            await _succeed(known, arrival)
        if self._over:
            raise NotAdmittedError("The server has stopped.")
        lease = self._leases[call_id] = CallLease(self._make_redactor(), stream_id, arrival)
        try:
            await self._others_yield(call_id, lease)
            with self._hub.controls(call_id) as controls:
                async with beside(_yield(controls, lease), f"the yielding of {call_id}"):
                    yield lease
        finally:
            del self._leases[call_id]
            lease.released.set()

    async def detach(self, call_id: str) -> bool:
        """End a call that somebody wants heard no more, wherever it is; False where it is nowhere.

        One that is heard here has ended when this returns.
        """
        if lease := self._leases.get(call_id):
            await end_calls([lease], DETACHED, _SHUTDOWN_S)
            return True
        return await self._hub.send_control(call_id, Control.DETACH)

    async def end_all(self, reason: str) -> None:
        """End all calls, let no other begin, and return when their last events are stored.

        A call that takes too long over its last words and advice is cut; it never takes more than
        seven seconds.
        """
        self.admission.close()
        self._over = True
        if self._leases:
            logger.info("ending {} calls: {}", len(self._leases), reason)
            await end_calls(list(self._leases.values()), reason, _SHUTDOWN_S)
        if self._leases:
            logger.error("calls that can't be ended: {}", ", ".join(self._leases))

    async def _others_yield(self, call_id: str, lease: CallLease) -> None:
        """Return when no other process hears the call; without Redis there is none to ask."""
        control = Control.REPLACE if lease.stream_id else Control.YIELD
        with suppress(TimeoutError):
            for _ in range(round(_YIELD_S / _ASK_AGAIN_S)):
                async with asyncio.timeout(_REDIS_S):
                    if not await self._hub.send_control(call_id, control):
                        return
                if lease.ending:
                    break
                await asyncio.sleep(_ASK_AGAIN_S)
            raise CallBusyError(f"The call {call_id} is already being heard.")


async def _succeed(known: CallLease, arrival: int) -> None:
    """End the stream that is heard, and return when it is over, for the latest that waits for it.

    Raises:
        CallBusyError: It does not end, or a later stream takes over.
    """
    known.successor = max(known.successor, arrival)
    with suppress(TimeoutError):
        async with asyncio.timeout(_YIELD_S):
            await end_calls([known], "replaced", _HANDOVER_S)
            await known.released.wait()
            if known.successor == arrival:
                return
    raise CallBusyError("The call's stream does not end, or a later one takes over.")


async def _yield(controls: Controls, lease: CallLease) -> None:
    """Give the call up when another process asks for it and may have it."""
    async for control in controls:
        if control is Control.DETACH:
            await end_calls([lease], DETACHED, _SHUTDOWN_S)
        elif control is Control.REPLACE or (control is Control.YIELD and not lease.alive):
            await end_calls([lease], "replaced", _HANDOVER_S)
