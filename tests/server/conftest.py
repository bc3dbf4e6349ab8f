"""Fixtures of the server's tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.server.stage import an_api


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """An application without keys, where the playbook advises."""
    async with an_api(tmp_path) as client:
        yield client
