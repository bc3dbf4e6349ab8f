"""What the fast client says of a call that the server ends."""

from websockets.asyncio.server import ServerConnection

from bench.fast_client import FastClient
from peers.websocket_peer import WebSocketPeer

_TAKEN = 30


class _Impatient(WebSocketPeer):
    """Ends each call after some messages."""

    async def _handle(self, connection: ServerConnection) -> None:
        for _ in range(_TAKEN):
            await connection.recv()
        await connection.close(1008, "silent")


async def test_a_call_that_is_over_is_told_at_once() -> None:
    """What is written to a closed socket goes nowhere, and no error tells of it."""
    async with _Impatient() as server, FastClient(server.url, "CA1", 1000) as client:
        assert await client.play_until(20) is None
        assert await client.play_until(3_600_000) == "1008 silent"
        assert await client.play_until(7_200_000) == "1008 silent"
