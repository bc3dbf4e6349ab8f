"""Stream check: which streams are let in, over real sockets, with Twilio's signature on."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from loguru import logger
from twilio.request_validator import RequestValidator
from websockets.exceptions import ConnectionClosed

from bots import sample
from bots.play import parameters, signature
from conversation.events.event import EventType
from conversation.speech.speakers import Speaker
from settings import load
from tests.server.stage import ManualClock, Served, served
from transports.recording.recording import Recording
from transports.twilio.play import play

TOKEN, ACCOUNT, CALL = "0123456789abcdef0123456789abcdef", "AC" + "1" * 32, "CA" + "7" * 32
PUBLIC = "https://shadow.example"
SIGNED: dict[str, Any] = {"twilio_auth_token": TOKEN, "public_url": PUBLIC}
OURS: dict[str, Any] = SIGNED | {"twilio_agent_number": "+14155550100"}
_PARAMETER = re.compile(r'<Parameter name="([^"]*)" value="([^"]*)"')


def _signature(url: str, form: dict[str, str]) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(url, form)}


async def twiml(server: Served, call_id: str = CALL) -> dict[str, str]:
    """The parameters of the stream that our TwiML starts for a browser's call."""
    form = {"CallSid": call_id, "From": "client:maria", "To": "+14155550123"}
    async with server.ask() as client:
        headers = _signature(f"{PUBLIC}/twilio/voice", form)
        answer = await client.post("/twilio/voice", data=form, headers=headers)
    assert answer.status_code == 200
    return {name: unescape(value) for name, value in _PARAMETER.findall(answer.text)}


async def streamed(
    server: Served, said: dict[str, str], call_id: str = CALL, account: str | None = ACCOUNT
) -> tuple[int, str]:
    """Stream a call with Twilio's signature and those parameters; the close code and reason."""
    headers = _signature("wss://shadow.example/twilio/media", {})
    async with server.media(additional_headers=headers) as socket:
        start = {"callSid": call_id, "accountSid": account, "customParameters": said}
        await socket.send(orjson.dumps({"event": "start", "start": start}).decode())
        await socket.send('{"event": "stop"}')
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd
    return closed.value.rcvd.code, closed.value.rcvd.reason


@asynccontextmanager
async def stage(folder: Path, **settings: Any) -> AsyncIterator[tuple[Served, list[str]]]:
    """A server, and what it logs."""
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(str(line)), format="{message}")
    async with served(folder, None, **settings) as server:
        yield server, lines
    logger.remove(sink)


async def test_a_stream_of_our_twiml_is_heard_and_its_mark_is_kept_nowhere(tmp_path: Path) -> None:
    """Heard as the agent's; the mark is not in the log of events, nor in that of the process."""
    async with stage(tmp_path, **OURS) as (server, lines):
        said = await twiml(server)
        mark = said["callshadow_mark"]
        assert (await streamed(server, said))[0] == 1000
        events = await server.runtime.log.read(CALL)
        assert events[0].data["parameters"] == {"inbound_role": "agent", "agent_id": "maria"}
        assert events[-1].type is EventType.CALL_ENDED
        kept = b"".join(event.to_json() for event in events).decode() + "".join(lines)
    assert mark not in kept
    assert "callshadow_mark" not in kept


async def test_another_stream_is_not_heard(tmp_path: Path) -> None:
    """No mark; one of another call, with other parameters; a made-up one: 1008, and nothing kept.

    The handshake of each is signed: its signature is the same for all calls.
    """
    async with stage(tmp_path, **OURS) as (server, lines):
        said = await twiml(server)
        unmarked = {name: value for name, value in said.items() if name != "callshadow_mark"}
        for wrong, call_id in (
            (unmarked, CALL),
            ({}, CALL),
            (said, "CA" + "8" * 32),
            (said | {"agent_id": "mallory"}, CALL),
            (said | {"more": "x"}, CALL),
            (said | {"callshadow_mark": ""}, CALL),
            (said | {"callshadow_mark": "99999999999.AAAA"}, CALL),
        ):
            code, reason = await streamed(server, wrong, call_id)
            assert (code, bool(reason)) == (1008, True), wrong
            assert await server.runtime.log.call(call_id) is None
        assert any("TWILIO_REQUIRE_STREAM_MARK=false" in line for line in lines)
        assert not any(said["callshadow_mark"] in line for line in lines)


async def test_twiml_of_ones_own_is_heard_for_its_handshake(tmp_path: Path) -> None:
    """Where /twilio/voice is not in use, or the setting says so; a wrong mark is refused there too.

    A number that rings, or that is shown, is what tells that it is in use.
    """
    required, own = {"twilio_require_stream_mark": True}, {"twilio_require_stream_mark": False}
    for settings, code in (
        (SIGNED, 1000),
        (OURS | own, 1000),
        (SIGNED | required, 1008),
        (SIGNED | {"twilio_caller_id": "+14155550100"}, 1008),
        ({}, 1000),
    ):
        folder = tmp_path / str(len(settings)) / str(code)
        async with served(folder, None, **settings) as server:
            assert (await streamed(server, {"agent_id": "maria"}))[0] == code, settings
            if settings:
                assert (await streamed(server, {"callshadow_mark": "1.x"}, "CA2"))[0] == 1008


async def test_an_old_mark_is_refused(tmp_path: Path) -> None:
    """A mark of our own, some minutes later."""
    clock = ManualClock()
    async with served(tmp_path, clock, **OURS) as server:
        said = await twiml(server)
        clock.advance(301)
        code, reason = await streamed(server, said)
        assert (code, "too old" in reason) == (1008, True)


@pytest.mark.parametrize("account", [None, "AC" + "2" * 32])
async def test_a_stream_of_another_account_is_refused(tmp_path: Path, account: str | None) -> None:
    """Where TWILIO_ACCOUNT_SID is set: with a mark or without, signed or not."""
    ours = {"twilio_account_sid": ACCOUNT}
    async with served(tmp_path, None, **OURS, **ours) as server:
        said = await twiml(server)
        assert (await streamed(server, said, account=account))[0] == 1008
        assert (await streamed(server, said))[0] == 1000
    async with served(tmp_path / "unsigned", None, **ours) as server:
        code, reason = await streamed(server, {}, account=account)
        assert (code, reason) == (1008, "start.accountSid is not TWILIO_ACCOUNT_SID")


async def test_what_play_and_demo_stream_is_let_in(tmp_path: Path) -> None:
    """With the settings of the server, they sign and mark as Twilio and we would."""
    settings = OURS | {"twilio_account_sid": ACCOUNT}
    silence = Recording({speaker: np.zeros(800, np.int16) for speaker in Speaker})
    async with served(tmp_path, None, **settings) as server:
        url = f"ws://127.0.0.1:{server.port}/twilio/media"
        own, said = signature(load(**settings)), parameters(sample.PATH)
        await play(silence, url, call_id=CALL, parameters=said, **own)
        record = await server.runtime.log.call(CALL)
    assert record
    assert record.source == "replay"
