"""Shadow tap: tells a shadow run what the real coach is about to hear; holds nothing up."""

from collections.abc import Callable
from copy import copy

from pipecat.frames.frames import Frame
from pipecat.processors.frame_processor import FrameDirection

from conversation.events.commands import Ask
from frames.turns import (
    CommandFrame,
    ConsentFrame,
    NoTurnFrame,
    SpeechFrame,
    SttBehindFrame,
    TurnFrame,
    TurnPartialFrame,
)
from processors.direct_processor import DirectProcessor

_TOLD = (
    *(TurnFrame, TurnPartialFrame, SpeechFrame, NoTurnFrame, SttBehindFrame),
    *(CommandFrame, ConsentFrame),
)


class ShadowTap(DirectProcessor):
    """Passes every frame on, and a copy of what a shadow hears to it: no guess, and no question."""

    def __init__(self, tell: Callable[[Frame], None]) -> None:
        """Create the tap; `tell` takes the copies, waits for nothing and raises nothing."""
        super().__init__()
        self._tell = tell

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Pass the frame on, and tell the shadow of it."""
        await super().process_frame(frame, direction)
        is_question = isinstance(frame, CommandFrame) and isinstance(frame.command, Ask)
        if isinstance(frame, _TOLD) and not is_question:
            self._tell(copy(frame))
        await self.push_frame(frame, direction)
