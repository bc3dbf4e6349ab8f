"""Length of a call on its own clock, as its events tell it."""

from collections.abc import Sequence

from conversation.events.event import CallEvent, EventType
from conversation.insights.values import whole


def told_length(events: Sequence[CallEvent]) -> int | None:
    """How long a call was, ms, as its last `call.ended` says; None while it goes on.

    When its events happened does not say it: a written call has a clock of its own, and the end of
    one that was interrupted is written down when somebody notices.
    """
    turning = (EventType.CALL_STARTED, EventType.CALL_ENDED)
    last = next((event for event in reversed(events) if event.type in turning), None)
    return whole(last.data.get("duration_ms")) if last else None
