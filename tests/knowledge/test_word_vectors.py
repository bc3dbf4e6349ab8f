"""Vectors of words: kept with documents, made once, and found for what was never read."""

from pathlib import Path

from knowledge.backends.backends import open_database
from knowledge.document import Audience
from knowledge.keeper import CatalogueKeeper
from knowledge.ports import Candidate
from knowledge.vectors import KeptEmbedder
from knowledge.word_nearness import words_of
from knowledge.word_vectors import WordVectors
from settings import load
from tests.knowledge.toy_embedder import ToyEmbedder, document

POOL, PARTS = document("pool", "The pool is heated.", "Towels are free.")
FOUND = [Candidate(part, POOL, 0.0, 0.5) for part in PARTS]


async def test_words_of_documents_are_encoded_once(tmp_path: Path) -> None:
    """When they are read; a search of another process encodes what is asked alone."""
    settings = load(data_dir=tmp_path)
    async with open_database(settings) as database:
        keeper = CatalogueKeeper(database, "sqlite", "toy")
        keys = await WordVectors(KeptEmbedder(ToyEmbedder(), keeper)).keep(PARTS)
        assert len(keys) == len(words_of(part.indexed for part in PARTS)) == 4

        toy = ToyEmbedder()
        words = WordVectors(KeptEmbedder(toy, keeper))
        near = await words.nearness("is the pool salty", FOUND)
        assert near.passages[0, 0] > 0.9
        assert 0 < near.missing()[0] < near.missing()[1] == 1
        assert "salty" in toy.texts
        assert not {"pool", "heated", "towels"} & {*toy.texts}
        asked = len(toy.texts)
        again = await words.nearness("is the pool salty", FOUND)
        assert len(toy.texts) == asked
        assert again.passages.tolist() == near.passages.tolist()


async def test_a_document_whose_words_have_no_vectors_yet_is_compared_as_well(
    tmp_path: Path,
) -> None:
    """One of the version before, or of a past call, which leaves no words behind."""
    async with open_database(load(data_dir=tmp_path)) as database:
        words = WordVectors(KeptEmbedder(ToyEmbedder(), CatalogueKeeper(database, "sqlite", "toy")))
        near = await words.nearness("is the pool salty", FOUND)
        assert 0 < near.missing()[0] < near.missing()[1] == 1
        nothing = await words.nearness("is it", FOUND)
        assert nothing.missing().tolist() == [0.0, 0.0]


async def test_words_of_documents_that_have_no_vectors_get_them_once(tmp_path: Path) -> None:
    """Those of the version before; a past call leaves no words behind."""
    async with open_database(load(data_dir=tmp_path)) as database:
        keeper = CatalogueKeeper(database, "sqlite", "toy")
        await WordVectors(KeptEmbedder(ToyEmbedder(), keeper)).prepare(keeper)
        assert not database.is_there()

        call, said = document("call", "Sauna broken.", audience=Audience(seen_by="ada"))
        for made, parts in ((POOL, PARTS), (call, said)):
            await keeper.keep(made, parts, [b""] * len(parts), 1)
        toy = ToyEmbedder()
        await WordVectors(KeptEmbedder(toy, keeper)).prepare(keeper)
        assert {"pool", "heated", "towels", "free"} <= {*toy.texts}
        assert not {"sauna", "broken"} & {*toy.texts}

        toy = ToyEmbedder()
        words = WordVectors(KeptEmbedder(toy, keeper))
        await words.prepare(keeper)
        usual = len(toy.texts)
        await words.nearness("is the pool salty", FOUND)
        assert toy.texts[usual:] == ["salty"]


async def test_a_prepared_process_has_the_words_of_all_documents(tmp_path: Path) -> None:
    """So that its first searches read none; one that came since is read when it is found."""
    settings = load(data_dir=tmp_path)
    async with open_database(settings) as database:
        keeper = CatalogueKeeper(database, "sqlite", "toy")
        await keeper.keep(POOL, PARTS, [b""] * len(PARTS), 1)
        embedder = KeptEmbedder(ToyEmbedder(), keeper)
        await WordVectors(embedder).prepare(keeper)
        words = WordVectors(embedder)
        await words.prepare(keeper)
        embedder.figures.take()
        await words.nearness("is the pool heated", FOUND)
        assert embedder.figures.take() == (0, 0)

        late, parts = document("late", "The sauna is free.")
        await words.keep(parts)
        near = await words.nearness("any sauna", [Candidate(parts[0], late, 0.0, 0.5)])
        assert near.missing().tolist() == [0.0]
