"""A recorded call as the input of a line, at the pace at which it was spoken."""

import asyncio
from collections.abc import Callable

from pipecat.frames.frames import CancelFrame, EndFrame, StartFrame
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_transport import TransportParams

from conversation.speakers import Speaker
from transports.front_end import FrontEnd, Push
from transports.mulaw import RATE
from transports.recording import Recording

_PACKET_MS = 100


class RecordingInput(BaseInputTransport):
    """Both tracks of a recording, in real time: recognisers refuse audio that comes much faster.

    Event handlers:
        on_stream_ended(input, reason): The recording is over (`finished`), or the input was told
            to end, and all its frames are pushed.
    """

    def __init__(self, recording: Recording, *, front_end: Callable[[Push], FrontEnd]):
        """Create the input of a recording."""
        super().__init__(TransportParams())
        self._recording = recording
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
        """Begin to play."""
        await super().start(frame)
        self._tasks = [self.create_task(self._front_end.run()), self.create_task(self._play())]

    async def stop(self, frame: EndFrame) -> None:
        """Stop playing; what was played has been pushed by `end`."""
        await super().stop(frame)
        await self._stop_tasks()

    async def cancel(self, frame: CancelFrame) -> None:
        """Stop playing at once."""
        await super().cancel(frame)
        await self._stop_tasks()

    async def end(self, reason: str) -> None:
        """Play no more, push what was played, and tell `on_stream_ended`; once."""
        if self._ended:
            return
        self._ended = True
        await self._front_end.finish()
        await self._call_event_handler("on_stream_ended", reason)

    async def _play(self) -> None:
        loop = asyncio.get_running_loop()
        start = loop.time()
        samples = RATE * _PACKET_MS // 1000
        for at_ms in range(0, self._recording.duration_ms, _PACKET_MS):
            await asyncio.sleep(max(0.0, start + at_ms / 1000 - loop.time()))
            if self._ended:
                return
            first = at_ms * RATE // 1000
            for speaker in Speaker:
                packet = self._recording.tracks[speaker][first : first + samples]
                self._front_end.feed(speaker, at_ms, packet.astype("<i2").tobytes())
        await self.end("finished")

    async def _stop_tasks(self) -> None:
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            await self.cancel_task(task)
