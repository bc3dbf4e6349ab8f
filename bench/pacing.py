"""A call played as fast as the server hears it, and not faster than was asked for.

Without this, a client that is faster than the server runs ahead by what the kernel's buffers hold,
many minutes of a call, and by what the pipeline's queues hold, which is anything: pongs then come
too late, and every time-out inside the server is one on audio that nobody has heard yet.
"""

import asyncio
import time
from typing import Any, Protocol

from transports.twilio.replay_messages import FRAME_MS

_PIECE_MS = 2000
_BEHIND_MS = 5000
"""So much of what was sent may be on its way when the next piece follows."""
_WHOLE_MS = 200
"""At the end, all but what waits in the server for a piece of 100 ms to fill."""
_PATIENCE_MS = 120_000


class StandstillError(Exception):
    """The recogniser hears no more; the message says from where in the call on."""


class Asked(Protocol):
    """A worker, as `Child` is."""

    async def ask(self, method: str, *arguments: Any) -> Any:
        """Call a method of the worker."""
        ...


class PacedCall:
    """A `FastClient`, held back by what the `Peers` have heard.

    Attributes:
        sent_ms: How much of the call was sent.
    """

    def __init__(self, client: Asked, peers: Asked, patience_ms: int = _PATIENCE_MS):
        """Join the two; after `patience_ms` in which they don't come together, it is given up."""
        self._client = client
        self._peers = peers
        self._patience_ms = patience_ms
        self.sent_ms = 0

    async def play_until(self, to_ms: int) -> float:
        """Play up to a place of the looped call, or a bit further, and wait until it is heard.

        Returns:
            At how many times real time it went.

        Raises:
            StandstillError: The recogniser hears no more.
        """
        began, first_ms = time.monotonic(), self.sent_ms
        while self.sent_ms < to_ms:
            await self._send(min(_PIECE_MS, to_ms - self.sent_ms))
            await self._heard(_BEHIND_MS if self.sent_ms < to_ms else _WHOLE_MS)
        return (self.sent_ms - first_ms) / 1000 / (time.monotonic() - began)

    async def _heard(self, within_ms: float) -> None:
        """Wait, in real time: on a line that is silent, nothing that waits in the server moves."""
        waited_from_ms = self.sent_ms
        while (behind_ms := await self._peers.ask("behind_ms", self.sent_ms)) > within_ms:
            if self.sent_ms - waited_from_ms > self._patience_ms:
                raise StandstillError(
                    f"after {self.sent_ms / 60_000:.1f} minutes of the call, the recogniser"
                    f" is {behind_ms / 1000:.1f} s behind and does not catch up"
                )
            await asyncio.sleep(FRAME_MS / 1000)
            await self._send(FRAME_MS)

    async def _send(self, ms: int) -> None:
        self.sent_ms += ms
        await self._client.ask("play_until", self.sent_ms)
