"""The library, on SQLite and on Postgres: documents in, passages found again."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from knowledge.document import Audience
from knowledge.errors import KnowledgeError
from knowledge.feedback import SourceFeedback
from knowledge.keeper import FRESH_S
from knowledge.library import Library, open_library
from settings import Settings, load
from tests.knowledge.toy_embedder import ToyEmbedder, document

PRICE = document("price", "Enterprise costs 90 euros a seat.", "Starter costs 12 euros a seat.")
ANYBODY = Audience()
SECURITY = document("security", "Backups are encrypted and kept in Frankfurt.")


@pytest.fixture
def file_settings(tmp_path: Path) -> Settings:
    return load(data_dir=tmp_path / "data")


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Of an empty library, on each kind of index in turn."""
    if request.param == "sqlite":
        return request.getfixturevalue("file_settings")
    url = request.getfixturevalue("pgvector_url")
    return load(data_dir=tmp_path / "data", database_url=url, knowledge_index="postgres")


@pytest.fixture
async def library(settings: Settings) -> AsyncIterator[Library]:
    async with open_library(settings, ToyEmbedder()) as library:
        yield library


async def found(library: Library, text: str, audience: Audience = ANYBODY) -> list[str]:
    return [source.passage_id for source in await library.search(text, audience, 3)]


async def test_a_library_without_documents_costs_nothing(settings: Settings) -> None:
    """It makes no file, asks no embedder, and finds nothing."""
    embedder = ToyEmbedder()
    async with open_library(settings, embedder) as library:
        assert await found(library, "what does it cost") == []
        assert await library.documents() == []
        assert await library.gaps() == []
    assert embedder.texts == []
    assert not settings.data_dir.exists()


async def test_a_passage_is_found_with_its_source(library: Library) -> None:
    """By what it says; with its title, its address, its text and a likelihood."""
    await library.add(*PRICE)
    await library.add(*SECURITY)
    (best, *_) = await library.search("What does Enterprise cost for a seat?", ANYBODY, 3)
    assert (best.passage_id, best.title, best.address) == ("price.0", "Price", "docs/price.md")
    assert best.passage == "Enterprise costs 90 euros a seat."
    assert 0 < best.score < 1


async def test_a_copy_of_a_document_takes_no_place_of_another(library: Library) -> None:
    """The same file in two folders is one source; of another title, it says something else."""
    made, parts = PRICE
    await library.add(made, parts)
    for name, title in (("copy", "Price"), ("old", "Price of 2019")):
        same = [replace(part, id=f"{name}.{part.place}", document_id=name) for part in parts]
        address = f"docs/{name}/price.md"
        await library.add(replace(made, id=name, address=address, title=title), same)
    sources = await library.search("What does Enterprise cost for a seat?", ANYBODY, 10)
    told = [(one.title, one.passage) for one in sources]
    assert sorted(told) == sorted(
        (title, part.text) for title in ("Price", "Price of 2019") for part in parts
    )


async def test_what_nothing_answers_finds_nothing(library: Library) -> None:
    """An empty list is honest: the best of bad passages is none."""
    await library.add(*PRICE)
    assert await found(library, "Do you sell boats?") == []


async def test_a_document_with_the_same_text_is_not_indexed_again(library: Library) -> None:
    """Its digest tells; another text is a new version, and the old one is found no more."""
    assert (await library.add(*PRICE)).change == "new"
    assert (await library.add(*PRICE)).change == "same"
    changed = document("price", "Enterprise costs 95 euros a seat.")
    added = await library.add(*changed)
    assert (added.change, added.version, added.passages) == ("changed", 2, 1)
    assert await found(library, "Starter costs 12 euros a seat") == ["price.0"]
    assert [one.version for one in await library.documents()] == [2]


async def test_a_removed_document_is_found_no_more(library: Library) -> None:
    """Whether there was one is told."""
    await library.add(*PRICE)
    assert await library.remove("price")
    assert not await library.remove("price")
    assert await found(library, "Enterprise costs") == []


async def test_a_document_is_found_by_those_it_is_for(library: Library) -> None:
    """What is for a group is told to no call whose group is another, or not known."""
    gold = Audience(("sales",), "gold")
    await library.add(*document("gold", "Gold customers pay 70 euros.", audience=gold))
    text = "What do gold customers pay in euros?"
    assert await found(library, text, Audience(("sales",), "gold")) == ["gold.0"]
    assert await found(library, text, Audience(("support",), "gold")) == []
    assert await found(library, text, Audience(("sales",))) == []


async def test_another_process_sees_what_was_added(settings: Settings) -> None:
    """Two libraries over one file, as a server and the command line are."""
    async with (
        open_library(settings, ToyEmbedder()) as server,
        open_library(settings, ToyEmbedder()) as command,
    ):
        assert await found(server, "Enterprise costs 90 euros") == []
        await command.add(*PRICE)
        server._keeper._read_at = float("-inf")  # half a second later
        assert await found(server, "Enterprise costs 90 euros") == ["price.0", "price.1"]


async def test_vectors_of_two_models_are_not_mixed(settings: Settings) -> None:
    """The one line says what to run; after that, all is found again."""
    async with open_library(settings, ToyEmbedder()) as library:
        await library.add(*PRICE)
    async with open_library(settings, ToyEmbedder("other", 32)) as library:
        with pytest.raises(KnowledgeError, match="callshadow knowledge reindex"):
            await library.search("Enterprise", ANYBODY, 3)
        assert await library.reindex() == 2
        assert "price.0" in await found(library, "Enterprise costs 90 euros")


async def test_another_index_is_filled_by_a_reindex(
    pgvector_url: str, file_settings: Settings
) -> None:
    """The documents stay where they are; till then the one line says what to run."""
    before = file_settings.model_copy(update={"database_url": SecretStr(pgvector_url)})
    async with open_library(before, ToyEmbedder()) as library:
        await library.add(*PRICE)
    now = before.model_copy(update={"knowledge_index": "postgres"})
    async with open_library(now, ToyEmbedder()) as library:
        told = "indexed with sqlite, and postgres is set: run callshadow knowledge reindex"
        with pytest.raises(KnowledgeError, match=told):
            await library.search("Enterprise", ANYBODY, 3)
        assert await library.reindex() == 2
        assert "price.0" in await found(library, "Enterprise costs 90 euros")


async def test_a_text_is_embedded_once(settings: Settings) -> None:
    """What was read before has its vector still, whatever document it is in."""
    embedder = ToyEmbedder()
    async with open_library(settings, embedder) as library:
        await library.add(*PRICE)
        await library.add(*document("copy", *[p.text for p in PRICE[1]]))
        await library.reindex()
    assert len(embedder.texts) == len(set(embedder.texts))


async def test_two_who_reindex_at_once_wait_for_each_other(library: Library) -> None:
    """After either, all is found."""
    await library.add(*PRICE)

    async def reindex() -> list[str]:
        assert await library.reindex() == 2
        return await found(library, "Enterprise costs 90 euros")

    assert (await asyncio.gather(reindex(), reindex()))[1] == ["price.0", "price.1"]


async def test_a_reindex_forgets_the_vectors_of_what_is_not_known_any_more(
    settings: Settings,
) -> None:
    """Of a removed document none is left; what another one shares with it is kept."""
    embedder = ToyEmbedder()
    async with open_library(settings, embedder) as library:
        await library.add(*PRICE)
        await library.add(*document("copy", PRICE[1][0].text))
        await library.add(*SECURITY)
        await library.remove("price")
        await library.remove("security")
        made = len(embedder.texts)
        await library.reindex()
        await library.add(*document("again", PRICE[1][0].text))
        assert len(embedder.texts) == made
        await library.add(*SECURITY)
        assert len(embedder.texts) > made


async def test_feedback_changes_a_score_by_little(library: Library) -> None:
    """A hundred agents who say wrong move it; they do not hide what plainly answers."""
    await library.add(*PRICE)
    (before, *_) = await library.search("Enterprise costs 90 euros a seat", ANYBODY, 1)
    for _ in range(20):
        await library.weigh("price.0", SourceFeedback.WRONG)
    (after, *_) = await library.search("Enterprise costs 90 euros a seat", ANYBODY, 1)
    assert after.passage_id == "price.0"
    assert before.score - 0.2 < after.score < before.score


async def test_feedback_is_on_the_words_that_an_agent_read(library: Library) -> None:
    """It stays through a reindex and another passage's change, and goes with its own words."""
    text = "Enterprise costs 90 euros a seat."

    async def score() -> float:
        return (await library.search(text, ANYBODY, 1))[0].score

    await library.add(*document("price", text, "Starter costs 12 euros."))
    unsaid = await score()
    for _ in range(5):
        await library.weigh("price.0", SourceFeedback.WRONG)
    said = await score()
    assert said < unsaid
    await library.reindex()
    await library.add(*document("price", text, "Starter costs 14 euros."))
    assert await score() == pytest.approx(said, abs=0.01)
    await library.add(*document("price", "Enterprise is for large firms.", "Starter is free."))
    await library.add(*document("price", text, "Starter costs 12 euros."))
    assert await score() == unsaid
    await library.weigh("price.0", SourceFeedback.WRONG)
    await library.remove("price")
    await library.add(*document("price", text, "Starter costs 12 euros."))
    assert await score() == unsaid


async def test_questions_that_found_nothing_are_counted(library: Library) -> None:
    """The most frequent stands first; one that was answered can be closed."""
    await library.missed("Do you ship to Malta?")
    await library.missed("Is there an app?")
    await library.missed("Do you  ship to Malta?")
    gaps = await library.gaps()
    assert [(gap.question, gap.asked) for gap in gaps] == [
        ("Do you ship to Malta?", 2),
        ("Is there an app?", 1),
    ]
    assert await library.close_gap("Is there an app?")
    assert not await library.close_gap("Is there an app?")
    assert len(await library.gaps()) == 1


async def test_of_a_turn_that_found_nothing_its_question_alone_is_noted(library: Library) -> None:
    """Whoever writes documents reads what was asked, and not what was told around it."""
    await library.missed("Right, thanks. My sister lives there. Do you ship to Malta? It's urgent.")
    await library.missed("I've got a piano. How do I get that upstairs?")
    assert {gap.question for gap in await library.gaps()} == {
        "Do you ship to Malta?",
        "I've got a piano. How do I get that upstairs?",
    }


async def test_a_question_in_several_wordings_is_one(library: Library) -> None:
    """Spelling and "okay so" make no other question; "how long" and "how much" do."""
    for turn in (
        "do you ship to malta",
        "Okay, so do you ship to Malta, please?",
        "Great. Do you ship to Malta?",
        "Do you ship to Malta?",
        "How long is delivery to Malta?",
        "How much is delivery to Malta?",
    ):
        await library.missed(turn)
    first, *others = await library.gaps()
    assert (first.question, first.asked) == ("Do you ship to Malta?", 4)
    assert [other.asked for other in others] == [1, 1]
    assert await library.close_gap("and do you ship to malta")
    assert await library.gaps() == others


async def test_a_corrupt_file_is_told_in_one_line(file_settings: Settings) -> None:
    """The line names the file, and what to do."""
    file_settings.data_dir.mkdir()
    (file_settings.data_dir / "knowledge.db").write_bytes(b"no database" * 500)
    async with open_library(file_settings, ToyEmbedder()) as library:
        with pytest.raises(KnowledgeError, match=r"knowledge\.db is corrupt: move the file away"):
            await library.search("anything", ANYBODY, 3)


async def test_a_fifo_in_place_of_the_file_is_told_in_one_line(file_settings: Settings) -> None:
    """A search does not wait for somebody to write into it."""
    file_settings.data_dir.mkdir()
    os.mkfifo(file_settings.data_dir / "knowledge.db")
    async with open_library(file_settings, ToyEmbedder()) as library:
        with pytest.raises(KnowledgeError, match=r"knowledge\.db is a FIFO, and no file"):
            await library.search("anything", ANYBODY, 3)


async def test_a_writer_that_is_in_the_way_is_told(file_settings: Settings) -> None:
    """`database is locked` is no message; and searches go on meanwhile."""
    async with open_library(file_settings, ToyEmbedder()) as library:
        await library.add(*PRICE)
        other = sqlite3.connect(file_settings.data_dir / "knowledge.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(KnowledgeError, match="another process is writing to it"):
            await library.add(*SECURITY)
        assert "price.0" in await found(library, "Enterprise costs 90 euros")
        other.close()


async def test_the_same_search_is_not_made_twice(settings: Settings) -> None:
    """Whatever its case and its last sign; another audience or count is another search."""
    embedder = ToyEmbedder()
    async with open_library(settings, embedder) as library:
        await library.add(*PRICE)
        library.caches["searches"].take()
        first = await library.search("What does Enterprise cost?", ANYBODY, 3)
        assert first
        assert await library.search(" what does  enterprise cost", ANYBODY, 3) == first
        assert library.caches["searches"].take() == (1, 1)
        await library.search("What does Enterprise cost?", ANYBODY, 1)
        await library.search("What does Enterprise cost?", Audience(("sales",)), 3)
        assert library.caches["searches"].take() == (0, 2)
        assert library.caches["embeddings"].take().hits >= 2


class CommonCache:
    """A cache that two libraries have in common."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    async def put(self, key: str, text: bytes, ttl_s: float) -> None:
        self.kept[key] = text


async def test_what_one_process_found_another_does_not_look_for(settings: Settings) -> None:
    """The same passages; the key tells nothing of the question, and a change makes it of no use."""
    asked, common = ("What does Enterprise cost?", ANYBODY, 3), CommonCache()
    async with (
        open_library(settings, ToyEmbedder(), shared=common) as library,
        open_library(settings, ToyEmbedder(), shared=common) as other,
    ):
        await library.add(*PRICE)
        first = await library.search(*asked)
        other.caches["searches"].take()
        assert await other.search(*asked) == first
        assert other.caches["searches"].take() == (1, 0)
        assert "enterprise" not in "".join(common.kept)
        await library.weigh(first[0].passage_id, SourceFeedback.WRONG)
        assert (await library.search(*asked))[0].score < first[0].score


async def test_what_was_found_is_forgotten_when_something_changes(settings: Settings) -> None:
    """A document that comes or goes, in whichever process, and a rating."""
    asked = ("what does enterprise cost", ANYBODY, 3)
    async with (
        open_library(settings, ToyEmbedder()) as library,
        open_library(settings, ToyEmbedder()) as other,
    ):
        await library.add(*PRICE)
        [before, *_] = await library.search(*asked)
        await library.weigh(before.passage_id, SourceFeedback.WRONG)
        assert (await library.search(*asked))[0].score < before.score
        await other.remove("price")
        await asyncio.sleep(FRESH_S)
        assert await library.search(*asked) == []


class RefusedEmbedder(ToyEmbedder):
    """A vendor that takes some texts, and then no more."""

    async def embed(self, texts):
        if len(self.texts) > 3:
            raise KnowledgeError("no credit")
        return await super().embed(texts)


async def test_what_a_vendor_refuses_to_index_anew_is_found_as_before(settings: Settings) -> None:
    """Nothing is cleared before all has its vector; what was made meanwhile is not made again."""
    async with open_library(settings, ToyEmbedder()) as library:
        await library.add(*PRICE)
        await library.add(*SECURITY)
    async with open_library(settings, RefusedEmbedder("refused")) as library:
        with pytest.raises(KnowledgeError, match="no credit"):
            await library.reindex()
    async with open_library(settings, ToyEmbedder()) as library:
        assert (await found(library, "What does Enterprise cost?"))[0] == "price.0"


async def test_indexing_anew_tells_how_far_it_is(settings: Settings) -> None:
    """From the first vectors to the last document, and never back."""
    told: list[int] = []
    async with open_library(settings, ToyEmbedder()) as library:
        await library.add(*PRICE)
        await library.add(*SECURITY)
        assert await library.reindex(told.append) == 3
    assert told == sorted(told)
    assert told[-1] == 3


async def test_a_library_that_was_prepared_encodes_of_a_question_no_more_than_itself(
    settings: Settings,
) -> None:
    """Its usual questions and words are there before the first call asks."""
    async with open_library(settings, ToyEmbedder()) as library:
        await library.add(*document("pool", "The pool is heated."))
    toy = ToyEmbedder()
    async with open_library(settings, toy) as library:
        await library.prepare()
        before = len(toy.texts)
        await library.search("is the pool salty", ANYBODY, 1)
    assert toy.texts[before:] == ["is the pool salty", "salty"]
