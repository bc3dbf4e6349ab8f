"""What the server asks of Python's garbage collector."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from conversation.events.event import CallEvent, EventType
from server.asgi.garbage_collector import EndedCalls, freeze_heap


@pytest.fixture(autouse=True)
def collector_as_it_was() -> Iterator[None]:
    """What is frozen stays so: to search all tests and what they import takes half a second."""
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)


class Knot:
    """Garbage that only a search finds."""

    found = 0

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        Knot.found += 1


def test_what_was_there_is_not_searched_again() -> None:
    """Objects of before are frozen."""
    before, kept = gc.get_freeze_count(), [[] for _ in range(1000)]
    freeze_heap()
    assert gc.get_freeze_count() >= before + len(kept)


def test_garbage_is_still_found_without_being_asked_for() -> None:
    """Knots that are dropped later are found after some ten thousand allocations."""
    freeze_heap()
    kept = []
    for _ in range(200):
        Knot()
        kept.append([[] for _ in range(100)])
    assert Knot.found


def test_calls_that_end_are_searched_for_garbage() -> None:
    """Each ninety of them, and none for calls that begin or go on."""
    searches: list[None] = []
    ended = EndedCalls(lambda: searches.append(None))

    def tell(kind: EventType, times: int) -> int:
        for _ in range(times):
            ended.take(CallEvent("CA1", kind, datetime.now(UTC), {}))
        return len(searches)

    assert tell(EventType.CALL_STARTED, 500) == 0
    assert tell(EventType.CALL_ENDED, 89) == 0
    assert tell(EventType.CALL_ENDED, 1) == 1
    assert tell(EventType.CALL_ENDED, 90) == 2
