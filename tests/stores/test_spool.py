"""The spool keeps order and bounds, and gives up each append once."""

import asyncio
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.events.event import CallEvent, EventType
from stores.log.batch import Append
from stores.spool.spool import Spool
from tests.stores.events import NOON, ended, said, started


def append(event: CallEvent) -> Append:
    """An append that nobody waits for."""
    return Append(event, cast("asyncio.Future[CallEvent]", None))


def filled(*events: CallEvent, limit: int = 1000) -> tuple[Spool, list[Append]]:
    """A spool in which events wait."""
    spool, appends = Spool(limit), [append(event) for event in events]
    for one in appends:
        spool.put(one)
    return spool, appends


def test_what_waits_is_given_in_order() -> None:
    """At most as many as asked for, and again until they are settled."""
    spool, (a, b, c) = filled(started("A"), said("A", "b"), said("A", "c"))
    assert spool.first(2) == [a, b]
    assert spool.first(2) == [a, b]
    spool.settle([a])
    assert spool.first(5) == [b, c]
    spool.settle([c])
    assert spool.first(5) == [b]
    spool.settle([b])
    assert spool.first(5) == []


def test_only_what_is_kept_counts() -> None:
    """In number, in bytes, and for the age."""
    spool, (a, b) = filled(started("A"), said("A", "b"))
    assert (spool.kept, spool.kept_bytes, spool.oldest) == (0, 0, None)
    assert spool.keep(a, a.event.numbered(1), 100)
    assert (spool.kept, spool.kept_bytes, spool.oldest) == (1, 100, NOON)
    assert spool.not_kept() == [b]
    spool.settle([a, b])
    spool.settle([a])
    assert (spool.kept, spool.kept_bytes, spool.oldest) == (0, 0, None)


@pytest.mark.parametrize(
    ("type", "kept"),
    [
        (EventType.SUGGESTION_STARTED, 8),
        (EventType.SUGGESTION_SUPPRESSED, 8),
        (EventType.NOTE_ADDED, 8),
        (EventType.TURN_FINAL, 10),
        (EventType.SUGGESTION_FINAL, 10),
        (EventType.CALL_STARTED, 10),
        (EventType.CALL_ENDED, 10),
    ],
)
def test_the_last_part_of_the_bound_is_for_what_counts_most(type: EventType, kept: int) -> None:
    """Cards that begin stop at four fifths; turns and ends go on; a small `call.ended` fits yet."""
    spool, appends = filled(*(CallEvent("A", type, NOON) for _ in range(12)))
    assert [spool.keep(one, one.event, 100) for one in appends].count(True) == kept
    spool, (last,) = filled(ended("A"))
    spool.kept_bytes = 1000
    assert spool.keep(last, last.event, 50)
    assert not spool.keep(last, last.event, 50)


def test_a_bound_of_0_keeps_nothing() -> None:
    """Not the smallest event."""
    spool, (a,) = filled(ended("A"), limit=0)
    assert not spool.keep(a, a.event, 1)


@given(st.lists(st.sampled_from(["put", "keep", "first"]), max_size=60))
def test_each_is_given_up_once_and_in_order(steps: list[str]) -> None:
    """Whatever comes between, and whether it is kept or not."""
    spool, given_up, count = Spool(10_000), [], 0
    for step in steps:
        if step == "put":
            spool.put(append(said("A", str(count))))
            count += 1
        elif step == "keep":
            for one in spool.not_kept():
                spool.keep(one, one.event, 10)
        else:
            batch = spool.first(3)
            spool.settle(batch)
            given_up += batch
    given_up += spool.first(count)
    assert [one.event.data["text"] for one in given_up] == [str(n) for n in range(count)]
    assert spool.kept == sum(one.kept and not one.done for one in given_up)
