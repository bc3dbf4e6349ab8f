"""Favourite cards in both databases: by owner, with their words, gone with their call."""

from datetime import timedelta

import pytest

from conversation.call_scope import CallScope
from conversation.events.event import CallEvent, EventType
from stores.event_log import EventLog
from tests.stores.events import NOON, ended, started


async def advise(log: EventLog, call_id: str, *ids: str, agent_id: str = "maria") -> None:
    await log.append(started(call_id, parameters={"agent_id": agent_id}))
    for one in ids:
        card = {"suggestion_id": one, "headline": f"Say {one}"}
        await log.append(CallEvent(call_id, EventType.SUGGESTION_FINAL, NOON, card))


async def test_a_card_is_kept_once_and_told_with_its_words(log: EventLog) -> None:
    """The last kept first, each owner's by themselves; dropping what is not kept is no fault."""
    await advise(log, "A", "s1", "s2")
    await advise(log, "B", "s1")
    kept = log.favourites
    for minutes, (owner, call_id, card) in enumerate(
        [("maria", "A", "s1"), ("maria", "B", "s1"), ("ben", "A", "s2"), ("maria", "A", "s1")]
    ):
        assert await kept.keep(owner, call_id, card, NOON + timedelta(minutes=minutes))
    found = await kept.of("maria", None)
    assert [(one.call_id, one.suggestion_id) for one in found] == [("B", "s1"), ("A", "s1")]
    assert found[1].card["headline"] == "Say s1"
    assert (found[1].kept_at, found[1].started_at) == (NOON, NOON)
    assert await kept.in_call("ben", "A") == ["s2"]
    for _ in range(2):
        await kept.drop("maria", "B", "s1")
    assert [one.call_id for one in await kept.of("maria", None)] == ["A"]


async def test_only_a_card_that_was_shown_is_kept(log: EventLog) -> None:
    """Neither one that there is not, nor one of another call, nor of none."""
    await advise(log, "A", "s1")
    await advise(log, "B", "s2")
    for call_id, card in (("A", "s2"), ("A", "s3"), ("C", "s1")):
        assert not await log.favourites.keep("maria", call_id, card, NOON)
    assert await log.favourites.of("maria", None) == []


async def test_an_agent_is_told_of_their_own_calls_alone(log: EventLog) -> None:
    """A call that went over to somebody else took its cards with it."""
    await advise(log, "A", "s1", agent_id="maria")
    await advise(log, "B", "s2", agent_id="ben")
    for call_id, card in (("A", "s1"), ("B", "s2")):
        await log.favourites.keep("maria", call_id, card, NOON)
    assert [
        one.call_id for one in await log.favourites.of("maria", CallScope(frozenset({"maria"})))
    ] == ["A"]
    assert len(await log.favourites.of("maria", None)) == 2


@pytest.mark.parametrize("by", ["erasure", "retention"])
async def test_a_favourite_is_gone_with_its_call(log: EventLog, by: str) -> None:
    """Erased, or too old."""
    await advise(log, "A", "s1")
    await advise(log, "B", "s1")
    for call_id in ("A", "B"):
        await log.favourites.keep("maria", call_id, "s1", NOON)
    await log.append(ended("A"))
    if by == "erasure":
        assert await log.delete("A", "ada", NOON)
    else:
        assert await log.delete_older_than(NOON + timedelta(days=1), NOON) == 1
    assert [one.call_id for one in await log.favourites.of("maria", None)] == ["B"]
    assert await log.favourites.in_call("maria", "A") == []
