"""Events leave in the order in which they came about."""

import asyncio

import pytest

from coach.outbox import EventOutbox
from conversation.events.payloads import Payload, SuggestionSuppressed

pytestmark = pytest.mark.looptime


def event(number: int) -> SuggestionSuppressed:
    return SuggestionSuppressed(f"c{number}", "empty")


async def test_an_event_waits_for_the_one_before_it():
    """Two tasks tell events; the second one's does not overtake the first one's slow one."""
    told: list[Payload] = []

    async def emit(payload: Payload) -> None:
        await asyncio.sleep(1 if not told else 0)
        told.append(payload)

    outbox = EventOutbox(emit)
    first = asyncio.create_task(outbox.tell(event(1)))
    await asyncio.sleep(0.5)
    await outbox.tell(event(2))
    assert told == []
    await first
    assert told == [event(1), event(2)]


async def test_what_waits_behind_a_failure_is_told_with_the_next():
    """An event that can't be told keeps no other one."""
    told: list[Payload] = []

    async def emit(payload: Payload) -> None:
        if payload == event(1):
            raise OSError("no line")
        told.append(payload)

    outbox = EventOutbox(emit)
    with pytest.raises(OSError, match="no line"):
        await outbox.tell(event(1))
    await outbox.tell(event(2))
    await outbox.flush()
    assert told == [event(2)]
