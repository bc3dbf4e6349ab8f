"""Alerts of a process: raised once a call, by whoever runs it, and told to others."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conversation.events.event import CallEvent, EventType
from conversation.privacy.redaction import Redactor
from pipeline.alerting import AlertDesk
from pipeline.write_back import WriteBack
from prompts.shelf import Shelf
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from pubsub.hub import Hub
from services.delivery.target import ALERT_KIND, CallToTell, Delivery, Made
from stores.log.event_log import EventLog, open_event_log
from tests.empty_log import put_empty_log
from tests.payloads import raw

PLAYBOOK = {"name": "collections", "title": "Collections", "language": "en", "stages": []}
THREAT = {
    "obligation_id": "no_threats",
    "title": "Threaten nobody",
    "must": "not_say",
    "state": "violated",
    "deadline_ms": None,
    "evidence": [],
}


class Pager:
    """A target that keeps what it is told."""

    name = "pager"

    def __init__(self) -> None:
        self.told: list[str] = []

    def deliveries(self, wanted: CallToTell) -> list[Delivery]:
        return [
            Delivery(f"{wanted.note.facts.call_id}-{one.number}", ALERT_KIND, content=one.title)
            for one in wanted.note.alerts
        ] + [Delivery("ended", "call.ended", content="the end")]

    async def send(self, delivery: Delivery) -> Made:
        self.told.append(delivery.content)
        return {}

    async def undo(self, made: Made) -> None:
        """Nothing is taken back."""


@dataclass
class Stage:
    """A log, its events, a desk of alerts and a target."""

    log: EventLog
    events: EventStream
    desk: AlertDesk
    pager: Pager

    async def tell(self, call_id: str, kind: EventType, **data: Any) -> None:
        """Let something happen in a call."""
        await self.events.publish(call_id, raw(kind, data))

    async def look(self) -> None:
        """Let a second pass, twice: a call is taken up, then it is looked at."""
        for _ in range(2):
            await self.desk.look(Clock())

    async def raised(self, call_id: str) -> list[str]:
        """The alerts of a call."""
        events = await self.log.read(call_id)
        return [e.data["alert_id"] for e in events if e.type is EventType.ALERT_RAISED]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The stage of a test."""
    await put_empty_log(tmp_path)
    async with open_event_log(f"sqlite:///{tmp_path / 'calls.db'}") as log:
        clock, pager, shelf = Clock(), Pager(), Shelf("sales", "en")
        events = EventStream(log, Hub(), clock)
        write_back = WriteBack([pager], log, lambda _: Redactor((), "en"), shelf, clock)
        desk = AlertDesk(events, log, shelf, write_back)
        events.subscribe(desk.take)
        yield Stage(log, events, desk, pager)


async def test_an_alert_is_raised_once_and_told_to_others(stage: Stage) -> None:
    """As an event of the call, and to targets in a message of its own while the call goes on."""
    start = {"source": "text", "parameters": {}, "playbook": PLAYBOOK, "language": "en"}
    await stage.tell("CA1", EventType.CALL_STARTED, **start)
    await stage.tell("CA2", EventType.CALL_STARTED, **(start | {"playbook": {"name": "sales"}}))
    await stage.look()
    for call_id in ("CA1", "CA2"):
        await stage.tell(call_id, EventType.OBLIGATION_UPDATED, **THREAT)
    await stage.look()
    await stage.look()
    assert await stage.raised("CA1") == ["must_not_be_said"]
    assert await stage.raised("CA2") == []  # its playbook has none
    await stage.desk.tell()
    await stage.desk.tell()
    assert stage.pager.told == ["A promise or a threat that must not be made"]


async def test_a_call_without_alerts_is_not_read(tmp_path: Path) -> None:
    """The log is closed, which is told by who reads it: a call whose playbook has alerts."""
    async with open_event_log(f"sqlite:///{tmp_path / 'calls.db'}") as log:
        clock, shelf = Clock(), Shelf("sales", "en")
        events = EventStream(log, Hub(), clock)
        write_back = WriteBack([], log, lambda _: Redactor((), "en"), shelf, clock)
        desk = AlertDesk(events, log, shelf, write_back)
    for call_id, name in (("CA1", "sales"), ("CA2", "collections")):
        start = {"source": "text", "playbook": {"name": name}, "language": "en"}
        desk.take(CallEvent(call_id, EventType.CALL_STARTED, clock.now(), start))
        if name == "sales":
            await desk.look(clock)
        else:
            with pytest.raises(RuntimeError, match="shutdown"):
                await desk.look(clock)


async def test_a_call_that_comes_back_is_known_by_its_log(stage: Stage) -> None:
    """What was raised before is not raised again, and what came meanwhile counts."""
    start = {"source": "text", "parameters": {}, "playbook": PLAYBOOK, "language": "en"}
    await stage.tell("CA1", EventType.CALL_STARTED, **start)
    await stage.tell("CA1", EventType.OBLIGATION_UPDATED, **THREAT)
    await stage.look()
    await stage.tell("CA1", EventType.CALL_ENDED, reason="disconnected", duration_ms=1)
    await stage.look()
    await stage.tell("CA1", EventType.CALL_STARTED, **start)
    await stage.look()
    assert await stage.raised("CA1") == ["must_not_be_said"]
