"""Two servers on one event log that no Redis joins: each is told, until the other ends."""

import asyncio
from pathlib import Path

import httpx
import pytest

from peers.server_process import NO_TLS, ServerProcess
from tests.postgres import installed_postgres

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOLD = "another server takes calls with the same"


async def warning(server: ServerProcess) -> str | None:
    """What `/readyz` warns of, which is ready all the same."""
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        answer = await client.get(f"{server.http}/readyz")
    assert answer.status_code == httpx.codes.OK
    return answer.json().get("warning")


async def begun(server: ServerProcess) -> None:
    """Return when it counts as a server, and has looked for others: it answers before that."""
    while "console:" not in server.log():  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.05)


async def meet(one_folder: Path, two_folder: Path, **settings: str) -> None:
    """Start a second server beside a first one, and end the first."""
    async with ServerProcess(one_folder, **settings) as one:
        await begun(one)
        assert await warning(one) is None
        async with ServerProcess(two_folder, **settings) as two:
            await begun(two)
            assert TOLD in two.log()
            assert TOLD in (await warning(one) or "").lower()
            assert TOLD in (await warning(two) or "").lower()
            await one.stop()
            assert await warning(two) is None


async def test_two_servers_on_one_folder_are_told(tmp_path: Path):
    """Of an SQLite log: the second in its log, both in `/readyz`."""
    folders = tmp_path / "one", tmp_path / "two"
    for folder in folders:
        folder.mkdir()
    await meet(*folders, DATA_DIR=str(tmp_path / "data"))


async def test_two_servers_on_one_postgres_are_told(tmp_path: Path):
    """The same, wherever the two run."""
    folders = tmp_path / "one", tmp_path / "two"
    for folder in folders:
        folder.mkdir()
    with installed_postgres() as postgres:
        async with postgres.empty_database() as url:
            await meet(*folders, DATABASE_URL=url)
