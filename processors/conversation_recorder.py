"""Conversation recorder: every turn, in the order of the call's clock."""

from dataclasses import replace

from pipecat.frames.frames import CancelFrame, EndFrame, Frame, StartFrame
from pipecat.processors.frame_processor import FrameDirection

from conversation.memory.conversation import Conversation
from conversation.speech.overlap import SpeechOverlap
from conversation.speech.turn_order import TurnOrder
from conversation.speech.turns import Turn
from frames.turns import NoTurnFrame, SpeechFrame, SttBehindFrame, TurnFrame, TurnPartialFrame
from processors.deadline_timer import DeadlineTimer
from processors.direct_processor import DirectProcessor
from pubsub.clock import now_s


class ConversationRecorder(DirectProcessor):
    """Puts the turns of both parties into order and into the conversation."""

    def __init__(self, conversation: Conversation):
        """Create the recorder that fills `conversation`."""
        super().__init__()
        self._conversation = conversation
        self._order = TurnOrder()
        self._overlap = SpeechOverlap()
        self._frames: dict[str, TurnFrame] = {}
        self._timer = DeadlineTimer(self, self._order.deadline, self._release)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Hold a turn back until it is its turn; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, TurnFrame):
            self._frames[frame.turn.turn_id] = frame
            self._order.finished(frame.turn, now_s(), frame.made_at - frame.spoken_at)
            await self._release(now_s())
            return
        if isinstance(frame, SpeechFrame):
            if frame.speaking:
                self._overlap.started(frame.speaker, frame.offset_ms)
                self._order.resumed(frame.speaker, frame.turn_start_ms)
            else:
                self._overlap.stopped(frame.speaker, frame.offset_ms)
                self._order.spoken(frame.speaker, frame.turn_start_ms)
        elif isinstance(frame, NoTurnFrame):
            self._order.given_up(frame.speaker, frame.start_ms)
        elif isinstance(frame, SttBehindFrame):
            self._order.fell_behind(frame.speaker, behind=frame.behind)
        elif isinstance(frame, TurnPartialFrame):
            self._conversation.hear(frame.turn)
        elif isinstance(frame, EndFrame):
            await self._push_turns(self._order.flush())
        if isinstance(frame, EndFrame | CancelFrame):
            await self._timer.stop()
        await self.push_frame(frame, direction)
        if isinstance(frame, StartFrame):
            self._timer.start()
        elif isinstance(frame, SpeechFrame | NoTurnFrame | SttBehindFrame):
            await self._release(now_s())

    async def _release(self, now: float) -> None:
        await self._push_turns(self._order.ready(now))
        self._timer.changed()

    async def _push_turns(self, turns: list[Turn]) -> None:
        for turn in turns:
            frame = self._frames.pop(turn.turn_id)
            unit_id = self._conversation.unit_of(turn).unit_id
            frame.turn = replace(turn, overlap_ms=self._overlap.of(turn), unit_id=unit_id)
            self._conversation.add(frame.turn)
            await self.push_frame(frame)
