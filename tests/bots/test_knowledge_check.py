"""The line of `callshadow check` on what the company knows, as a call would find it."""

from pathlib import Path
from typing import Any

import pytest

from bots.check_finding import CheckFinding, CheckState
from bots.knowledge_check import check_knowledge
from knowledge.library import open_library
from services.embeddings.local import LocalEmbedder
from settings import SettingsError, load
from tests.knowledge.toy_embedder import ToyEmbedder, document


class ToyEncoder:
    """Vectors of the local model's length, by the words of a text."""

    def __init__(self) -> None:
        self._toy = ToyEmbedder(dimension=LocalEmbedder.dimension)

    async def encode(self, texts: Any) -> Any:
        return await self._toy.embed(texts)


async def found(folder: Path, **more: Any) -> CheckFinding | None:
    return await check_knowledge(load(data_dir=folder, **more))


async def test_it_says_what_can_be_found(tmp_path: Path) -> None:
    """Nothing, where nobody wants it; else how much there is, and whether it can be found."""
    assert await found(tmp_path) is None
    chosen = await found(tmp_path, knowledge_index="sqlite")
    assert chosen
    assert (chosen.state, chosen.stops) == (CheckState.NONE, False)
    async with open_library(load(data_dir=tmp_path), LocalEmbedder(ToyEncoder())) as library:
        await library.add(*document("price", "Enterprise costs 90 euros a seat."))
    assert await found(tmp_path) == CheckFinding(CheckState.OK, "documents: 1, passages: 1")
    async with open_library(load(data_dir=tmp_path), ToyEmbedder()) as library:
        await library.reindex()
    other = await found(tmp_path)
    assert other
    assert (other.state, other.stops) == (CheckState.FAILED, False)
    assert other.detail.endswith("run callshadow knowledge reindex")


async def test_an_index_without_its_server_is_told(tmp_path: Path) -> None:
    """It would stop the start."""
    with pytest.raises(SettingsError, match="needs WEAVIATE_URL"):
        await found(tmp_path, knowledge_index="weaviate")


async def test_a_model_that_is_to_read_documents_has_to_be_there(tmp_path: Path) -> None:
    """It would stop the start, too; nothing is asked of one that is."""
    with pytest.raises(SettingsError, match="KNOWLEDGE_GRAPH=model needs a language model"):
        await found(tmp_path, knowledge_graph="model")
    assert await found(tmp_path, knowledge_graph="model", openai_api_key="k") is None
