"""What `callshadow check` says of the models that a running server does not ask."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bots.breaker_check import check_breakers
from bots.check_finding import CheckState
from conversation.models.breaker import THRESHOLD
from server.metrics.model_metrics import BREAKER
from server.serving.serving import serving
from settings import Settings, load
from tests.server.stage import API_KEYS, make_runtime

CHAIN: dict[str, Any] = {"coach_models": "ollama:a,ollama:b"}


@asynccontextmanager
async def running(folder: Path, *, failed: bool = False, **more: Any) -> AsyncIterator[Settings]:
    """The settings of a server that runs; the first model of its chain may have failed."""
    async with make_runtime(folder, **CHAIN, **more) as runtime:
        models = runtime.coaches.models
        assert models
        for _ in range(THRESHOLD if failed else 0):
            permit = models.models[0].breaker.allow(0)
            assert permit
            permit.failed(0)
        BREAKER.clear()  # of other tests in this process
        async with serving(runtime, "127.0.0.1", 0) as (_, port):
            yield load(port=port, **CHAIN, **more)


async def test_without_a_server_there_is_no_line():
    """What does not run has no breakers."""
    assert await check_breakers(load(port=1)) is None


async def test_a_server_that_asks_all_of_them(tmp_path: Path):
    """They are named."""
    async with running(tmp_path) as settings:
        finding = await check_breakers(settings)
    assert finding
    assert finding.state is CheckState.OK
    assert finding.detail == "the running server asks ollama:a, ollama:b"


async def test_a_server_that_does_not_ask_one(tmp_path: Path):
    """It is named, and keeps nothing from running: the next one advises."""
    async with running(tmp_path, failed=True) as settings:
        finding = await check_breakers(settings)
    assert finding
    assert (finding.state, finding.stops) == (CheckState.FAILED, False)
    assert finding.detail == "the running server does not ask ollama:a for now"


async def test_a_server_with_keys_tells_only_who_has_one(tmp_path: Path):
    """The settings hold no key, only what it is known by."""
    async with running(tmp_path, api_keys=API_KEYS) as settings:
        finding = await check_breakers(settings)
    assert finding
    assert finding.state is CheckState.UNKNOWN
    assert "supervisor's key" in finding.detail
