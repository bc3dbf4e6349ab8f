"""Whisper switch: whether one client's socket whispers, as they last asked."""

from contextlib import AsyncExitStack
from typing import Self

from conversation.errors import ErrorCode
from conversation.events.payloads import Failure
from pubsub.beside import beside
from server.app_state import AppState
from server.errors import event_log_unavailable
from server.live.call_viewer import CallViewer
from server.whisper.whisperer import Send, Whisperer
from services.tts.providers import PROVIDERS, chosen_voice
from stores.errors import EventLogError


class WhisperSwitch:
    """Starts and ends a socket's whisper; `async with` ends it with the socket."""

    def __init__(self, state: AppState, viewer: CallViewer, send: Send) -> None:
        """Whisper to `viewer`'s client; `send` takes what goes out on their socket."""
        self._state = state
        self._viewer = viewer
        self._send = send
        self._running = AsyncExitStack()
        self._is_on = False

    async def turn(self, on: bool) -> Failure | None:
        """Switch it on or off; returns why it can't be on."""
        if on == self._is_on:
            return None
        await self._running.aclose()
        self._is_on = False
        return await self._start() if on else None

    async def _start(self) -> Failure | None:
        runtime = self._state.runtime
        provider = chosen_voice(runtime.settings)
        if not provider:
            message = f"No voice is configured: set {PROVIDERS[0].needs}."
            return Failure(ErrorCode.WHISPER_NOT_CONFIGURED, message)
        try:
            record = await runtime.log.call(self._viewer.call_id)
        except EventLogError:
            return event_log_unavailable().failure()
        whisperer = Whisperer(self._viewer, provider, runtime.settings, self._send)
        is_running = record is not None and record.ended_at is None
        run = whisperer.run(record.last_seq if record else 0, is_running=is_running)
        await self._running.enter_async_context(beside(run, "side channel: whisper"))
        self._is_on = True
        return None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._running.aclose()
