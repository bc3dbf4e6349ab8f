"""Speaker gate: the head of a party's branch, where only that party's speech goes in."""

from pipecat.frames.frames import Frame, UserAudioRawFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from conversation.speech.speakers import Speaker
from frames.speech import PartyFrame
from frames.turns import FinalizeFrame


class SpeakerGate(FrameProcessor):
    """Lets everything through but the other party's audio and speech.

    Pipecat's `FunctionFilter` lets system frames pass, and audio frames are system frames.
    """

    def __init__(self, speaker: Speaker):
        """Create the gate of one party."""
        super().__init__(name=f"SpeakerGate::{speaker}")
        self._speaker = speaker

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Pass the frame on, unless it is the other party's."""
        await super().process_frame(frame, direction)
        if isinstance(frame, FinalizeFrame):
            return  # meant for the recogniser of this branch alone
        if isinstance(frame, UserAudioRawFrame) and frame.user_id != self._speaker:
            return
        if isinstance(frame, PartyFrame) and frame.speaker is not self._speaker:
            return
        await self.push_frame(frame, direction)
