"""The library of a server that hears calls."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

from knowledge.document import ANYBODY
from knowledge.ports import Vectors
from services.embeddings.live_library import open_live_library
from settings import load
from tests.knowledge.toy_embedder import ToyEmbedder, document
from tests.transports.long_rest import LongRest


class ToldEncoder:
    """The process's encoder, which tells of each time that it is asked."""

    def __init__(self, *, answers: bool = True) -> None:
        self.asked = threading.Event()
        self.threads = set[str]()
        self.first = lambda: None
        self._answers = answers

    async def encode(self, texts: Sequence[str]) -> Vectors:
        self.threads.add(threading.current_thread().name)
        if not self.asked.is_set():
            self.first()
        self.asked.set()
        if not self._answers:
            await asyncio.Event().wait()
        return await ToyEmbedder(dimension=512).embed(texts)


async def test_what_first_searches_need_is_made_while_a_server_begins_and_nothing_waits(
    tmp_path: Path,
) -> None:
    """The library is there before any is made, and ends though none is."""
    settings = load(data_dir=tmp_path)
    async with open_live_library(settings, ToldEncoder()) as library:
        await library.add(*document("pool", "The pool is heated."))
    encoder = ToldEncoder(answers=False)
    async with asyncio.timeout(10), open_live_library(settings, encoder) as library:
        assert await asyncio.to_thread(encoder.asked.wait, 10)


async def test_a_search_ends_a_rest_of_the_calls_loop_once(tmp_path: Path) -> None:
    """However many steps it has: none of them waits for the calls, nor they for it."""
    settings, encoder = load(data_dir=tmp_path), ToldEncoder()
    async with open_live_library(settings, encoder) as library:
        await library.add(*document("pool", "The pool is heated."))
        with LongRest() as rest:
            encoder.asked.clear()
            encoder.first = lambda: setattr(rest, "rung", 0)  # what was asked before may ring late
            found = await library.search("Is the pool heated?", ANYBODY, 3)
        assert [one.passage for one in found] == ["The pool is heated."]
        assert rest.rung == 1
    assert encoder.threads == {"knowledge"}
