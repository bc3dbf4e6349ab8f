"""What the company knows in the Postgres of DATABASE_URL: documents there, an index a machine."""

from pathlib import Path

import pytest

from knowledge.document import Audience
from knowledge.errors import KnowledgeError
from knowledge.feedback import SourceFeedback
from knowledge.graph.edge import Edge, EdgeKind
from knowledge.library import open_library
from knowledge.reading.reader import read
from peers.weaviate import WeaviatePeer
from services.indexes.indexes import INDEXES
from settings import load
from tests.knowledge.toy_embedder import ToyEmbedder, document

FACT = "How many invoices fit into one import: 5,000 invoices."
OTHERS = document(
    "others",
    *(f"About {word}: our {word} team writes to you." for word in "abcdefghijklmno"),
)
ASKED = "how many invoices fit into one import"


async def test_documents_are_shared_and_indexed_on_each_machine(
    postgres_url: str, tmp_path: Path
) -> None:
    """One that has not indexed them says so, with what to type; at first there is nothing."""
    here = load(data_dir=tmp_path / "here", database_url=postgres_url)
    there = load(data_dir=tmp_path / "there", database_url=postgres_url)
    async with (
        open_library(here, ToyEmbedder()) as library,
        open_library(there, ToyEmbedder()) as other,
    ):
        assert not await library.has_documents()
        assert await library.search(ASKED, Audience(), 3) == []
        assert (await library.add(*document("imports", FACT))).change == "new"
        await library.add(*OTHERS)
        assert (await library.search(ASKED, Audience(), 1))[0].passage == FACT
        await library.missed("what about it")
        await library.weigh("imports.0", SourceFeedback.USED)
        with pytest.raises(KnowledgeError, match="not indexed on this machine: callshadow knowl"):
            await other.search(ASKED, Audience(), 1)
        assert await other.reindex() == 16
        assert (await other.search(ASKED, Audience(), 1))[0].passage == FACT
        assert [gap.question for gap in await other.gaps()] == ["what about it"]
        assert await other.remove("imports")
        assert [one.document.id for one in await library.documents()] == ["others"]


async def test_an_index_in_weaviate_is_shared_by_all_machines(
    postgres_url: str, tmp_path: Path
) -> None:
    """What one of them adds, changes or removes is so for the others."""
    async with WeaviatePeer() as peer:
        here, there = (
            load(
                data_dir=tmp_path / name,
                database_url=postgres_url,
                knowledge_index="weaviate",
                weaviate_url=peer.url,
            )
            for name in ("here", "there")
        )
        async with (
            open_library(here, ToyEmbedder(), INDEXES) as library,
            open_library(there, ToyEmbedder(), INDEXES) as other,
        ):
            await library.add(*document("imports", FACT))
            await library.add(*OTHERS)
            assert (await other.search(ASKED, Audience(), 1))[0].passage == FACT
            changed = FACT.replace("5,000", "6,000")
            await other.add(*document("imports", changed))
            assert (await library.search(ASKED, Audience(), 1))[0].passage == changed
            assert await other.remove("imports")
            found = await library.search(ASKED, Audience(), 20)
            assert {one.passage_id.split(".")[0] for one in found} <= {"others"}


async def test_what_belongs_to_what_is_kept_with_the_documents(
    postgres_url: str, tmp_path: Path
) -> None:
    """The same walk as in a file: by names, by words of names, the nearest, what is hidden."""
    settings = load(data_dir=tmp_path, database_url=postgres_url)
    rules = [Edge("too dear", EdgeKind.COUNTERED_BY, "Give a discount on the price", "mine")]
    async with open_library(settings, ToyEmbedder()) as library:
        text = b"# Plans\n\n## Discounts\n\nThe price falls by 5 %.\n"
        gold = Audience((), "gold")
        document, passages = read(text, "plans.md", "plans.md", gold)
        await library.add(document, passages)
        found = (await library.graph("plans", 2, gold, rules)).around
        told = ["Plans", "Discounts", "The price falls by 5 %."]
        assert list(found.names.values()) == told
        proven = (await library.graph("too dear", 2, gold, rules)).around
        assert [step.edge.target for step in proven.steps][1:] == ["Discounts"]
        assert (await library.graph("falls", 1, gold)).around.starts == ["pric fall 5"]
        for nowhere in ("discount rate", "discuont"):
            assert (await library.graph(nowhere, 1, gold)).around.nearest == ["Discounts"]
        assert (await library.graph("plans", 2, Audience())).around.steps == ()
        await library.remove(document.id)
        assert (await library.graph("plans", 2)).around.names == {}
