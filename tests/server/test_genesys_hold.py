"""A call on hold, on virtual time: Genesys sends no audio for minutes."""

import asyncio
import json
from typing import Any

import pytest
from starlette.websockets import WebSocket, WebSocketState

from conversation.events.event import EventType
from peers.genesys import GenesysCall
from server.carriers.genesys import Genesys
from server.refusal_log import RefusalLog
from server.routes.media import answer
from tests.pipeline.stage import log_of, make_runtime, script

pytestmark = pytest.mark.looptime
CONVERSATION = "090eaa2f-72fa-480a-83e0-8667ff89c0ec"
FRAME, HOLD_S, PING_S = b"\xff" * 1600, 300, 5


class Session:
    """An accepted session: `bring` sends messages of Genesys'; `sent` is what came back."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        scope: dict[str, Any] = {"type": "websocket", "headers": []}
        self.websocket = WebSocket(scope, self._messages.get, self._send)
        self.websocket.client_state = WebSocketState.CONNECTED
        self.websocket.application_state = WebSocketState.CONNECTED

    def bring(self, *messages: str | bytes) -> None:
        for message in messages:
            kind = "text" if isinstance(message, str) else "bytes"
            self._messages.put_nowait({"type": "websocket.receive", kind: message})

    async def _send(self, message: Any) -> None:
        if message["type"] == "websocket.send":
            self.sent.append(json.loads(message["text"])["type"])


async def test_a_call_on_hold_for_minutes_goes_on() -> None:
    """A ping each 5 s keeps it; it is not given up as silent, the time counts, and it is told."""
    runtime, call, session = make_runtime(script()), GenesysCall(CONVERSATION), Session()
    session.bring(call.open(), FRAME, call.message("paused"))
    refusals = RefusalLog()
    hearing = asyncio.create_task(
        answer(runtime, session.websocket, refusals, carrier=Genesys(), paced=True)
    )
    for _ in range(HOLD_S // PING_S):
        await asyncio.sleep(PING_S)
        session.bring(call.message("ping"))
    passed = {"start": "PT0.1S", "discarded": f"PT{HOLD_S}S"}
    session.bring(call.message("resumed", **passed), FRAME, call.message("close", reason="end"))
    await hearing
    (ended,) = log_of(runtime).of(CONVERSATION, EventType.CALL_ENDED)
    assert ended.data["reason"] == "hangup"
    assert ended.data["duration_ms"] == pytest.approx(HOLD_S * 1000 + 200, abs=100)
    assert session.sent == ["opened", *["pong"] * (HOLD_S // PING_S), "closed"]
    told = [event.data["code"] for event in log_of(runtime).of(CONVERSATION, EventType.STATUS)]
    assert [code for code in told if code.startswith("audio")] == ["audio_held", "audio_resumed"]


async def test_a_session_after_one_that_ended_in_a_hold_is_heard() -> None:
    """It says itself when it is on hold: its first audio tells that it no longer is."""
    runtime, refusals = make_runtime(script()), RefusalLog()
    for reason, brought in (("reconnect", ["paused"]), ("end", [])):
        call, session = GenesysCall(CONVERSATION), Session()
        session.bring(call.open(), FRAME, *(call.message(kind) for kind in brought))
        hearing = asyncio.create_task(
            answer(runtime, session.websocket, refusals, carrier=Genesys(), paced=True)
        )
        await asyncio.sleep(1)
        session.bring(call.message("close", reason=reason))
        await hearing
    told = [event.data["code"] for event in log_of(runtime).of(CONVERSATION, EventType.STATUS)]
    assert [code for code in told if code.startswith("audio")] == ["audio_held", "audio_resumed"]
