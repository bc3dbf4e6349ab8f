"""Whisper: the headlines of a call, said to one client that asked, on their own socket.

    events of the call ──► Whisper (which, and when) ──► voice line ──► whisper.started, .audio …
                                                                         whisper.stopped, at its end

Nothing of it is an event of the call: nobody else gets it, and it is not stored.
"""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, aclosing, suppress

from loguru import logger

from conversation.coaching.whisper import Hush, Say, Whisper, WhisperEnd
from conversation.errors import ErrorCode
from conversation.events.event import EventType
from conversation.events.payloads import (
    Failure,
    Payload,
    WhisperAudio,
    WhisperStarted,
    WhisperStopped,
)
from pipeline.voice_line import VoiceLine, VoiceListener, voice_line
from pubsub.beside import beside
from pubsub.clock import now_s
from pubsub.hub import ListenerDropped
from server.errors import ApiError
from server.live.call_viewer import CallViewer
from server.live.websockets import GONE
from server.whisper.playback import Playback
from services.tts.voice import SAMPLE_RATE, VoiceProvider
from settings import Settings
from stores.errors import EventLogError

Send = Callable[[Payload], Awaitable[None]]
_SILENT = Failure(
    ErrorCode.WHISPER_UNAVAILABLE, "The voice gave no sound; the next advice tries again."
)


class Whisperer:
    """One client's whisper, from when it is switched on until it is switched off."""

    def __init__(
        self, viewer: CallViewer, provider: VoiceProvider, settings: Settings, send: Send
    ) -> None:
        """Whisper to `viewer`'s client; `send` takes what goes out on their socket."""
        self._viewer = viewer
        self._provider = provider
        self._settings = settings
        self._send = send
        self._whisper = Whisper()
        self._changed = asyncio.Event()
        self._opened = AsyncExitStack()
        self._line: VoiceLine | None = None
        self._playback: Playback | None = None
        self._broken: list[BaseException | None] = []
        self._told: str | None = None
        self._goes_on: bool | None = None  # the call has begun, or has ended, just now

    async def run(self, after: int, *, is_running: bool) -> None:
        """Whisper until cancelled.

        Args:
            after: The number of the call's newest event.
            is_running: Whether it runs; the voice is connected as soon as it does.
        """
        with suppress(*GONE):
            async with self._opened, beside(self._follow(after), "whisper: events"):
                self._goes_on = is_running
                while True:
                    await self._work()
                    await self._wait()

    async def _follow(self, after: int) -> None:
        # What ends the client's own following closes the socket, and says why.
        with suppress(ApiError, EventLogError, ListenerDropped):
            async with aclosing(self._viewer.follow(after)) as deliveries:
                async for delivery in deliveries:
                    event = delivery.event
                    self._whisper.hear(event.type, event.data, now_s())
                    if event.type in (EventType.CALL_STARTED, EventType.CALL_ENDED):
                        self._goes_on = event.type is EventType.CALL_STARTED
                    self._changed.set()

    async def _wait(self) -> None:
        """Wait for an event, for the sound, or for the time of either."""
        times = [self._whisper.due, self._playback and self._playback.over_at]
        due = min((time for time in times if time is not None), default=None)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(due):
                await self._changed.wait()
        self._changed.clear()

    async def _work(self) -> None:
        """Do all that is due."""
        if self._broken:
            await self._mend()
        goes_on, self._goes_on = self._goes_on, None
        if goes_on:
            await self._open()
        elif goes_on is False:
            await self._close()
        if self._playback and self._playback.over_at <= now_s():
            await self._over(self._playback)
        while step := self._whisper.next(now_s()):
            match step:
                case Say(suggestion_id, headline):
                    await self._say(Playback(suggestion_id, headline, SAMPLE_RATE, now_s()))
                case Hush(reason):
                    await self._stop(reason)
                    if self._line and not await self._line.hush():
                        await self._close()

    async def _say(self, playback: Playback) -> None:
        self._playback = playback
        line = self._line or await self._open()
        await line.say(playback.headline)

    async def _sound(self, pcm: bytes) -> None:
        playback = self._playback
        if not playback or not self._viewer.is_open:
            return
        is_first = playback.began_at is None
        playback.add(pcm, now_s())
        self._changed.set()
        with suppress(*GONE):
            if is_first:
                self._told = None
                started = WhisperStarted(playback.suggestion_id, playback.headline, SAMPLE_RATE)
                await self._send(started)
            if self._playback is playback:
                await self._send(WhisperAudio(playback.suggestion_id, b64encode(pcm).decode()))

    def _whole(self) -> None:
        if self._playback:
            self._playback.is_whole = True
            self._changed.set()

    async def _over(self, playback: Playback) -> None:
        """It has been heard to its end, or the voice has fallen silent."""
        if playback.began_at is None:
            await self._close()
            await self._fail(_SILENT)
        await self._stop(WhisperEnd.SAID if playback.began_at else WhisperEnd.FAILED)
        self._whisper.over()

    async def _stop(self, reason: WhisperEnd) -> None:
        playback, self._playback = self._playback, None
        if playback and playback.began_at is not None:
            await self._send(WhisperStopped(playback.suggestion_id, reason))

    async def _mend(self) -> None:
        """The vendor's connection is gone: the next headline makes another."""
        failure = self._provider.failure(self._broken.pop())
        was_let_in = self._line is not None and self._line.connected
        is_cut_off = self._playback is not None and not self._playback.is_whole
        await self._close()
        # One that is closed while nothing is said is no loss.
        if is_cut_off or not was_let_in or failure.error_code == ErrorCode.WHISPER_REFUSED:
            await self._fail(failure)
        if is_cut_off:
            await self._stop(WhisperEnd.FAILED)
            self._whisper.over()

    async def _fail(self, failure: Failure) -> None:
        """Tell of a failure once, until the voice is heard again."""
        logger.warning("whisper: {}", failure.message)
        if self._told != failure.error_code:
            self._told = failure.error_code
            await self._send(failure)

    async def _open(self) -> VoiceLine:
        if self._line is None:
            ear = VoiceListener(self._sound, self._whole, self._break)
            line = voice_line(self._provider.make(self._settings), ear)
            self._line = await self._opened.enter_async_context(line)
        return self._line

    def _break(self, error: BaseException | None) -> None:
        self._broken.append(error)
        self._changed.set()

    async def _close(self) -> None:
        self._line = None
        await self._opened.aclose()
