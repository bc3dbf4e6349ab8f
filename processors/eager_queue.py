"""Processor that takes a frame at once where no other waits before it; else in its queue.

Pipecat's way through the two queues of a processor costs as much as the work that is done there.
"""

from pipecat.frames.frames import Frame
from pipecat.processors.frame_processor import FrameCallback, FrameDirection, FrameProcessor


class EagerQueue(FrameProcessor):
    """A processor whose `take_at_once` is asked first, and whose `take` is given all else.

    Attributes:
        queued: How many frames wait, or are being taken.
    """

    queued = 0

    async def take_at_once(self, frame: Frame) -> bool:
        """Take a frame before which nothing waits; False where it has to wait: it is not taken."""
        raise NotImplementedError

    async def take(self, frame: Frame, direction: FrameDirection) -> None:
        """Take a frame of the queue; whoever derives from this calls it for Pipecat's own work."""
        await super().process_frame(frame, direction)

    async def queue_frame(
        self,
        frame: Frame,
        direction: FrameDirection = FrameDirection.DOWNSTREAM,
        callback: FrameCallback | None = None,
    ) -> None:
        """Have a frame taken at once, if that can be; queue all else."""
        if not (self.queued or callback) and await self.take_at_once(frame):
            return
        await self.enqueue(frame, direction, callback)

    async def enqueue(
        self,
        frame: Frame,
        direction: FrameDirection = FrameDirection.DOWNSTREAM,
        callback: FrameCallback | None = None,
    ) -> None:
        """Queue a frame, behind those that wait."""
        self.queued += 1
        await super().queue_frame(frame, direction, callback)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Take a frame of the queue."""
        try:
            await self.take(frame, direction)
        finally:
            self.queued -= 1
