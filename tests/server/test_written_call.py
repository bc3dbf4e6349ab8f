"""A call as REST tells it, written a piece at a time."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversation.events.event import CallEvent, EventType
from conversation.events.figures import figures, transcript
from server.schemas.call_schemas import CallDetail, CallItem
from server.written_call import written_call
from stores.log.event_log import EventLog, open_event_log
from tests.conversation.after_call.told import BEGIN, card, event, turn

LIVE = CallEvent("CA1", EventType.CALL_STARTED, BEGIN, {"source": "text"})


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[EventLog]:
    async with open_event_log(f"sqlite:///{tmp_path / 'calls.db'}") as log:
        yield log


async def told(log: EventLog) -> bytes:
    record = await log.call("CA1")
    assert record is not None
    return b"".join([piece async for piece in written_call(log, record)])


@pytest.mark.parametrize("length", [0, 1, 100, 101, 250])
async def test_it_is_what_the_schema_says(log: EventLog, length: int) -> None:
    """However many turns and cards there are, the JSON is that of the whole detail at once."""
    events = [LIVE]
    for number in range(length):
        ms = 1000 * (number ^ 1)  # each second one is told before its time
        events.append(turn(f"c{number}", "customer", f"Né “{number}”. 😀", ms, ms + 900))
        events.append(card(f"s{number}", f"c{number}", "Ask", ms, latency_ms={"to": number}))
        events.append(event(EventType.MEMORY_UPDATED, ms, number=number))
    await asyncio.gather(*(log.append(one) for one in events))
    record = await log.call("CA1")
    assert record is not None
    whole = CallDetail(
        call=CallItem.of(record),
        transcript=[one.as_dict() for one in transcript(events)],
        suggestions=[one.data for one in events if one.type is EventType.SUGGESTION_FINAL],
        memory={"number": length - 1} if length else None,
        figures=figures(events),
        usage=None,
        summary=None,
    )
    assert list(json.loads(await told(log)).items()) == list(
        json.loads(whole.model_dump_json()).items()
    )
