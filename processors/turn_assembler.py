"""Turn assembler: the end of a party's branch, speech and transcripts in, turns out."""

import asyncio
from dataclasses import replace
from typing import Any

from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    Frame,
    InterimTranscriptionFrame,
    StartFrame,
    TranscriptionFrame,
    UserAudioRawFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from conversation.speech.turn_builder import TurnBuilder
from conversation.speech.turns import Turn
from frames.speech import (
    PartyEagerPauseFrame,
    PartyFrame,
    PartyPausedFrame,
    PartyStartedSpeakingFrame,
)
from frames.turns import (
    EagerTurnFrame,
    FinalizeFrame,
    NoTurnFrame,
    SpeechFrame,
    SttFinalizedFrame,
    TurnFrame,
    TurnPartialFrame,
)


class TurnAssembler(FrameProcessor):
    """Cuts one party's words into turns.

    Takes in the party's speech frames, `InterimTranscriptionFrame`, `TranscriptionFrame` and
    `SttFinalizedFrame`; pushes `SpeechFrame`, `TurnPartialFrame`, `EagerTurnFrame`, `TurnFrame` and
    `NoTurnFrame`, and `FinalizeFrame` upstream.
    """

    def __init__(
        self,
        speaker: Speaker,
        redactor: Redactor,
        *,
        stt_wait_s: float = 2.0,
        first_turn: int = 1,
    ):
        """Create the assembler of one party.

        Args:
            speaker: Whose turns.
            redactor: The call's; nobody sees the words before it has.
            stt_wait_s: As for `TurnBuilder`.
            first_turn: The number of the party's first turn.
        """
        super().__init__(name=f"TurnAssembler::{speaker}")
        self._speaker = speaker
        self._redactor = redactor
        self._builder = TurnBuilder(speaker, stt_wait_s=stt_wait_s, first=first_turn)
        self._spoken_at = 0.0
        self._partial = ""
        self._drafted = ""
        self._lulled_at_ms: int | None = None
        self._may_settle = False  # in a lull that is no pause yet, once
        self._news = asyncio.Event()
        self._timer: asyncio.Task[None] | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Take in what belongs to a turn; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, UserAudioRawFrame):
            return  # the party's audio ends here; nobody behind the branch listens to it
        if isinstance(frame, PartyFrame):
            await self._speech(frame)
        elif isinstance(frame, InterimTranscriptionFrame):
            self._builder.interim(frame.text, self._now())
            await self._say_partial()
        elif isinstance(frame, TranscriptionFrame):
            self._builder.final(frame.text, self._now(), **_details(frame))
            await self._say_partial()
        elif isinstance(frame, SttFinalizedFrame):
            self._builder.confirmed()
        else:
            await self._lifecycle(frame, direction)
            return
        await self._poll(self._now())
        await self._say_draft()
        self._news.set()

    async def _lifecycle(self, frame: Frame, direction: FrameDirection) -> None:
        if isinstance(frame, EndFrame):
            await self._stop_timer()
            if self._builder.turn_id is not None:
                await self._say_turn(self._builder.flush())
        elif isinstance(frame, CancelFrame):
            await self._stop_timer()
        await self.push_frame(frame, direction)
        if isinstance(frame, StartFrame):
            self._timer = self.create_task(self._watch())

    async def _speech(self, frame: PartyFrame) -> None:
        now = self._now()
        self._may_settle = False
        if isinstance(frame, PartyEagerPauseFrame):
            self._lulled_at_ms = None if frame.over else frame.at_ms
            self._may_settle = not frame.over
            self._spoken_at = frame.spoken_at
            return
        if isinstance(frame, PartyStartedSpeakingFrame):
            self._lulled_at_ms = None
            self._builder.speech_started(frame.at_ms)
        elif isinstance(frame, PartyPausedFrame):
            self._lulled_at_ms = frame.at_ms
            self._spoken_at = frame.spoken_at
            self._builder.speech_paused(frame.at_ms, now)
        else:
            self._builder.speech_silent(frame.at_ms, now)
            return
        speaking = isinstance(frame, PartyStartedSpeakingFrame)
        await self.push_frame(
            SpeechFrame(
                self._speaker, speaking, frame.at_ms, self._builder.start_ms, self._spoken_at
            )
        )

    async def _watch(self) -> None:
        """Close turns whose recogniser has nothing more to say."""
        while True:
            deadline, now = self._builder.deadline(), self._now()
            wait = deadline - now if deadline is not None and deadline > now else None
            self._news.clear()
            try:
                async with asyncio.timeout(wait):
                    await self._news.wait()
            except TimeoutError:
                # A timer may be early by the clock's resolution; the deadline has come.
                await self._poll(deadline or now)

    async def _poll(self, now: float) -> None:
        was_open = self._builder.turn_id is not None
        turn = self._builder.poll(now)
        if turn or (was_open and self._builder.turn_id is None):
            await self._say_turn(turn)

    async def _say_turn(self, turn: Turn | None) -> None:
        self._partial = self._drafted = ""
        self._lulled_at_ms = None
        if turn is None:
            await self.push_frame(NoTurnFrame(self._speaker))
            return
        now = self._now()
        await self.push_frame(TurnFrame(self._redacted(turn), self._spoken_at or now, now))

    async def _say_partial(self) -> None:
        turn_id, text = self._builder.turn_id, self._builder.partial
        if turn_id and text != self._partial:
            self._partial = text
            shown = self._redactor.redact_partial(text, self._speaker)
            turn = Turn(turn_id, self._speaker, shown, self._builder.start_ms, self._builder.end_ms)
            await self.push_frame(TurnPartialFrame(turn))

    async def _say_draft(self) -> None:
        if self._lulled_at_ms is None:
            return
        draft = self._builder.draft(self._lulled_at_ms)
        if draft and draft.text != self._drafted:
            self._drafted = draft.text
            # Like a partial: the party may have paused inside a number.
            shown = self._redactor.redact_partial(draft.text, self._speaker)
            hidden = replace(draft, text=shown)
            await self.push_frame(EagerTurnFrame(hidden, self._spoken_at))
            await self._settle()

    async def _settle(self) -> None:
        """Have the recogniser settle the words while the silence is still being measured."""
        if self._may_settle and self._builder.unsettled:
            self._may_settle = False
            await self.push_frame(FinalizeFrame(self._speaker), FrameDirection.UPSTREAM)

    def _redacted(self, turn: Turn) -> Turn:
        return replace(turn, text=self._redactor.redact(turn.text, self._speaker))

    async def _stop_timer(self) -> None:
        if self._timer:
            await self.cancel_task(self._timer)
            self._timer = None

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def _details(frame: TranscriptionFrame) -> dict[str, Any]:
    """What the recogniser tells beyond the words, where it does."""
    result = frame.result if isinstance(frame.result, dict) else {}
    return {
        "start_ms": result.get("start_ms"),
        "end_ms": result.get("end_ms"),
        "language": str(frame.language) if frame.language else None,
        "confidence": result.get("confidence"),
    }
