"""Voice sink: the end of a listener's own pipeline, where a voice's sound leaves."""

import asyncio
from collections.abc import Awaitable, Callable

from pipecat.frames.frames import (
    Frame,
    InterruptionFrame,
    TTSAudioRawFrame,
    TTSStoppedFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor


class VoiceSink(FrameProcessor):
    """Hands on the sound of a voice.

    Attributes:
        interrupted: Set when an interruption has come through: no sound of before it follows.
    """

    def __init__(self, sound: Callable[[bytes], Awaitable[None]], whole: Callable[[], None]):
        """Create the sink.

        Args:
            sound: Takes a piece of 16-bit PCM.
            whole: Called when all sound of a text has come.
        """
        super().__init__()
        self.interrupted = asyncio.Event()
        self._sound = sound
        self._whole = whole

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Take a voice's frames; pass on the others."""
        await super().process_frame(frame, direction)
        match frame:
            case TTSAudioRawFrame():
                await self._sound(frame.audio)
                return
            case TTSStoppedFrame():
                self._whole()
            case InterruptionFrame():
                self.interrupted.set()
            case _:
                pass
        await self.push_frame(frame, direction)
