"""Contract of an index of passages: what each backend must do; a subclass says how to open one."""

import asyncio
from collections.abc import Sequence

import pytest

from knowledge.document import Audience, Document, Passage
from knowledge.ports import Candidate, PassageIndex
from knowledge.words import terms
from tests.knowledge.toy_embedder import ToyEmbedder, document

ANYBODY = Audience()
EMBEDDER = ToyEmbedder()
PRICE = document("price", "Enterprise costs 90 euros a seat.", "Starter costs 12 euros a seat.")
SECURITY = document("security", "Backups are encrypted and kept in Frankfurt.")


async def put(index: PassageIndex, read: tuple[Document, list[Passage]]) -> None:
    made, passages = read
    await index.put(made, passages, await EMBEDDER.embed([one.indexed for one in passages]))


async def search(
    index: PassageIndex, text: str, audience: Audience = ANYBODY, limit: int = 10
) -> list[Candidate]:
    (vector,) = await EMBEDDER.embed([text])
    found = await index.search(terms(text), vector, audience, limit)
    return sorted(found, key=lambda one: (-one.words, -one.meaning))


def ids(found: Sequence[Candidate]) -> set[str]:
    return {one.passage.id for one in found}


class IndexContract:
    """Tests that every index passes. A subclass has the fixture `index`: an empty one."""

    async def test_a_passage_comes_back_whole(self, index: PassageIndex) -> None:
        """With its document, its audience and its page, letter by letter."""
        audience = Audience(("sales", "support"), "gold")
        made, (passage,) = document("odd", "Zwölf 'Œufs' \"kosten\" \\ {3} €.", audience=audience)
        paged = Passage(passage.id, made.id, 0, "A › B", passage.text, 7)
        await put(index, (made, [paged]))
        (found,) = await search(index, "Was kosten Œufs?", audience)
        assert (found.document, found.passage) == (made, paged)

    async def test_words_and_meaning_are_told_apart(self, index: PassageIndex) -> None:
        """The cosine of each, and how well its words fit; 0 where it has none of them."""
        await put(index, PRICE)
        await put(index, SECURITY)
        found = {one.passage.id: one for one in await search(index, "Enterprise price in euros")}
        assert found["price.0"].words > found["price.1"].words > 0
        assert found["security.0"].words == 0
        vectors = await EMBEDDER.embed([one.indexed for one in PRICE[1]])
        (asked,) = await EMBEDDER.embed(["Enterprise price in euros"])
        for passage, vector in zip(PRICE[1], vectors, strict=True):
            cosine = float(vector @ asked)
            assert found[passage.id].meaning == pytest.approx(cosine, abs=0.02)

    async def test_each_way_finds_as_many_as_are_asked_for(self, index: PassageIndex) -> None:
        """What is nearest, where no word is in any passage."""
        await put(index, document("many", *(f"Item {n} is blue." for n in range(30))))
        assert 1 <= len(await search(index, "blue", limit=3)) <= 6
        nothing = await search(index, "zebra", limit=3)
        assert len(nothing) == 3
        assert {one.words for one in nothing} == {0}

    async def test_a_document_takes_its_own_place(self, index: PassageIndex) -> None:
        """Of those that it had, none is found."""
        await put(index, PRICE)
        await put(index, document("price", "Enterprise costs 95 euros a seat."))
        (found,) = await search(index, "Enterprise Starter euros")
        assert found.passage.text == "Enterprise costs 95 euros a seat."

    async def test_a_dropped_document_is_found_no_more(self, index: PassageIndex) -> None:
        """The others are; to drop one that is not there is no mistake."""
        await put(index, PRICE)
        await put(index, SECURITY)
        await index.drop("price")
        await index.drop("nothing")
        assert ids(await search(index, "Enterprise euros Frankfurt")) == {"security.0"}

    async def test_a_cleared_index_is_empty(self, index: PassageIndex) -> None:
        """And takes documents again."""
        await put(index, PRICE)
        await index.clear()
        assert await search(index, "Enterprise") == []
        await put(index, SECURITY)
        assert ids(await search(index, "Frankfurt")) == {"security.0"}

    async def test_an_audience_finds_what_is_for_it(self, index: PassageIndex) -> None:
        """As `Audience.admits` says; a name may have any letters."""
        audiences = {
            "any": ANYBODY,
            "sales": Audience(("sales",)),
            "gold": Audience((), 'gold\'s "own"'),
            "both": Audience(("sales", "a, b"), 'gold\'s "own"'),
            "call": Audience(("sales",), None, '["maria",null]'),
            "another": Audience((), None, '["tom","north"]'),
        }
        for name, audience in audiences.items():
            await put(index, document(name, "The seat costs euros.", audience=audience))
        for asks in (*audiences.values(), Audience(("a, b",), "silver"), Audience(("a",))):
            admitted = {f"{name}.0" for name, one in audiences.items() if one.admits(asks)}
            assert ids(await search(index, "seat costs", asks)) == admitted, asks

    async def test_a_small_audience_is_not_crowded_out(self, index: PassageIndex) -> None:
        """By what fits better and is for others."""
        sales = Audience(("sales",))
        others = [f"Seat euros costs {n}." for n in range(300)]
        await put(index, document("others", *others, audience=sales))
        mine = Audience(("support",))
        await put(index, document("mine", "One seat, quite cheap.", audience=mine))
        assert ids(await search(index, "seat costs euros", mine, 3)) == {"mine.0"}

    async def test_words_that_are_syntax_elsewhere_are_words(self, index: PassageIndex) -> None:
        """AND, OR, NOT and NEAR are looked for, as all others."""
        await put(index, document("logic", "Near or not, and never: NOT NULL."))
        for text in ("and", "OR", "near", "not null", "'", '"', "a:b", "x*", "(", "\\", "%"):
            await search(index, text)
        assert ids(await search(index, "not null")) == {"logic.0"}

    async def test_many_may_ask_while_one_writes(self, index: PassageIndex) -> None:
        """Each sees a document whole or not at all."""
        await put(index, SECURITY)
        whole = document("price", *(f"Enterprise seat {n} costs euros." for n in range(20)))

        async def ask() -> None:
            found = ids(await search(index, "Enterprise seat costs euros Frankfurt", limit=30))
            assert len(found - {"security.0"}) in (0, 20)

        await asyncio.gather(*(ask() for _ in range(5)), put(index, whole), *(ask() for _ in "123"))
