"""Libraries of several processes over one Postgres, begun at once."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from knowledge.document import Audience
from knowledge.library import open_library
from peers.forked import read_from
from settings import load
from tests.knowledge import adding_processes
from tests.knowledge.toy_embedder import ToyEmbedder, document


async def test_two_processes_add_at_once(pgvector_url: str, tmp_path: Path) -> None:
    """Both make the tables, where there are none; what each adds is found."""
    program = adding_processes.main
    async with read_from(program, pgvector_url, "a", "b", folder=tmp_path) as (process, _):
        assert await process.wait() == 0
    settings = load(data_dir=tmp_path, database_url=pgvector_url, knowledge_index="postgres")
    async with open_library(settings, ToyEmbedder()) as library:
        assert len(await library.documents()) == 10
        for text, there in (("Seat a3 costs euros", "a3.0"), ("Seat b4 costs euros", "b4.0")):
            found = await library.search(text, Audience(), 30)
            assert there in [one.passage_id for one in found]


async def test_one_document_may_be_added_by_several_at_once(
    pgvector_url: str, tmp_path: Path
) -> None:
    """It is there once, and nobody is told of a key that is there already."""
    settings = load(data_dir=tmp_path, database_url=pgvector_url, knowledge_index="postgres")
    made = document("same", "A seat costs 40 euros.", "Support is free.")
    async with AsyncExitStack() as stack:
        opened = (open_library(settings, ToyEmbedder()) for _ in range(4))
        libraries = [await stack.enter_async_context(one) for one in opened]
        await libraries[0].add(*document("other", "It opens at nine."))
        await asyncio.gather(*(library.add(*made) for library in libraries))
        assert sorted(one.document.id for one in await libraries[1].documents()) == [
            "other",
            "same",
        ]
