"""Collector: the end of a recogniser's branch."""

import asyncio

from pipecat.frames.frames import Frame, TranscriptionFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from frames.turns import EventFrame, SttFinalizedFrame


class Collector(FrameProcessor):
    """The end of the branch: keeps what arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[Frame] = []
        self.changed = asyncio.Condition()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        async with self.changed:
            self.frames.append(frame)
            self.changed.notify_all()
        await self.push_frame(frame, direction)

    @property
    def finals(self) -> list[TranscriptionFrame]:
        return [frame for frame in self.frames if isinstance(frame, TranscriptionFrame)]

    @property
    def words(self) -> str:
        """All final words, in order."""
        return " ".join(frame.text for frame in self.finals)

    @property
    def confirmed(self) -> int:
        return sum(isinstance(frame, SttFinalizedFrame) for frame in self.frames)

    @property
    def states(self) -> list[str]:
        """What the agent was told of the recogniser."""
        return [
            frame.payload.as_data()["state"]
            for frame in self.frames
            if isinstance(frame, EventFrame)
        ]
