"""Deliveries are sent once, whoever asks; what fails waits or is dead; none outlives its call."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from stores.deliveries import DeliveryRecord, DeliveryState
from stores.log.event_log import EventLog, open_event_log
from tests.stores.events import started

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
WANTED = DeliveryRecord("msg_1", "bridge", "CA1", "call.ended", DeliveryState.SENDING, 0, None, NOW)


async def settled(log: EventLog, state: DeliveryState, code: str | None = None) -> DeliveryRecord:
    """The delivery, tried once, as it then stands."""
    await log.deliveries.claim(WANTED)
    record = replace(WANTED, state=state, tries=1, code=code)
    await log.deliveries.settle(record)
    return record


async def test_two_who_send_at_once(log_url: str) -> None:
    """One of them does, also where they are two processes."""
    async with open_event_log(log_url) as one, open_event_log(log_url) as other:
        logs = (one, other, one)
        claims = await asyncio.gather(*(log.deliveries.claim(WANTED) for log in logs))
        assert sorted(taken for taken, _ in claims) == [False, False, True]


async def test_what_was_sent_is_not_sent_again(log_url: str) -> None:
    """Nor by hand: what it made is told."""
    async with open_event_log(log_url) as log:
        await log.deliveries.claim(WANTED)
        await log.deliveries.settle(replace(WANTED, state=DeliveryState.SENT, made={"id": "7"}))
        for by_hand in (False, True):
            taken, known = await log.deliveries.claim(WANTED, by_hand=by_hand)
            assert (taken, known.state, known.made) == (False, DeliveryState.SENT, {"id": "7"})


async def test_what_failed_is_tried_again_and_what_is_dead_by_hand(log_url: str) -> None:
    """A dead letter is listed until then."""
    async with open_event_log(log_url) as log:
        await settled(log, DeliveryState.WAITING, "target_limit")
        taken, known = await log.deliveries.claim(WANTED)
        assert (taken, known.tries, known.code) == (True, 1, "target_limit")
        dead = await settled(log, DeliveryState.DEAD, "target_off")
        assert await log.deliveries.dead() == [dead]
        assert await log.deliveries.dead("bridge") == [dead]
        assert await log.deliveries.dead("other") == []
        assert await log.deliveries.last_code("bridge") == "target_off"
        assert (await log.deliveries.claim(WANTED))[0] is False
        assert (await log.deliveries.claim(WANTED, by_hand=True))[0] is True
        assert await log.deliveries.dead() == []
        await settled(log, DeliveryState.SENT)
        assert await log.deliveries.last_code("bridge") is None
        assert await log.deliveries.last_code("other") is None


async def test_a_try_whose_process_died_is_taken_over(log_url: str) -> None:
    """After some minutes, in which it can only have ended."""
    async with open_event_log(log_url) as log:
        await log.deliveries.claim(WANTED)
        for minutes, taken in ((4, False), (6, True)):
            later = replace(WANTED, at=NOW + timedelta(minutes=minutes))
            assert (await log.deliveries.claim(later))[0] is taken


async def test_an_erased_call_leaves_no_delivery(log_url: str) -> None:
    """Its rows go with its events."""
    async with open_event_log(log_url) as log:
        await log.append(started("CA1"))
        await settled(log, DeliveryState.SENT)
        assert len(await log.deliveries.of_call("CA1")) == 1
        assert await log.erasure.delete("CA1", "ada", NOW)
        assert await log.deliveries.of_call("CA1") == []
        assert await log.deliveries.get("msg_1") is None
