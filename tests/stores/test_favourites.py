"""Favourite cards in both databases: by owner, with their words, gone with their call."""

from datetime import timedelta

import pytest

from conversation.call_scope import CallScope
from conversation.events.event import CallEvent, EventType
from stores.errors import BadCursorError
from stores.log.event_log import EventLog
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
    found = (await kept.of("maria", None)).cards
    assert [(one.call_id, one.suggestion_id) for one in found] == [("B", "s1"), ("A", "s1")]
    assert found[1].card["headline"] == "Say s1"
    assert (found[1].kept_at, found[1].started_at) == (NOON, NOON)
    assert await kept.in_call("ben", "A") == ["s2"]
    for _ in range(2):
        await kept.drop("maria", "B", "s1")
    assert [one.call_id for one in (await kept.of("maria", None)).cards] == ["A"]


async def test_only_a_card_that_was_shown_is_kept(log: EventLog) -> None:
    """Neither one that there is not, nor one of another call, nor of none."""
    await advise(log, "A", "s1")
    await advise(log, "B", "s2")
    for call_id, card in (("A", "s2"), ("A", "s3"), ("C", "s1")):
        assert not await log.favourites.keep("maria", call_id, card, NOON)
    assert await log.favourites.of("maria", None) == ([], None)


async def test_an_agent_is_told_of_their_own_calls_alone(log: EventLog) -> None:
    """A call that went over to somebody else took its cards with it."""
    await advise(log, "A", "s1", agent_id="maria")
    await advise(log, "B", "s2", agent_id="ben")
    for call_id, card in (("A", "s1"), ("B", "s2")):
        await log.favourites.keep("maria", call_id, card, NOON)
    own = await log.favourites.of("maria", CallScope(frozenset({"maria"})))
    assert [one.call_id for one in own.cards] == ["A"]
    assert len((await log.favourites.of("maria", None)).cards) == 2


async def test_pages_hold_each_card_once(log: EventLog) -> None:
    """Though many were kept at one moment; a cursor is the list's own, or none."""
    for call_id in ("A", "B"):
        await advise(log, call_id, "s1", "s2", "s3", "s4")
    kept = log.favourites
    for number in range(8):
        call_id, card = "AB"[number % 2], f"s{number // 2 + 1}"
        assert await kept.keep("maria", call_id, card, NOON + timedelta(seconds=number // 4))
    (whole, _), found, before = await kept.of("maria", None), [], None
    for _ in range(3):
        page = await kept.of("maria", None, limit=3, before=before)
        found, before = [*found, *page.cards], page.next
    assert before is None
    assert found == whole
    assert len(found) == 8
    assert await kept.of("maria", None, limit=8, before=f"{NOON.isoformat()}~A~0") == ([], None)
    for wrong in ("", "x~A~s1", f"{NOON.isoformat()}~A", "2026-11-20T12:00:00~A~s1"):
        with pytest.raises(BadCursorError, match="favourites"):
            await kept.of("maria", None, before=wrong)


@pytest.mark.parametrize("by", ["erasure", "retention"])
async def test_a_favourite_is_gone_with_its_call(log: EventLog, by: str) -> None:
    """Erased, or too old."""
    await advise(log, "A", "s1")
    await advise(log, "B", "s1")
    for call_id in ("A", "B"):
        await log.favourites.keep("maria", call_id, "s1", NOON)
    await log.append(ended("A"))
    if by == "erasure":
        assert await log.erasure.delete("A", "ada", NOON)
    else:
        assert await log.erasure.delete_older_than(NOON + timedelta(days=1), NOON) == 1
    assert [one.call_id for one in (await log.favourites.of("maria", None)).cards] == ["B"]
    assert await log.favourites.in_call("maria", "A") == []
