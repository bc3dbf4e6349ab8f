"""Parallel branches for calls of any length."""

from pipecat.frames.frames import Frame
from pipecat.pipeline.parallel_pipeline import ParallelPipeline
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from processors.direct_processor import PlainPush


class Branches(PlainPush, ParallelPipeline):
    """Pipecat's `ParallelPipeline`, which remembers what it has to.

    A frame that all branches were given must leave once. To see to that, Pipecat remembers every
    frame that has ever left, more than a megabyte for each hour of a call; here the few that came
    in, as the others leave the branch that they were made in and no other.
    """

    def __init__(self, *args: list[FrameProcessor]):
        """Create the branches, each a list of processors."""
        super().__init__(*args)
        self._entered: set[int] = set()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Give a frame to all branches."""
        self._entered.add(frame.id)
        await super().process_frame(frame, direction)

    async def _parallel_push_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super()._parallel_push_frame(frame, direction)
        if frame.id not in self._entered:
            self._seen_ids.discard(frame.id)
