"""An installation whose index of passages is in a Weaviate, for tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from knowledge.backends.backends import open_database
from knowledge.ports import PassageIndex
from peers.weaviate import KEY
from services.indexes.indexes import INDEXES
from settings import Settings, load
from tests.knowledge.backends.index_contract import EMBEDDER

BATCH = "POST /v1/batch/objects"
SEARCH = "POST /v1/graphql"
DELETE = "DELETE /v1/batch/objects"


def settings_of(folder: Path, url: str, key: str | None = KEY) -> Settings:
    """An installation with its documents in `folder`."""
    return load(data_dir=folder, knowledge_index="weaviate", weaviate_url=url, weaviate_api_key=key)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[PassageIndex]:
    """The index of an installation."""
    async with (
        open_database(settings) as database,
        INDEXES["weaviate"](settings, database, EMBEDDER.dimension) as index,
    ):
        yield index
