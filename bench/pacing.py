"""A call played as fast as the server hears it, and not faster than was asked for.

Without this, a client that is faster than the server runs ahead by what the kernel's buffers hold,
many minutes of a call, and by what the pipeline's queues hold, which is anything: pongs then come
too late, and every time-out inside the server is one on audio that nobody has heard yet.
"""

import asyncio
import time
from typing import Any, Protocol

from bench.report import BenchError
from transports.twilio.replay_messages import FRAME_MS

_PIECE_MS = 2000
_BEHIND_MS = 5000
"""So much of what was sent may be on its way when the next piece follows."""
_WHOLE_MS = 200
"""At the end, all but what waits in the server for a piece of 100 ms to fill."""
_PATIENCE_MS = 120_000
_SILENT_S = 10.0
_LITTLE_MS = 200


class StandstillError(BenchError):
    """The recogniser hears no more; the message says from where in the call on."""


class CallOverError(BenchError):
    """The server has ended the call; the message says where in it, and why."""


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

    def __init__(
        self,
        client: Asked,
        peers: Asked,
        *,
        patience_ms: int = _PATIENCE_MS,
        silent_s: float = _SILENT_S,
    ):
        """Join the two.

        Args:
            client: The worker that plays it.
            peers: Those who hear it.
            patience_ms: For so much of the call, they may not come together.
            silent_s: So long nothing is sent of it while it waits beside another call.
        """
        self._client = client
        self._peers = peers
        self._patience_ms = patience_ms
        self._silent_s = silent_s
        self._sent_at = time.monotonic()
        self.sent_ms = 0

    async def play_until(self, to_ms: int, beside: "PacedCall | None" = None) -> float:
        """Play up to a place of the looped call, or a bit further, and wait until it is heard.

        Args:
            to_ms: The place.
            beside: A call that waits meanwhile. A little of it is played now and then, as the
                server would give up a stream on which nothing comes.

        Returns:
            At how many times real time it went.

        Raises:
            StandstillError: The recogniser hears no more.
            CallOverError: The server has ended the call.
        """
        began, first_ms = time.monotonic(), self.sent_ms
        while self.sent_ms < to_ms:
            await self._send(min(_PIECE_MS, to_ms - self.sent_ms))
            await self._heard(_BEHIND_MS if self.sent_ms < to_ms else _WHOLE_MS)
            if beside:
                await beside.go_on()
        return (self.sent_ms - first_ms) / 1000 / (time.monotonic() - began)

    async def go_on(self) -> None:
        """Play a little where nothing was sent for a while.

        Raises:
            StandstillError, CallOverError: As `play_until`.
        """
        if time.monotonic() - self._sent_at >= self._silent_s:
            await self.play_until(self.sent_ms + _LITTLE_MS)

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
        self._sent_at = time.monotonic()
        over = await self._client.ask("play_until", self.sent_ms)
        if over is not None:
            minutes = self.sent_ms / 60_000
            raise CallOverError(
                f"after {minutes:.1f} minutes of the call, the server ended it: {over}"
            )
