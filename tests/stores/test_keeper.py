"""While the log is away, what happens has its number at once, and is stored once, in order."""

import asyncio

import pytest

from conversation.events.event import CallEvent, EventType
from stores.errors import EventLogError, UnknownCallError
from stores.log.log_health import LogState
from tests.stores.events import NOON, ended, said, started
from tests.stores.switched_database import Stage

pytestmark = pytest.mark.looptime


async def test_what_happens_while_the_log_is_away_is_numbered_and_then_stored() -> None:
    """No number twice and no gap, for those that were there before, during and after."""
    async with Stage() as stage:
        assert await stage.append(started("A"), said("A", "before")) == [1, 2]
        stage.go_away(readable=False)
        assert await stage.append(*(said("A", str(n)) for n in range(20))) == list(range(3, 23))
        assert stage.numbers("A") == [1, 2]
        await stage.come_back()
        assert stage.numbers("A") == list(range(1, 23))
        assert await stage.append(said("A", "after")) == [23]
        texts = [event.data.get("text") for event in stage.database.stored("A")]
        assert texts == [None, "before", *map(str, range(20)), "after"]


async def test_a_call_begins_and_ends_while_the_log_is_away() -> None:
    """It is stored whole; its record says what its events do."""
    async with Stage() as stage:
        stage.go_away(readable=False)
        assert await stage.append(started("A", agent_id="x"), said("A", "hi"), ended("A")) == [
            *(1, 2, 3)
        ]
        assert stage.writer.health.state is LogState.KEEPING
        await stage.come_back()
        record = await stage.reader.call("A")
        assert record
        assert (record.last_seq, record.turns, record.end_reason) == (3, 1, "hangup")
        assert "A" not in stage.writer.calls


async def test_a_call_that_comes_back_while_the_log_is_away_goes_on_in_its_numbers() -> None:
    """By the log where it can be read, and by what the process remembers where it can't."""
    for readable in (True, False):
        async with Stage() as stage:
            await stage.append(started("A"), said("A", "x"), ended("A"), said("A", "a note"))
            stage.go_away(readable=readable)
            assert await stage.append(started("A"), said("A", "again")) == [5, 6]
            await stage.come_back()
            assert stage.numbers("A") == [1, 2, 3, 4, 5, 6]


async def test_a_commit_that_hangs_is_waited_for_for_half_a_second() -> None:
    """What is being committed is kept meanwhile, and stored once."""
    async with Stage() as stage:
        await stage.append(started("A"))
        stage.database.turn.clear()
        begun = asyncio.get_running_loop().time()
        assert await stage.append(said("A", "slow"), started("B")) == [2, 1]
        assert asyncio.get_running_loop().time() - begun == pytest.approx(0.5, abs=0.01)
        assert await stage.append(said("A", "quick"), said("B", "quick")) == [3, 2]
        assert asyncio.get_running_loop().time() - begun == pytest.approx(0.5, abs=0.01)
        stage.database.turn.set()
        await stage.come_back()
        assert (stage.numbers("A"), stage.numbers("B")) == ([1, 2, 3], [1, 2])


async def test_a_commit_that_was_not_answered_is_not_made_twice() -> None:
    """What the database took before the connection broke is found there, `call.started` too."""
    async with Stage() as stage:
        await stage.append(started("A"))
        stage.go_away()
        stage.database.answers = False
        assert await stage.append(said("A", "said once"), started("B")) == [2, 1]
        await stage.come_back()
        assert (stage.numbers("A"), stage.numbers("B")) == ([1, 2], [1])


async def test_what_has_no_number_without_the_log_is_refused() -> None:
    """An event of a call that this process does not number, and no call's first."""
    async with Stage() as stage:
        await stage.append(started("A"), ended("A"), started("B"))
        stage.go_away()
        await stage.append(said("B", "kept"))
        for call_id in ("A", "C"):
            with pytest.raises(EventLogError, match="it is away"):
                await stage.append(said(call_id, "x"))
        await stage.come_back()
        assert (stage.numbers("A"), stage.numbers("B")) == ([1, 2], [1, 2])
        assert await stage.append(said("A", "a note")) == [3]


async def test_nothing_is_kept_where_nothing_may_be() -> None:
    """With a bound of 0 an event that the log does not take is refused, and the next one tried."""
    async with Stage(limit=0) as stage:
        await stage.append(started("A"))
        stage.go_away()
        for _ in range(2):
            with pytest.raises(EventLogError, match="it is away"):
                await stage.append(said("A", "x"))
        stage.database.fault = None
        assert await stage.append(said("A", "x")) == [2]
        assert stage.writer.health.cause is None


async def test_a_full_spool_says_so_and_gives_no_number_away() -> None:
    """What is refused has none, so that there is no gap; the end of the call is kept."""
    async with Stage(limit=2_000) as stage:
        await stage.append(started("A"))
        stage.go_away()
        turns = [stage.writer.submit(said("A", "x" * 50)) for _ in range(40)]
        outcomes = await asyncio.gather(*turns, return_exceptions=True)
        refused = [one for one in outcomes if isinstance(one, EventLogError)]
        kept = 41 - len(refused)
        assert 0 < len(refused) < 40
        assert stage.writer.health.state is LogState.FULL
        assert await stage.append(ended("A")) == [kept + 1]
        await stage.come_back()
        assert stage.numbers("A") == list(range(1, kept + 2))
        assert stage.writer.health.state is LogState.OK


async def test_one_event_that_no_database_takes_holds_nothing_back() -> None:
    """It alone is refused: the others of its batch are stored."""
    async with Stage() as stage:
        await stage.append(started("A"))
        odd = CallEvent("A", EventType.TURN_FINAL, NOON, {"text": "odd"})
        object.__setattr__(odd, "at", "no time")
        waiting = [stage.writer.submit(event) for event in (said("A", "1"), odd, said("A", "2"))]
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        assert isinstance(outcomes[1], EventLogError)
        assert stage.numbers("A") == [1, 2, 3]


async def test_an_erased_call_stays_erased() -> None:
    """What was kept of a call that somebody erased meanwhile is not stored."""
    async with Stage() as stage:
        await stage.append(started("A"), started("B"))
        stage.go_away()
        await stage.append(said("A", "x"))
        stage.database.fault = None
        stage.database.erase("A")
        await stage.come_back()
        assert stage.numbers("A") == []
        with pytest.raises(UnknownCallError):
            await stage.append(said("A", "x"))


async def test_closing_gives_up_on_a_log_that_stays_away() -> None:
    """After two seconds; nobody waits for an event for ever."""
    async with Stage() as stage:
        await stage.append(started("A"))
        stage.go_away()
        await stage.append(said("A", "x"))
        begun = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - begun < 3


class TestReading:
    async def test_a_running_call_is_read_without_the_log(self) -> None:
        """From any number on, as long as the process holds what comes after it."""
        async with Stage() as stage:
            await stage.append(started("A"), said("A", "one"))
            stage.go_away(readable=False)
            await stage.append(said("A", "two"))
            for after in range(4):
                found = await stage.reader.read("A", after)
                assert [event.seq for event in found] == list(range(after + 1, 4))
            assert len(await stage.reader.read("A", 0, limit=2)) == 2
            record = await stage.reader.call("A")
            assert record
            assert (record.last_seq, record.turns) == (3, 2)

    async def test_a_long_call_is_read_from_the_log_and_the_spool(self) -> None:
        """The log has the begin, which the process holds no more; the spool has the end."""
        async with Stage() as stage:
            await stage.append(started("A"), *(said("A", "x") for _ in range(400)))
            stage.go_away()
            await stage.append(said("A", "kept"))
            numbers = [event.seq for event in await stage.reader.read("A")]
            assert numbers == list(range(1, 403))
            stage.database.readable = False
            with pytest.raises(EventLogError):
                await stage.reader.read("A")
            assert [event.seq for event in await stage.reader.read("A", 399)] == [400, 401, 402]

    async def test_the_list_of_calls_has_what_the_log_lacks(self) -> None:
        """A call that began meanwhile, and one that went on."""
        async with Stage() as stage:
            await stage.append(started("A"), started("C"))
            stage.go_away()
            await stage.append(started("B"), said("A", "x"), ended("C"))
            found = {record.call_id: record.last_seq for record in await stage.reader.calls()}
            assert found == {"A": 2, "B": 1, "C": 2}
            live = [record.call_id for record in await stage.reader.calls(is_open=True)]
            assert sorted(live) == ["A", "B"]

    async def test_a_suggestion_is_found_that_the_log_lacks(self) -> None:
        """Feedback on a card that was shown while the log is away is taken."""
        async with Stage() as stage:
            await stage.append(started("A"))
            stage.go_away(readable=False)
            card = {"suggestion_id": "s1"}
            await stage.append(CallEvent("A", EventType.SUGGESTION_STARTED, NOON, card))
            assert await stage.reader.has_suggestion("A", "s1")
            whole = card | {"sources": [{"id": "price.0"}]}
            await stage.append(CallEvent("A", EventType.SUGGESTION_FINAL, NOON, whole))
            assert await stage.reader.has_source("A", "s1", "price.0")
