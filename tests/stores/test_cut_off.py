"""Calls that ended with their process: each is claimed once, while it can still go on."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from conversation.events.event import CallEvent, EventType
from stores.log.event_log import EventLog, open_event_log

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SINCE = NOON - timedelta(minutes=15)


async def began(log: EventLog, call_id: str, at: datetime = NOON, **data: Any) -> None:
    await log.append(CallEvent(call_id, EventType.CALL_STARTED, at, {"source": "twilio"} | data))


async def ended(log: EventLog, call_id: str, reason: str, at: datetime = NOON) -> None:
    await log.append(CallEvent(call_id, EventType.CALL_ENDED, at, {"reason": reason}))


async def claimed(log: EventLog) -> list[str]:
    return [call.call_id for call in await log.recovery.claim_cut_off(SINCE)]


async def test_a_call_is_claimed_by_one_process_with_what_its_stream_said(log_url: str) -> None:
    """Of two that start at once, one has it; it has the last stream's words and account."""
    async with open_event_log(log_url) as dying:
        await began(dying, "A", account="AC0", parameters={"agent_id": "ben"})
        await began(dying, "A", account="AC1", parameters={"agent_id": "maria"})
        heard = NOON + timedelta(seconds=5)
        await dying.append(CallEvent("A", EventType.TURN_FINAL, heard, {}))
    later = NOON + timedelta(minutes=1)
    async with open_event_log(log_url) as one, open_event_log(log_url) as two:
        while not await one.recovery.close_interrupted(later):
            pass  # Postgres notices the death in a moment of its own
        found = await asyncio.gather(
            one.recovery.claim_cut_off(SINCE), two.recovery.claim_cut_off(SINCE)
        )
        (call,) = [call for calls in found for call in calls]
        assert (call.call_id, call.account, call.last_at) == ("A", "AC1", heard)
        assert call.parameters == {"agent_id": "maria"}
        assert await claimed(one) == await claimed(two) == []


async def test_calls_that_were_not_cut_off_are_left_alone(log_url: str) -> None:
    """A hang-up, a call that came back, a call of long ago; one whose process lives."""
    async with open_event_log(log_url) as dying:
        for call_id, reason in (("hung-up", "hangup"), ("back", "shutdown"), ("cut", "shutdown")):
            await began(dying, call_id)
            await ended(dying, call_id, reason)
        await began(dying, "old", SINCE - timedelta(seconds=1))
        await ended(dying, "old", "interrupted")
        async with open_event_log(log_url) as log:
            await began(log, "back")
            await ended(log, "back", "hangup")
            assert await claimed(log) == []
    async with open_event_log(log_url) as log:
        found: list[str] = []
        while not found:
            found = await claimed(log)
        assert found == ["cut"]
