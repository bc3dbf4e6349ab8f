"""The encoder in its thread, beside the event loop."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from services.encoder.encoder import InlineEncoder, ThreadedEncoder, open_encoder
from services.encoder.sentence_model import SentenceModel


class CountedModel(SentenceModel):
    """A model that says where it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: list[str] = []

    def encode(self, texts):
        self.threads.append(threading.current_thread().name)
        return np.ones((len(texts), 2), np.float32)


async def test_all_calls_share_one_thread():
    """The loop goes on meanwhile."""
    model = CountedModel()
    with ThreadPoolExecutor(1, thread_name_prefix="encoder") as thread:
        encoder = ThreadedEncoder(model, thread)
        found = await asyncio.gather(*(encoder.encode(["a", "b"]) for _ in range(5)))
    assert [len(vectors) for vectors in found] == [2] * 5
    assert set(model.threads) == {"encoder_0"}


async def test_in_line_it_encodes_where_it_is_asked():
    """For a loop whose time is virtual, which a thread would not wait for."""
    model = CountedModel()
    await InlineEncoder(model).encode(["a"])
    assert model.threads == [threading.current_thread().name]


async def test_a_process_that_ends_waits_for_no_encoder():
    """Nothing is loaded by opening it."""
    before = set(threading.enumerate())
    async with open_encoder(None):
        assert set(threading.enumerate()) <= before
