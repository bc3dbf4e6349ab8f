"""Conversation recorder: every turn, in the order of the call's clock."""

import asyncio

from pipecat.frames.frames import CancelFrame, EndFrame, Frame, StartFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from conversation.memory import Conversation
from conversation.speech.turn_order import TurnOrder
from conversation.speech.turns import Turn
from frames.turns import NoTurnFrame, SpeechFrame, TurnFrame


class ConversationRecorder(FrameProcessor):
    """Puts the turns of both parties into order and into the conversation."""

    def __init__(self, conversation: Conversation, order: TurnOrder | None = None):
        """Create the recorder that fills `conversation`."""
        super().__init__()
        self._conversation = conversation
        self._order = order or TurnOrder()
        self._frames: dict[str, TurnFrame] = {}
        self._news = asyncio.Event()
        self._timer: asyncio.Task[None] | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Hold a turn back until it is its turn; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, TurnFrame):
            self._frames[frame.turn.turn_id] = frame
            self._order.finished(frame.turn, self._now())
            await self._release()
            return
        if isinstance(frame, SpeechFrame):
            if frame.speaking:
                self._order.resumed(frame.speaker, frame.turn_start_ms)
            else:
                self._order.spoken(frame.speaker, frame.turn_start_ms)
        elif isinstance(frame, NoTurnFrame):
            self._order.resumed(frame.speaker, frame.start_ms)
        elif isinstance(frame, EndFrame):
            await self._push_turns(self._order.flush())
        if isinstance(frame, EndFrame | CancelFrame) and self._timer:
            await self.cancel_task(self._timer)
            self._timer = None
        await self.push_frame(frame, direction)
        if isinstance(frame, StartFrame):
            self._timer = self.create_task(self._watch())
        elif isinstance(frame, SpeechFrame | NoTurnFrame):
            await self._release()

    async def _release(self, now: float | None = None) -> None:
        await self._push_turns(self._order.ready(self._now() if now is None else now))
        self._news.set()

    async def _push_turns(self, turns: list[Turn]) -> None:
        for turn in turns:
            self._conversation.add(turn)
            await self.push_frame(self._frames.pop(turn.turn_id))

    async def _watch(self) -> None:
        """Release turns that have waited for the other party long enough."""
        while True:
            deadline = self._order.deadline()
            wait = None if deadline is None else max(0.0, deadline - self._now())
            self._news.clear()
            try:
                async with asyncio.timeout(wait):
                    await self._news.wait()
            except TimeoutError:
                # A timer may be early by the clock's resolution; the deadline has come.
                await self._release(deadline)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
