"""Jambonz' handshakes, over a real socket, with a password on."""

import asyncio
import base64
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from conversation.events.event import EventType
from peers.carrier_call import CarrierCall, play_call
from peers.jambonz import jambonz_call
from tests.e2e.scene import UNDERSTOOD, scene
from tests.server.stage import Served, served

CALL = "d8907723-0bc7-123b-09b5-12e962f3039b"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Served]:
    """A server with a name and a password for jambonz."""
    async with served(tmp_path, jambonz_auth="jambonz:a-password") as running:
        yield running


async def played(
    server: Served, auth: str | None, mix: str = "stereo", *, most: int | None = None
) -> CarrierCall:
    """Play a call, which jambonz hangs up; or so many messages of it, and then nothing."""
    encoded = base64.b64encode((auth or "").encode()).decode()
    recording, people = scene([UNDERSTOOD.at(100)]), {"agent_id": "maria"}
    return await play_call(
        f"ws://127.0.0.1:{server.port}/jambonz/media",
        jambonz_call(CALL, recording, parameters=people, mix=mix)[:most],
        speed=20,
        headers={"Authorization": f"Basic {encoded}"} if auth else {},
        subprotocols=["audio.jambonz.org"],
        leave=lambda _: mix == "stereo" and most is None,
    )


async def test_a_stream_with_the_password_is_a_call(server: Served) -> None:
    """In jambonz' subprotocol; its normal close is a hang-up, and nothing was sent."""
    async with server.live(CALL, None) as socket:
        call = await played(server, "jambonz:a-password")
        async for message in socket:
            if orjson.loads(message)["type"] == "call.ended":
                break
    assert (call.subprotocol, call.received) == ("audio.jambonz.org", [])
    events = await server.runtime.log.read(CALL)
    assert events[0].data["source"] == "jambonz"
    assert events[0].data["parameters"] == {"agent_id": "maria"}
    assert events[-1].type is EventType.CALL_ENDED
    assert events[-1].data["reason"] == "hangup"


async def test_a_new_socket_takes_the_place_of_the_old_one(server: Served) -> None:
    """Which may be half open; the call goes on in the same log."""
    async with server.live(CALL, None) as socket:
        old = asyncio.create_task(played(server, "jambonz:a-password", most=5))
        async for message in socket:
            if orjson.loads(message)["type"] == "call.started":
                break
        new = asyncio.create_task(played(server, "jambonz:a-password"))
        async with asyncio.timeout(10):
            assert (await old).close_code == 1000
            assert (await new).close_code is None
            async for message in socket:
                event = orjson.loads(message)
                if event["type"] == "call.ended" and event["data"]["reason"] == "hangup":
                    break
    events = await server.runtime.log.read(CALL)
    ended = [event.data["reason"] for event in events if event.type is EventType.CALL_ENDED]
    assert ended == ["replaced", "hangup"]


async def test_a_stream_with_another_password_is_refused_before_anything(server: Served) -> None:
    """Or without one: 403, and no call."""
    for auth in (None, "jambonz:another", "another:a-password"):
        assert (await played(server, auth)).refused == 403
    assert await server.runtime.log.call(CALL) is None


async def test_a_mix_is_closed_with_the_reason(server: Served) -> None:
    """It does not say who speaks."""
    call = await played(server, "jambonz:a-password", mix="mixed")
    assert call.close_code == 1008
    assert "stereo" in call.close_reason
