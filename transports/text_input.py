"""Text input: a call whose turns come as text, another transcriber's or a program's."""

import asyncio

from pipecat.frames.frames import Frame, StartFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from conversation.memory import Conversation
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from frames.turns import TurnFrame, TurnPartialFrame


class TextInput(FrameProcessor):
    """Pushes finished turns, and the words of unfinished ones.

    Event handlers:
        on_stream_ended(input, reason): The input was told to end.
    """

    def __init__(self, conversation: Conversation, redactor: Redactor):
        """Create the input of one call.

        Args:
            conversation: What was said before; turns are numbered on from it.
            redactor: Hides what must not be kept.
        """
        super().__init__()
        self._redactor = redactor
        self._numbers = {speaker: conversation.next_number(speaker) for speaker in Speaker}
        self._started = asyncio.Event()
        self._heard_at = asyncio.get_running_loop().time()
        self._ended = False
        self._now_ms = max((turn.end_ms + 1 for turn in conversation.turns), default=0)
        self._register_event_handler("on_stream_ended")

    @property
    def now_ms(self) -> int:
        """The end of the last turn so far, ms from the start of the call."""
        return self._now_ms

    @property
    def idle_s(self) -> float:
        """Seconds since the last words."""
        return asyncio.get_running_loop().time() - self._heard_at

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Pass every frame on."""
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)
        if isinstance(frame, StartFrame):
            self._started.set()

    async def say(
        self,
        speaker: Speaker,
        text: str,
        *,
        start_ms: int | None = None,
        end_ms: int | None = None,
        language: str | None = None,
        confidence: float | None = None,
    ) -> Turn:
        """Push a finished turn; without times it follows the last one.

        Returns:
            The turn as everybody sees it.
        """
        await self._started.wait()
        start = self._now_ms if start_ms is None else start_ms
        end = max(start, start if end_ms is None else end_ms)
        turn_id = self._turn_id(speaker)
        self._numbers[speaker] += 1
        hidden = self._redactor.redact(text, speaker)
        turn = Turn(turn_id, speaker, hidden, start, end, language, confidence)
        self._now_ms = max(self._now_ms + 1, end)
        self._heard_at = now = asyncio.get_running_loop().time()
        await self.push_frame(TurnFrame(turn, now, now))
        return turn

    async def say_partial(self, speaker: Speaker, text: str) -> None:
        """Push the words so far of a turn that is not finished."""
        await self._started.wait()
        self._heard_at = asyncio.get_running_loop().time()
        shown = self._redactor.redact_partial(text, speaker)
        now_ms = self._now_ms
        turn = Turn(self._turn_id(speaker), speaker, shown, now_ms, now_ms)
        await self.push_frame(TurnPartialFrame(turn))

    async def end(self, reason: str) -> None:
        """Take in no more, and tell `on_stream_ended`; once."""
        if not self._ended:
            self._ended = True
            await self._call_event_handler("on_stream_ended", reason)

    def _turn_id(self, speaker: Speaker) -> str:
        return f"{speaker.value[0]}{self._numbers[speaker]}"
