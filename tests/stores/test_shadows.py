"""Shadow records in both databases: kept apart from the events, gone with their call."""

from datetime import timedelta

import pytest

from conversation.insights.question import By, Question
from conversation.shadow.record import RunMode, ShadowRecord, StoredShadow
from stores.log.event_log import EventLog
from tests.stores.events import NOON, ended, started

ALL = Question(By.WEEK)
CARD = {"suggestion_id": "s1", "headline": "Ask"}


def shadow(call_id: str, how: RunMode = RunMode.LIVE, candidate: str = "b") -> StoredShadow:
    return StoredShadow(call_id, candidate, how, ShadowRecord([CARD], cost=0.5))


async def test_records_are_kept_by_candidate_and_read_by_period(log: EventLog) -> None:
    """A replay takes the place of an earlier one, and of nothing else."""
    for day, call_id in enumerate(("A", "B")):
        await log.append(started(call_id, NOON + timedelta(days=day)))
    for how in (RunMode.LIVE, RunMode.LIVE, RunMode.REPLAY, RunMode.REPLAY):
        assert await log.shadows.keep(shadow("A", how), NOON)
    await log.shadows.keep(shadow("B"), NOON)
    await log.shadows.keep(shadow("B", candidate="c"), NOON)
    assert await log.shadows.candidates() == {"b": 2, "c": 1}
    found = await log.shadows.of("b", ALL)
    assert [(one.call_id, one.how) for one in found] == [
        ("B", RunMode.LIVE),
        *(("A", how) for how in (RunMode.LIVE, RunMode.LIVE, RunMode.REPLAY)),
    ]
    assert found[0] == shadow("B")
    since = Question(By.WEEK, since=NOON + timedelta(hours=1))
    assert {one.call_id for one in await log.shadows.of("b", since)} == {"B"}
    assert await log.read("A") == [(await log.read("A"))[0]]


@pytest.mark.parametrize("by", ["erasure", "retention"])
async def test_a_shadow_is_gone_with_its_call(log: EventLog, by: str) -> None:
    """And one that comes to its end after that leaves nothing."""
    for event in (started("A"), ended("A"), started("B")):
        await log.append(event)
    for call_id in ("A", "B"):
        await log.shadows.keep(shadow(call_id), NOON)
    if by == "erasure":
        assert await log.erasure.delete("A", "ada", NOON)
    else:
        assert await log.erasure.delete_older_than(NOON + timedelta(days=1), NOON) == 1
    assert [one.call_id for one in await log.shadows.of("b", ALL)] == ["B"]
    assert not await log.shadows.keep(shadow("A"), NOON)
    assert await log.shadows.candidates() == {"b": 1}
