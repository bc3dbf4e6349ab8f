"""What processes share beside the fan-out, by the settings."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from peers.redis_server import RedisServer
from services.embeddings.live_library import shared_searches
from settings import load

POSTGRES = {"database_url": SecretStr("postgresql://here/one"), "knowledge_index": "postgres"}


@pytest.mark.parametrize(
    ("settings", "is_shared"),
    [
        (POSTGRES, True),
        ({"database_url": SecretStr("sqlite:///calls.db")}, False),
        ({"database_url": SecretStr("postgresql://here/one")}, False),
        (POSTGRES | {"knowledge_index": "sqlite"}, False),
    ],
    ids=[
        "documents and index in Postgres",
        "files",
        "an index in a file",
        "an index in a file, by its name",
    ],
)
async def test_searches_are_shared_where_the_documents_are(
    redis: RedisServer, tmp_path: Path, settings: dict[str, Any], is_shared: bool
) -> None:
    """What is found in a process's own files is no other one's."""
    known = load(data_dir=tmp_path, redis_url=SecretStr(redis.url), **settings)
    async with shared_searches(known) as shared:
        assert bool(shared) is is_shared


async def test_without_redis_nothing_is_shared(tmp_path: Path) -> None:
    known = load(data_dir=tmp_path, **POSTGRES)
    async with shared_searches(known) as shared:
        assert shared is None


async def test_two_databases_on_one_redis_are_kept_apart(
    redis: RedisServer, tmp_path: Path
) -> None:
    """Their counts of changes may be alike."""
    other = POSTGRES | {"database_url": SecretStr("postgresql://here/other")}
    found = [
        load(data_dir=tmp_path, redis_url=SecretStr(redis.url), **each)
        for each in (POSTGRES, other)
    ]
    async with shared_searches(found[0]) as here, shared_searches(found[1]) as there:
        assert here
        assert there
        await here.put("a", b"found", 60)
        assert await there.get("a") is None
