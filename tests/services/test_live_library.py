"""The library of a server that hears calls."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from knowledge.ports import Vectors
from services.embeddings.library import open_configured_library
from settings import load
from tests.knowledge.toy_embedder import ToyEmbedder, document


class SlowEncoder:
    """The process's encoder, which answers as soon as it may."""

    def __init__(self) -> None:
        self.asked, self.may = asyncio.Event(), asyncio.Event()

    async def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked.set()
        await self.may.wait()
        return await ToyEmbedder(dimension=512).embed(texts)


async def test_what_first_searches_need_is_made_while_a_server_begins_and_nothing_waits(
    tmp_path: Path,
) -> None:
    """The library is there before any is made, and ends though none is."""
    settings, encoder = load(data_dir=tmp_path), SlowEncoder()
    async with open_configured_library(settings, encoder, is_live=True) as library:
        encoder.may.set()
        await library.add(*document("pool", "The pool is heated."))
    encoder = SlowEncoder()
    async with (
        asyncio.timeout(10),
        open_configured_library(settings, encoder, is_live=True) as library,
    ):
        assert not encoder.may.is_set()
        await encoder.asked.wait()
