"""Keeper of the catalogue: the documents in the database, and what of it each process remembers.

What another process changes is seen within half a second, by a number that grows with each change.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from knowledge import catalogue, feedback
from knowledge.catalogue import Listed
from knowledge.document import Document, Passage
from knowledge.errors import KnowledgeError
from knowledge.feedback import SourceFeedback
from knowledge.graph.edge_maker import EdgeMaker, Kept
from knowledge.graph.link_rows import read_links
from knowledge.likeness import Details
from knowledge.tables import (
    KnowledgeDatabase,
    are_made,
    make_tables,
    next_generation,
    read_state,
    write_state,
)

Result = TypeVar("Result")

FRESH_S = 0.5
"""For how long what was read of the whole is taken to be true."""


class CatalogueKeeper:
    """The catalogue of one database. Nothing is made in it before the first write."""

    def __init__(self, database: KnowledgeDatabase, index: str, model: str) -> None:
        """Keep documents in `database`.

        Args:
            database: Where.
            index: The name of the index of their passages.
            model: The name of the model of their vectors, with its dimension.
        """
        self._database = database
        self._made_by = {"index": index, "model": model}
        self._is_prepared = False
        self._read_at = float("-inf")
        self._state: Mapping[str, str] = {}
        self._indexed = 0
        self.weights: Mapping[str, float] = {}
        self.edges = EdgeMaker()

    async def read(self, work: Callable[[Connection], Result], nothing: Result) -> Result:
        """Run `work`; `nothing` where nothing was ever kept."""
        if not self._database.is_there():
            self._is_prepared = False
            return nothing
        await self._prepare()
        return await self._database.read(work)

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction."""
        if not self._database.is_there():
            self._is_prepared = False
        await self._prepare()
        done = await self._database.write(work)
        self._read_at = float("-inf")
        return done

    async def documents(self, *, of_calls: bool = False) -> list[Listed]:
        """All documents that the company has written, or those of past calls, by address."""
        return await self.read(lambda c: catalogue.read_documents(c, of_calls=of_calls), [])

    async def find(self, document_id: str) -> Listed | None:
        """One document; None where there is none of that id."""
        return await self.read(lambda c: catalogue.find_document(c, document_id), None)

    async def passages(self, document_id: str) -> list[Passage]:
        """The passages of a document, in their order."""
        return await self.read(lambda c: catalogue.read_passages(c, document_id), [])

    async def details(self, passage_ids: Sequence[str]) -> dict[str, Details]:
        """What passages are ranked by, by their ids."""
        return await self.read(lambda c: catalogue.read_details(c, passage_ids), {})

    async def keep(
        self,
        document: Document,
        parts: Sequence[Passage],
        sentences: Sequence[bytes],
        version: int,
    ) -> str:
        """Keep a document of a version and its passages, which have yet to be indexed.

        `sentences` are the vectors of each one's. Returns what a model was wanted for in vain.
        """
        # What belongs to what is shown to who may see no call.
        told = () if document.is_call else parts
        made = await self.edges.make(document, told, self._links)

        def put(connection: Connection) -> None:
            catalogue.put_document(
                connection, document, parts, sentences, made=made, version=version
            )
            state = read_state(connection)
            write_state(connection, **{k: v for k, v in self._made_by.items() if k not in state})

        await self.write(put)
        return made.note

    async def _links(self, keys: Sequence[str]) -> Kept:
        return await self.read(lambda c: read_links(c, keys), {})

    async def indexed(self, document_id: str) -> None:
        """Say that a document's passages can be found."""

        def mark(connection: Connection) -> None:
            catalogue.mark_indexed(connection, document_id)
            next_generation(connection)

        await self.write(mark)

    async def drop(self, document_id: str) -> None:
        """Forget a document."""

        def drop(connection: Connection) -> None:
            catalogue.drop_document(connection, document_id)
            next_generation(connection)

        await self.write(drop)

    async def wipe(self) -> None:
        """Leave no older copies of what was deleted, as far as the database lets us."""
        if self._database.is_there():
            await self._database.wipe()

    async def begin_anew(self) -> None:
        """Say that nothing is indexed, and that the model and the index are those of now."""

        def begin(connection: Connection) -> None:
            catalogue.mark_indexed(connection, None, indexed=False)
            write_state(connection, **self._made_by)
            next_generation(connection)

        await self.write(begin)

    async def weigh(self, passage_id: str, said: SourceFeedback) -> None:
        """Note what an agent said of a passage."""

        def note(connection: Connection) -> None:
            feedback.keep_feedback(connection, passage_id, said)
            next_generation(connection)

        await self.write(note)

    async def refresh(self) -> int:
        """Look at what others have changed, at most every half second.

        Returns:
            How many documents can be found.
        """
        now = asyncio.get_running_loop().time()
        if now - self._read_at < FRESH_S:
            return self._indexed
        known = self._state.get("generation")
        self._state = await self.read(read_state, {})
        if self._state.get("generation") != known:
            self._indexed = await self.read(catalogue.count_indexed, 0)
            self.weights = await self.read(feedback.read_weights, {})
        self._read_at = now
        return self._indexed

    @property
    def generation(self) -> str:
        """Changes with each change of what can be found."""
        return self._state.get("generation", "")

    async def check_model(self) -> None:
        """Refuse to mix vectors of two models, or passages of two indexes.

        Raises:
            KnowledgeError: `knowledge reindex` is due.
        """
        await self.refresh()
        for name, now in self._made_by.items():
            if (then := self._state.get(name, now)) != now:
                raise KnowledgeError(
                    f"the knowledge was indexed with {then}, and {now} is set:"
                    " run callshadow knowledge reindex"
                )

    async def _prepare(self) -> None:
        if not self._is_prepared:
            if not (self._database.is_there() and await self._database.read(are_made)):
                await self._database.write(make_tables)
            self._is_prepared = True
