"""Library of knowledge: documents in, passages found again; the one object that the others use."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from conversation.coaching.source import Source
from knowledge import feedback
from knowledge.backends.backends import INDEXES, OpenIndex, chosen_index, open_database
from knowledge.cache_figures import CacheFigures
from knowledge.catalogue import Added, Listed
from knowledge.document import Audience, Document, Passage
from knowledge.feedback import Gap, SourceFeedback
from knowledge.graph.edge import Edge
from knowledge.graph.lookup import Graph, around, around_in_playbooks
from knowledge.keeper import CatalogueKeeper
from knowledge.passage_search import PassageSearch
from knowledge.ports import Embedder, PassageIndex, SharedCache
from knowledge.reindexing import index_anew
from knowledge.vectors import KeptEmbedder
from knowledge.word_vectors import WordVectors
from settings import Settings


class Library:
    """Documents in, passages found again; several processes may use the same one at once.

    `edges` makes what belongs to what of them, and may be given a model.
    """

    def __init__(
        self,
        keeper: CatalogueKeeper,
        index: PassageIndex,
        embedder: KeptEmbedder,
        words: KeptEmbedder,
        shared: SharedCache | None = None,
        *,
        keeps_calls: bool = False,
    ) -> None:
        """Keep documents by `keeper`, past calls too or not, and find passages in `index`.

        `words` makes the vectors of single words, `embedder` all others.
        """
        self.edges = keeper.edges
        self._keeps_calls = keeps_calls
        self._keeper = keeper
        self._index = index
        self._embedder = embedder
        self._words = WordVectors(words)
        self._search = PassageSearch(keeper, index, embedder, self._words, shared)
        self._reindexing = asyncio.Lock()

    @property
    def caches(self) -> Mapping[str, CacheFigures]:
        """The figures of its caches, by their names."""
        return {"searches": self._search.figures, "embeddings": self._embedder.figures}

    async def add(
        self,
        document: Document,
        passages: Sequence[Passage],
        progress: Callable[[int], None] = lambda _: None,
    ) -> Added:
        """Keep a document, in place of the one of its id, and index its passages in their order.

        `progress` is told how many passages have vectors, as they come.

        Raises:
            KnowledgeError: It can't be kept; what was there before is found as before.
        """
        known = await self._keeper.find(document.id)
        if known and known.is_indexed and known.document.digest == document.digest:
            return Added(document, "same", known.version, known.passages)
        await self._keeper.check_model()
        vectors, sentences = await self._embedder.of_passages(passages, progress)
        if not document.is_call:  # whose words may not stay behind when it is erased
            await self._words.keep(passages)
        version = known.version + (known.document.digest != document.digest) if known else 1
        note = await self._keeper.keep(document, passages, sentences, version)
        await self._index.put(document, passages, vectors)
        await self._keeper.indexed(document.id)
        return Added(document, "changed" if known else "new", version, len(passages), note)

    async def remove(self, document_id: str) -> bool:
        """Forget a document; whether there was one."""
        known = await self._keeper.find(document_id)
        await self._index.drop(document_id)
        await self._keeper.drop(document_id)
        return known is not None

    async def documents(self) -> list[Listed]:
        """All documents that the company has written, by their addresses."""
        return await self._keeper.documents()

    async def past_calls(self) -> list[Document]:
        """All documents of past calls."""
        return [one.document for one in await self._keeper.documents(of_calls=True)]

    async def forget_calls(self, calls: Sequence[Document]) -> None:
        """Erase documents of past calls, with their vectors, from the files too."""
        for call in calls:
            keys = self._embedder.keys_of(await self._keeper.passages(call.id))
            await self.remove(call.id)
            await self._embedder.forget([*keys])
        if calls:
            await self._keeper.wipe()

    async def passages(self, document_id: str) -> list[Passage]:
        """The passages of a document, in their order."""
        return await self._keeper.passages(document_id)

    async def has_documents(self) -> bool:
        """Whether anything can be found; `KnowledgeError` where that can't be asked."""
        return bool(await self._keeper.refresh())

    async def reindex(self, progress: Callable[[int], None] = lambda _: None) -> int:
        """Index all passages anew, by the embedder and index that are set now; how many there are.

        One that is asked for meanwhile begins when this one has ended. Past calls are erased where
        they are kept no more. `progress` is told how many passages are done.
        """
        async with self._reindexing:
            if not self._keeps_calls:
                await self.forget_calls(await self.past_calls())
            return await index_anew(
                self._keeper, self._index, self._embedder, self._words, progress
            )

    async def prepare(self) -> None:
        """Have ready what the first searches would wait for; `KnowledgeError` as they raise it."""
        await self._search.prepare()

    async def search(self, text: str, audience: Audience, limit: int) -> list[Source]:
        """The passages that answer a text, the likeliest first; empty: nothing was found.

        Raises:
            KnowledgeError: What is known can't be asked, or has vectors of another model.
        """
        return await self._search.run(text, audience, limit)

    async def graph(
        self, term: str, hops: int, asks: Audience | None = None, rules: Sequence[Edge] = ()
    ) -> Graph:
        """What belongs to a term, and what it belongs to, as `knowledge.graph.lookup.around` says.

        Raises:
            KnowledgeError: What is known can't be asked.
        """
        alone = around_in_playbooks(term, hops, rules)
        return await self._keeper.read(lambda c: around(c, term, hops, asks, rules), alone)

    async def missed(self, turn: str) -> None:
        """Note the question of a turn, redacted as the call is, for which nothing was found."""
        await self._keeper.write(lambda connection: feedback.keep_gap(connection, turn))

    async def gaps(self) -> list[Gap]:
        """The questions that found nothing, the most frequent first; at most a thousand."""
        return await self._keeper.read(feedback.read_gaps, [])

    async def close_gap(self, question: str) -> bool:
        """Forget a question that found nothing; whether there was one."""
        return await self._keeper.write(lambda connection: feedback.drop_gap(connection, question))

    async def weigh(self, passage_id: str, said: SourceFeedback) -> None:
        """Note what an agent said of a source; its score changes by little."""
        await self._keeper.weigh(passage_id, said)


@asynccontextmanager
async def open_library(
    settings: Settings,
    embedder: Embedder,
    indexes: Mapping[str, OpenIndex] = INDEXES,
    shared: SharedCache | None = None,
    words: Embedder | None = None,
) -> AsyncIterator[Library]:
    """The library that the settings say, until the block ends; nothing is made before it is used.

    Args:
        settings: Where documents are kept, and where they are indexed.
        embedder: Makes the vectors.
        indexes: The indexes that may be chosen; by default those that need no server.
        shared: What processes with the same documents have found.
        words: Makes the vectors of single words; by default the one that makes all others.

    Raises:
        KnowledgeError: The settings name what can't be used.
    """
    name = chosen_index(settings)
    async with (
        open_database(settings) as database,
        indexes[name](settings, database, embedder.dimension) as index,
    ):
        keeper = CatalogueKeeper(database, name, f"{embedder.name} ({embedder.dimension})")
        kept = KeptEmbedder(embedder, keeper)
        of_words = KeptEmbedder(words, keeper) if words else kept
        calls = settings.knowledge_from_calls
        yield Library(keeper, index, kept, of_words, shared, keeps_calls=calls)
