"""Call input: an audio source as the head of a pipeline, which ends without losing a word."""

import asyncio
import math
from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from loguru import logger
from pipecat.frames.frames import CancelFrame, EndFrame, Frame, StartFrame, UserAudioRawFrame
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_transport import TransportParams

from conversation.speech.speakers import Speaker
from frames.speech import PartyFrame, PartyVoiceFrame
from transports.audio.front_end import FrontEnd
from transports.source import AudioSource

# Twilio sends silence as audio: where nothing comes for so long, nothing will.
_SILENT_S = 60.0


@runtime_checkable
class HearsAtOnce(Protocol):
    """A processor that takes a party's audio without a frame."""

    def hear_at_once(self, at_ms: float, audio: bytes, sample_rate: int) -> bool:
        """Take audio at a place of the call; False where it has to be a frame."""
        ...


class CallInput(BaseInputTransport):
    """The input of both parties' audio.

    Each party's audio and speech goes straight to the processor that hears that party, every other
    frame down the pipeline.

    Event handlers:
        on_stream_ended(input, reason): The input has ended, by itself or because it was told to,
            and all its frames are pushed.
    """

    def __init__(self, source: AudioSource, front_end: FrontEnd):
        """Create the input of a source; the front end makes frames of its packets."""
        super().__init__(TransportParams(audio_in_sample_rate=source.sample_rate))
        self._source = source
        self._front_end = front_end
        self._hearers: Mapping[Speaker, FrameProcessor] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._ended = False
        self._register_event_handler("on_stream_ended")

    def connect(self, hearers: Mapping[Speaker, FrameProcessor]) -> None:
        """Say where each party's audio and speech goes, before the pipeline starts."""
        self._hearers = hearers
        self._front_end.hear_by(
            {
                speaker: hearer.hear_at_once
                for speaker, hearer in hearers.items()
                if isinstance(hearer, HearsAtOnce)
            }
        )

    @property
    def now_ms(self) -> int:
        """The end of the audio so far on the call's clock."""
        return self._front_end.now_ms

    @property
    def idle_s(self) -> float:
        """Seconds since the last audio of either party; without end once the stream is over."""
        return math.inf if self._ended else self._front_end.idle_s

    async def start(self, frame: StartFrame) -> None:
        """Begin to listen."""
        await super().start(frame)
        expected = self._source.expected_audio
        if expected:
            self._front_end.expect_both(expected)
        self._tasks = [
            self.create_task(self._front_end.run(self._push)),
            self.create_task(self._listen()),
        ]
        if expected:
            self._tasks.append(self.create_task(self._end_silent()))

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
        await self._front_end.finish(self._push)
        await self._call_event_handler("on_stream_ended", reason)

    async def _push(self, frame: Frame) -> None:
        if isinstance(frame, UserAudioRawFrame):
            await self._hearers[Speaker(frame.user_id)].queue_frame(frame)
        elif isinstance(frame, PartyFrame | PartyVoiceFrame):
            await self._hearers[frame.speaker].queue_frame(frame)
        else:
            await self.push_frame(frame)

    async def _listen(self) -> None:
        try:
            reason = await self._source.run(self._front_end.feed)
        except Exception as error:  # noqa: BLE001 - a call whose input breaks has to end
            logger.error("the input failed ({})", type(error).__name__)
            reason = "failed"
        await self.end(reason)

    async def _end_silent(self) -> None:
        """End a stream that brings nothing any more, and whose socket may stay open for ever."""
        left_s = _SILENT_S
        while left_s > 0:
            await asyncio.sleep(left_s)
            left_s = _SILENT_S - self.idle_s
        logger.warning("no audio of either party for {:g} s: the stream is given up", _SILENT_S)
        await self.end("silent")

    async def _stop_tasks(self) -> None:
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            await self.cancel_task(task)
