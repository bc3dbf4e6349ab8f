"""Telnyx' webhooks and handshakes: who is answered, and what with."""

import base64
import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conversation.events.event import EventType
from peers.carrier_call import play_call
from peers.telnyx import telnyx_call
from tests.e2e.scene import UNDERSTOOD, scene
from tests.server.stage import START, ManualClock, Served, served, start_call

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SECRET = "a-secret-of-the-tests-that-is-long-enough"
CALL = "v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ"
FORM = {"CallSid": CALL, "AccountSid": "AC-1", "From": "+33612345678", "To": "+33187654321"}
HERE, NOW = "127.0.0.1", int(START.timestamp())


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Served]:
    """A server that knows Telnyx' key."""
    public = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
    settings = {
        "telnyx_public_key": public,
        "telnyx_stream_secret": SECRET,
        "telnyx_agent_number": "+33144556677",
        "public_url": "https://shadow.example",
    }
    async with served(tmp_path, ManualClock(), **settings) as running:
        yield running


def signed(body: bytes, at: int = NOW) -> dict[str, str]:
    """The headers of a webhook with that body."""
    signature = base64.b64encode(KEY.sign(f"{at}|".encode() + body)).decode()
    return {
        "telnyx-timestamp": str(at),
        "telnyx-signature-ed25519": signature,
        "content-type": "application/x-www-form-urlencoded",
    }


async def voice(server: Served, query: str = "", form: dict[str, str] = FORM) -> str:
    """The TeXML of a call."""
    body = urlencode(form).encode()
    async with server.ask() as client:
        answer = await client.post(f"/telnyx/voice{query}", content=body, headers=signed(body))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/xml")
    return answer.text


def stream_of(texml: str, server: Served) -> str:
    """The address of the stream that TeXML starts, on this machine."""
    found = re.search(r' url="([^"]*)"', texml)
    assert found
    url = urlsplit(unescape(found[1]))
    assert (url.scheme, url.netloc, url.path) == ("wss", "shadow.example", "/telnyx/media")
    return f"ws://{HERE}:{server.port}{url.path}?{url.query}"


async def test_the_call_is_forked_first_and_connected_then(server: Served) -> None:
    """Both tracks in PCMU, to an address that is signed; then the agent's phone rings."""
    texml = await voice(server, "?agent_id=maria&language=fr&playbook=nonsense")
    query = parse_qs(urlsplit(stream_of(texml, server)).query)
    assert query["call_id"] == [CALL]
    assert texml.startswith('<?xml version="1.0" encoding="UTF-8"?><Response><Start><Stream ')
    assert 'codec="PCMU"' in texml
    assert 'track="both_tracks"' in texml
    assert 'statusCallback="https://shadow.example/telnyx/status"' in texml
    assert '<Parameter name="agent_id" value="maria" />' in texml
    assert "playbook" not in texml, "what is wrong in the address costs the call nothing"
    assert '<Parameter name="language" value="fr" />' in texml, "nor what is right beside it"
    assert texml.endswith("</Start><Dial><Number>+33144556677</Number></Dial></Response>")


async def test_a_stream_of_our_texml_is_heard(server: Served) -> None:
    """As Telnyx' call, of the account and with the parameters that it says; nothing is sent."""
    url = stream_of(await voice(server), server)
    messages = telnyx_call(CALL, scene([UNDERSTOOD.at(100)]), parameters={"agent_id": "maria"})
    call = await play_call(url, messages, speed=20)
    assert (call.close_code, call.received) == (1000, [])
    events = await server.runtime.log.read(CALL)
    assert events[0].data["source"] == "telnyx"
    assert events[0].data["parameters"] == {"agent_id": "maria"}
    assert events[0].data["account"] == "3E6F995F-85F7-4705-9741-53B116D28237"
    assert events[-1].type is EventType.CALL_ENDED
    assert events[-1].data["reason"] == "hangup"


async def test_a_stream_without_a_fitting_token_is_refused_before_anything(server: Served) -> None:
    """No token, another call's, one that was changed, or that has ended: 403, and no call."""
    url = stream_of(await voice(server), server)
    for address in (url.partition("?")[0], url.replace("v3%3A9X", "v3%3A8X"), f"{url}A"):
        assert (await play_call(address, [])).refused == 403
    clock = server.runtime.clock
    assert isinstance(clock, ManualClock)
    clock.advance(301)
    assert (await play_call(url, [])).refused == 403
    assert await server.runtime.log.call(CALL) is None


async def test_a_webhook_that_telnyx_has_not_signed_is_refused(server: Served) -> None:
    """Without a signature, of another body, or older than five minutes; JSON is no form."""
    body = urlencode(FORM).encode()
    async with server.ask() as client:
        for headers, expected in (
            ({}, 403),
            (signed(b"CallSid=other"), 403),
            (signed(body, NOW - 301), 403),
            (signed(body, NOW + 301), 403),
            (signed(body, NOW - 301) | {"telnyx-timestamp": str(NOW)}, 403),
            (signed(body) | {"telnyx-timestamp": "soon"}, 403),
            (signed(body) | {"telnyx-signature-ed25519": "%"}, 403),
            (signed(body) | {"content-type": "application/json"}, 400),
        ):
            answer = await client.post("/telnyx/voice", content=body, headers=headers)
            assert answer.status_code == expected, headers


async def test_a_stream_that_failed_is_told_to_the_agent(server: Served) -> None:
    """Where the call is heard here; any other callback is nothing."""
    runtime = server.runtime
    await start_call(runtime, CALL, None)
    async with runtime.calls.claim(CALL), server.ask() as client:
        for event in ("stream-started", "stream-failed"):
            body = urlencode({"CallSid": CALL, "StreamEvent": event}).encode()
            answer = await client.post("/telnyx/status", content=body, headers=signed(body))
            assert answer.status_code == 204
    told = [event for event in await runtime.log.read(CALL) if event.type is EventType.STATUS]
    assert [event.data["code"] for event in told] == ["audio_not_streamed"]


async def test_without_settings_calls_come_from_this_machine_alone(
    tmp_path: Path, log: list[str]
) -> None:
    """A stream by another name for it is refused, and the line says what is missing."""
    async with served(tmp_path, telnyx_agent_number=None) as server:
        texml = await client_texml(server)
        assert "wss://" not in texml
        url = f"ws://{HERE}:{server.port}/telnyx/media"
        call = await play_call(url, telnyx_call("CA-here", scene([UNDERSTOOD.at(0)])), speed=50)
        assert call.close_code == 1000
        afar = await play_call(f"ws://shadow.example:{server.port}/telnyx/media", [], host=HERE)
        assert afar.refused == 403
    assert any("as TELNYX_STREAM_SECRET is not set" in line for line in log)


async def client_texml(server: Served) -> str:
    """The TeXML that this machine is answered with, without a signature."""
    async with server.ask() as client:
        return (await client.post("/telnyx/voice", data=FORM)).text
