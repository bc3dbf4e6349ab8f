"""Index that is filled anew, by the embedder and the settings of now."""

from collections.abc import Callable

from loguru import logger

from knowledge.keeper import CatalogueKeeper
from knowledge.ports import PassageIndex
from knowledge.vectors import KeptEmbedder
from knowledge.word_vectors import WordVectors


async def index_anew(
    keeper: CatalogueKeeper,
    index: PassageIndex,
    embedder: KeptEmbedder,
    words: WordVectors,
    progress: Callable[[int], None],
) -> int:
    """Index all passages anew; how many there are. `progress` is told how many are done."""
    known = [*await keeper.documents(), *await keeper.documents(of_calls=True)]
    twice, used = 0, set[str]()
    for one in known:
        await embedder.of_passages(parts := await keeper.passages(one.document.id))
        twice += len(parts)
        progress(twice // 2)
    await keeper.begin_anew()  # not before all has its vector: a vendor may refuse
    await index.clear()
    for listed in known:
        parts = await keeper.passages(listed.document.id)
        vectors, sentences = await embedder.of_passages(parts)
        if note := await keeper.keep(listed.document, parts, sentences, listed.version):
            logger.warning("knowledge: {}: {}", listed.document.address, note)
        await index.put(listed.document, parts, vectors)
        await keeper.indexed(listed.document.id)
        used |= embedder.keys_of(parts)
        if not listed.document.is_call:
            used |= await words.keep(parts)
        twice += len(parts)
        progress(twice // 2)
    await embedder.keep_only(used)  # those of removed documents, and of other models
    return twice // 2
