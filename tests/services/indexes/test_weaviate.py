"""Weaviate as an index of passages, against a peer that checks each request as Weaviate does.

With WEAVIATE_URL in the environment (and WEAVIATE_API_KEY), the contract is kept by that server
too; its collection CallShadowPassage is deleted.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError
from knowledge.ports import PassageIndex
from knowledge.words import terms
from peers.weaviate import WeaviatePeer
from services.indexes.weaviate_schema import COLLECTION
from tests.knowledge.backends.index_contract import (
    EMBEDDER,
    PRICE,
    SECURITY,
    IndexContract,
    ids,
    put,
    search,
)
from tests.knowledge.toy_embedder import document
from tests.services.indexes.installation import BATCH, DELETE, SEARCH, opened, settings_of

REAL = os.environ.get("WEAVIATE_URL")
REAL_KEY = os.environ.get("WEAVIATE_API_KEY")


class TestWeaviateIndex(IndexContract):
    """In the peer."""

    @pytest.fixture
    async def index(self, peer: WeaviatePeer, tmp_path: Path) -> AsyncIterator[PassageIndex]:
        async with opened(settings_of(tmp_path, peer.url)) as index:
            await index.clear()
            yield index


@pytest.mark.skipif(not REAL, reason="there is no WEAVIATE_URL")
class TestWeaviateServer(IndexContract):
    """In a server of its own."""

    @pytest.fixture
    async def index(self, tmp_path: Path) -> AsyncIterator[PassageIndex]:
        async with opened(settings_of(tmp_path, REAL or "", REAL_KEY)) as index:
            await index.clear()
            yield index


async def test_nothing_is_asked_of_the_server_before_there_is_a_document(
    index: PassageIndex, peer: WeaviatePeer
) -> None:
    """A search of nothing finds nothing."""
    assert await search(index, "Enterprise") == []
    assert peer.asked == []


async def test_the_collection_is_made_by_the_first_document(
    index: PassageIndex, peer: WeaviatePeer
) -> None:
    """Once; its words keep no stop words, and what is kept whole is not indexed."""
    await put(index, PRICE)
    await put(index, SECURITY)
    assert peer.asked.count("POST /v1/schema") == 1
    definition = peer.collections[COLLECTION].definition
    stored = next(one for one in definition["properties"] if one["name"] == "stored")
    assert (stored["indexFilterable"], stored["indexSearchable"]) == (False, False)


async def test_a_search_is_one_request(index: PassageIndex, peer: WeaviatePeer) -> None:
    """Both ways at once."""
    await put(index, PRICE)
    peer.asked.clear()
    await search(index, "Enterprise euros")
    assert peer.asked == [SEARCH]


async def test_any_words_may_be_asked_for(index: PassageIndex) -> None:
    """Quotes, backslashes, newlines and letters of any kind are escaped."""
    await put(index, PRICE)
    (vector,) = await EMBEDDER.embed(["odd"])
    odd = ['"', "\\", '\\"', "\n", "}", "…", "日本", "😀", "\x7f", "\x01", "${a}", '"""', "#"]
    found = await index.search([*odd, *terms("enterprise")], vector, document("x")[0].audience, 5)
    assert {one.passage.id for one in found if one.words} == {"price.0"}


async def test_many_passages_go_in_several_requests(
    index: PassageIndex, peer: WeaviatePeer
) -> None:
    """A hundred objects each; what they replace is deleted, as many at once as the server does."""
    peer.most_deleted = 100
    many = document("many", *(f"Item {n} is blue." for n in range(250)))
    await put(index, many)
    assert peer.asked.count(BATCH) == 3
    await put(index, many)
    assert len(peer.collections[COLLECTION].objects) == 250
    assert peer.asked.count(DELETE) == 3


async def test_a_writing_that_is_refused_in_part_changes_nothing(
    index: PassageIndex, peer: WeaviatePeer
) -> None:
    """What was there before is found as before, and what was taken is deleted."""
    await put(index, PRICE)
    peer.refuses = 1
    with pytest.raises(KnowledgeError, match="it took 2 of 3 passages"):
        await put(index, document("price", "Enterprise one.", "Enterprise two.", "Three."))
    assert ids(await search(index, "Enterprise one two")) == {"price.0", "price.1"}
    assert len(peer.collections[COLLECTION].objects) == 2


async def test_what_a_failed_writing_left_is_hidden_and_deleted_with_the_next(
    index: PassageIndex, peer: WeaviatePeer
) -> None:
    """Where the server can't even delete."""
    peer.refuses = 1
    peer.answers[DELETE] = [(400, {}, {})]
    with pytest.raises(KnowledgeError, match="it took 1 of 2 passages"):
        await put(index, PRICE)
    await put(index, SECURITY)
    assert ids(await search(index, "Enterprise Frankfurt euros")) == {"security.0"}
    await put(index, PRICE)
    assert len(peer.collections[COLLECTION].objects) == 3


async def test_what_can_not_be_deleted_is_found_no_more(
    index: PassageIndex, peer: WeaviatePeer
) -> None:
    """A document that was replaced, and one that was dropped."""
    await put(index, PRICE)
    peer.answers[DELETE] = [(400, {}, {}), (400, {}, {})]
    await put(index, document("price", "Enterprise costs 95 euros."))
    assert [one.passage.text for one in await search(index, "Enterprise Starter")] == [
        "Enterprise costs 95 euros."
    ]
    with pytest.raises(KnowledgeError):
        await index.drop("price")
    assert await search(index, "Enterprise") == []


async def test_a_document_is_not_found_before_it_is_whole(
    index: PassageIndex, peer: WeaviatePeer, tmp_path: Path
) -> None:
    """By another process either, which shares the documents' database."""
    await put(index, SECURITY)
    peer.gate = asyncio.Event()
    writing = asyncio.create_task(put(index, PRICE))
    async with opened(settings_of(tmp_path, peer.url)) as other:
        await peer.waiting.get()
        assert ids(await search(other, "Enterprise euros Frankfurt")) == {"security.0"}
        peer.gate.set()
        await writing
        found = ids(await search(other, "Enterprise euros Frankfurt"))
        assert found == {"security.0", "price.0", "price.1"}


async def test_of_two_that_write_one_document_at_once_one_is_told(
    index: PassageIndex, peer: WeaviatePeer, tmp_path: Path
) -> None:
    """The other's is there, whole."""
    peer.gate = asyncio.Event()
    async with opened(settings_of(tmp_path, peer.url)) as other:
        texts = [f"Enterprise {n}." for n in range(5)]
        writing = [
            asyncio.create_task(put(index, PRICE)),
            asyncio.create_task(put(other, document("price", *texts))),
        ]
        for _ in writing:
            await peer.waiting.get()
        peer.gate.set()
        done = await asyncio.gather(*writing, return_exceptions=True)
    (error,) = [one for one in done if one]
    assert isinstance(error, KnowledgeError)
    assert error.retryable
    found = {one.passage.text for one in await search(index, "Enterprise euros Starter")}
    assert found in ({one.text for one in PRICE[1]}, set(texts))
    assert len(peer.collections[COLLECTION].objects) == len(found)


async def test_what_is_written_while_another_drops_it_stays_whole(
    index: PassageIndex, peer: WeaviatePeer, tmp_path: Path
) -> None:
    """What the other deletes is what was there as it began."""
    await put(index, PRICE)
    peer.gate, peer.gated = asyncio.Event(), DELETE
    dropping = asyncio.create_task(index.drop("price"))
    await peer.waiting.get()
    gate, peer.gate = peer.gate, None
    async with opened(settings_of(tmp_path, peer.url)) as other:
        await put(other, PRICE)
        gate.set()
        await dropping
        assert ids(await search(other, "Enterprise euros")) == {"price.0", "price.1"}
    assert len(peer.collections[COLLECTION].objects) == 2
