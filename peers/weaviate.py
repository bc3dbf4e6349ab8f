"""A loopback server that speaks as much of Weaviate's API as an index needs, and refuses the rest.

Sources: the pages that `services/indexes/` names, and openapi-specs/schema.json of Weaviate 1.40.
"""

import asyncio
import json
from typing import Any

from peers.http import HttpPeer, HttpRequest, send_json, send_without_end
from peers.weaviate_collection import Collection, FilterError
from peers.weaviate_graphql import answer
from peers.weaviate_schema import DELETE, OBJECTS, class_complaint, object_complaint

KEY = "weaviate-key"
Json = Any
Answer = tuple[int, Json]


class WeaviatePeer(HttpPeer):
    """`async with WeaviatePeer() as peer:` serves `peer.url`, for WEAVIATE_URL.

    Attributes:
        collections: By their names.
        asked: Methods and paths so far.
        queries: GraphQL texts so far.
        answers: What the next requests of a method and path get, in place of the truth.
        is_endless: Whether it answers with bytes that never end.
        refuses: How many of the next objects are not taken.
        most_deleted: How many objects a request deletes (QUERY_MAXIMUM_RESULTS).
        gate: What requests of the method and path `gated` wait for, where it is set.
        gated: Batches of objects at first.
        waiting: Has an item for each that came to the gate.
    """

    def __init__(self, key: str | None = None) -> None:
        """Want a key, where there is one."""
        super().__init__()
        self.collections: dict[str, Collection] = {}
        self.asked: list[str] = []
        self.queries: list[str] = []
        self.answers: dict[str, list[tuple[int, Json, dict[str, str]]]] = {}
        self.is_endless = False
        self.refuses = 0
        self.most_deleted = 10_000
        self.gate: asyncio.Event | None = None
        self.gated = "POST /v1/batch/objects"
        self.waiting: asyncio.Queue[None] = asyncio.Queue()
        self._key = key

    async def _respond(self, request: HttpRequest, writer: asyncio.StreamWriter) -> None:
        asked = f"{request.method} {request.path}"
        self.asked.append(asked)
        if self.is_endless:
            await send_without_end(writer)
        if told := self.answers.get(asked):
            return await send_json(writer, *told.pop(0))
        if self.gate and asked == self.gated:
            self.waiting.put_nowait(None)
            await self.gate.wait()
        return await send_json(writer, *self._answer(asked, request))

    def _answer(self, asked: str, request: HttpRequest) -> Answer:
        if self._key and request.headers.get("authorization") != f"Bearer {self._key}":
            return 401, {"code": 401, "message": "Unauthorized"}
        if request.body and request.headers.get("content-type") != "application/json":
            return _refused(415, "unsupported media type")
        body = json.loads(request.body) if request.body else None
        routes = {
            "POST /v1/schema": self._make,
            "POST /v1/batch/objects": self._put,
            "DELETE /v1/batch/objects": self._delete,
            "POST /v1/graphql": self._search,
        }
        if route := routes.get(asked):
            return route(body)
        method, _, name = asked.partition(" /v1/schema/")
        if method == "DELETE" and name:
            self.collections.pop(name, None)
            return 200, None
        found = self.collections.get(name) if method == "GET" else None
        return (200, found.definition) if found else (404, None)

    def _make(self, body: Json) -> Answer:
        complaint = class_complaint(body)
        if complaint or body["class"] in self.collections:
            return _refused(422, complaint or "class name already exists")
        self.collections[body["class"]] = Collection(body)
        return 200, body

    def _put(self, body: Json) -> Answer:
        for error in OBJECTS.iter_errors(body):
            return _refused(422, error.message)
        entries: list[Json] = []
        for one in body["objects"]:
            collection = self.collections.get(one["class"])
            # The real one makes a collection up (AUTOSCHEMA_ENABLED), which would be a wrong one.
            complaint = "class not found: auto-schema would make it" if collection is None else None
            if collection:
                complaint = object_complaint(one, collection.definition, collection.dimension)
            if self.refuses:
                self.refuses, complaint = self.refuses - 1, "not now"
            if complaint or collection is None:
                errors = {"error": [{"message": complaint}]}
                entries.append(one | {"result": {"status": "FAILED", "errors": errors}})
                continue
            collection.put(one)
            entries.append(one | {"deprecations": None, "result": {"status": "SUCCESS"}})
        return 200, entries

    def _delete(self, body: Json) -> Answer:
        for error in DELETE.iter_errors(body):
            return _refused(422, error.message)
        collection = self.collections.get(body["match"]["class"])
        if collection is None:
            return _refused(422, "class not found")
        try:
            collection.check(body["match"]["where"])
            found = collection.fitting(body["match"]["where"])
        except FilterError as error:
            return _refused(422, str(error))
        gone = found[: self.most_deleted]
        for one in gone:
            del collection.objects[one["id"]]
        results = {"matches": len(found), "limit": self.most_deleted, "successful": len(gone)}
        return 200, body | {"results": results | {"failed": 0, "objects": None}}

    def _search(self, body: Json) -> Answer:
        if not isinstance(body, dict) or set(body) != {"query"} or not body["query"]:
            return _refused(422, "query cannot be empty")
        if not self.collections:
            return _refused(422, "no graphql provider present: import a schema first")
        self.queries.append(body["query"])
        return 200, answer(self.collections, body["query"])


def _refused(status: int, message: str) -> Answer:
    return status, {"error": [{"message": message}]}
