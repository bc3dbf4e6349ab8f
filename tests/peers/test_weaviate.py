"""The peer of Weaviate refuses what Weaviate refuses; what it takes is tried by the index."""

import copy
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from peers.weaviate import KEY, WeaviatePeer

DEFINITION = {
    "class": "Thing",
    "vectorizer": "none",
    "properties": [
        {"name": "words", "dataType": ["text"], "tokenization": "whitespace"},
        {"name": "names", "dataType": ["text[]"], "tokenization": "field"},
        {"name": "kept", "dataType": ["text"], "tokenization": "field", "indexFilterable": False},
        {"name": "flag", "dataType": ["boolean"], "indexFilterable": True},
    ],
}
ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
OBJECT = {
    "class": "Thing",
    "id": ID,
    "vector": [1.0, 0.0],
    "properties": {"words": "blue sky", "names": ["a, b"], "flag": True},
}
ROOM = "Get { Thing(nearVector: {vector: [1, 0]}, where: %s) { words _additional { distance } } }"


class Server:
    """Speaks to a peer."""

    def __init__(self, peer: WeaviatePeer, session: aiohttp.ClientSession) -> None:
        self._peer, self._session = peer, session

    async def ask(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        async with self._session.request(method, f"{self._peer.url}/v1{path}", json=body) as told:
            return told.status, await told.json()

    async def told(self, query: str) -> Any:
        status, answer = await self.ask("POST", "/graphql", {"query": f"{{ {query} }}"})
        assert status == 200
        return answer


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """With one collection that has one object."""
    headers = {"Authorization": f"Bearer {KEY}"}
    async with WeaviatePeer(KEY) as peer, aiohttp.ClientSession(headers=headers) as session:
        server = Server(peer, session)
        assert (await server.ask("POST", "/schema", DEFINITION))[0] == 200
        status, (entry,) = await server.ask("POST", "/batch/objects", {"objects": [OBJECT]})
        assert (status, entry["result"]["status"]) == (200, "SUCCESS")
        yield server


@pytest.mark.parametrize(
    "change",
    [
        {"class": "thing"},
        {"clazz": "Other"},
        {"invertedIndexConfig": {"bm25": {"k": 1}}},
        {"properties": [{"name": "a", "dataType": "text"}]},
        {"properties": [{"name": "a", "dataType": ["string"]}]},
        {"properties": [{"name": "a-b", "dataType": ["text"]}]},
        {"properties": [{"name": "id", "dataType": ["text"]}]},
        {"properties": [{"name": "a", "dataType": ["text"], "tokenization": "words"}]},
        {"properties": [{"name": "a", "dataType": ["boolean"], "tokenization": "field"}]},
        {"properties": [{"name": "a", "dataType": ["boolean"], "indexSearchable": True}]},
        {"properties": [{"name": "a", "dataType": ["text"]}, {"name": "A", "dataType": ["text"]}]},
        {},
    ],
)
async def test_a_definition_is_refused(server: Server, change: dict[str, Any]) -> None:
    """For a slip in it, or since the collection is there."""
    name = {"class": "Other"} if change else {}
    status, answer = await server.ask("POST", "/schema", DEFINITION | name | change)
    assert status == 422
    assert answer["error"][0]["message"]


@pytest.mark.parametrize(
    "change",
    [
        {"class": "Nothing"},
        {"vector": [1.0, 0.0, 0.0]},
        {"properties": {"word": "x"}},
        {"properties": {"words": 3}},
        {"properties": {"names": "a"}},
        {"properties": {"flag": "true"}},
    ],
)
async def test_an_object_is_not_taken(server: Server, change: dict[str, Any]) -> None:
    """In an answer of 200 that says so of it, and of the others that they are."""
    objects = [OBJECT | change, copy.deepcopy(OBJECT)]
    status, entries = await server.ask("POST", "/batch/objects", {"objects": objects})
    told = [entry["result"]["status"] for entry in entries]
    assert (status, told) == (200, ["FAILED", "SUCCESS"])


@pytest.mark.parametrize("change", [{"id": "1"}, {"vector": ["1"]}, {"name": "x"}])
async def test_a_batch_is_refused(server: Server, change: dict[str, Any]) -> None:
    """Where one of its objects has another form."""
    status, _ = await server.ask("POST", "/batch/objects", {"objects": [OBJECT | change]})
    assert status == 422


@pytest.mark.parametrize(
    "where",
    [
        {"operator": "Equals", "path": ["words"], "valueText": "blue"},
        {"operator": "Equal", "path": ["words"], "valueString": "blue"},
        {"operator": "Equal", "path": ["flag"], "valueText": "true"},
        {"operator": "Equal", "path": ["nothing"], "valueText": "blue"},
        {"operator": "Equal", "path": ["kept"], "valueText": "blue"},
        {"operator": "Equal", "path": ["words"]},
        {"operator": "Equal", "path": "words", "valueText": "blue"},
        {"operator": "And", "operands": []},
        {"path": ["words"], "valueText": "blue"},
    ],
)
async def test_a_filter_is_refused(server: Server, where: dict[str, Any]) -> None:
    """By its operator, its value's key, its path."""
    match = {"class": "Thing", "where": where}
    status, _ = await server.ask("DELETE", "/batch/objects", {"match": match})
    assert status == 422


@pytest.mark.parametrize(
    "query",
    [
        "Get { Nothing(limit: 3) { words } }",
        "Get { Thing(limit: 3) { words } }",
        "Get { Thing(nearVector: {vector: [1, 0]}) { word } }",
        "Get { Thing(nearVector: {vector: [1, 0]}) { words _additional { cosine } } }",
        "Get { Thing(nearVector: {vectors: [1, 0]}) { words } }",
        "Get { Thing(nearVector: {vector: [1, 0, 0]}) { words } }",
        'Get { Thing(bm25: {query: ""}) { words } }',
        'Get { Thing(bm25: {query: "blue", properties: ["word"]}) { words } }',
        'Get { Thing(bm25: {query: "blue" sky"}) { words } }',
        ROOM % '{operator: "Equal", path: ["flag"], valueBoolean: true}',
        ROOM % '{operator: Equal, path: ["flag"], valueBoolean: "true"}',
        ROOM % '{operator: Equal, path: ["flag"], valueText: "true"}',
        ROOM % '{operator: ContainsAny, path: ["names"], valueTextArray: ["a, b"]}',
    ],
)
async def test_a_query_is_answered_with_errors(server: Server, query: str) -> None:
    """In an answer of 200."""
    assert (await server.told(query))["errors"]


async def test_a_query_is_answered(server: Server) -> None:
    """By the filter that fits."""
    query = ROOM % '{operator: ContainsAny, path: ["names"], valueText: ["a, b", "c"]}'
    answer = await server.told(query)
    (one,) = answer["data"]["Get"]["Thing"]
    assert one == {"words": "blue sky", "_additional": {"distance": 0.0}}


async def test_who_has_no_key_is_refused() -> None:
    """Whatever is asked."""
    async with WeaviatePeer(KEY) as peer, aiohttp.ClientSession() as session:
        server = Server(peer, session)
        assert (await server.ask("POST", "/schema", DEFINITION))[0] == 401
