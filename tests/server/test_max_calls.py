"""`MAX_CALLS`: one call more is refused before it begins, from whatever side it comes."""

import json
from base64 import b64encode
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.server.stage import refused, served

SETTINGS: dict[str, Any] = {"max_calls": 1, "deepgram_base_url": "ws://127.0.0.1:9"}
SILENCE = {"track": "inbound", "timestamp": "0", "payload": b64encode(b"\xff" * 160).decode()}


async def start(stream: ClientConnection, call_id: str, stream_id: str) -> None:
    """Say which call a stream is."""
    start = {"callSid": call_id, "streamSid": stream_id, "customParameters": {}}
    await stream.send(json.dumps({"event": "start", "start": start}))


async def test_a_server_that_is_full_takes_no_call(tmp_path: Path) -> None:
    """503 with `Retry-After` to streams, calls in text and uploads; who watches is served."""
    settings = {"max_calls": 2, "deepgram_base_url": "ws://127.0.0.1:9"}
    async with served(tmp_path, **settings) as server, AsyncExitStack() as calls:
        for number in range(2):
            await calls.enter_async_context(server.ingest(f"text-{number}"))
        media = connect(f"ws://127.0.0.1:{server.port}/twilio/media", proxy=None)
        for connecting in (server.ingest("text-3"), media):
            refusal = await refused(connecting)
            assert refusal is not None
            assert (refusal.status_code, refusal.headers["Retry-After"]) == (503, "3")
            assert b"server_full" in refusal.body
        async with server.ask() as client:
            recording = {"recording": b"RIFF"}
            upload = await client.post("/api/calls/upload-1/audio", files=recording)
            assert (upload.status_code, upload.json()["error_code"]) == (503, "server_full")
            assert (await client.get("/readyz")).status_code == 200
            text = {"speaker": "agent", "text": "Hello."}
            assert (await client.post("/api/process", json=text)).status_code == 200
        assert await refused(server.live("text-0", None)) is None
    assert len(server.runtime.calls.admission) == 0


async def test_streams_that_do_not_say_which_call_they_are_hold_no_place(tmp_path: Path) -> None:
    """However many they are, a call begins beside them."""
    async with served(tmp_path, **SETTINGS) as server, AsyncExitStack() as streams:
        for _ in range(3):
            await streams.enter_async_context(server.media())
        async with server.media() as stream:
            await start(stream, "CA-1", "MZ-1")
            async with server.ask() as client:
                while "CA-1" not in server.runtime.calls:
                    await client.get("/healthz")
            assert await refused(server.media()) is not None


async def test_the_next_stream_of_a_silent_one_is_no_call_more(tmp_path: Path) -> None:
    """Where all places are taken it gets its call's; a stream of another call is closed."""
    async with served(tmp_path, **SETTINGS) as server:
        calls = server.runtime.calls
        async with server.media() as first:
            await start(first, "CA-1", "MZ-1")
            await first.send(json.dumps({"event": "media", "media": SILENCE}))
            async with server.ask() as client:
                while not calls.any_falters:
                    await client.get("/healthz")
            async with server.media() as other:
                await start(other, "CA-2", "MZ-2")
                await other.wait_closed()
                assert other.close_code == 1013
                assert "MAX_CALLS" in (other.close_reason or "")
            async with server.media() as second:
                await start(second, "CA-1", "MZ-3")
                await first.wait_closed()
                assert "CA-1" in calls
                assert second.close_code is None
                assert await refused(server.media()) is not None
    assert not calls.admission.full
