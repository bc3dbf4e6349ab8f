"""Opened call: what a call has before its input is heard, whatever kind of input that is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from loguru import logger

from pipeline.build import CoachStage
from pipeline.call_coaching import CallCoaching
from pipeline.call_lease import CallLease
from pipeline.call_past import Past, recall
from pipeline.call_return import check_return
from pipeline.call_start import Call
from pipeline.coach_stage import coached, shadowed
from pipeline.runtime import Runtime


class OpenedCall(NamedTuple):
    """A call that is the only one of its id, and its past.

    Attributes:
        call: The call, as it goes on from its past.
        lease: That it is the only one.
        past: What of it is in the log.
        coaching: What it is coached by.
        coach: What answers its turns.
    """

    call: Call
    lease: CallLease
    past: Past
    coaching: CallCoaching
    coach: CoachStage


@asynccontextmanager
async def opened(
    runtime: Runtime, call: Call, stream_id: str | None = None
) -> AsyncIterator[OpenedCall]:
    """Open a call, once the last stream of it is over, until the block ends.

    Args:
        runtime: What calls share.
        call: The call.
        stream_id: The stream of audio that may take another one's place; None: it takes none.

    Raises:
        CallBusyError: The call is already being heard.
        CallOverError: The call has ended, or is another account's.
        NotAdmittedError: The process is about to end.
        EventLogError: The call can't be read.
    """
    with logger.contextualize(call_id=call.call_id):
        await check_return(runtime, call)
        async with runtime.calls.claim(call.call_id, stream_id) as lease:
            past = await recall(runtime, call.call_id, call.parameters)
            call = call.going_on(past).choosing(runtime.coaches)
            coaching = await call.coaching(runtime, past, lease.redactor)
            with shadowed(runtime, call, past, lease.redactor) as tap:
                yield OpenedCall(call, lease, past, coaching, coached(coaching, past, tap))
