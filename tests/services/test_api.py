"""Embeddings by an API, against a peer on loopback."""

from dataclasses import replace

import numpy as np
import pytest

from knowledge.errors import KnowledgeError
from peers.embeddings import EmbeddingsPeer
from services.embeddings.api import AT_ONCE, EmbeddingServer, open_api_embedder
from services.embeddings.providers import server_of
from settings import SettingsError, load


def server(peer: EmbeddingsPeer, key: str = "sk-good", dimension: int = 4) -> EmbeddingServer:
    return EmbeddingServer("openai", peer.url, "m", dimension, {"Authorization": f"Bearer {key}"})


async def test_texts_are_sent_in_pieces_and_their_vectors_put_in_order() -> None:
    """Each vector is its text's, by its index, and of unit length."""
    texts = ["x" * (n + 1) for n in range(AT_ONCE + 2)]
    async with EmbeddingsPeer(4) as peer, open_api_embedder(server(peer)) as embedder:
        rows = await embedder.embed(texts)
    assert [len(request["input"]) for request in peer.requests] == [AT_ONCE, 2]
    assert np.allclose(rows[:, 0] / rows[:, 1], [len(text) for text in texts])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)


async def test_what_may_work_later_is_sent_again() -> None:
    """A server that is busy once costs a moment, and no document."""
    async with EmbeddingsPeer(4) as peer, open_api_embedder(server(peer)) as embedder:
        peer.statuses = [503]
        assert (await embedder.embed(["a"])).shape == (1, 4)
    assert len(peer.requests) == 2


async def test_a_wrong_key_is_told_once() -> None:
    """It will be wrong the next time too; the line does not hold it."""
    async with EmbeddingsPeer(4) as peer, open_api_embedder(server(peer, "sk-bad")) as embedder:
        with pytest.raises(KnowledgeError, match="refused the key") as caught:
            await embedder.embed(["a"])
    assert len(peer.requests) == 1
    assert "sk-bad" not in caught.value.message


async def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    """It is no server of embeddings, and is told once; no memory is filled with what it says."""
    async with EmbeddingsPeer(4) as peer, open_api_embedder(server(peer)) as embedder:
        peer.is_endless = True
        with pytest.raises(KnowledgeError, match="more than 16,000,000 bytes"):
            await embedder.embed(["a"])
    assert len(peer.requests) == 1


async def test_vectors_of_another_length_are_refused() -> None:
    """They can't be compared with those that were made before."""
    async with (
        EmbeddingsPeer(3) as peer,
        open_api_embedder(server(peer)) as embedder,
    ):
        with pytest.raises(KnowledgeError, match="1 vectors of 3 dimensions, and 1 of 4"):
            await embedder.embed(["a"])


async def test_a_model_is_told_what_is_asked_where_it_has_learnt_to() -> None:
    """Its name then says so: vectors that were made without are not compared with those."""
    async with EmbeddingsPeer(768) as peer:
        settings = load(ollama_base_url=f"{peer.url}/v1")
        told = server_of(settings, "ollama", "nomic-embed-text")
        made = replace(told, address=peer.url, headers={"Authorization": "Bearer sk-good"})
        async with open_api_embedder(made) as embedder:
            await embedder.embed(["It is free."])
            await embedder.embed_questions(["Is it free?"])
    asked = [text for request in peer.requests for text in request["input"]]
    assert asked == ["search_document: It is free.", "search_query: Is it free?"]
    assert embedder.name == "ollama:nomic-embed-text, prefixed"
    assert server_of(settings, "ollama", "bge-m3").prefixes == ("", "")


def test_a_setting_names_a_provider_and_one_of_its_models() -> None:
    """The first where none is named; one that is not known is refused with those that are."""
    settings = load(openai_api_key="sk-good")
    small = server_of(settings, "openai", "")
    assert (small.model, small.dimension) == ("text-embedding-3-small", 1536)
    assert small.parameters == {"dimensions": 1536}
    with pytest.raises(SettingsError, match="mistral-embed"):
        server_of(settings, "mistral", "mistral-tiny")
