"""Ended calls are told to webhooks: once, signed, again when it failed, and not without an end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from conversation.after_call.retries import MOST_TRIES
from conversation.errors import ErrorCode
from conversation.events.event import CallEvent
from peers.webhook_receiver import SECRET, WebhookPeer
from pipeline.write_back import WriteBack
from pipeline.write_back_targets import open_write_back
from services.delivery.errors import DeliveryError
from settings import load
from stores.deliveries import DeliveryState
from stores.errors import UnknownCallError
from stores.log.event_log import EventLog, open_event_log
from tests.conversation.after_call.calls import CALL, CARD, events
from tests.empty_log import put_empty_log
from tests.server.stage import ManualClock

FILE = """\
bridge:
  url: {url}/hook?token=very-secret
  secret_file: {folder}/secret
  events: [call.ended, call.feedback]
"""
RATED = (
    "feedback.recorded",
    {"suggestion_id": "s1", "rating": "useful", "comment": f"for {CARD}", "by": "maria"},
)


@dataclass
class Stage:
    """A log with an ended call, a receiver, and what tells it."""

    log: EventLog
    peer: WebhookPeer
    clock: ManualClock
    write_back: WriteBack

    async def happened(self, told: list[CallEvent]) -> None:
        """Add the events of a call."""
        for one in told:
            await self.log.append(CallEvent(CALL, one.type, one.at, one.data))


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    """The same, in a folder."""
    clock = ManualClock()
    (folder / "secret").write_text(SECRET)
    await put_empty_log(folder)
    async with (
        WebhookPeer(clock.now) as peer,
        open_event_log(f"sqlite:///{folder}/calls.db") as log,
    ):
        file = folder / "webhooks.yaml"
        file.write_text(FILE.format(url=peer.url, folder=folder))
        async with open_write_back(load(webhooks=file), log, clock) as write_back:
            yield Stage(log, peer, clock, write_back)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as stage:
        await stage.happened(events(RATED))
        yield stage


async def failed(stage: Stage) -> DeliveryError:
    """The error of a try."""
    with pytest.raises(DeliveryError) as error:
        await stage.write_back.send(CALL, "bridge")
    return error.value


async def test_a_call_is_told_once(stage: Stage) -> None:
    """Both messages that the target wants, redacted; the next time there is nothing to send."""
    records = await stage.write_back.send(CALL, "bridge")
    assert [one.kind for one in records] == ["call.ended", "call.feedback"]
    assert [m["type"] for m in stage.peer.taken.values()] == ["call.ended", "call.feedback"]
    assert CARD not in str(stage.peer.taken)
    assert "[card 1]" in str(stage.peer.taken)
    again = await stage.write_back.send(CALL, "bridge")
    assert [one.state for one in again] == [DeliveryState.SENT] * 2
    assert len(stage.peer.requests) == 2


async def test_what_is_new_is_told_as_something_new(stage: Stage) -> None:
    """Another rating is another message, with another id; the end is not told again."""
    await stage.write_back.send(CALL, "bridge")
    await stage.happened(events(RATED)[-1:])
    await stage.write_back.send(CALL, "bridge")
    kinds = [m["type"] for m in stage.peer.taken.values()]
    assert kinds == ["call.ended", "call.feedback", "call.feedback"]


async def test_a_receiver_that_is_down_for_an_hour(stage: Stage) -> None:
    """Each try comes when the error says; the one that is taken has the first one's id."""
    stage.peer.answers = [(503, {})] * 1000
    began = stage.clock.now()
    waits: list[float] = []
    while (stage.clock.now() - began).total_seconds() < 3600:
        error = await failed(stage)
        assert error.retryable
        waits.append(error.retry_after or 0)
        stage.clock.advance(waits[-1])
    assert waits == [5, 300, 1800, 7200]
    stage.peer.answers = []
    await stage.write_back.send(CALL, "bridge")
    ids = [request.headers["webhook-id"] for request in stage.peer.requests]
    assert set(ids) == set(stage.peer.taken)
    assert len(stage.peer.taken) == 2
    stamps = {request.headers["webhook-timestamp"] for request in stage.peer.requests}
    assert len(stamps) == 5


async def test_a_receiver_says_when(stage: Stage) -> None:
    """Its Retry-After counts where it is longer than our own wait."""
    stage.peer.answers = [(429, {"Retry-After": "1200"}), (204, {})]
    error = await failed(stage)
    assert (error.code, error.retry_after) == (ErrorCode.TARGET_LIMIT, 1200)


async def test_a_dead_letter_is_listed_and_sent_by_hand(stage: Stage) -> None:
    """After ten tries; a workflow that tries on is refused, a person is not."""
    stage.peer.answers = [(500, {}), (204, {})] + [(500, {})] * (MOST_TRIES - 1)
    for _ in range(MOST_TRIES - 1):
        await failed(stage)
    error = await failed(stage)
    assert (error.code, error.retryable) == (ErrorCode.DELIVERY_DEAD, False)
    dead = await stage.log.deliveries.dead()
    assert [(one.kind, one.tries, one.code) for one in dead] == [
        ("call.ended", MOST_TRIES, "target_unreachable")
    ]
    assert (await failed(stage)).code == ErrorCode.DELIVERY_DEAD
    outcomes = await stage.write_back.try_all(CALL, "bridge", by_hand=True)
    assert [one.record.state for one in outcomes] == [DeliveryState.SENT] * 2
    assert await stage.log.deliveries.dead() == []


async def test_a_receiver_that_is_gone_is_switched_off(stage: Stage) -> None:
    """After a 410 nothing is tried until somebody sends a dead letter, and it is taken."""
    stage.peer.answers = [(410, {})]
    error = await failed(stage)
    assert (error.code, error.retryable) == (ErrorCode.TARGET_OFF, False)
    assert len(stage.peer.requests) == 1
    await stage.happened(events(RATED)[-1:])
    assert (await failed(stage)).code == ErrorCode.DELIVERY_DEAD
    assert len(stage.peer.requests) == 1
    assert {one.code for one in await stage.log.deliveries.dead()} == {"target_off"}
    await stage.write_back.try_all(CALL, "bridge", by_hand=True)
    assert len(stage.peer.taken) == 2


async def test_a_wrong_secret_is_a_dead_letter_at_once(stage: Stage) -> None:
    """The receiver refuses the signature: trying on would not help."""
    stage.peer.answers = [(401, {})] * 2
    error = await failed(stage)
    assert (error.code, error.retryable) == (ErrorCode.TARGET_UNAUTHORIZED, False)
    assert "very-secret" not in str(error)


async def test_what_would_be_sent(stage: Stage) -> None:
    """The plan is the very bytes, and sends nothing; secrets of the address are not shown."""
    planned = await stage.write_back.plan(CALL)
    assert [(one.target, one.delivery.kind) for one in planned] == [
        ("bridge", "call.ended"), ("bridge", "call.feedback"),
    ]  # fmt: skip
    assert stage.peer.requests == []
    assert await stage.log.deliveries.of_call(CALL) == []
    await stage.write_back.send(CALL, "bridge")
    bodies = [one.delivery.requests[0].body for one in planned]
    assert bodies == [request.body for request in stage.peer.requests]
    assert "very-secret" not in planned[0].delivery.requests[0].address
    assert stage.peer.requests[0].path == "/hook?token=very-secret"


async def test_a_call_that_goes_on_or_is_not_there(tmp_path: Path) -> None:
    """The one is not told of yet; the other, and an unknown target, are errors."""
    async with staged(tmp_path) as stage:
        await stage.happened(events(ends=False))
        assert await stage.write_back.send(CALL, "bridge") == []
        with pytest.raises(UnknownCallError):
            await stage.write_back.send("CA-none", "bridge")
        with pytest.raises(DeliveryError, match="no target 'brige'; there is bridge"):
            await stage.write_back.send(CALL, "brige")


async def test_what_a_webhook_was_told_stays_told(stage: Stage) -> None:
    """An undone delivery is kept as such, and is sent again by hand alone."""
    await stage.write_back.send(CALL, "bridge")
    undone = await stage.write_back.undo(CALL, "bridge")
    assert {one.kind for one in undone} == {"call.feedback", "call.ended"}
    assert (await failed(stage)).code == ErrorCode.DELIVERY_DEAD
    await stage.write_back.try_all(CALL, "bridge", by_hand=True)
    assert len(stage.peer.requests) == 4
