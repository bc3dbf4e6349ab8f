"""Direct processor: takes in a frame where it is pushed, in the task of whoever pushes it.

Pipecat gives each processor two queues and two tasks, through which each frame goes. What waits for
nothing needs none of them: a frame is through with it, and with all such processors behind it,
before the next one comes.
"""

from pipecat.frames.frames import Frame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor


class PlainPush(FrameProcessor):
    """A processor that hands its frames straight to its neighbours."""

    async def push_frame(
        self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM
    ) -> None:
        """Hand a frame to the neighbour, past Pipecat's log and observers."""
        neighbour = self.next if direction is FrameDirection.DOWNSTREAM else self.previous
        if neighbour:
            await neighbour.queue_frame(frame, direction)


class DirectProcessor(PlainPush):
    """A processor that waits for nothing but, at a call's end, for its own timer to stop.

    Whoever derives from it must not: frames of several tasks come by, and what it does with one
    would be interrupted by the next.
    """

    def __init__(self, name: str | None = None) -> None:
        """Create the processor."""
        super().__init__(name=name, enable_direct_mode=True)
