"""Event check: the reason why an event can never be stored, if there is one."""

import orjson

from conversation.events.event import CallEvent


def why_not(event: CallEvent) -> str | None:
    """The reason why an event can never be stored; None where it can."""
    if not event.type.durable:
        return f"{event.type} is a passing event, and not stored"
    if event.at.tzinfo is None:
        return f"{event.type} has a time without a timezone"
    if not event.call_id or "\0" in event.call_id:
        return f"{event.type} has no usable call_id"
    try:
        orjson.dumps((event.call_id, event.data))
    except TypeError:  # orjson's message may quote the data
        return f"{event.type} has data that is not JSON"
    return None
