"""Turn assembler: the end of a party's branch, speech and transcripts in, turns out."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    Frame,
    InterimTranscriptionFrame,
    StartFrame,
    TranscriptionFrame,
    UserAudioRawFrame,
)
from pipecat.processors.frame_processor import FrameDirection

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
    SttBehindFrame,
    SttFinalizedFrame,
    TurnFrame,
    TurnPartialFrame,
)
from processors.deadline_timer import DeadlineTimer
from processors.direct_processor import DirectProcessor
from processors.transcription_details import details, place
from pubsub.clock import now_s

_TURNS_KEPT = 64


class TurnAssembler(DirectProcessor):
    """Cuts one party's words into turns.

    Takes in the party's speech frames, `InterimTranscriptionFrame`, `TranscriptionFrame`,
    `SttFinalizedFrame` and, passing it on, `SttBehindFrame`; pushes `SpeechFrame`,
    `TurnPartialFrame`, `EagerTurnFrame`, `TurnFrame` and `NoTurnFrame`, and `FinalizeFrame`
    upstream.
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
        self._spoken_at: dict[str, float] = {}  # by turn: when its end reached us
        self._heard = ("", "")  # of the last partial: its turn, and its words …
        self._shown = ("", "")  # … as they are shown
        self._eager_text = ""
        self._silence: tuple[int, float] | None = None  # where it began, and when that reached us
        self._may_finalize = False  # once an eager pause
        self._timer = DeadlineTimer(self, self._builder.deadline, self._poll)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Take in what belongs to a turn; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, UserAudioRawFrame):
            return  # the party's audio ends here; nobody behind the branch listens to it
        if isinstance(frame, PartyFrame):
            await self._speech(frame)
        elif isinstance(frame, InterimTranscriptionFrame):
            self._builder.interim(frame.text, now_s(), start_ms=place(frame)[0])
            await self._say_partial()
        elif isinstance(frame, TranscriptionFrame):
            self._builder.final(frame.text, now_s(), **details(frame))
            await self._say_partial()
        elif isinstance(frame, SttFinalizedFrame):
            self._builder.confirmed(now_s())
        elif isinstance(frame, SttBehindFrame):
            self._builder.fell_behind(now_s(), behind=frame.behind)
            await self.push_frame(frame, direction)
        else:
            await self._lifecycle(frame, direction)
            return
        await self._poll(now_s())
        await self._say_eager_turn()
        self._timer.changed()

    async def _lifecycle(self, frame: Frame, direction: FrameDirection) -> None:
        if isinstance(frame, EndFrame | CancelFrame):
            await self._timer.stop()
        if isinstance(frame, EndFrame):
            await self._say_finished(self._builder.flush)
        await self.push_frame(frame, direction)
        if isinstance(frame, StartFrame):
            self._timer.start()

    async def _speech(self, frame: PartyFrame) -> None:
        now = now_s()
        self._may_finalize = False
        if isinstance(frame, PartyEagerPauseFrame):
            self._silence = None if frame.resumed else (frame.at_ms, frame.spoken_at)
            self._may_finalize = not frame.resumed
            self._ended(frame.spoken_at)
            return
        if isinstance(frame, PartyStartedSpeakingFrame):
            self._silence = None
            self._builder.speech_started(frame.at_ms)
            await self._say_speech(frame.at_ms, speaking=True)
        elif isinstance(frame, PartyPausedFrame):
            self._silence = (frame.at_ms, frame.spoken_at)
            self._ended(frame.spoken_at)
            self._builder.speech_paused(frame.at_ms, now)
            await self._say_speech(frame.at_ms, speaking=False, spoken_at=frame.spoken_at)
        else:
            self._builder.speech_silent(frame.at_ms, now)

    def _ended(self, spoken_at: float) -> None:
        if turn_id := self._builder.turn_id:
            self._spoken_at[turn_id] = spoken_at
            if len(self._spoken_at) > _TURNS_KEPT:  # those that had no words
                del self._spoken_at[next(iter(self._spoken_at))]

    async def _say_speech(self, at_ms: int, *, speaking: bool, spoken_at: float = 0.0) -> None:
        start_ms = self._builder.start_ms
        await self.push_frame(SpeechFrame(self._speaker, speaking, at_ms, start_ms, spoken_at))

    async def _poll(self, now: float) -> None:
        await self._say_finished(partial(self._builder.poll, now))

    async def _say_finished(self, take: Callable[[], Turn | None]) -> None:
        """Tell all turns that `take` gives, and those that were without words, in order."""
        more = True
        while more:
            turn = take()
            for began_ms in self._builder.take_empty():
                await self.push_frame(NoTurnFrame(self._speaker, began_ms))
            if more := turn is not None:
                await self._say_turn(turn)
        if self._builder.turn_id is None:
            self._eager_text, self._silence = "", None

    async def _say_turn(self, turn: Turn) -> None:
        now = now_s()
        spoken_at = self._spoken_at.pop(turn.turn_id, now)
        hidden = replace(turn, text=self._redactor.redact(turn.text, self._speaker))
        await self.push_frame(TurnFrame(hidden, spoken_at, now))

    async def _say_partial(self) -> None:
        turn = self._builder.latest
        if turn is None or (turn.turn_id, turn.text) == self._heard:
            return
        self._heard = (turn.turn_id, turn.text)
        shown = self._redacted_so_far(turn)
        if (shown.turn_id, shown.text) != self._shown:
            self._shown = (shown.turn_id, shown.text)
            await self.push_frame(TurnPartialFrame(shown))

    async def _say_eager_turn(self) -> None:
        if self._silence is None:
            return
        at_ms, spoken_at = self._silence
        turn = self._builder.draft(at_ms)
        if turn and turn.text != self._eager_text:
            self._eager_text = turn.text
            await self.push_frame(EagerTurnFrame(self._redacted_so_far(turn), spoken_at))
            if self._may_finalize and self._builder.has_interim:
                self._may_finalize = False
                await self.push_frame(FinalizeFrame(self._speaker), FrameDirection.UPSTREAM)

    def _redacted_so_far(self, turn: Turn) -> Turn:
        """Its party may have paused inside a number."""
        return replace(turn, text=self._redactor.redact_partial(turn.text, self._speaker))
