"""Fixtures of indexes: a peer of Weaviate, and an index in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from knowledge.ports import PassageIndex
from peers.weaviate import KEY, WeaviatePeer
from tests.services.indexes.installation import opened, settings_of


@pytest.fixture
async def peer() -> AsyncIterator[WeaviatePeer]:
    """A server that wants a key."""
    async with WeaviatePeer(KEY) as peer:
        yield peer


@pytest.fixture
async def index(peer: WeaviatePeer, tmp_path: Path) -> AsyncIterator[PassageIndex]:
    """An index that was never used."""
    async with opened(settings_of(tmp_path, peer.url)) as index:
        yield index
