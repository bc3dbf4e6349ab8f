"""Voice line: the pipeline of one listener in which a text becomes sound; a call's is another.

```
say(text) ──► voice, over a vendor's socket ──► sink ──► sound, piece by piece; whole
hush() ─────► lets go of what it says ────────► interrupted
```
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pipecat.frames.frames import ErrorFrame, InterruptionFrame, TTSSpeakFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameProcessor

from pipeline.work import make_worker, work
from processors.voice_sink import VoiceSink
from pubsub.beside import beside

# A pipeline that does not take an interruption within this is stuck.
_HUSH_S = 1.0


@dataclass(frozen=True, slots=True)
class VoiceListener:
    """The listener of a line: what it is told.

    Attributes:
        sound: Takes a piece of 16-bit PCM.
        whole: All sound of the text has come.
        broken: The vendor's connection failed, with the error if there is one; told once.
    """

    sound: Callable[[bytes], Awaitable[None]]
    whole: Callable[[], None]
    broken: Callable[[BaseException | None], None]


class VoiceLine:
    """A line that is open.

    Attributes:
        connected: Whether the vendor has let us in.
    """

    def __init__(self, worker: PipelineWorker, sink: VoiceSink):
        """Speak through a worker's pipeline, which ends in `sink`."""
        self.connected = False
        self._worker = worker
        self._sink = sink

    async def say(self, text: str) -> None:
        """Say a text."""
        await self._worker.queue_frame(TTSSpeakFrame(text, append_to_context=False))

    async def hush(self) -> bool:
        """Say no more of it; False where the line is stuck. No sound of it comes after this."""
        self._sink.interrupted.clear()
        await self._worker.queue_frame(InterruptionFrame())
        try:
            async with asyncio.timeout(_HUSH_S):
                await self._sink.interrupted.wait()
        except TimeoutError:
            return False
        return True


@asynccontextmanager
async def voice_line(voice: FrameProcessor, ear: VoiceListener) -> AsyncIterator[VoiceLine]:
    """Open a line while the block runs; the vendor's socket is closed at its end."""
    sink = VoiceSink(ear.sound, ear.whole)
    pipeline = Pipeline([voice, sink])
    worker = make_worker(pipeline)
    line = VoiceLine(worker, sink)
    is_broken = False

    @voice.event_handler("on_connected")
    async def on_connected(_voice: FrameProcessor) -> None:
        line.connected = True

    @voice.event_handler("on_error")
    async def on_error(_voice: FrameProcessor, error: ErrorFrame) -> None:
        nonlocal is_broken
        if not is_broken:
            is_broken = True
            ear.broken(error.exception)

    async with beside(work(worker, pipeline), "a voice line"):
        try:
            yield line
        finally:
            is_broken = True  # what breaks as it is closed is nobody's business
