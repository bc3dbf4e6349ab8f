"""Vonage's two sockets of a call, over real sockets, with a secret for their tokens."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from conversation.events.event import EventType
from conversation.speech.speakers import Speaker
from peers.carrier_call import CarrierCall, play_call
from peers.vonage import vonage_leg
from tests.server.stage import START, ManualClock, Served, served
from tests.server.vonage_stage import CALL, RECORDING, SECRET
from transports.streams.stream_token import StreamTokens

CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT
HERE = "127.0.0.1"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Served]:
    """A server that knows the tokens of its calls' streams, and takes one call at a time."""
    settings = {"vonage_stream_secret": SECRET, "max_calls": 1}
    async with served(tmp_path, ManualClock(), **settings) as running:
        yield running


def address(server: Served, party: Speaker, call_id: str = CALL) -> str:
    """The address of a party's stream."""
    query = StreamTokens(SECRET).query(call_id, START, party)
    return f"ws://{HERE}:{server.port}/vonage/media?{query}"


async def played(server: Served, party: Speaker, *, rate: int = 8000) -> CarrierCall:
    """Play one party's leg, which Vonage closes at the call's end."""
    said = {"agent_id": "maria", "customer_name": "Ann"}
    messages = vonage_leg(RECORDING, party, rate=rate, headers=said)
    return await play_call(address(server, party), messages, speed=10, leave=lambda _: True)


async def until_ended(server: Served, call_id: str = CALL) -> list[dict[str, object]]:
    """The events of a call, as soon as it has ended."""
    events: list[dict[str, object]] = []
    async with server.live(call_id, None) as socket:
        async for message in socket:
            events.append(orjson.loads(message))
            if events[-1]["type"] == EventType.CALL_ENDED:
                break
    return events


async def test_both_sockets_are_one_call(server: Served) -> None:
    """With one start and one end, where one more call would be too many; nothing is sent."""
    ended = asyncio.create_task(until_ended(server))
    calls = await asyncio.gather(played(server, CUSTOMER), played(server, AGENT))
    assert [(call.refused, call.received) for call in calls] == [(None, []), (None, [])]
    await ended
    events = await server.runtime.log.read(CALL)
    assert [e.type for e in events].count(EventType.CALL_STARTED) == 1
    assert events[0].data["source"] == "vonage"
    assert events[0].data["parameters"]["agent_id"] == "maria"
    assert (events[-1].type, events[-1].data["reason"]) == (EventType.CALL_ENDED, "hangup")
    assert len(server.runtime.calls.admission) == 0


async def test_a_stream_without_a_fitting_token_is_refused_before_anything(server: Served) -> None:
    """No token, the other party's, another call's, or one that has ended: 403, and no call."""
    url = address(server, AGENT)
    other = (url.partition("?")[0], url.replace("=agent", "=customer"), url.replace("63f", "73f"))
    for wrong in (*other, f"{url}A"):
        assert (await play_call(wrong, [])).refused == 403
    clock = server.runtime.clock
    assert isinstance(clock, ManualClock)
    clock.advance(301)
    assert (await play_call(url, [])).refused == 403
    assert await server.runtime.log.call(CALL) is None


async def test_what_is_no_other_half_is_closed_and_the_call_goes_on(
    server: Served,
) -> None:
    """With the reason: its rate is another, or it does not begin as Vonage's do."""
    async with server.live(CALL, None) as socket:
        first = asyncio.create_task(played(server, CUSTOMER))
        async for message in socket:
            if orjson.loads(message)["type"] == EventType.CALL_STARTED:
                break
        other = await play_call(
            address(server, AGENT), vonage_leg(RECORDING, AGENT, rate=16000)[:1]
        )
        assert other.close_code == 1008
        assert "8000 Hz" in other.close_reason
        odd = await play_call(address(server, AGENT), [(0, '{"event": "start"}')])
        assert odd.close_code == 1008
        assert "websocket:connected" in odd.close_reason
        await first
        async for message in socket:
            if orjson.loads(message)["type"] == EventType.CALL_ENDED:
                break


async def test_a_socket_whose_place_another_takes_is_closed(server: Served) -> None:
    """The one that began the call too, which may be half open; the call goes on."""
    async with server.live(CALL, None) as live:
        begins = play_call(address(server, CUSTOMER), vonage_leg(RECORDING, CUSTOMER)[:5])
        first = asyncio.create_task(begins)
        async for message in live:
            if orjson.loads(message)["type"] == EventType.CALL_STARTED:
                break
        again = play_call(address(server, CUSTOMER), vonage_leg(RECORDING, CUSTOMER)[:5])
        second = asyncio.create_task(again)
        async with asyncio.timeout(5):
            assert (await first).close_code == 1000
        third = asyncio.create_task(played(server, CUSTOMER))
        async with asyncio.timeout(5):
            assert (await second).close_code == 1000
        assert CALL in server.runtime.calls
        await third
    await until_ended(server)


async def test_a_party_whose_socket_drops_is_told(server: Served) -> None:
    """The call goes on with the other one, and the agent knows within two seconds."""
    async with server.live(CALL, None) as socket:
        staying = play_call(address(server, CUSTOMER), vonage_leg(RECORDING, CUSTOMER), speed=10)
        other = asyncio.create_task(staying)
        short = vonage_leg(RECORDING, AGENT)[:5]
        await play_call(address(server, AGENT), short, speed=10, leave=lambda _: True)
        async with asyncio.timeout(5):
            told = await anext(
                event["data"]
                async for event in (orjson.loads(message) async for message in socket)
                if event["data"].get("code") == "audio_not_streamed"
            )
        assert (told["speaker"], told["state"]) == ("agent", "down")
        other.cancel()
        await asyncio.gather(other, return_exceptions=True)
    await until_ended(server)


async def test_without_a_secret_calls_come_from_this_machine_alone(
    tmp_path: Path, log: list[str]
) -> None:
    """The address has to say which call and whose audio it is; from afar it is refused."""
    async with served(tmp_path) as server:
        for query, told in (("", "party"), ("?call_id=V-1&party=both", "party")):
            call = await play_call(f"ws://{HERE}:{server.port}/vonage/media{query}", [])
            assert call.close_code == 1008
            assert told in call.close_reason
        afar = await play_call(f"ws://shadow.example:{server.port}/vonage/media", [], host=HERE)
        assert afar.refused == 403
    assert any("as VONAGE_STREAM_SECRET is not set" in line for line in log)
