"""The input of a forked Twilio call: a WebSocket in, tagged audio and speech out."""

import asyncio
from collections.abc import Callable
from typing import Any

from loguru import logger
from pipecat.frames.frames import CancelFrame, EndFrame, StartFrame, UserAudioRawFrame
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_transport import TransportParams
from starlette.websockets import WebSocket

from conversation.speakers import Speaker
from transports.front_end import FrontEnd, Push
from transports.twilio import (
    StreamError,
    StreamStart,
    StreamStoppedFrame,
    TwilioTwoTrackSerializer,
    read_message,
)

# Twilio sends `start` right after `connected`; whoever does not is not Twilio.
_START_TIMEOUT_S = 10.0


async def read_start(websocket: WebSocket) -> StreamStart:
    """Read messages up to the `start` that makes the stream a call.

    Args:
        websocket: An accepted WebSocket.

    Raises:
        StreamError: There is no usable `start`.
    """
    ignored = 0
    try:
        async with asyncio.timeout(_START_TIMEOUT_S):
            while (event := await websocket.receive())["type"] != "websocket.disconnect":
                message = read_message(_data(event))
                if isinstance(message, dict) and message.get("event") == "start":
                    return StreamStart.parse(message)
                if isinstance(message, str) or message.get("event") != "connected":
                    ignored += 1
                    if ignored == 1:
                        logger.warning("media stream: ignored messages before start")
    except TimeoutError:
        raise StreamError(f"no start message within {_START_TIMEOUT_S:.0f} s") from None
    raise StreamError("the stream closed before its start message")


class TwilioInput(BaseInputTransport):
    """Both tracks of one forked call.

    Event handlers:
        on_stream_ended(input, reason): The stream has ended (`hangup` after Twilio's stop,
            `disconnected` without one, or the reason given to `end`) and all its frames are
            pushed.
    """

    def __init__(
        self,
        websocket: WebSocket,
        start: StreamStart,
        *,
        inbound_role: Speaker,
        front_end: Callable[[Push], FrontEnd],
    ):
        """Create the input of a stream whose `start` has been read."""
        super().__init__(TransportParams())
        self._websocket = websocket
        self._serializer = TwilioTwoTrackSerializer(start, inbound_role=inbound_role)
        self._front_end = front_end(self.push_frame)
        self._tasks: list[asyncio.Task[None]] = []
        self._ended = False
        self._register_event_handler("on_stream_ended")

    @property
    def now_ms(self) -> int:
        """The end of the audio so far on the call's clock."""
        return self._front_end.now_ms

    @property
    def idle_s(self) -> float:
        """Seconds since the last audio of either track."""
        return self._front_end.idle_s

    async def start(self, frame: StartFrame) -> None:
        """Begin to listen."""
        await super().start(frame)
        self._tasks = [
            self.create_task(self._front_end.run()),
            self.create_task(self._receive()),
        ]

    async def stop(self, frame: EndFrame) -> None:
        """Stop listening; what was heard has been pushed by `end`."""
        await super().stop(frame)
        await self._stop_tasks()

    async def cancel(self, frame: CancelFrame) -> None:
        """Stop listening at once."""
        await super().cancel(frame)
        await self._stop_tasks()

    async def end(self, reason: str) -> None:
        """Take in no more, push what was heard, and tell `on_stream_ended`; once."""
        if self._ended:
            return
        self._ended = True
        await self._front_end.finish()
        await self._call_event_handler("on_stream_ended", reason)

    async def _receive(self) -> None:
        reason = "disconnected"
        while (event := await self._websocket.receive())["type"] != "websocket.disconnect":
            frame = await self._serializer.deserialize(_data(event))
            if self._ended or isinstance(frame, StreamStoppedFrame):
                reason = "hangup"
                break
            if isinstance(frame, UserAudioRawFrame):
                at_ms = (frame.pts or 0) // 1_000_000
                self._front_end.feed(Speaker(frame.user_id), at_ms, frame.audio)
        await self.end(reason)

    async def _stop_tasks(self) -> None:
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            await self.cancel_task(task)


def _data(event: Any) -> str | bytes:
    """The message of a `websocket.receive`; a server may give the other kind as None."""
    text = event.get("text")
    return text if text is not None else event.get("bytes") or b""
