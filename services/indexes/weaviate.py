"""Weaviate index: passages as objects of one collection, asked by words and by vectors at once.

Weaviate has no transactions, so that what holds is made by `services.indexes.revisions`, rows in
the documents' database: a document is written under a revision of its own, and found once that is
live. So

- a search sees a document whole, as it was or as it is, or not at all;
- a writing that fails changes nothing that is found; what it left is deleted then, or hidden, and
  deleted with the document's next writing;
- of two processes that write one document at once, one is told so, and has changed nothing.

What holds only as far as the server keeps it: that what it has taken is found from then on (with
replicas, or with ASYNC_INDEXING, this may take it a while). Two installations can't share a server,
unless they share DATABASE_URL too.
"""

import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from loguru import logger

from knowledge.catalogue import in_batches
from knowledge.document import Audience, Document, Passage
from knowledge.errors import KnowledgeError
from knowledge.ports import Candidate, PassageIndex, Vectors
from knowledge.tables import KnowledgeDatabase
from services.indexes.revisions import Revisions
from services.indexes.weaviate_answer import read_hits
from services.indexes.weaviate_client import (
    WeaviateClient,
    failed,
    failures,
    open_weaviate_client,
)
from services.indexes.weaviate_schema import (
    COLLECTION,
    Where,
    admitted,
    batch_object,
    collection,
    is_ours,
    of_revision,
    search_query,
)
from settings import Settings, SettingsError

AT_ONCE = 100
"""Objects of a request."""
_PATH = f"/schema/{COLLECTION}"
_LOOKS = 3
"""Times a search is asked anew where a document has changed under it."""


class WeaviateIndex:
    """The passages of one database's documents, in a Weaviate server."""

    def __init__(self, client: WeaviateClient, database: KnowledgeDatabase) -> None:
        """Index by `client`, and keep in `database` what of it counts."""
        self._client = client
        self._revisions = Revisions(database)
        self._is_made = False

    async def put(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Index a document's passages in place of those it had, all at once or not at all.

        Raises:
            KnowledgeError: The server can't be reached, refuses some of them, or the document was
                put or dropped by another process meanwhile.
        """
        await self._make()
        revision = uuid4().hex
        await self._revisions.begin(revision, document.id)
        try:
            pairs = list(zip(passages, vectors, strict=True))
            for some in in_batches(pairs, AT_ONCE):
                await self._send([batch_object(document, p, v, revision) for p, v in some])
            if not await self._revisions.publish(revision, document.id):
                raise failed("another process changed this document meanwhile", retryable=True)
        except KnowledgeError:
            with contextlib.suppress(KnowledgeError):
                await self._delete(of_revision(revision))
                await self._revisions.abandon(revision)
            raise
        try:
            await self._sweep(document.id)
        except KnowledgeError as error:  # it stays hidden, and is deleted with the next writing
            logger.warning("what a document had before is still in Weaviate: {}", error)

    async def drop(self, document_id: str) -> None:
        """Find nothing of a document any more.

        Raises:
            KnowledgeError: The server can't be reached, or refuses; it is found no more even so.
        """
        await self._revisions.retire(document_id)
        await self._sweep(document_id)

    async def clear(self) -> None:
        """Find nothing any more; the collection is made anew, for vectors of any length.

        Raises:
            KnowledgeError: The server can't be reached, or refuses; nothing is found even so.
        """
        await self._revisions.retire(None)
        self._is_made = False
        if await self._client.find(_PATH) is not None:
            await self._client.write("DELETE", _PATH)
        await self._revisions.retire(None)  # what another process began before it was deleted
        await self._make()
        await self._revisions.forget()

    async def search(
        self, words: Sequence[str], vector: Vectors, audience: Audience, limit: int
    ) -> list[Candidate]:
        """The passages that fit best, by words or by meaning, for one audience.

        Raises:
            KnowledgeError: The server can't be reached, refuses, or answers with something else.
        """
        found: list[Candidate] = []
        for _ in range(_LOOKS):
            moment = await self._revisions.moment()
            if not moment.published:
                return []
            where = admitted(audience, moment.hidden)
            answer = await self._client.search(search_query(words, vector, where, limit))
            hits = read_hits(answer, vector)
            live = await self._revisions.live({hit.revision for hit in hits})
            found = [
                hit.candidate
                for hit in hits
                if live.get(hit.revision, moment.published + 1) <= moment.published
            ]
            if len(found) == len(hits):
                break
        return [one for one in found if one.document.audience.admits(audience)]

    async def _make(self) -> None:
        """Make the collection where it is missing, once; objects would make a wrong one."""
        if self._is_made:
            return
        there = await self._client.find(_PATH)
        if there is None:
            try:
                there = await self._client.write("POST", "/schema", collection())
            except KnowledgeError:
                there = await self._client.find(_PATH)  # another process may have made it
                if there is None:
                    raise
        if not is_ours(there):
            told = f"its collection {COLLECTION} is of another version"
            raise failed(f"{told}: run callshadow knowledge reindex")
        self._is_made = True

    async def _send(self, objects: list[dict[str, Any]]) -> None:
        entries = await self._client.write("POST", "/batch/objects", {"objects": objects})
        if not isinstance(entries, list) or len(entries) != len(objects):
            raise failed("it did not say what became of each passage")
        if count := failures(entries):
            raise failed(
                f"it took {len(objects) - count} of {len(objects)} passages; are there vectors"
                " of another model? Then run callshadow knowledge reindex"
            )

    async def _sweep(self, document_id: str) -> None:
        """Delete what of a document is gone, by its names: what is begun now has another."""
        for revision in await self._revisions.gone(document_id):
            await self._make()
            await self._delete(of_revision(revision))
            await self._revisions.forget(revision)

    async def _delete(self, where: Where) -> None:
        """Delete what fits a filter, as many at once as the server does."""
        body = {"match": {"class": COLLECTION, "where": where}, "output": "minimal"}
        while True:
            answer = await self._client.write("DELETE", "/batch/objects", body)
            done = answer.get("results") if isinstance(answer, dict) else None
            if not done or done.get("failed") or (done["matches"] and not done["successful"]):
                raise failed("it did not delete the passages that were replaced", retryable=True)
            if done["matches"] <= done["successful"]:
                return


@asynccontextmanager
async def open_weaviate(
    settings: Settings, database: KnowledgeDatabase, dimension: int
) -> AsyncIterator[PassageIndex]:
    """The index of WEAVIATE_URL, until the block ends; the server is asked when it is used.

    Raises:
        SettingsError: There is no address.
    """
    if not settings.weaviate_url:
        raise SettingsError("KNOWLEDGE_INDEX=weaviate needs WEAVIATE_URL")
    async with open_weaviate_client(settings.weaviate_url, settings.weaviate_api_key) as client:
        yield WeaviateIndex(client, database)
