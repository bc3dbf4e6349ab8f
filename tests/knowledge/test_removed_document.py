"""A document that is removed in mid-search, by another process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from conversation.coaching.source import Source
from knowledge.document import ANYBODY
from knowledge.library import Library, open_library
from knowledge.reading.reader import read
from peers.forked import ForkedProcess
from peers.server_process import NO_TLS, ServerProcess
from services.embeddings.local import LocalEmbedder
from services.encoder.encoder import open_encoder
from settings import load

ASKED = "what does enterprise cost a seat"
TEXT = "# {0}\n\n## What Enterprise costs\n\nEnterprise is 60 euros a seat, as {0} says.\n"
NAMES = ("first.md", "second.md", "third.md")


@asynccontextmanager
async def searched(library: Library) -> AsyncIterator[list[list[Source]]]:
    """What searches find, one after the other, while the block lasts; each of other words.

    The first has found its own before the block begins.
    """
    found = [await library.search(ASKED, ANYBODY, 5)]

    async def ask() -> None:
        while True:
            found.append(await library.search(f"{ASKED} {len(found)}", ANYBODY, 5))

    asking = asyncio.create_task(ask())
    try:
        yield found
    finally:
        asking.cancel()
        await asyncio.wait([asking])
    assert asking.cancelled(), asking.exception()


async def remove_by_command(data: Path, address: str) -> None:
    """`callshadow knowledge remove`, as a process."""
    with (data / "told").open("ab") as told:
        process = await ForkedProcess.start(
            ("knowledge", "remove", address),
            data,
            {"DATA_DIR": str(data)},
            stdout=told.fileno(),
            stderr=told.fileno(),
        )
        assert await process.wait() == 0


async def remove_by_api(server: ServerProcess, document_id: str) -> None:
    """`DELETE /api/knowledge/documents/…`, of a server that is a process."""
    async with httpx.AsyncClient(base_url=server.http, verify=NO_TLS) as client:
        answer = await client.delete(f"/api/knowledge/documents/{document_id}")
        assert answer.is_success, answer.text


async def test_a_removed_document_is_found_whole_or_not_at_all(tmp_path: Path) -> None:
    """No search fails meanwhile, none loses what stays, and none finds it from then on."""
    data = tmp_path / "data"
    async with (
        open_encoder(None) as encoder,
        open_library(load(data_dir=data), LocalEmbedder(encoder)) as library,
    ):
        made = [read(TEXT.format(name).encode(), name, name) for name in NAMES]
        for document, passages in made:
            await library.add(document, passages)
        async with ServerProcess(tmp_path) as server, searched(library) as found:
            await remove_by_command(data, NAMES[0])
            after_command = len(found)
            await remove_by_api(server, made[1][0].id)
            after_api = len(found)
            await library.search("one more turn for the searches", ANYBODY, 5)
            await library.search("and another one", ANYBODY, 5)
    addresses = [{one.address for one in some} for some in found]
    assert addresses[0] == {*NAMES}
    assert all(NAMES[2] in some for some in addresses)
    assert all(one.address in one.passage for some in found for one in some)
    assert NAMES[0] not in set().union(*addresses[after_command + 1 :])
    assert addresses[after_api + 1 :] == [{NAMES[2]}] * len(addresses[after_api + 1 :])
