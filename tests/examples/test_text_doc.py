"""What docs/text.md shows does what it says."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.product import ROOT
from tests.server.stage import Served, served

PAGE = (ROOT / "docs" / "text.md").read_text("utf-8")
ADDRESS = "127.0.0.1:7860"
REQUESTS = re.findall(rf"curl http://{ADDRESS}(\S+) [^']*'[^']*' [^']*'([^']+)'", PAGE)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path) as server:
        yield server


async def test_the_requests_are_answered_as_the_page_says(server: Served) -> None:
    """Every body for curl is taken, and each customer's message in them gets advice."""
    assert len(REQUESTS) == PAGE.count("-d '")
    async with server.ask() as client:
        for path, body in REQUESTS:
            answer = await client.post(path, json=json.loads(body))
            assert answer.status_code == 200, answer.text
            for result in answer.json().get("results", [answer.json()]):
                assert set(result) == {"turn", "suggestion", "suppressed", "error", "insights"}
                assert bool(result["suggestion"]) == (result["turn"]["speaker"] == "customer")


async def test_the_program_brings_in_a_call(server: Served) -> None:
    """The program on the page runs as it stands; nothing is said against its segments."""
    [program] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    program = program.replace(ADDRESS, f"127.0.0.1:{server.port}")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    assert (printed, process.returncode) == (b"", 0)
    async with server.ask() as client:
        call = (await client.get("/api/calls/chat-18")).json()
    assert call["call"]["end_reason"] == "hangup"
    assert [turn["text"] for turn in call["transcript"]] == [
        "That is too expensive.",
        "Compared to what?",
    ]


async def test_the_error_on_the_page_is_the_servers(server: Served) -> None:
    """An empty message gets the answer that is printed."""
    [shown] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    async with server.ask() as client:
        assert (await client.post("/api/process", json={})).json() == json.loads(shown)
