"""Log status: tells the calls whether what happens in them is stored."""

import asyncio
from contextlib import suppress

from conversation.events.payloads import Component, ComponentState, Status
from conversation.events.status_codes import StatusCode
from pubsub.event_stream import EventStream
from stores.errors import EventLogError
from stores.log.event_log import EventLog
from stores.log.log_health import LogState

_STATUSES = {
    LogState.OK: Status(
        Component.LOG,
        ComponentState.OK,
        StatusCode.LOG_RECOVERED,
        "The event log has all that happened.",
    ),
    LogState.KEEPING: Status(
        Component.LOG,
        ComponentState.DEGRADED,
        StatusCode.LOG_AWAY,
        "The event log does not answer; what happens is kept, and stored when it does.",
    ),
    LogState.FULL: Status(
        Component.LOG,
        ComponentState.DOWN,
        StatusCode.LOG_FULL,
        "The event log does not answer, and no more can be kept: what happens now is lost.",
    ),
}
_LATE_S = 1.0
"""An event log that hesitates for less is not worth a word."""


def log_status(state: LogState) -> Status:
    """The status of an event log in this state."""
    return _STATUSES[state]


async def tell_calls(log: EventLog, events: EventStream) -> None:
    """Publish each change of the log in all calls that go on here then; without an end."""
    health = log.health
    while True:
        await health.changed.wait()
        health.changed.clear()
        if health.state is LogState.OK:
            events.tell_missed()
        if health.state is LogState.KEEPING and health.told is LogState.OK:
            await asyncio.sleep(_LATE_S)
        if health.state is not health.told:
            health.told = health.state
            status = log_status(health.state)
            await tell_all(log, events, status)


async def tell_all(log: EventLog, events: EventStream, status: Status) -> None:
    """Publish a status in all calls that go on here now."""
    await asyncio.gather(*(_tell(events, call_id, status) for call_id in log.numbered.running()))


async def _tell(events: EventStream, call_id: str, status: Status) -> None:
    with suppress(EventLogError):  # the spool is full, or the call was erased
        await events.publish(call_id, status)
