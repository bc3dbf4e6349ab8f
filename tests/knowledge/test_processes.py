"""Libraries of several processes over one Postgres, begun at once."""

import asyncio
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from knowledge.document import Audience
from knowledge.library import open_library
from settings import load
from tests.knowledge.toy_embedder import ToyEmbedder, document
from tests.product import ROOT

_ADDS = """
import asyncio, os, sys
from pathlib import Path
from knowledge.library import open_library
from settings import load
from tests.knowledge.toy_embedder import ToyEmbedder, document

async def main(url, name):
    settings = load(data_dir=Path("nowhere"), database_url=url, knowledge_index="postgres")
    async with open_library(settings, ToyEmbedder()) as library:
        for number in range(5):
            await library.add(*document(f"{name}{number}", f"Seat {name}{number} costs euros."))

url, *names = sys.argv[1:]
for name in names:
    if not os.fork():
        asyncio.run(main(url, name))
        os._exit(0)
sys.exit(any(os.wait()[1] for _ in names))
"""
"""Forks a process for each name, so that all that they need is imported once."""


async def add(url: str, *names: str) -> str:
    environment = {key: value for key, value in os.environ.items() if key == "PATH"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _ADDS, url, *names),
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stderr=asyncio.subprocess.PIPE,
    )
    _, told = await process.communicate()
    return told.decode() if process.returncode else ""


async def test_two_processes_add_at_once(pgvector_url: str, tmp_path: Path) -> None:
    """Both make the tables, where there are none; what each adds is found."""
    assert await add(pgvector_url, "a", "b") == ""
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
