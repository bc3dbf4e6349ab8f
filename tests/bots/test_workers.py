"""Several server processes share one port."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect

from bots import workers
from peers.redis_server import RedisServer
from peers.server_process import NO_TLS
from server.serving import ServeError, hold
from settings import SettingsError, load


async def test_workers_need_redis() -> None:
    """Without it, a listener at one worker would not see the calls of another."""
    with pytest.raises(SettingsError, match="REDIS_URL"):
        await workers.run(load(), 2)


def test_a_taken_port_is_named() -> None:
    """Nothing starts where somebody else listens."""
    with hold("127.0.0.1", 0) as taken:
        taken.listen()
        with pytest.raises(ServeError, match=r"can't listen on 127\.0\.0\.1"):
            hold("127.0.0.1", taken.getsockname()[1], shared=True)


async def test_listeners_at_any_worker_follow_a_call_at_one(tmp_path: Path) -> None:
    """Eight connections spread over two workers all see the whole call; SIGTERM ends both."""
    redis = RedisServer(tmp_path)
    redis.start()
    with hold("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "REDIS_URL": redis.url}
    with (tmp_path / "log").open("wb") as log:
        command = ("-m", "bots.cli", "serve", "--port", str(port), "--workers", "2")
        server = await asyncio.create_subprocess_exec(
            sys.executable, *command, env=environment, stderr=log
        )
    try:
        await _ready(port, tmp_path / "log")
        followers = [asyncio.create_task(_follow(port)) for _ in range(8)]
        await _say(port)
        seen = await asyncio.gather(*followers)
        assert seen == [seen[0]] * 8
        assert seen[0] == list(range(1, len(seen[0]) + 1))
        assert await _scraped(port, 'callshadow_events_total{type="turn.final"}') == [3.0] * 8
        server.send_signal(signal.SIGTERM)
        assert await server.wait() == 0
    finally:
        if server.returncode is None:
            server.kill()
            await server.wait()
        redis.stop()


async def _ready(port: int, log: Path) -> None:
    """Return when both workers have said where their console is."""
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        for _ in range(600):
            if log.read_text().count("console:") == 3:  # the parent's line, and one a worker
                assert (await client.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200
                return
            await asyncio.sleep(0.1)
    raise AssertionError(log.read_text())


async def _scraped(port: int, name: str) -> list[float]:
    """A figure as eight connections get it, whichever worker each of them reaches."""
    found: list[float] = []
    for _ in range(8):
        async with httpx.AsyncClient(verify=NO_TLS) as client:
            text = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
        lines = (line for line in text.splitlines() if line.startswith(f"{name} "))
        found += [float(line.rsplit(" ", 1)[1]) for line in lines]
    return found


async def _running(port: int, count: float) -> None:
    """Return when each of eight connections gets that many running calls."""
    async with asyncio.timeout(20):
        while await _scraped(port, "callshadow_running_calls") != [count] * 8:
            pass


async def _follow(port: int) -> list[int]:
    """The numbers of the call's events, up to its end."""
    numbers: list[int] = []
    async with connect(f"ws://127.0.0.1:{port}/api/calls/shared/live") as socket:
        async for message in socket:
            event = json.loads(message)
            if event["seq"]:
                numbers.append(event["seq"])
            if event["type"] == "call.ended":
                break
    return numbers


async def _say(port: int) -> None:
    """A call of three turns in text."""
    async with connect(f"ws://127.0.0.1:{port}/api/ingest/shared") as socket:
        for text in ("We pay too much today.", "What would you charge?", "That sounds good."):
            await socket.send(json.dumps({"speaker": "customer", "text": text}))
        await _running(port, 1)
        await socket.send(json.dumps({"type": "end"}))
        async for _ in socket:
            raise AssertionError("the ingest socket answered")
