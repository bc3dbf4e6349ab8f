"""Hostile clients: each gets its answer over a real socket, and the server goes on. No times."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bench.hostile_clients import HOSTILE, Hostile
from bench.target import Target
from tests.server.stage import MARIAS, Served, served

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """A server that takes streams from everywhere, though only twenty calls at once."""
    settings = {"twilio_validate_signature": False, "deepgram_base_url": "ws://127.0.0.1:9"}
    folder = tmp_path_factory.mktemp("hostile")
    async with served(folder, max_calls=20, **settings) as server:
        yield server


@pytest.mark.parametrize("hostile", [pytest.param(h, id=h.name) for h in HOSTILE if not h.takes_s])
async def test_a_hostile_client_gets_its_answer(server: Served, hostile: Hostile) -> None:
    """As docs/limits.md says; then a probe is answered, and the calls that it made end."""
    target = Target(server.port, MARIAS, hurry=True)
    assert await hostile.attack(target) == hostile.answer
    assert await target.ask("GET", "/readyz") == "200"
    await server.runtime.calls.admission.emptied()


async def test_there_are_many_kinds() -> None:
    """Forty, each under a name of its own."""
    assert len({hostile.name for hostile in HOSTILE}) == len(HOSTILE) >= 40
