"""Call handover: calls that were cut off by the end of a process go on in this one.

a process is killed, or a deploy ends it before its calls are over
  │  their `call.ended` says `interrupted` or `shutdown`
  ▼
another process, or the next, claims each of them once
  │  the fork keeper asks the carrier for a stream, as of a fork that dropped
  ├─ the call goes on          `call.started`, `status` audio_recovered with the gap
  └─ it is over                nothing more
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from loguru import logger

from pipeline.fork_keeper import ForkKeeper
from pubsub.beside import beside
from pubsub.clock import Clock
from stores.errors import EventLogError
from stores.log.event_log import EventLog
from transports.control import CarrierControl, may_stream

PERIOD_S = 2.0
"""Also before the first time: the stream that comes wants a server that listens."""
REOPENED_WITHIN = timedelta(minutes=10)
"""How long after its end, or its last sign of life, a call may be taken up again."""


@asynccontextmanager
async def handing_over(
    forks: ForkKeeper | None, carrier: CarrierControl | None, log: EventLog, clock: Clock
) -> AsyncIterator[None]:
    """While the block runs, go on with calls that were cut off, where the carrier can be asked.

    Args:
        forks: Starts their forks again.
        carrier: The carrier; None, as `forks` is, where it can be told nothing.
        log: The event log.
        clock: The time of day.
    """
    if forks is None or carrier is None:
        yield
        return
    async with beside(_hand_over(forks, carrier, log, clock), "the handover of calls"):
        yield


async def _hand_over(
    forks: ForkKeeper, carrier: CarrierControl, log: EventLog, clock: Clock
) -> None:
    while True:
        await asyncio.sleep(PERIOD_S)
        now = clock.now()
        with suppress(EventLogError):  # the log's own status tells of it
            for call in await log.recovery.claim_cut_off(now - REOPENED_WITHIN):
                if may_stream(carrier, call.account, call.parameters):
                    logger.info("call {} was cut off: its fork is started again", call.call_id)
                    gone_s = (now - call.last_at).total_seconds()
                    await forks.dropped(call.call_id, call.parameters, gone_s)
