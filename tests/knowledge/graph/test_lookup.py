"""The graph through the library: kept with the documents, gone with them, seen by who may."""

import random
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from knowledge.document import Audience, Document, Passage
from knowledge.graph.document_edges import document_edges
from knowledge.graph.edge import Edge, EdgeKind
from knowledge.graph.playbook_edges import edges_on, playbook_edges
from knowledge.library import Library, open_library
from knowledge.reading.reader import read
from knowledge.tables import SCHEMA, edges, read_state
from prompts.loader import load_playbook
from prompts.shelf import Shelf
from settings import Settings, load
from tests.knowledge.toy_embedder import ToyEmbedder

PLANS = "# Plans\n\n## Starter\n\nStarter is 19 euros.\n\n## Discounts\n\nA price falls by 5 %.\n"
ANYBODY = Audience()
RULES = [Edge("too dear", EdgeKind.COUNTERED_BY, "Trade scope, give no discount on price", "mine")]


def page(name: str, text: str = PLANS, whom: Audience = ANYBODY) -> tuple[Document, list[Passage]]:
    return read(text.encode(), f"{name}.md", f"{name}.md", whom)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(data_dir=tmp_path / "data")


@pytest.fixture
async def library(settings: Settings) -> AsyncIterator[Library]:
    async with open_library(settings, ToyEmbedder()) as library:
        yield library


async def names(library: Library, term: str, asks: Audience | None = None) -> list[str]:
    return list((await library.graph(term, 2, asks, RULES)).around.names.values())


async def test_a_library_without_documents_knows_the_playbooks(
    library: Library, settings: Settings
) -> None:
    """And makes no file."""
    assert await names(library, "starter") == []
    assert len(await names(library, "too dear")) == 2
    assert not settings.data_dir.exists()


async def test_what_a_document_says_is_found_by_its_words(library: Library) -> None:
    """With the document and the passage that says so."""
    document, passages = page("plans")
    await library.add(document, passages)
    found = await library.graph("the STARTER", 2)
    assert list(found.around.names.values()) == ["Plans", "Starter", "Starter is 19 euros."]
    (up, down) = found.around.steps
    assert (up.is_up, down.is_up, found.place_of(down.edge)) == (True, False, "plans.md")
    assert down.edge.passage_id == passages[0].id


async def test_a_removed_document_takes_its_edges_with_it(library: Library) -> None:
    """After any adding, changing and removing, the edges are those of the documents, no other."""
    chosen = random.Random(7)  # noqa: S311 - no secret
    there: dict[str, tuple[Document, list[Passage]]] = {}
    for _ in range(40):
        name = chosen.choice("abcd")
        if chosen.random() < 0.4:
            if name in there:
                assert await library.remove(there.pop(name)[0].id)
        else:
            price = chosen.randrange(5)
            there[name] = page(name, f"{PLANS}\n## Plan {name}\n\nIt is {price} euros.\n")
            await library.add(*there[name])
        rows = await library._keeper.read(
            lambda connection: connection.execute(select(edges)).all(), []
        )
        kept = {(row.document_id, row.kind, row.source, row.target) for row in rows}
        told = [edge for one in there.values() for edge in document_edges(*one)]
        assert kept == {(one.origin, one.kind.value, one.source, one.target) for one in told}
        assert len(rows) == len(told)


async def test_a_document_of_a_group_is_told_to_no_other(library: Library) -> None:
    """Nor are its names where a term is nowhere, nor its proofs; who may see all sees it."""
    await library.add(*page("gold", whom=Audience(("sales",), "gold")))
    for asks, is_seen in (
        (None, True),
        (Audience(("sales",), "gold"), True),
        (Audience(("support",), "gold"), False),
        (Audience(("sales",)), False),
    ):
        assert bool(await names(library, "starter", asks)) is is_seen
        nowhere = await library.graph("starter kit", 2, asks)
        assert list(nowhere.around.nearest) == (["Starter", "Starter is 19 euros."] * is_seen)
        assert ("Discounts" in await names(library, "too dear", asks)) is is_seen


async def test_a_counter_argument_is_proven_by_a_heading_while_it_is_there(
    library: Library,
) -> None:
    """An objection, what counters it, and where that stands; one word in common proves nothing."""
    document, passages = page("plans")
    await library.add(document, passages)
    await library.add(*page("other", "# Discounts\n\n## Rest\n\nBy 5 days.\n"))
    found = await library.graph("too dear", 2, rules=RULES)
    assert [(s.edge.kind.value, s.edge.target) for s in found.around.steps] == [
        ("countered_by", "Trade scope, give no discount on price"),
        ("proven_by", "Discounts"),
    ]
    (first, proof) = found.around.steps
    assert list(found.around.after(first)) == [proof]
    assert found.place_of(proof.edge) == "plans.md"
    await library.remove(document.id)
    assert "Discounts" not in await names(library, "too dear")


@pytest.mark.parametrize("version", [2, 3])
async def test_a_file_of_a_version_before_is_taken_on(settings: Settings, version: int) -> None:
    """Its documents are found as before, and have their edges, or have them after a reindex."""
    gone = ["DROP TABLE knowledge_links"]
    gone += {
        2: ["DROP TABLE knowledge_edges", "DROP TABLE knowledge_edge_words"],
        3: ["ALTER TABLE knowledge_edges DROP COLUMN is_by_model"],
    }[version]
    async with open_library(settings, ToyEmbedder()) as library:
        await library.add(*page("plans"))
    with sqlite3.connect(settings.data_dir / "knowledge.db") as file:
        file.executescript(";".join(gone))
        file.execute("UPDATE knowledge_state SET value = ? WHERE name = 'schema'", [version])
    async with open_library(settings, ToyEmbedder()) as library:
        assert len(await library.documents()) == 1
        assert await library.search("Starter is 19 euros", ANYBODY, 1)
        assert bool(await names(library, "starter")) is (version == 3)
        assert (await library._keeper.read(read_state, {}))["schema"] == str(SCHEMA)
        await library.reindex()
        assert "Starter is 19 euros." in await names(library, "starter")


def test_a_playbook_tells_what_counters_an_objection() -> None:
    """Each move of a rule, once; a name that is on no shelf has none."""
    shelf = Shelf("sales", "en")
    found = edges_on(shelf, ())
    assert found == playbook_edges(load_playbook("sales", "en"))
    assert len(found) == len(set(found))
    price = [edge for edge in found if edge.source == "price objection"]
    assert {(edge.kind, edge.origin) for edge in price} == {
        ("countered_by", load_playbook("sales", "en").id)
    }
    assert len(price) == 3
    assert edges_on(shelf, ["nope"]) == []
