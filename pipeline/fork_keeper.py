"""Fork keeper: starts a fork again whose media stream drops while the call goes on.

    the stream drops without a `stop`       `status` audio_reconnecting, `call.ended` disconnected
      │  the carrier is asked at once
      ├─ a stream comes                     `call.started`, `status` audio_recovered with the gap
      ├─ refused for now, or none comes     asked again after 0.5, 1, 2, 4 and 8 s
      ├─ the call is over                   nothing more
      └─ refused for good, or none came     `status` audio_not_streamed

A stream that drops again within half a minute goes on in that list of waits, up to its end.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

from loguru import logger

from conversation.events.payloads import Component, ComponentState, Status
from conversation.events.status_codes import StatusCode
from pipeline.call_registry import CallRegistry
from pubsub.clock import now_s
from pubsub.event_stream import EventStream
from stores.errors import EventLogError
from stores.log.event_log import EventLog
from transports.control import CarrierControl, CarrierError, may_stream
from transports.kept_source import KeptSource
from transports.source import AudioSource

WAITS_S = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Before each time that the carrier is asked."""
_COMES_S = 2.5
_STEADY_S = 30.0
_MOST_KNOWN = 1000
"""Calls of which something is remembered."""


@dataclass(slots=True)
class _Fork:
    """A fork that has dropped."""

    dropped_at: float = -_STEADY_S  # on the event loop's clock
    asked: int = 0  # how often the carrier was asked since the fork was steady
    is_over: bool = False  # whether the carrier has said that the call is
    asking: asyncio.Task[None] | None = None
    is_back: asyncio.Event = field(default_factory=asyncio.Event)  # set while a stream is heard


class ForkKeeper:
    """Keeps the forks of one process."""

    def __init__(
        self, control: CarrierControl, calls: CallRegistry, events: EventStream, log: EventLog
    ) -> None:
        """Use `keep_forks`, which ends what this begins."""
        self._control = control
        self._calls = calls
        self._events = events
        self._log = log
        self._forks: OrderedDict[str, _Fork] = OrderedDict()

    def keep(
        self, source: AudioSource, call_id: str, parameters: Mapping[str, str], account: str | None
    ) -> AudioSource:
        """The source of a call, kept; as it is where it is none of the carrier's account."""
        if not may_stream(self._control, account, parameters):
            return source
        dropped = partial(self.dropped, call_id, parameters)
        return KeptSource(source, partial(self.heard, call_id), dropped)

    def over(self, call_id: str) -> None:
        """The carrier has said that the call is over: its fork is not started again."""
        fork = self._of(call_id)
        fork.is_over = True
        fork.is_back.set()

    def give_up(self, call_id: str) -> bool:
        """Have the call heard no more; returns whether its fork was about to be started again."""
        fork = self._forks.get(call_id)
        return fork is not None and fork.asking is not None and fork.asking.cancel()

    def heard(self, call_id: str) -> None:
        """A stream of the call is heard."""
        if fork := self._forks.get(call_id):
            fork.is_back.set()

    async def dropped(self, call_id: str, parameters: Mapping[str, str], gone_s: float = 0) -> None:
        """The stream of the call dropped `gone_s` ago: tell of it, and begin to start it again.

        One that was to end, as another has taken its place, is not started again.
        """
        fork, now = self._of(call_id), now_s()
        if fork.is_over or self._calls.is_ending(call_id):
            return
        fork.asked = 0 if now - fork.dropped_at >= _STEADY_S else fork.asked
        fork.dropped_at = now - gone_s
        fork.is_back.clear()
        self.give_up(call_id)  # it came, and is gone before that was told
        fork.asking = asyncio.create_task(self._restart(call_id, parameters, fork), name="fork")
        detail = "The carrier's stream has dropped; it is started again."
        await self._tell(call_id, StatusCode.AUDIO_RECONNECTING, detail)

    async def close(self) -> None:
        """Start nothing again any more."""
        tasks = [fork.asking for fork in self._forks.values() if fork.asking]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _of(self, call_id: str) -> _Fork:
        fork = self._forks.setdefault(call_id, _Fork())
        self._forks.move_to_end(call_id)
        if len(self._forks) > _MOST_KNOWN:
            self._forks.popitem(last=False)
        return fork

    async def _restart(self, call_id: str, parameters: Mapping[str, str], fork: _Fork) -> None:
        why = "The carrier was asked to stream the call again, and no stream came."
        try:
            came = await self._ask(call_id, parameters, fork)
        except CarrierError as error:
            came, why = False, f"The call's audio can't be streamed again: {error.message}"
            fork.is_over = fork.is_over or error.is_over
        if fork.is_over:
            logger.info("call {}: it is over, and its fork not started again", call_id)
        elif came:
            gap_ms = round((now_s() - fork.dropped_at) * 1000)
            detail = f"The call is heard again; {gap_ms / 1000:.1f} s of it are missing."
            await self._tell(call_id, StatusCode.AUDIO_RECOVERED, detail, gap_ms)
        else:
            logger.error("call {}: {}", call_id, why)
            await self._tell(call_id, StatusCode.AUDIO_NOT_STREAMED, why)

    async def _ask(self, call_id: str, parameters: Mapping[str, str], fork: _Fork) -> bool:
        """Ask the carrier until a stream comes; False where none did.

        Raises:
            CarrierError: It refuses for good, or at last.
        """
        refused: CarrierError | None = None
        while fork.asked < len(WAITS_S):
            wait_s = WAITS_S[fork.asked]
            fork.asked += 1
            if await _within(max(wait_s, (refused and refused.retry_after) or 0.0), fork.is_back):
                return True
            try:
                await self._control.attach(call_id, parameters)
            except CarrierError as error:
                if not error.retryable:
                    raise
                refused = error
                continue
            refused = None
            if await self._comes(call_id, fork):
                return True
        if refused:
            raise refused
        return False

    async def _comes(self, call_id: str, fork: _Fork) -> bool:
        """Whether a stream of the call comes, to this process or to another."""
        if await _within(_COMES_S, fork.is_back):
            return True
        with suppress(EventLogError):
            record = await self._log.call(call_id)
            return record is not None and record.ended_at is None
        return False

    async def _tell(
        self, call_id: str, code: StatusCode, detail: str, gap_ms: int | None = None
    ) -> None:
        state = ComponentState.DOWN if gap_ms is None else ComponentState.OK
        with suppress(EventLogError):  # erased, or the log's own status says more
            status = Status(Component.AUDIO, state, code, detail, gap_ms=gap_ms)
            await self._events.publish(call_id, status)


async def _within(seconds: float, event: asyncio.Event) -> bool:
    """Whether the event comes within so many seconds."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()


@asynccontextmanager
async def keep_forks(
    control: CarrierControl | None, calls: CallRegistry, events: EventStream, log: EventLog
) -> AsyncIterator[ForkKeeper | None]:
    """The fork keeper of a process, until the block ends; None where no carrier can be asked."""
    if control is None:
        yield None
        return
    keeper = ForkKeeper(control, calls, events, log)
    try:
        yield keeper
    finally:
        await keeper.close()
