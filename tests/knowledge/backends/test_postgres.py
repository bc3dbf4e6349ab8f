"""The Postgres index keeps the contract of an index, on a real Postgres with pgvector."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from knowledge.backends.backends import INDEXES, open_database
from knowledge.backends.postgres_rows import FEW
from knowledge.backends.postgres_tables import LONGEST_HALF, LONGEST_VECTOR
from knowledge.document import Audience
from knowledge.errors import KnowledgeError
from knowledge.ports import PassageIndex, Vectors
from knowledge.tables import KnowledgeDatabase
from peers.postgres_server import Postgres
from settings import Settings, load
from tests.knowledge.backends.index_contract import (
    ANYBODY,
    EMBEDDER,
    PRICE,
    IndexContract,
    ids,
    put,
    search,
)
from tests.knowledge.toy_embedder import document
from tests.postgres import installed_postgres


def settings_of(url: str) -> Settings:
    return load(data_dir=Path("nowhere"), database_url=url, knowledge_index="postgres")


@pytest.fixture
async def database(pgvector_url: str) -> AsyncIterator[KnowledgeDatabase]:
    async with open_database(settings_of(pgvector_url)) as database:
        yield database


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def debian() -> Iterator[Postgres]:
    """The system's own Postgres: Debian 12 has no pgvector for it."""
    with installed_postgres() as server:
        yield server


async def opened(
    stack: AsyncExitStack, url: str, dimension: int = EMBEDDER.dimension
) -> PassageIndex:
    settings = settings_of(url)
    database = await stack.enter_async_context(open_database(settings))
    return await stack.enter_async_context(INDEXES["postgres"](settings, database, dimension))


def units(number: int, dimension: int) -> Vectors:
    """Vectors that are near to nothing, the same in each run."""
    rows = np.random.default_rng(1).standard_normal((number, dimension), np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class TestPostgresIndex(IndexContract):
    """In a database of its own."""

    @pytest.fixture
    async def index(self, pgvector_url: str, stack: AsyncExitStack) -> PassageIndex:
        index = await opened(stack, pgvector_url)
        await index.clear()
        return index


async def test_the_graph_finds_what_is_nearest(pgvector_url: str, stack: AsyncExitStack) -> None:
    """Where passages are many, HNSW is asked: also by an audience that most are not for."""
    index = await opened(stack, pgvector_url, 16)
    audiences = {"all": (ANYBODY, 2 * FEW), "some": (Audience(("sales",)), FEW // 10)}
    vectors = units(sum(number for _, number in audiences.values()), 16)
    first, names = 0, list[str]()
    for name, (audience, number) in audiences.items():
        made, passages = document(name, *["Text."] * number, audience=audience)
        await index.put(made, passages, vectors[first : first + number])
        first, names = first + number, names + [one.id for one in passages]
    for asked in vectors[: 2 * FEW : FEW // 2]:
        for playbook, known in (("sales", len(names)), ("support", 2 * FEW)):
            nearest = np.argsort(-(vectors[:known] @ asked))[:10]
            found = await index.search([], asked, Audience((playbook,)), 10)
            assert len(ids(found) & {names[at] for at in nearest}) >= 9
            assert max(one.meaning for one in found) == pytest.approx(1, abs=1e-3)


async def test_after_a_reindex_the_graph_is_asked(
    pgvector_url: str, stack: AsyncExitStack, database: KnowledgeDatabase
) -> None:
    """`clear` makes the HNSW index anew, and a search among many reads it."""
    index = await opened(stack, pgvector_url, 16)
    made, passages = document("many", *["Text."] * (FEW + 1))
    vectors = units(FEW + 1, 16)
    for _ in range(2):
        await index.clear()
        await index.put(made, passages, vectors)
    found = await index.search([], vectors[7], ANYBODY, 1)
    assert ids(found) == {"many.7"}
    await stack.aclose()  # a connection tells what it has read when it closes
    used = text(
        "SELECT idx_scan FROM pg_stat_user_indexes JOIN pg_indexes ON indexname = indexrelname"
        " WHERE indexdef LIKE '%USING hnsw%'"
    )
    async with asyncio.timeout(30):
        while await database.read(lambda c: c.execute(used).scalar_one()) != 1:
            pass


async def test_a_playbook_of_few_passages_is_asked_for_all_of_them(
    pgvector_url: str, stack: AsyncExitStack
) -> None:
    """Whatever is nearer and for others."""
    index = await opened(stack, pgvector_url, 16)
    vectors = units(2 * FEW, 16)
    others, passages = document("others", *["Text."] * 2 * FEW, audience=Audience(("sales",)))
    await index.put(others, passages, vectors)
    mine, own = document("mine", "Text.", audience=Audience(("support",)))
    await index.put(mine, own, -vectors[:1])
    found = await index.search([], vectors[0], Audience(("support",)), 3)
    assert ids(found) == {"mine.0"}


@pytest.mark.parametrize("dimension", [LONGEST_VECTOR + 1, LONGEST_HALF + 1])
async def test_vectors_may_be_long(
    pgvector_url: str, stack: AsyncExitStack, dimension: int
) -> None:
    """Longer ones than HNSW takes are of halves, or have no index."""
    index = await opened(stack, pgvector_url, dimension)
    vectors = units(3, dimension)
    made, passages = document("long", "One.", "Two.", "Three.")
    await index.put(made, passages, vectors)
    (found,) = await index.search([], vectors[1], ANYBODY, 1)
    assert found.passage == passages[1]
    assert found.meaning == pytest.approx(1, abs=1e-3)


async def test_another_dimension_needs_a_reindex(pgvector_url: str, stack: AsyncExitStack) -> None:
    """The line says what to run; `clear` makes the column anew."""
    await put(await opened(stack, pgvector_url), PRICE)
    other = await opened(stack, pgvector_url, 32)
    made, passages = document("new", "Seat.")
    with pytest.raises(KnowledgeError, match=r"of vector\(64\), and vector\(32\) is set: run"):
        await other.put(made, passages, units(1, 32))
    await other.clear()
    await other.put(made, passages, units(1, 32))
    assert ids(await other.search(["seat"], units(1, 32)[0], ANYBODY, 5)) == {"new.0"}


async def test_two_processes_may_put_one_document(pgvector_url: str, stack: AsyncExitStack) -> None:
    """The one that comes last stays, and nothing is there twice."""
    indexes = [await opened(stack, pgvector_url) for _ in range(4)]
    await asyncio.gather(*(put(index, PRICE) for index in indexes))
    found = await search(indexes[0], "Enterprise Starter euros")
    assert sorted(one.passage.id for one in found) == ["price.0", "price.1"]


async def test_what_was_never_indexed_is_told(pgvector_url: str, stack: AsyncExitStack) -> None:
    """Documents may be there, and their index be in a file."""
    with pytest.raises(KnowledgeError, match="not indexed in Postgres: callshadow knowledge"):
        await search(await opened(stack, pgvector_url), "seat")


async def test_a_postgres_without_pgvector_is_told(debian: Postgres, stack: AsyncExitStack) -> None:
    """With what to install, or to set instead."""
    url = await stack.enter_async_context(debian.empty_database())
    index = await opened(stack, url)
    told = r"lacks the extension pgvector: install it .* Or set KNOWLEDGE_INDEX=sqlite"
    for act in (put(index, PRICE), index.clear(), index.drop("price")):
        with pytest.raises(KnowledgeError, match=told):
            await act


async def test_a_user_who_may_not_create_pgvector_is_told(
    pgvector_url: str, stack: AsyncExitStack, database: KnowledgeDatabase
) -> None:
    """And once an administrator has, nothing lacks."""
    await database.write(lambda c: c.execute(text("CREATE ROLE reader_of_documents LOGIN")))
    try:
        await database.write(
            lambda c: c.execute(text("GRANT ALL ON SCHEMA public TO reader_of_documents"))
        )
        url = make_url(pgvector_url).set(username="reader_of_documents")
        index = await opened(stack, url.render_as_string())
        with pytest.raises(KnowledgeError, match=r"permission denied .* an administrator run"):
            await put(index, PRICE)
        await database.write(lambda c: c.execute(text("CREATE EXTENSION vector")))
        await put(index, PRICE)
        assert "price.0" in ids(await search(index, "Enterprise"))
    finally:
        await stack.aclose()
        await database.write(lambda c: c.execute(text("DROP OWNED BY reader_of_documents")))
        await database.write(lambda c: c.execute(text("DROP ROLE reader_of_documents")))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE pg_extension SET extversion = '0.7.4'", "pgvector 0.7.4, and 0.8 is the first"),
        ("CREATE SCHEMA far; ALTER EXTENSION vector SET SCHEMA far", "that the search_path of"),
    ],
)
async def test_a_pgvector_that_cannot_be_used_is_told(
    pgvector_url: str,
    stack: AsyncExitStack,
    database: KnowledgeDatabase,
    change: str,
    told: str,
) -> None:
    """An old one, or one that is out of sight."""
    for statement in ("CREATE EXTENSION vector", *change.split("; ")):
        await database.write(lambda c, sql=statement: c.execute(text(sql)))
    with pytest.raises(KnowledgeError, match=told):
        await put(await opened(stack, pgvector_url), PRICE)
