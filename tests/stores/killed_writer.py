"""A process that appends to several calls until it is killed, and prints what `append` returned.

A fork runs `main(["URL"])`.
"""

import asyncio
import itertools
import sys
from datetime import UTC, datetime

from conversation.events.event import CallEvent, EventType
from stores.log.event_log import EventLog, open_event_log

CALLS = ("A", "B", "C")


async def talk(log: EventLog, call_id: str) -> None:
    """Append to one call for ever."""
    for n in itertools.count():
        type = EventType.TURN_FINAL if n else EventType.CALL_STARTED
        stored = await log.append(CallEvent(call_id, type, datetime.now(UTC), {"text": str(n)}))
        sys.stdout.write(f"{call_id} {stored.seq}\n")
        sys.stdout.flush()


async def talk_in_all(url: str) -> None:
    """Append to all calls for ever."""
    async with open_event_log(url) as log:
        await asyncio.gather(*(talk(log, call_id) for call_id in CALLS))


def main(arguments: list[str]) -> None:
    """Append until killed."""
    asyncio.run(talk_in_all(*arguments))
