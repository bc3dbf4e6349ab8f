"""Call input: what every input has in common: it listens, and ends without losing a word."""

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Mapping

from loguru import logger
from pipecat.frames.frames import CancelFrame, EndFrame, Frame, StartFrame, UserAudioRawFrame
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_transport import TransportParams

from conversation.speech.speakers import Speaker
from frames.speech import PartyFrame
from transports.audio.front_end import FrontEnd, Push

MakeFrontEnd = Callable[[Push], FrontEnd]
"""Makes the front end of an input, given how it pushes its frames."""


class CallInput(BaseInputTransport):
    """An input of both parties' audio.

    Event handlers:
        on_stream_ended(input, reason): The input has ended, by itself or because it was told to,
            and all its frames are pushed.
    """

    def __init__(self, front_end: MakeFrontEnd, sample_rate: int | None = None):
        """Create an input; `sample_rate` in Hz, where it is not the pipeline's."""
        super().__init__(TransportParams(audio_in_sample_rate=sample_rate))
        self._heads: Mapping[Speaker, FrameProcessor] = {}
        self._front_end = front_end(self._pass_on)
        self._tasks: list[asyncio.Task[None]] = []
        self._ended = False
        self._register_event_handler("on_stream_ended")

    def lead_to(self, heads: Mapping[Speaker, FrameProcessor]) -> None:
        """Hand each party's audio and speech straight to the processor that hears that party.

        The line would bring them there too, through the queues of the parallel branches and both
        gates; for some thirty pieces of audio a second that is a sixth of what a call costs.
        """
        self._heads = heads

    @property
    def now_ms(self) -> int:
        """The end of the audio so far on the call's clock."""
        return self._front_end.now_ms

    @property
    def idle_s(self) -> float:
        """Seconds since the last audio of either party."""
        return self._front_end.idle_s

    @abstractmethod
    async def listen(self) -> str:
        """Feed the front end until the stream is over; returns why."""

    async def start(self, frame: StartFrame) -> None:
        """Begin to listen."""
        await super().start(frame)
        self._tasks = [self.create_task(self._front_end.run()), self.create_task(self._hear())]

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

    async def _pass_on(self, frame: Frame) -> None:
        head = None
        if isinstance(frame, UserAudioRawFrame):
            head = self._heads.get(Speaker(frame.user_id))
        elif isinstance(frame, PartyFrame):
            head = self._heads.get(frame.speaker)
        if head:
            await head.queue_frame(frame)
        else:
            await self.push_frame(frame)

    async def _hear(self) -> None:
        try:
            reason = await self.listen()
        except Exception as error:  # noqa: BLE001 - a call whose input breaks has to end
            logger.error("the input failed ({})", type(error).__name__)
            reason = "failed"
        await self.end(reason)

    async def _stop_tasks(self) -> None:
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            await self.cancel_task(task)
