"""`MAX_CALLS`: one call more is refused before it begins, from whatever side it comes."""

from contextlib import AsyncExitStack
from pathlib import Path

from websockets.asyncio.client import connect

from tests.server.stage import refused, served


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
