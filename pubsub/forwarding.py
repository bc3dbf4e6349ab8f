"""Event forwarding: an event that is added to a call reaches the process that numbers it.

here                       Redis                the process that numbers the call
│ event, no number         │                          │
├─────────────────────────▶│─────────────────────────▶│ numbers and stores it, or keeps it
│                          │◀─────────────────────────┤ publishes it
│◀─────────────────────────┤ event, with its number
│ nobody numbers the call: the database does
"""

import asyncio
from dataclasses import replace

from conversation.events.event import CallEvent, EventType
from pubsub.hub import Hub, ListenerDropped
from stores.errors import EventLogError

REACH_S = 1.0
ANSWER_S = 5.0


async def forwarded(hub: Hub, event: CallEvent) -> CallEvent | None:
    """An event that another process numbers, with its number; None where no other one does.

    A call that begins is not held up by a process that does not answer: the database numbers it.

    Raises:
        EventLogError: The other process does not answer; it may have the event all the same.
    """
    with hub.subscribe(event.call_id) as live:
        try:
            async with asyncio.timeout(REACH_S):
                await live.ready()
                if not await hub.send_entry(event):
                    return None
        except TimeoutError:  # a Redis that hangs
            return None
        sent = event.to_json()
        try:
            async with asyncio.timeout(ANSWER_S):
                async for delivery in live:
                    found = delivery.event
                    if found.seq is not None and replace(found, seq=None).to_json() == sent:
                        return found
        except (TimeoutError, ListenerDropped):
            pass
    if event.type is EventType.CALL_STARTED:
        return None
    raise EventLogError("the process that runs the call does not answer")
