"""What bad input gets on the media socket: a log line, no crash, and no effect on anyone else."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from conversation.speech.speakers import Speaker
from tests.e2e.fork import Message, Timed, messages, retimed, split
from tests.e2e.scene import TOO_DEAR, UNDERSTOOD, WHAT_COST, scene
from tests.e2e.stage import Stage, new_call_id, of_type, said, turns

pytestmark = pytest.mark.asyncio(loop_scope="session")

CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT
SPOKEN = WHAT_COST.at(300)
HEALTHY = scene([WHAT_COST.at(300), UNDERSTOOD.at(1900)])
POLICY_VIOLATION, NORMAL = 1008, 1000
NEWER_MS = 3000
"""When the second stream of a call begins."""
CLOSED_S = 4.0
"""A stream that another one replaces has 2 s for its last words, and is then cut."""


def media(**fields: object) -> str:
    body = {"track": "inbound", "chunk": "1", "timestamp": "900", "payload": "/////w=="}
    return json.dumps({"event": "media", "media": body | fields})


def start(**fields: object) -> str:
    return json.dumps({"event": "start", "start": fields})


@asynccontextmanager
async def beside_a_healthy_call(stage: Stage) -> AsyncIterator[None]:
    """Another call in the same process, which has to be heard as if nothing else were."""
    hearing = asyncio.create_task(stage.heard(HEALTHY))
    try:
        yield
    finally:
        events = await hearing
    assert turns(events) == said((CUSTOMER, WHAT_COST.text), (AGENT, UNDERSTOOD.text))
    assert {final["turn_id"] for final in of_type(events, "suggestion.final")} == {"c1"}


def news(stage: Stage, before: str) -> str:
    """What the server has logged since."""
    return stage.server.log()[len(before) :]


@pytest.mark.parametrize(
    "poisons",
    [
        pytest.param(
            {
                "{oops": "not JSON",
                "[1, 2]": "not a JSON object",
                '{"event": "surprise"}': "unknown event",
                b"\x00\x01\xff": "binary",
                '{"event": "media"}': "without media",
                media(track="inbound_3"): "track",
                media(payload="%%%"): "payload",
                media(payload="A" * 1_000_000): "over",  # a megabyte
                media(timestamp="soon"): "timestamp",
                start(callSid="CA1"): "second start",
            },
            id="no messages, no audio, no number, no second call",
        ),
        pytest.param({media(timestamp="-5"): "timestamp"}, id="a negative timestamp"),
        pytest.param({media(timestamp="7200000"): ""}, id="one wild timestamp"),
    ],
)
async def test_a_message_that_can_not_be_understood_costs_no_turn(
    stage: Stage, poisons: dict[Message, str]
):
    """In the middle of a sentence it is logged and dropped; both calls are heard whole."""
    call_id, log = new_call_id(), stage.server.log()
    before, after = split(messages(call_id, scene([SPOKEN])), 1000)
    async with (
        beside_a_healthy_call(stage),
        stage.listener(call_id) as listener,
        stage.fork() as fork,
    ):
        await fork.stream(before)
        await fork.send(*poisons)
        await fork.stream(after)
        await listener.next("call.ended")
        assert fork.received == []
    assert turns(listener.events) == said((CUSTOMER, WHAT_COST.text))
    told = news(stage, log)
    assert [words for words in poisons.values() if words not in told] == []
    assert "Traceback" not in told


@pytest.mark.parametrize(
    "shifted",
    [
        pytest.param(lambda at_ms: at_ms + 60_000, id="forward"),
        pytest.param(lambda at_ms: max(at_ms - 2500, 0), id="back"),
    ],
)
async def test_timestamps_that_jump_lose_no_turn(stage: Stage, shifted: Callable[[int], int]):
    """The clock of the call never goes back, and what is said after the jump is heard."""
    phrases = [SPOKEN, UNDERSTOOD.at(2600)]
    call_id, log = new_call_id(), stage.server.log()
    before, after = split(messages(call_id, scene(phrases)), 2400)
    async with (
        beside_a_healthy_call(stage),
        stage.listener(call_id) as listener,
        stage.fork() as fork,
    ):
        await fork.stream(before)
        await fork.stream(retimed(after, shifted))
        await listener.next("call.ended")
    assert turns(listener.events) == said((CUSTOMER, WHAT_COST.text), (AGENT, UNDERSTOOD.text))
    first, second = of_type(listener.events, "turn.final")
    assert first["end_ms"] < second["start_ms"]
    assert "Traceback" not in news(stage, log)


async def test_a_hole_in_the_audio_is_a_status_for_the_agent(stage: Stage):
    """A minute that did not arrive is told once of each party whose audio is lost."""
    call_id = new_call_id()
    before, after = split(messages(call_id, scene([SPOKEN])), 2200)
    async with stage.listener(call_id) as listener, stage.fork() as fork:
        await fork.stream(before)
        await fork.stream(retimed(after, lambda at_ms: at_ms + 60_000))
        await listener.next("call.ended")
    lost = [status for status in of_type(listener.events, "status") if status["speaker"]]
    assert {(status["component"], status["state"]) for status in lost} == {("audio", "degraded")}
    assert sorted(status["speaker"] for status in lost) == [AGENT, CUSTOMER]


async def test_media_before_the_start_is_dropped_and_the_call_is_heard(stage: Stage):
    """What comes before `start` belongs to no call; what comes after it does."""
    call_id, log = new_call_id(), stage.server.log()
    async with stage.listener(call_id) as listener, stage.fork() as fork:
        await fork.send(media(), media(), "{oops", b"\x00")
        await fork.stream(messages(call_id, scene([SPOKEN])))
        await listener.next("call.ended")
        assert fork.received == []
    assert turns(listener.events) == said((CUSTOMER, WHAT_COST.text))
    assert "before start" in news(stage, log)


NO_CALLS = {
    "no CallSid": start(),
    "an impossible CallSid": start(callSid="../../etc"),
    "another encoding": start(callSid="CA1", mediaFormat={"encoding": "audio/opus"}),
}


async def test_a_start_that_is_no_call_is_refused(stage: Stage):
    """The stream is closed with a code that says so, the log says why, and no call is made.

    Nor is one by a socket that goes away before `start`.
    """
    calls = len(await stage.rest("/api/calls", limit=200))
    async with beside_a_healthy_call(stage):
        for what, first in NO_CALLS.items():
            log = stage.server.log()
            async with stage.fork() as fork:
                await fork.send(first)
                assert await fork.closed() == POLICY_VIOLATION, what
                assert fork.received == []
            assert "media stream: " in news(stage, log), what
            assert "Traceback" not in news(stage, log)
        log = stage.server.log()
        async with stage.fork() as fork:
            await fork.send('{"event": "connected"}')
            fork.lose()
    assert len(await stage.rest("/api/calls", limit=200)) == calls + 1
    assert "before its start" in news(stage, log)


async def test_a_second_stream_of_a_call_that_is_heard_is_closed(stage: Stage):
    """Twilio may send a fork twice: the first goes on, the second is refused."""
    call_id = new_call_id()
    stream = messages(call_id, scene([SPOKEN]))
    before, after = split(stream, 1000)
    async with stage.listener(call_id) as listener, stage.fork() as fork, stage.fork() as twin:
        await fork.stream(before)
        await twin.stream(stream[:2])
        assert await twin.closed() == POLICY_VIOLATION
        await fork.stream(after)
        await listener.next("call.ended")
    assert turns(listener.events) == said((CUSTOMER, WHAT_COST.text))
    assert len(of_type(listener.events, "call.started")) == 1


async def test_of_two_streams_of_a_call_the_newest_is_heard(stage: Stage):
    """Both bring the call at once: the older is ended within its bound, and no word is doubled."""
    call_id, log = new_call_id(), stage.server.log()
    older = messages(call_id, scene([WHAT_COST.at(300), TOO_DEAR.at(10_000)], end_ms=30_000))
    newer = messages(call_id, scene([TOO_DEAR.at(10_000 - NEWER_MS)], end_ms=16_000))
    before, beside = split(older, NEWER_MS)
    clock = asyncio.get_running_loop().time
    async with stage.listener(call_id) as listener, stage.fork() as first, stage.fork() as second:
        await first.stream(before)
        going_on = asyncio.create_task(first.stream(beside))
        began = clock()
        hearing = asyncio.create_task(second.stream(newer))
        assert await first.closed() == NORMAL
        assert clock() - began <= CLOSED_S
        await asyncio.gather(hearing, going_on, return_exceptions=True)
        await listener.next("call.ended", count=2)
        assert first.received == second.received == []
    stored = await stage.events(call_id)
    assert [event["seq"] for event in stored] == list(range(1, len(stored) + 1))
    assert turns(stored) == said((CUSTOMER, WHAT_COST.text), (CUSTOMER, TOO_DEAR.text))
    assert [ended["reason"] for ended in of_type(stored, "call.ended")] == ["replaced", "hangup"]
    advised = [(card["turn_id"], card["lane"]) for card in of_type(stored, "suggestion.started")]
    assert len(set(advised)) == len(advised)
    assert {turn_id for turn_id, _ in advised} == {"c1", "c2"}
    assert "Traceback" not in news(stage, log)


async def test_a_call_whose_stream_comes_back_goes_on_in_the_same_log(stage: Stage):
    """After a lost stream a new one for the same CallSid continues numbers, turns and clock."""
    call_id = new_call_id()
    heard: list[Timed] = split(messages(call_id, scene([SPOKEN])), 2300)[0]
    async with stage.listener(call_id) as listener, stage.fork() as fork:
        await fork.stream(heard)
        fork.lose()
        await listener.next("call.ended")
        await stage.play(scene([TOO_DEAR.at(400)]), call_id)
        await listener.next("call.ended", count=2)
    stored = await stage.events(call_id)
    assert [event["seq"] for event in stored] == list(range(1, len(stored) + 1))
    assert turns(stored) == said((CUSTOMER, WHAT_COST.text), (CUSTOMER, TOO_DEAR.text))
    first, second = of_type(stored, "turn.final")
    assert [first["turn_id"], second["turn_id"]] == ["c1", "c2"]
    assert first["end_ms"] < second["start_ms"]
