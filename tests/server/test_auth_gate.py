"""Authentication gate: who passes, how often, and that a request is authenticated once."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.server.stage import (
    API_KEYS,
    BENS,
    MARIAS,
    SAM,
    ManualClock,
    Served,
    events,
    refused,
    served,
)


class CountingClock(ManualClock):
    """A clock that counts how often it is read: once by each verification of a token."""

    def __init__(self) -> None:
        """Begin at 0."""
        super().__init__()
        self.reads = 0

    def now(self) -> datetime:
        self.reads += 1
        return super().now()


async def _token(server: Served) -> str:
    async with server.ask(SAM) as client:
        answer = await client.post("/api/tokens", json={"call_id": MARIAS, "ttl_s": 60})
        return answer.json()["token"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/api/calls/{MARIAS}", 200),
        (f"/api/calls/{MARIAS}/events", 200),
        (f"/api/calls/{BENS}", 403),
        ("/api/calls", 403),
        ("/metrics", 403),
    ],
)
async def test_a_request_is_authenticated_once(tmp_path: Path, path: str, status: int) -> None:
    """Its token is verified by the gate alone, whatever dependencies its route has."""
    clock = CountingClock()
    async with (
        served(tmp_path, clock, api_keys=API_KEYS) as server,
        server.ask(await _token(server)) as client,
    ):
        clock.reads = 0
        assert (await client.get(path)).status_code == status
        assert clock.reads == 1


async def test_a_websocket_is_authenticated_once(tmp_path: Path) -> None:
    """Before the upgrade, whether it is refused or let in; what comes after asks for its end."""
    clock = CountingClock()
    async with served(tmp_path, clock, api_keys=API_KEYS) as server:
        token = await _token(server)
        clock.reads = 0
        refusal = await refused(server.live(BENS, token))
        assert refusal
        assert refusal.status_code == 403
        assert clock.reads == 1
        clock.reads = 0
        async with server.live(MARIAS, token) as socket:
            await events(socket, 3)
        assert clock.reads == 2
