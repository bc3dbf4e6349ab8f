"""Ended call: what a step of the work after a call gets to know of it, and how it tells of it."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from conversation.events.event import CallEvent, EventType
from conversation.events.payloads import Payload
from conversation.jobs.job import JobRun
from pubsub.event_stream import EventStream
from stores.errors import JobStoppedError
from stores.log.event_log import EventLog
from stores.log.records import CallRecord


@dataclass(frozen=True, slots=True)
class EndedCall:
    """A call that has ended.

    Attributes:
        call_id: The call.
        record: Its record.
        key: The idempotency key of the step: the same each time that the step is tried.
        log: Where its events are.
        stream: Where new ones go, to the log and to those who view it.
    """

    call_id: str
    record: CallRecord
    key: str
    log: EventLog
    stream: EventStream

    async def events(self, types: Collection[EventType] | None = None) -> Sequence[CallEvent]:
        """Its outline of some types, or of all: other steps' events too, which came after its end.

        Raises:
            EventLogError: The log can't be read.
        """
        return [event async for event in self.log.outline(self.call_id, types)]

    async def publish(self, payload: Payload) -> CallEvent:
        """Append an event to the call's log, after its `call.ended`, and tell its viewers.

        Raises:
            EventLogError: The log did not take it; `UnknownCallError` where the call was erased.
        """
        return await self.stream.publish(self.call_id, payload)


CallReader: TypeAlias = Callable[[str], Awaitable[EndedCall]]
"""Reads an ended call for a step, by the step's idempotency key."""


def reader_of(job: JobRun, log: EventLog, stream: EventStream) -> CallReader:
    """What reads the call of a job.

    It raises `JobStoppedError` where there is no such call any more, and `EventLogError` where the
    log can't be read.
    """

    async def read(key: str) -> EndedCall:
        record = await log.call(job.call_id)
        if record is None:
            raise JobStoppedError("the call was erased")
        return EndedCall(job.call_id, record, key, log, stream)

    return read
