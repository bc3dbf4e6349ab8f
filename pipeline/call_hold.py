"""Call hold: a carrier puts a call on hold; a stream that comes back meanwhile begins so."""

from conversation.events.event import EventType
from pipeline.runtime import Runtime
from pubsub.hub_topics import Control
from stores.errors import EventLogError
from stores.log.event_log import EventLog
from stores.log.records import CallRecord
from stores.recovery.cut_off import REASONS as CUT_OFF
from transports.held_source import HELD, RESUMED

_MAY_COME_BACK = ("disconnected", *CUT_OFF)


async def hold(runtime: Runtime, call_id: str, *, held: bool) -> None:
    """Put a call on hold, or take it off: of what is unknown or over, nothing is told.

    Raises:
        EventLogError: The event log does not answer.
    """
    if goes_on(await runtime.log.call(call_id)):
        # Told first: a stream that misses the control message finds it in the log.
        await runtime.events.publish(call_id, HELD if held else RESUMED)
        await runtime.hub.send_control(call_id, Control.HOLD if held else Control.RESUME)


async def is_held(log: EventLog, call_id: str) -> bool:
    """Whether a call is on hold, as its log says; False where that can't be read."""
    try:
        told = await log.read_some([call_id], [EventType.STATUS])
    except EventLogError:
        return False
    codes = [event.data.get("code") for event in told[call_id]]
    holds = [code for code in codes if code in (HELD.code, RESUMED.code)]
    return holds[-1:] == [HELD.code]


def goes_on(record: CallRecord | None) -> bool:
    """Whether a call is heard, or may be again: what ended was not the call."""
    return record is not None and (record.ended_at is None or record.end_reason in _MAY_COME_BACK)
