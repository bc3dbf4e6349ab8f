"""Pipecat's Deepgram service with a connection that lasts as long as the call."""

import asyncio
import random
from abc import abstractmethod
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import fields, replace

from loguru import logger
from pipecat.processors.frame_processor import FrameProcessorSetup
from pipecat.services.deepgram.stt import DeepgramSTTService, DeepgramSTTSettings
from pipecat.services.stt_service import STTService
from pipecat.utils.network import QuickFailureTracker
from pipecat.utils.types import is_given

from services.stt.deepgram_results import Results
from services.stt.deepgram_socket import DeepgramSocket, listening

# A connection over which nothing comes for so long, though an answer is owed or audio is not taken,
# is dead: a server that stops reading is noticed by the WebSocket's own pings after 80 s only.
_DEAD_S = 5.0
# A connection that lasted for less failed; each failure in a row doubles the time to the next try.
_STABLE_S = 5.0
_RETRY_S = 0.5
_MAX_RETRY_S = 8.0
_LAST_RETRY_S = 0.2


class DeepgramLink(DeepgramSTTService):
    """Connects beside the call's start instead of before it, and again whenever it must.

    Pipecat's service waits 4 s for its next try, and gives up after three short connections in a
    row; a call does not.
    """

    # What the constructor of `DeepgramSTTService` would set; it would also make a client of the SDK
    # and with it a TLS context, 20 ms of CPU, for HTTP requests that are never made.
    _encoding = "linear16"
    _channels = 1
    _multichannel = False
    _callback = _callback_method = _tag = _mip_opt_out = _addons = None

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str | None,
        settings: DeepgramSTTSettings,
        ttfs_p99_latency: float,
    ):
        """Create a service.

        Args:
            api_key: The key.
            base_url: Where Deepgram is, if not at its own service.
            settings: What is asked of it; the rest is left to Deepgram.
            ttfs_p99_latency: From the end of speech to its words, s.
        """
        unset = {f.name: None for f in fields(settings) if not is_given(getattr(settings, f.name))}
        STTService.__init__(
            self,
            audio_passthrough=False,
            ttfs_p99_latency=ttfs_p99_latency,
            settings=replace(settings, **unset),
        )
        self._api_key = api_key
        self._base_url = base_url
        self._connection: DeepgramSocket | None = None
        self._connection_task: asyncio.Task[None] | None = None
        self._connection_settled = asyncio.Event()
        self._quick_failure_tracker = QuickFailureTracker(min_stable_duration=_STABLE_S)
        self._ending = asyncio.Event()
        self._overdue: asyncio.TimerHandle | None = None

    @abstractmethod
    async def heard(self, results: Results | None) -> None:
        """Deepgram said something."""

    @abstractmethod
    async def lost(self) -> None:
        """The connection is lost, or could not be made; `is_usable`: it will be tried again."""

    async def setup(self, setup: FrameProcessorSetup) -> None:
        """Set up without waiting for the connection: the audio of all others would wait too."""
        await STTService.setup(self, setup)
        self._connection_task = self.create_task(self._connection_handler())

    async def cleanup(self) -> None:
        """Release the connection, or the attempt at one."""
        self._watch(owed=False)
        await super().cleanup()

    async def connected(self) -> None:
        """Wait for a connection, or for the insight that there will be none; the call ends."""
        self._ending.set()
        await self._connection_settled.wait()

    async def _send(self, connection: DeepgramSocket, sending: Awaitable[None]) -> bool:
        """Whether it could be sent; if not, the connection is given up."""
        try:
            async with asyncio.timeout(_DEAD_S):
                await sending
        except Exception as error:  # noqa: BLE001 - whatever the SDK raises, the audio is kept
            logger.warning("{}: sending failed ({})", self, type(error).__name__)
            self._abandon(connection)
            return False
        return True

    def _watch(self, *, owed: bool) -> None:
        """Wait, from now on, for the answers that are owed; give a connection up that owes them."""
        if self._overdue:
            self._overdue.cancel()
            self._overdue = None
        if owed and self._connection:
            self._overdue = asyncio.get_running_loop().call_later(
                _DEAD_S, self._abandon, self._connection
            )

    def _abandon(self, connection: DeepgramSocket) -> None:
        """Cut a dead connection; another is made."""
        if connection is self._connection:
            logger.warning("{}: the connection is dead", self)
            self._connection = None
            self._connection_settled.clear()
            connection.abort()

    async def _connection_handler(self) -> None:
        now = asyncio.get_running_loop().time
        while self.is_usable:
            opened_at = now()
            try:
                async with listening(
                    self._base_url, self._api_key, self._build_connect_kwargs()
                ) as connection:
                    opened_at = now()
                    await self._listen(connection)
            except Exception as error:  # noqa: BLE001 - whatever breaks it, another one is made
                # Pipecat knows which refusals are for good: the service is not usable any more.
                await self.push_error(f"connection lost: {type(error).__name__}", exception=error)
            await self.lost()
            if self.is_usable:
                self._quick_failure_tracker.record(now() - opened_at)
                await self._rest(self._quick_failure_tracker.count)
        self._connection_settled.set()

    async def _listen(self, connection: DeepgramSocket) -> None:
        self._connection = connection
        self._connection_settled.set()
        keeping_alive = self.create_task(self._keepalive_handler())
        try:
            async for results in connection.answers():
                await self.heard(results)
        finally:
            self._connection = None
            self._connection_settled.clear()
            await self.cancel_task(keeping_alive)

    async def _rest(self, failures: int) -> None:
        """Wait for the next try; not for long once the call ends, nor all services as long."""
        if self._ending.is_set():
            await asyncio.sleep(_LAST_RETRY_S)
            return
        wait = min(_MAX_RETRY_S, _RETRY_S * 2**failures) * random.uniform(0.5, 1)  # noqa: S311
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._ending.wait()
