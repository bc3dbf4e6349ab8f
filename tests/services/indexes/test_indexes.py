"""The library on an index in Weaviate, from the settings to what is found."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, get_args

import pytest

from knowledge.document import Audience
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from peers.weaviate import KEY, WeaviatePeer
from services.embeddings.library import open_configured_library
from services.indexes.indexes import INDEXES
from services.indexes.weaviate_schema import COLLECTION
from settings import load
from settings.knowledge_settings import IndexName
from tests.knowledge.toy_embedder import ToyEmbedder, document

FACT = "How many invoices fit into one import: 5,000 invoices."
ASKED = "how many invoices fit into one import"
IMPORTS = document("imports", FACT)
OTHERS = document(
    "others", *(f"About {word}: our {word} team writes to you." for word in "abcdefghijklmno")
)
Open = Callable[..., AbstractAsyncContextManager[Library]]


class ToyEncoder:
    """The process's encoder, for tests."""

    def __init__(self) -> None:
        self.encode = ToyEmbedder(dimension=512).embed


@pytest.fixture
def library_of(peer: WeaviatePeer, tmp_path: Path) -> Open:
    """Opens the library of an installation by its settings."""

    def library_of(**more: Any) -> AbstractAsyncContextManager[Library]:
        weaviate = {"weaviate_url": peer.url, "weaviate_api_key": KEY}
        chosen = {"data_dir": tmp_path / "data", "knowledge_index": "weaviate"} | weaviate | more
        return open_configured_library(load(**chosen), ToyEncoder())

    return library_of


@pytest.fixture
async def library(library_of: Open) -> AsyncIterator[Library]:
    async with library_of() as library:
        yield library


async def found(library: Library) -> list[str]:
    return [source.passage for source in await library.search(ASKED, Audience(), 1)]


def test_each_index_that_may_be_set_has_a_row() -> None:
    """And the other way round."""
    assert set(INDEXES) == set(get_args(IndexName))


async def test_documents_go_in_are_found_change_and_go(
    library: Library, peer: WeaviatePeer
) -> None:
    """As in any other index."""
    await library.add(*OTHERS)
    assert (await library.add(*IMPORTS)).change == "new"
    assert await found(library) == [FACT]
    changed = FACT.replace("5,000", "6,000")
    assert (await library.add(*document("imports", changed))).change == "changed"
    assert await found(library) == [changed]
    assert await library.remove("imports")
    assert await found(library) != [changed]
    assert len(peer.collections[COLLECTION].objects) == 15


async def test_another_index_is_filled_by_reindex(library_of: Open) -> None:
    """Until then a search says that it is due."""
    async with library_of(knowledge_index="sqlite") as library:
        await library.add(*OTHERS)
        await library.add(*IMPORTS)
    async with library_of() as library:
        with pytest.raises(KnowledgeError, match="indexed with sqlite, and weaviate is set"):
            await found(library)
        assert await library.reindex() == 16
        assert await found(library) == [FACT]
    async with library_of(knowledge_index="sqlite") as library:
        await library.reindex()
        assert await found(library) == [FACT]


async def test_an_installation_finds_its_own_documents_alone(
    library_of: Open, library: Library, tmp_path: Path
) -> None:
    """What another has put into the same server has no revision here."""
    await library.add(*OTHERS)
    async with library_of(data_dir=tmp_path / "other") as other:
        await other.add(*IMPORTS)
        assert await found(other) == [FACT]
    assert FACT not in await found(library)


async def test_what_a_server_refuses_is_not_indexed(library: Library, peer: WeaviatePeer) -> None:
    """It is there to be added again."""
    peer.refuses = 1
    with pytest.raises(KnowledgeError, match="it took 0 of 1"):
        await library.add(*IMPORTS)
    assert await found(library) == []
    await library.add(*IMPORTS)
    await library.add(*OTHERS)
    assert await found(library) == [FACT]
