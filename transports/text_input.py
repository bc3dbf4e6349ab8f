"""Text input: a call whose turns come as text, another transcriber's or a program's."""

import asyncio

from pipecat.frames.frames import Frame, StartFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from conversation.memory.conversation import Conversation
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from frames.turns import TurnFrame, TurnPartialFrame
from pubsub.clock import now_s
from transports.long_text import redacted


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
        self._began_at = self._heard_at = now_s()
        self._ended = False
        self._timed = False
        self._begun_ms: dict[Speaker, int] = {}
        self._first_ms = max((turn.end_ms + 1 for turn in conversation.turns), default=0)
        self._end_ms = self._first_ms
        self._register_event_handler("on_stream_ended")

    @property
    def now_ms(self) -> int:
        """The call's time, ms from its start.

        The wall clock tells, until a turn comes with times: then the sender's clock is the call's,
        and this is the end of the last turn.
        """
        if self._timed:
            return self._end_ms
        passed_s = now_s() - self._began_at
        return max(self._end_ms, self._first_ms + round(passed_s * 1000))

    @property
    def idle_s(self) -> float:
        """Seconds since the last words."""
        return now_s() - self._heard_at

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
        """Push a finished turn; without times it lasts from its first partial, if any, until now.

        Returns:
            The turn as everybody sees it.
        """
        await self._started.wait()
        hidden = await redacted(self._redactor.redact, text, speaker)
        start, end = self._place(speaker, start_ms, end_ms)
        turn_id = self._turn_id(speaker)
        self._numbers[speaker] += 1
        turn = Turn(turn_id, speaker, hidden, start, end, language, confidence)
        self._end_ms = max(self._end_ms + 1, end)
        self._heard_at = now = now_s()
        await self.push_frame(TurnFrame(turn, now, now))
        return turn

    async def say_partial(self, speaker: Speaker, text: str) -> None:
        """Push the words so far of a turn that is not finished."""
        await self._started.wait()
        self._heard_at = now_s()
        shown = await redacted(self._redactor.redact_partial, text, speaker)
        now_ms = self.now_ms
        begun_ms = self._begun_ms.setdefault(speaker, now_ms)
        turn = Turn(self._turn_id(speaker), speaker, shown, begun_ms, now_ms)
        await self.push_frame(TurnPartialFrame(turn))

    async def end(self, reason: str) -> None:
        """Take in no more, and tell `on_stream_ended`; once."""
        if not self._ended:
            self._ended = True
            await self._call_event_handler("on_stream_ended", reason)

    def _place(self, speaker: Speaker, start_ms: int | None, end_ms: int | None) -> tuple[int, int]:
        """The start and the end of a turn that is finished now, in ms on the call's clock."""
        begun_ms = self._begun_ms.pop(speaker, None)
        self._timed = self._timed or start_ms is not None or end_ms is not None
        now_ms = self.now_ms
        if self._timed:
            start = now_ms if start_ms is None else start_ms
            return start, max(start, start if end_ms is None else end_ms)
        return now_ms if begun_ms is None else begun_ms, now_ms

    def _turn_id(self, speaker: Speaker) -> str:
        return f"{speaker.value[0]}{self._numbers[speaker]}"
