"""The encoder in its thread, beside the event loop."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from services.encoder.encoder import InlineEncoder, ThreadedEncoder, open_encoder
from services.encoder.kept_vectors import KeptVectors
from services.encoder.sentence_model import SentenceModel
from tests.transports.long_rest import LongRest


class CountedModel(SentenceModel):
    """A model that says where it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: list[str] = []
        self.asked: list[list[str]] = []
        self.is_asked, self.may_answer = threading.Event(), threading.Event()
        self.may_answer.set()

    def encode(self, texts):
        self.threads.append(threading.current_thread().name)
        self.asked.append(list(texts))
        self.is_asked.set()
        self.may_answer.wait()
        return np.array([[len(text), 1] for text in texts], np.float32)


async def test_all_calls_share_one_thread():
    """The loop goes on meanwhile."""
    model = CountedModel()
    with ThreadPoolExecutor(1, thread_name_prefix="encoder") as thread:
        encoder = ThreadedEncoder(model, thread, KeptVectors(None))
        found = await asyncio.gather(*(encoder.encode(["a", "b"]) for _ in range(5)))
    assert [len(vectors) for vectors in found] == [2] * 5
    assert set(model.threads) == {"encoder_0"}


async def test_a_turn_that_waits_for_its_vectors_ends_a_rest_of_the_loop():
    """The model answers while the loop rests."""
    model = CountedModel()
    with ThreadPoolExecutor(1) as thread, LongRest() as rest:
        model.may_answer = rest.begun
        assert len(await ThreadedEncoder(model, thread, KeptVectors(None)).encode(["a"])) == 1


async def test_a_turn_comes_between_the_pieces_of_a_playbook(tmp_path):
    """Which is encoded once, and has its vectors in the order of its texts."""
    model = CountedModel()
    texts = ["x" * (70 - place) for place in range(70)]
    with ThreadPoolExecutor(1) as thread:
        encoder = ThreadedEncoder(model, thread, KeptVectors(tmp_path))
        model.may_answer.clear()
        preparing = asyncio.create_task(encoder.utterances(texts))
        await asyncio.to_thread(model.is_asked.wait)
        turn = asyncio.create_task(encoder.encode(["a turn"]))
        await asyncio.sleep(0)
        model.may_answer.set()
        await turn
        assert [int(row[0]) for row in await preparing] == [*range(70, 0, -1)]
        assert model.asked.index(["a turn"]) == 1
        before = len(model.asked)
        assert len(await encoder.utterances(texts)) == 70
        assert len(model.asked) == before + 1  # the model is loaded, and nothing encoded again


async def test_in_line_a_text_of_several_playbooks_is_encoded_once():
    """They share a parent's utterances."""
    model = CountedModel()
    encoder = InlineEncoder(model, KeptVectors(None))
    await encoder.utterances(["a", "bb"])
    again = await encoder.utterances(["bb", "ccc", "a"])
    assert [int(row[0]) for row in again] == [2, 3, 1]
    assert model.asked == [["a", "bb"], ["ccc"]]


async def test_in_line_an_utterance_that_is_said_is_not_encoded_again():
    """A playbook is checked by having each of its utterances said, more than a thousand."""
    model = CountedModel()
    encoder = InlineEncoder(model, KeptVectors(None))
    await encoder.utterances(["a", "bb"])
    said = [*await encoder.encode(["bb"]), *await encoder.encode(["ccc", "a"])]
    assert [int(row[0]) for row in said] == [2, 3, 1]
    assert model.asked == [["a", "bb"], ["ccc", "a"]]


async def test_in_line_vectors_are_kept_from_run_to_run(tmp_path: Path):
    """By another encoder, whose model is not asked."""
    await InlineEncoder(CountedModel(), KeptVectors(tmp_path)).utterances(["bb", "a"])
    model = CountedModel()
    again = await InlineEncoder(model, KeptVectors(tmp_path)).utterances(["bb", "a"])
    assert ([int(row[0]) for row in again], model.asked) == ([2, 1], [])


async def test_in_line_it_encodes_where_it_is_asked():
    """For a loop whose time is virtual, which a thread would not wait for."""
    model = CountedModel()
    await InlineEncoder(model, KeptVectors(None)).encode(["a"])
    assert model.threads == [threading.current_thread().name]


async def test_a_process_that_ends_waits_for_no_encoder():
    """Nothing is loaded by opening it."""
    before = set(threading.enumerate())
    async with open_encoder(None):
        assert set(threading.enumerate()) <= before
