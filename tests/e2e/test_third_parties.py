"""Whom a process talks to that no setting names: nobody."""

import asyncio
import os
import sys
from asyncio import StreamReader, StreamWriter
from pathlib import Path

from peers.server_process import CHECKOUT

# A usage report of the libraries comes some 10 s after their import.
SPEED = "8"


async def test_no_third_party_is_asked_and_no_id_is_kept(tmp_path: Path):
    """The sample call with no key set: nothing goes to a proxy, nothing is put into the home."""
    asked: list[str] = []

    async def record(reader: StreamReader, writer: StreamWriter) -> None:
        asked.append((await reader.readline()).decode("latin-1").strip())
        writer.close()

    home = tmp_path / "home"
    home.mkdir()
    async with await asyncio.start_server(record, "127.0.0.1", 0) as proxy:
        address = f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PYTHONPATH": str(CHECKOUT),
            "DATA_DIR": str(tmp_path / "data"),
            "STT": "recorded",
            "NO_PROXY": "127.0.0.1",
            **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), address),
        }
        demo = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bots.cli", "demo", "--once", "--no-browser"),
            *("--speed", SPEED, "--port", "0"),
            cwd=tmp_path,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, complaints = await demo.communicate()
    assert demo.returncode == 0, complaints.decode()
    assert asked == []
    assert [path for path in home.rglob("*") if path.is_file()] == []
