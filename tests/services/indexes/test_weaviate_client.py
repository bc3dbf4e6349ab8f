"""What a Weaviate server that fails, refuses or is not there makes of an index of passages."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import KnowledgeError
from knowledge.ports import PassageIndex
from peers.weaviate import KEY, WeaviatePeer
from services.indexes.weaviate_schema import COLLECTION
from settings import SettingsError, load
from tests.knowledge.backends.index_contract import EMBEDDER, PRICE, SECURITY, ids, put, search
from tests.services.indexes.installation import BATCH, SEARCH, opened, settings_of


@pytest.mark.parametrize(
    ("answer", "told", "retryable"),
    [
        ((400, {}), "knowledge reindex", False),
        ((401, {}), "it refused WEAVIATE_API_KEY", False),
        ((403, {}), "WEAVIATE_API_KEY may not do this", False),
        ((404, {}), "no Weaviate at WEAVIATE_URL", False),
        ((410, {}), "GraphQL API is not there", False),
        ((422, {"error": [{"message": "graphql api is disabled"}]}), "GraphQL API is not", False),
        ((422, {"error": [{"message": "the secret words"}]}), "knowledge reindex", False),
        ((429, {}), "too many requests", True),
        ((500, {}), "status 500", True),
        ((503, {}), "status 503", True),
        ((200, {"errors": [{"message": "the secret words"}]}), "could not answer a search", False),
        ((200, {"data": {"Get": None}}), "something else", False),
        ((200, {"data": {"Get": {"near": [{"revision": 3}]}}}), "something else", False),
        ((200, []), "could not answer a search", False),
        ((200, {"data": {"Get": {"near": None, "said": None}}}), None, False),
    ],
)
async def test_a_search_that_fails_says_why(
    index: PassageIndex,
    peer: WeaviatePeer,
    answer: tuple[int, Any],
    told: str | None,
    retryable: bool,
) -> None:
    """Once, without the server's words, the caller's or the key."""
    await put(index, PRICE)
    peer.answers[SEARCH] = [(*answer, {})]
    if told is None:
        assert await search(index, "the secret words") == []
        return
    with pytest.raises(KnowledgeError, match=told) as caught:
        await search(index, "the secret words")
    assert caught.value.retryable is retryable
    assert "secret" not in str(caught.value)
    assert KEY not in str(caught.value)
    assert ids(await search(index, "Enterprise")) == {"price.0", "price.1"}


async def test_an_answer_without_end_is_not_read_to_its_end(
    index: PassageIndex, peer: WeaviatePeer
) -> None:
    """What answers is no Weaviate that is well; the search fails, and no memory is filled."""
    await put(index, PRICE)
    peer.is_endless = True
    with pytest.raises(KnowledgeError, match="more than 32,000,000 bytes"):
        await search(index, "Enterprise")


async def test_a_writing_is_sent_again_while_the_server_is_busy(
    index: PassageIndex, peer: WeaviatePeer
) -> None:
    """Three times in all; the same objects, so that none is there twice."""
    peer.answers[BATCH] = [(503, {}, {}), (429, {}, {"Retry-After": "0"})]
    await put(index, PRICE)
    assert peer.asked.count(BATCH) == 3
    assert len(peer.collections[COLLECTION].objects) == 2


@pytest.mark.parametrize("answer", [{}, None, [{}], [{"result": {"status": "FAILED"}}] * 2])
async def test_a_batch_whose_answer_says_nothing_is_no_success(
    index: PassageIndex, peer: WeaviatePeer, answer: Any
) -> None:
    """Nothing is found of it."""
    peer.answers[BATCH] = [(200, answer, {})]
    with pytest.raises(KnowledgeError, match="passage"):
        await put(index, PRICE)
    assert await search(index, "Enterprise") == []


async def test_vectors_of_another_length_are_refused(
    index: PassageIndex, peer: WeaviatePeer
) -> None:
    """By the server; cleared, it takes those of any."""
    await put(index, PRICE)
    made, passages = SECURITY
    vectors = (await EMBEDDER.embed([one.indexed for one in passages]))[:, :32]
    with pytest.raises(KnowledgeError, match="vectors of another model"):
        await index.put(made, passages, vectors)
    await index.clear()
    await index.put(made, passages, vectors)
    assert peer.collections[COLLECTION].dimension == 32


async def test_a_collection_of_another_version_is_not_written_to(
    index: PassageIndex, peer: WeaviatePeer, tmp_path: Path
) -> None:
    """Until it is made anew."""
    await put(index, PRICE)
    peer.collections[COLLECTION].definition["properties"][0]["tokenization"] = "word"
    async with opened(settings_of(tmp_path, peer.url)) as later:
        with pytest.raises(KnowledgeError, match="another version: run callshadow knowledge"):
            await put(later, SECURITY)
        await later.clear()
        await put(later, SECURITY)


async def test_a_key_that_is_wrong_is_named_but_not_told(
    peer: WeaviatePeer, tmp_path: Path
) -> None:
    """And so is one that is missing."""
    for key in ("wrong-key", None):
        async with opened(settings_of(tmp_path, peer.url, key)) as index:
            with pytest.raises(KnowledgeError, match="WEAVIATE_API_KEY") as caught:
                await put(index, PRICE)
            assert "wrong-key" not in str(caught.value)


async def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    """It may be, later."""
    async with WeaviatePeer() as peer:
        url = peer.url
        async with opened(settings_of(tmp_path, url)) as index:
            await put(index, PRICE)
    async with opened(settings_of(tmp_path, url)) as index:
        with pytest.raises(KnowledgeError, match="can't be reached at WEAVIATE_URL") as caught:
            await search(index, "Enterprise")
        assert caught.value.retryable


async def test_what_is_no_weaviate_is_told(tmp_path: Path) -> None:
    """A page in place of JSON, or a path that leads elsewhere."""

    async def page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(page, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with opened(settings_of(tmp_path, f"http://127.0.0.1:{port}")) as index:
            with pytest.raises(KnowledgeError, match="is no Weaviate"):
                await put(index, PRICE)


async def test_weaviate_needs_an_address(tmp_path: Path) -> None:
    """The start says so."""
    settings = load(data_dir=tmp_path, knowledge_index="weaviate")
    with pytest.raises(SettingsError, match="KNOWLEDGE_INDEX=weaviate needs WEAVIATE_URL"):
        async with opened(settings):
            pass
