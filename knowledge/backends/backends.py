"""Backends: the indexes of passages in a database of ours, a row each."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from knowledge.backends.postgres import PostgresIndex
from knowledge.backends.sqlite import SqliteIndex
from knowledge.file_database import FileDatabase
from knowledge.ports import PassageIndex
from knowledge.server_database import ServerDatabase
from knowledge.tables import KnowledgeDatabase
from settings import Settings

FILE = "knowledge.db"

OpenIndex = Callable[[Settings, KnowledgeDatabase, int], AbstractAsyncContextManager[PassageIndex]]
"""Opens an index: the settings, the database of the documents, the dimension of the vectors."""


def documents_url(settings: Settings) -> str | None:
    """The address of the Postgres that has the documents; None where a file has them."""
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    return url if url.startswith("postgres") else None


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[KnowledgeDatabase]:
    """The database of the documents, until the block ends.

    Raises:
        KnowledgeError: DATABASE_URL is of no database.
    """
    url = documents_url(settings)
    database: KnowledgeDatabase = ServerDatabase(url) if url else _file(settings)
    try:
        yield database
    finally:
        await database.close()


def chosen_index(settings: Settings) -> str:
    """The name of the index that is set."""
    return settings.knowledge_index or "sqlite"


@asynccontextmanager
async def _sqlite(
    settings: Settings, database: KnowledgeDatabase, dimension: int
) -> AsyncIterator[PassageIndex]:
    if isinstance(database, FileDatabase):
        yield SqliteIndex(database, dimension)
        return
    own = _file(settings)
    try:
        yield SqliteIndex(own, dimension)
    finally:
        await own.close()


@asynccontextmanager
async def _postgres(
    settings: Settings, database: KnowledgeDatabase, dimension: int
) -> AsyncIterator[PassageIndex]:
    yield PostgresIndex(database, dimension)


def _file(settings: Settings) -> FileDatabase:
    return FileDatabase(settings.data_dir / FILE)


INDEXES: dict[str, OpenIndex] = {"sqlite": _sqlite, "postgres": _postgres}
"""By the names of KNOWLEDGE_INDEX; `services.indexes` adds those that are spoken to over HTTP."""
