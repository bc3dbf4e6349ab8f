"""The calls are told whether what happens in them is stored."""

import asyncio

import pytest

from conversation.events.event import CallEvent, EventType
from pipeline.log_status import tell_calls
from pubsub.beside import beside
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from pubsub.hub import Hub
from stores.log.log_health import LogHealth, LogState
from tests.pipeline.memory_log import MemoryLog

pytestmark = pytest.mark.looptime


class RunningLog(MemoryLog):
    """A log that says which calls go on."""

    @property
    def numbered(self) -> "RunningLog":
        return self

    def running(self) -> list[str]:
        return list(self.events)


async def told(*changes: tuple[float, LogState]) -> list[tuple[str, str]]:
    """What the log of a call says of itself, after changes that each last that many seconds."""
    log = RunningLog()
    events = EventStream(log, Hub(), Clock())  # type: ignore[arg-type]
    await log.append(CallEvent("A", EventType.CALL_STARTED, Clock().now(), {}))
    health: LogHealth = log.health
    async with beside(tell_calls(log, events), "telling"):  # type: ignore[arg-type]
        for seconds, state in changes:
            health.set(state, None if state is LogState.OK else "away")
            await asyncio.sleep(seconds)
    statuses = [event.data for event in log.of("A", EventType.STATUS)]
    assert {status["component"] for status in statuses} <= {"log"}
    return [(status["state"], status["code"]) for status in statuses]


async def test_an_outage_is_told_and_its_end() -> None:
    """Once each, and what can't be kept any more in between."""
    assert await told((5, LogState.KEEPING), (5, LogState.FULL), (5, LogState.OK)) == [
        ("degraded", "log_away"),
        ("down", "log_full"),
        ("ok", "log_recovered"),
    ]


async def test_a_short_hesitation_is_not_worth_a_word() -> None:
    """Less than a second is told to nobody."""
    assert await told((0.5, LogState.KEEPING), (5, LogState.OK)) == []
