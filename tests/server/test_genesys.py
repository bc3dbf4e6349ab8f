"""Genesys' handshakes and probes, over a real socket, with keys on."""

import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from conversation.events.event import EventType
from peers.carrier_call import CarrierCall, Timed, play_call
from peers.genesys import NOBODY, GenesysCall, answers, handshake, is_closed
from tests.e2e.scene import UNDERSTOOD, scene
from tests.server.stage import START, ManualClock, Served, served

KEY, SECRET = "SGVsbG8sIEkgYW0gdGhlIEFQSSBrZXkh", "T3VyT3duU2VjcmV0T2ZUaGlzVGVzdA=="
PATH, NOW = "/genesys/audiohook", int(START.timestamp())
SIGNATURE = ("signature-input", "signature")
CONVERSATION = "090eaa2f-72fa-480a-83e0-8667ff89c0ec"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Served]:
    """A server with an API key and a secret of Genesys'."""
    settings = {
        "genesys_api_key": KEY,
        "genesys_client_secret": SECRET,
        "public_url": "https://shadow.example",
    }
    async with served(tmp_path, ManualClock(), **settings) as running:
        yield running


async def played(
    server: Served, call: GenesysCall, messages: Sequence[Timed], **changed: str
) -> CarrierCall:
    """Play messages with a handshake that is signed, but for what is changed of its headers."""
    headers = handshake(
        "shadow.example", PATH, session=call.session, api_key=KEY, secret=SECRET, now=NOW
    )
    url = f"ws://127.0.0.1:{server.port}{PATH}"
    return await play_call(url, messages, speed=20, headers=headers | changed, leave=is_closed)


async def test_a_signed_session_is_a_call(server: Served) -> None:
    """The conversation's; what comes back is what the protocol must have, and no audio."""
    call = GenesysCall(CONVERSATION)
    done = await played(server, call, call.messages(scene([UNDERSTOOD.at(100)])))
    assert set(answers(done)) == {"opened", "pong", "closed"}
    assert (answers(done)[0], answers(done)[-1]) == ("opened", "closed")
    assert [json.loads(message)["seq"] for message in done.received] == list(
        range(1, len(done.received) + 1)
    )
    async with server.ask() as client:
        events = (await client.get(f"/api/calls/{CONVERSATION}/events")).json()
    assert events[0]["data"]["source"] == "genesys"
    assert events[0]["data"]["parameters"]["playbook"] == "sales"
    assert events[0]["data"]["account"] == "d7934305-0972-4844-938e-9060eef73d05"


async def test_a_probe_is_answered_and_is_no_call(server: Served) -> None:
    """Opened and closed; nothing is kept of it."""
    call = GenesysCall(NOBODY)
    messages = [(0, call.open()), (0, call.message("ping")), (0, call.message("close"))]
    assert answers(await played(server, call, messages)) == ["opened", "pong", "closed"]
    assert await server.runtime.log.call(NOBODY) is None


async def test_a_handshake_that_is_not_genesys_is_refused_before_anything(server: Served) -> None:
    """Another key, another session than was signed, no signature: 403, and nothing is answered."""
    call = GenesysCall(CONVERSATION)
    for changed in (
        {"x-api-key": "another"},
        {"audiohook-session-id": NOBODY},
        {"signature": ""},
        {"signature-input": ""},
    ):
        done = await played(server, call, [(0, call.open())], **changed)
        assert (done.refused, done.received) == (403, []), changed
    assert isinstance(server.runtime.clock, ManualClock)
    server.runtime.clock.advance(31)
    assert (await played(server, call, [(0, call.open())])).refused == 403
    assert await server.runtime.log.call(CONVERSATION) is None


async def test_a_handshake_lets_in_one_session(server: Served) -> None:
    """Whoever has read it and sends it again, under another label too, is refused."""
    call = GenesysCall(CONVERSATION)
    headers = handshake(
        "shadow.example", PATH, session=call.session, api_key=KEY, secret=SECRET, now=NOW
    )
    relabelled = {name: headers[name].replace("sig1", "x") for name in SIGNATURE}
    whole = [(0, call.open()), (0, call.message("close", reason="end"))]
    assert (await played(server, call, whole)).refused is None
    for changed in ({}, relabelled):
        assert (await played(server, call, [(0, call.open())], **changed)).refused == 403
    another = GenesysCall(CONVERSATION)
    whole = [(0, another.open()), (0, another.message("close", reason="end"))]
    assert (await played(server, another, whole)).refused is None


async def test_a_session_that_is_no_call_is_closed_with_the_reason(server: Served) -> None:
    """Of one channel alone, or of another session than the handshake was signed for."""
    mono, call, other = (GenesysCall(CONVERSATION) for _ in range(3))
    one_channel = await played(server, mono, [(0, mono.open(("external",)))])
    assert (one_channel.close_code, one_channel.received) == (1008, [])
    assert "both channels" in one_channel.close_reason
    assert (await played(server, call, [(0, other.open())])).close_code == 1008
    assert await server.runtime.log.call(CONVERSATION) is None


async def test_a_call_that_ends_is_over(server: Served) -> None:
    """Its last event says how, after `closed`."""
    call = GenesysCall(CONVERSATION)
    await played(server, call, [(0, call.open()), (0, call.message("close", reason="end"))])
    async with server.live(CONVERSATION, None) as socket:
        async for message in socket:
            if json.loads(message)["type"] == "call.ended":
                break
    last = (await server.runtime.log.read(CONVERSATION))[-1]
    assert (last.type, last.data["reason"]) == (EventType.CALL_ENDED, "hangup")
