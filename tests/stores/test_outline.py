"""The outline of a call: what its events come to, in SQLite and in Postgres alike."""

import pytest

from conversation.events.event import CUMULATIVE, CallEvent, EventType
from stores.log.event_log import EventLog
from stores.log.outline import PAGE, outline_of
from tests.stores.events import NOON, ended, said, started

MEMORY, USAGE = EventType.MEMORY_UPDATED, EventType.USAGE_UPDATED


async def outlined(
    log: EventLog, types: tuple[EventType, ...] | None = None, after: int = 0
) -> list[int | None]:
    return [event.seq async for event in log.outline("A", types, after)]


async def hold(log: EventLog, *told: CallEvent) -> list[CallEvent]:
    return [await log.append(event) for event in (started("A"), *told)]


def memory(number: int) -> CallEvent:
    return CallEvent("A", MEMORY, NOON, {"number": number})


def usage() -> CallEvent:
    return CallEvent("A", USAGE, NOON, {})


async def test_it_leaves_out_what_a_later_event_says_again(log: EventLog) -> None:
    """Of memories and usages the last one, in its place among all others, which are all there."""
    stored = await hold(
        log, memory(1), said("A", "a"), usage(), memory(2), usage(), said("A", "b"), ended("A")
    )
    assert await outlined(log) == [1, 3, 5, 6, 7, 8]
    assert [event async for event in log.outline("A")] == outline_of(stored)
    assert [event async for event in log.outline("unknown")] == []


async def test_it_has_the_types_that_are_asked_for(log: EventLog) -> None:
    """Of those that say all anew, the last one, too."""
    stored = await hold(log, memory(1), said("A", "a"), memory(2), said("A", "b"), usage())
    for types, found in (
        ((EventType.TURN_FINAL,), [3, 5]),
        ((MEMORY, EventType.CALL_STARTED), [1, 4]),
        ((USAGE,), [6]),
        ((EventType.CALL_ENDED,), []),
        ((), []),
    ):
        assert await outlined(log, types) == found
        assert [event.seq for event in outline_of(stored, types)] == found


async def test_it_goes_on_after_a_number(log: EventLog) -> None:
    """Whoever has read up to there lacks nothing then, and the last event is always there."""
    await hold(log, memory(1), said("A", "a"), memory(2))
    assert await outlined(log, after=1) == [3, 4]
    assert await outlined(log, after=4) == []
    await log.append(memory(3))
    await log.append(usage())
    assert await outlined(log, after=4) == [5, 6]


async def test_a_long_call_is_read_a_page_at_a_time(log: EventLog) -> None:
    """What is said while it is read belongs to the next outline, so that this one fits together."""
    for event in (started("A"), memory(1), *(said("A", str(n)) for n in range(PAGE + 20))):
        log.append(event)
    last = (await log.append(said("A", "last"))).seq
    reading = log.outline("A")
    read = [await anext(reading)]
    await log.append(memory(2))
    await log.append(said("A", "more"))
    read += [event async for event in reading]
    assert [event.seq for event in read] == [n + 1 for n in range(last or 0)]


async def test_an_outline_that_was_read_in_pieces_ends_with_the_same_state(log: EventLog) -> None:
    """The last memory, and each turn once, whatever had been read before."""
    told = [memory(1), said("A", "a"), memory(2), usage(), said("A", "b"), memory(3), usage()]
    stored = await hold(log, *told)
    for cut in range(len(stored) + 1):
        first = outline_of(stored[:cut])
        rest = [e async for e in log.outline("A", after=first[-1].seq or 0 if first else 0)]
        pieces = [*first, *rest]
        assert outline_of(pieces) == outline_of(stored)


@pytest.mark.parametrize("kind", sorted(CUMULATIVE))
def test_what_is_left_out_is_durable(kind: EventType) -> None:
    """A passing event is in no log."""
    assert kind.durable
