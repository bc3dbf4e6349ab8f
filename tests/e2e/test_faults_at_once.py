"""Calls while log and disk, Redis and the recogniser are away, all at once."""

import asyncio
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from peers.deepgram_socket import Fault
from peers.redis_server import RedisServer
from peers.server_process import NO_TLS, ServerProcess
from peers.small_disk import small_disk
from peers.sqlite_lock import locked
from tests.e2e.listener import Listener
from tests.e2e.scene import EXPENSIVE, HOW_SOON, TEN_MINUTES, UNDERSTOOD, scene
from tests.e2e.stage import Stage, new_call_id, of_type, played, ready, said, turns

pytestmark = pytest.mark.asyncio(loop_scope="session")

SPOKEN = (TEN_MINUTES.at(500), EXPENSIVE.at(5_000), UNDERSTOOD.at(9_000), HOW_SOON.at(12_000))
"""Each in one breath: at a pause between two sentences a turn may end, as of any call."""
CALL = scene(SPOKEN)
SPEED = 1.5
FLAP_S = 0.25
FLAPS = 4


async def flap(stage: Stage) -> None:
    """Have the recogniser go and come back, a few times, as a network does that is ill."""
    for _ in range(FLAPS):
        stage.deepgram.fault = Fault(status=503)
        stage.deepgram.cut()
        await asyncio.sleep(FLAP_S)
        stage.deepgram.fault = None
        await asyncio.sleep(FLAP_S)


async def test_faults_at_once_lose_no_word(stage: Stage, tmp_path: Path, redis: RedisServer):
    """A call that goes on and one that begins while all of it is away: each turn is seen once.

    Another process holds the log's file, and what happens is kept in a file beside it, until the
    disk is full: then that can't be written either, nor the log when it is free again. Both calls
    are told what is away, and the log has all of it afterwards. Where no disk may be mounted, none
    is full.
    """
    first, second = new_call_id(), new_call_id()
    settings = {"DEEPGRAM_API_KEY": "k", "DEEPGRAM_BASE_URL": stage.deepgram.url}
    with ExitStack() as stack:
        disk = None
        with suppress(pytest.skip.Exception):
            disk = stack.enter_context(small_disk(tmp_path / "data", megabytes=32))
        async with (
            ServerProcess(tmp_path, REDIS_URL=redis.url, **settings) as server,
            httpx.AsyncClient(base_url=server.http, verify=NO_TLS) as client,
            Listener(server.live(first)) as listener,
            Listener(server.live(second)) as other,
        ):
            playing = asyncio.create_task(played(CALL, server.media, first, SPEED))
            await listener.next("turn.final")
            with locked(tmp_path / "data" / "calls.db"):
                redis.stop()
                flapping = asyncio.create_task(flap(stage))
                beside = asyncio.create_task(played(CALL, server.media, second, SPEED))
                await other.next("turn.final")
                if disk:
                    disk.fill()
                await asyncio.gather(flapping, playing, beside)
                for seen in (listener, other):
                    await seen.next("call.ended", reason="hangup")
            if disk:
                while "full" not in (await client.get("/readyz")).text:  # noqa: ASYNC110
                    # It is another cause by now; the test's timeout bounds it.
                    await asyncio.sleep(0.05)
                disk.empty()
            redis.start()
            await ready(client)
            stored = [
                (await client.get(f"/api/calls/{one}/events")).json() for one in (first, second)
            ]
    for seen, kept in zip((listener, other), stored, strict=True):
        assert turns(seen.events) == said(*((one.speaker, one.text) for one in SPOKEN))
        assert kept == seen.durable
        assert [event["seq"] for event in kept] == list(range(1, len(kept) + 1))
        told = {one["component"] for one in of_type(kept, "status") if one["state"] != "ok"}
        assert {"log", "stt"} <= told
