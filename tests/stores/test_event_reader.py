"""What is read of the event log, in SQLite and in Postgres alike."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from conversation.events.event import CallEvent, EventType, parse_event
from stores.databases.database import Database
from stores.errors import BadCursorError
from stores.insights.projection import delete_rows
from stores.log.event_log import EventLog
from tests.stores.events import NOON, ended, said, started


async def test_finds_a_suggestion_by_its_id(log: EventLog) -> None:
    """A call has the suggestions that were started in it, whatever its other events hold."""
    words = {"text": "s2 \0 \\u0000", "suggestion_id": "s3"}
    for event in (
        started("A"),
        started("B"),
        CallEvent("A", EventType.TURN_FINAL, NOON, words),
        CallEvent("A", EventType.SUGGESTION_STARTED, NOON, {"suggestion_id": "s1"}),
        CallEvent("A", EventType.SUGGESTION_SUPPRESSED, NOON, {"turn_id": "t1"}),
        CallEvent("A", EventType.SUGGESTION_STARTED, NOON, {"suggestion_id": "s'2"}),
    ):
        await log.append(event)
    looked_for = ("s1", "s'2", "s2", "s3", "s1\0", "")
    assert [await log.has_suggestion("A", one) for one in looked_for] == [
        True, True, False, False, False, False,
    ]  # fmt: skip
    assert not await log.has_suggestion("B", "s1")
    assert not await log.has_suggestion("C", "s1")


async def test_finds_a_source_of_a_card_by_its_id(log: EventLog) -> None:
    """A card has the sources that it ended with, and none before it did."""
    kept = {"suggestion_id": "s1", "sources": [{"id": "a.0"}, {"id": "b'1"}]}
    await log.append(started("A"))
    await log.append(CallEvent("A", EventType.SUGGESTION_STARTED, NOON, {"suggestion_id": "s1"}))
    assert not await log.has_source("A", "s1", "a.0")
    await log.append(CallEvent("A", EventType.SUGGESTION_FINAL, NOON, kept))
    await log.append(CallEvent("A", EventType.SUGGESTION_FINAL, NOON, {"suggestion_id": "s2"}))
    looked_for = [("s1", "a.0"), ("s1", "b'1"), ("s1", "a"), ("s2", "a.0"), ("s1\0", "a.0")]
    assert [await log.has_source("A", *one) for one in looked_for] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert not await log.has_source("B", "s1", "a.0")


async def test_reads_the_same_events_that_were_appended(log: EventLog) -> None:
    """An event read is equal to the one that `append` returned, and makes the same JSON."""
    plus_two = datetime.fromisoformat("2026-11-20T14:00:00.987654+02:00")
    data = {"z": 1, "a": [0.1, None, True], "text": "né\0 à “côté” 😀", "big": 2**53}
    written = [
        await log.append(started("A", participants={"customer": "x"}, parameters=["odd"])),
        await log.append(CallEvent("A", EventType.TURN_FINAL, plus_two, data)),
        await log.append(CallEvent("A", EventType.STATUS, NOON, {})),
    ]
    read = await log.read("A")
    assert read == written
    assert [event.to_json() for event in read] == [event.to_json() for event in written]


async def test_the_last_event_of_each_type(log: EventLog) -> None:
    """Of the types that are asked for, and that the call has."""
    kinds = (EventType.MEMORY_UPDATED, EventType.USAGE_UPDATED, EventType.CALL_SUMMARY)
    await log.append(started("A"))
    assert await log.last_of("A", kinds) == {}
    for number in range(3):
        await log.append(CallEvent("A", EventType.MEMORY_UPDATED, NOON, {"number": number}))
    await log.append(CallEvent("A", EventType.USAGE_UPDATED, NOON, {}))
    await log.append(said("A", "Bye."))
    assert await log.last_of("A", kinds) == {
        EventType.MEMORY_UPDATED: {"number": 2},
        EventType.USAGE_UPDATED: {},
    }
    assert await log.last_of("B", kinds) == {}


async def test_reads_after_a_number_and_up_to_a_limit(log: EventLog) -> None:
    """`after` leaves out the numbers up to it; `limit` takes the lowest of the rest."""
    for event in (started("A"), *(said("A", str(n)) for n in range(5))):
        await log.append(event)
    assert [event.seq for event in await log.read("A", after=2, limit=3)] == [3, 4, 5]
    assert await log.read("A", after=6) == []
    assert await log.read("unknown") == []


async def test_an_event_of_a_newer_version(log: EventLog, database: Database) -> None:
    """In a rolling upgrade, an older process shows what it has no name for, and the rest."""
    for event in (started("A"), said("A", "Hello."), said("A", "Bye.")):
        await log.append(event)
    statement = text("UPDATE events SET type = 'call.teleported' WHERE seq = 2")
    await database.write(lambda connection: connection.execute(statement))
    begun, teleported, bye = await log.read("A")
    assert (begun.type, bye.type) == (EventType.CALL_STARTED, EventType.TURN_FINAL)
    assert teleported.type.value == "call.teleported"
    assert teleported.type.durable
    assert parse_event(teleported.to_json()) == teleported


async def test_the_record_follows_the_events(log: EventLog) -> None:
    """A call's record says what its events add up to."""
    parties = {"customer": {"name": "C"}, "agent": {"name": "A"}}
    await log.append(started("A", participants=parties, parameters={"agent_id": "7"}))
    await log.append(said("A", "hello"))
    await log.append(CallEvent("A", EventType.SUGGESTION_FINAL, NOON, {"headline": "Ask"}))
    open_record = await log.call("A")
    assert open_record is not None
    assert (open_record.source, open_record.started_at) == ("text", NOON)
    assert (open_record.ended_at, open_record.end_reason) == (None, None)
    assert (open_record.participants, open_record.parameters) == (parties, {"agent_id": "7"})
    assert (open_record.agent_id, open_record.last_seq) == ("7", 3)
    assert (open_record.turns, open_record.suggestions) == (1, 1)
    later = NOON + timedelta(minutes=1)
    await log.append(ended("A", later))
    closed = await log.call("A")
    assert closed is not None
    assert (closed.ended_at, closed.end_reason, closed.last_seq) == (later, "hangup", 4)


async def test_a_call_that_comes_back_continues_its_log(log: EventLog) -> None:
    """`call.started` of a call that ended reopens it: numbers go on, the first start stays."""
    later = NOON + timedelta(minutes=1)
    for event in (started("A"), ended("A"), started("A", later, source="twilio")):
        stored = await log.append(event)
    assert stored.seq == 3
    record = await log.call("A")
    assert record is not None
    assert (record.started_at, record.ended_at, record.end_reason) == (NOON, None, None)
    assert record.source == "twilio"


async def test_pages_newest_first(log: EventLog) -> None:
    """The cursor of the last call of a page leads to the next, even among equal starts."""
    for n in range(7):
        await log.append(started(f"C{n}", NOON + timedelta(seconds=n // 2)))
    pages = [await log.calls(limit=3)]
    while page := await log.calls(limit=3, before=pages[-1][-1].cursor):
        pages.append(page)
    ids = [[record.call_id for record in page] for page in pages]
    assert ids == [["C6", "C5", "C4"], ["C3", "C2", "C1"], ["C0"]]


@pytest.mark.parametrize("cursor", ["", "x", "2026-11-20~A", "2026-11-20T12:00:00+00:00~"])
async def test_refuses_a_bad_cursor(log: EventLog, cursor: str) -> None:
    """What is no cursor gets a typed error."""
    with pytest.raises(BadCursorError):
        await log.calls(before=cursor)


async def test_finds_calls_by_what_was_said(log: EventLog) -> None:
    """A search looks into turns, headlines, ids and agents."""
    await log.append(started("CA-one", parameters={"agent_id": "maria"}))
    await log.append(said("CA-one", "The price is 100% too high"))
    await log.append(started("CB-two"))
    await log.append(
        CallEvent("CB-two", EventType.SUGGESTION_FINAL, NOON, {"headline": "Anchor on value"})
    )
    for search, found in {
        "PRICE": ["CA-one"],
        "100%": ["CA-one"],
        "anchor": ["CB-two"],
        "Maria": ["CA-one"],
        "cb-": ["CB-two"],
        "text": ["CB-two", "CA-one"],
        "headline": [],
    }.items():
        assert [record.call_id for record in await log.calls(search=search)] == found, search


async def test_each_record_has_its_calls_length(log: EventLog) -> None:
    """In a list and alone: of the last end, however late that was told; None while it goes on."""
    late = NOON + timedelta(hours=9)
    for event in (started("A"), ended("A", late), started("B"), ended("B"), started("B", late)):
        await log.append(event)
    again = CallEvent("C", EventType.CALL_ENDED, late, {"reason": "hangup", "duration_ms": 49_000})
    for event in (started("C", person="p"), ended("C"), started("C", late), again, said("C", "x")):
        await log.append(event)
    lengths = {"A": 1, "B": None, "C": 49_000}
    assert {one.call_id: one.duration_ms for one in await log.calls()} == lengths
    assert {name: one.duration_ms for name, one in (await log.records("ABC")).items()} == lengths
    assert [one.duration_ms for one in await log.calls_with("p")] == [49_000]


async def test_the_length_of_a_call_from_before_insights_is_known(
    log: EventLog, database: Database
) -> None:
    """Of its last end, without a rebuild; one whose end tells no whole number has none."""
    odd = CallEvent("B", EventType.CALL_ENDED, NOON, {"reason": "hangup", "duration_ms": "long"})
    for event in (started("A"), ended("A"), started("B"), odd, started("C"), ended("C")):
        await log.append(event)
    await log.append(started("C", NOON + timedelta(hours=1)))
    await database.write(partial(delete_rows, ids=["A", "B", "C"]))
    lengths = {"A": 1, "B": None, "C": None}
    assert {one.call_id: one.duration_ms for one in await log.calls()} == lengths
    assert {name: one.duration_ms for name, one in (await log.records("ABC")).items()} == lengths


async def test_lists_the_calls_of_an_agent_and_those_that_go_on(log: EventLog) -> None:
    """The list can be that of one agent, and of open or ended calls alone."""
    await log.append(started("A", parameters={"agent_id": "7"}))
    await log.append(started("B", parameters={"agent_id": "8"}))
    await log.append(ended("B"))
    assert [record.call_id for record in await log.calls(agent_id="8")] == ["B"]
    assert [record.call_id for record in await log.calls(is_open=True)] == ["A"]
    assert [record.call_id for record in await log.calls(is_open=False)] == ["B"]
