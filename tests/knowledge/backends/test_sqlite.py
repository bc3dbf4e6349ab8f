"""The SQLite index keeps the contract of an index."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from knowledge.backends.backends import INDEXES, open_database
from knowledge.ports import PassageIndex
from settings import load
from tests.knowledge.backends.index_contract import EMBEDDER, IndexContract


class TestSqliteIndex(IndexContract):
    """In a file of its own."""

    @pytest.fixture
    async def index(self, tmp_path: Path) -> AsyncIterator[PassageIndex]:
        settings = load(data_dir=tmp_path / "data")
        async with (
            open_database(settings) as database,
            INDEXES["sqlite"](settings, database, EMBEDDER.dimension) as index,
        ):
            await index.clear()
            yield index
