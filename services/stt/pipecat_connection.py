"""Pipecat connection: any of Pipecat's STT services as a connection, so that it can be in a chain.

| the service is given | when |
|---|---|
| audio | as it is sent |
| "user started speaking" | with the first piece in which the party speaks |
| "user stopped speaking" | the final words are wanted |

Services tell no times, so words are placed where the party spoke. A service that says nothing of a
stretch within 5 s has heard nothing in it.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from pipecat.frames.frames import (
    Frame,
    InterimTranscriptionFrame,
    StartFrame,
    TranscriptionFrame,
    UserAudioRawFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from conversation.speech.speakers import Speaker
from frames.turns import SttFinalizedFrame
from services.stt.connection import SttResult
from services.stt.refusal import SttRefusedError
from transports.audio.pcm import duration_ms

_ANSWER_S = 5.0
# Final words that come while the party speaks are of audio up to so long ago.
_BEHIND_MS = 1000.0


@dataclass(slots=True, eq=False)
class _Stretch:
    """Audio whose final words are wanted, ms of the connection's.

    Attributes:
        from_ms: Where the party began to speak; None where nobody did.
        until_ms: Its end.
    """

    from_ms: float | None
    until_ms: float


class PipecatConnection(FrameProcessor):
    """An `SttConnection`: the end of a pipeline that has the service alone.

    Attributes:
        owner: None: who it stands in for is the chain's to say.
        unreadable: 0: a service passes over what it can't read.
        takes_at_once: Never: a pipeline takes what it is given by and by.
        started: Set once the service is ready.
    """

    owner = None
    unreadable = 0
    tells_silence = False
    takes_at_once = False

    def __init__(self, speaker: Speaker, sample_rate: int):
        """Hear `speaker` in audio of `sample_rate` Hz; `worker` has yet to be set."""
        super().__init__(name=f"PipecatConnection::{speaker}")
        self.started = asyncio.Event()
        self.worker: PipelineWorker | None = None
        self._error: SttRefusedError | None = None
        self._speaker = speaker
        self._rate = sample_rate
        self._sent_ms = 0.0
        self._final_ms = 0.0
        self._began_ms: float | None = None  # speech that goes on
        self._asked = deque[_Stretch]()
        self._told: asyncio.Queue[SttResult | None] = asyncio.Queue()

    async def send(self, pcm: bytes, *, speaking: bool = True) -> None:
        """Give it audio."""
        if speaking and self._began_ms is None:
            self._began_ms = self._sent_ms
            await self._give(VADUserStartedSpeakingFrame())
        self._sent_ms += duration_ms(pcm, self._rate)
        await self._give(UserAudioRawFrame(pcm, self._rate, 1, user_id=self._speaker))

    def send_at_once(self, pcm: bytes, *, speaking: bool = True) -> None:
        """Never: see `takes_at_once`."""
        raise BlockingIOError

    async def finalize(self) -> None:
        """Have it transcribe what was spoken so far."""
        stretch = _Stretch(self._began_ms, self._sent_ms)
        self._began_ms = None
        self._asked.append(stretch)
        if stretch.from_ms is not None:
            await self._give(VADUserStoppedSpeakingFrame())
            asyncio.get_running_loop().call_later(_ANSWER_S, self._overdue, stretch)
        self._pass_over()

    async def results(self) -> AsyncIterator[SttResult]:
        """The results, until the service fails.

        Raises:
            SttRefusedError: It has, and says why.
            ConnectionError: It is ended.
        """
        while result := await self._told.get():
            yield result
        self.check()
        raise ConnectionError

    def fail(self, error: SttRefusedError) -> None:
        """The service has failed; the first error is the cause of the others."""
        self._error = self._error or error
        self.abort()

    def check(self) -> None:
        """Return unless the service has failed.

        Raises:
            SttRefusedError: It has.
        """
        if self._error:
            raise self._error

    def abort(self) -> None:
        """End it."""
        self._told.put_nowait(None)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Take what the service tells."""
        await super().process_frame(frame, direction)
        if isinstance(frame, StartFrame):
            self.started.set()
        elif isinstance(frame, InterimTranscriptionFrame):
            self._tell(frame.text, self._began_ms, self._sent_ms, is_final=False)
        elif isinstance(frame, TranscriptionFrame):
            self._heard(frame.text)
        elif isinstance(frame, SttFinalizedFrame) and self._asked:
            self._heard("")
        await self.push_frame(frame, direction)

    async def _give(self, frame: Frame) -> None:
        if self.worker:
            await self.worker.queue_frame(frame)

    def _overdue(self, stretch: _Stretch) -> None:
        if self._asked and self._asked[0] is stretch:
            self._heard("")

    def _heard(self, text: str) -> None:
        """Final words: of the oldest stretch that is wanted, or of speech that goes on."""
        if self._asked:
            stretch = self._asked.popleft()
            self._tell(text, stretch.from_ms, stretch.until_ms, asked=True)
        else:
            until_ms = max(self._final_ms, self._sent_ms - _BEHIND_MS)
            self._tell(text, self._began_ms, until_ms)
        self._pass_over()

    def _pass_over(self) -> None:
        """Answer for stretches in which nobody spoke."""
        while self._asked and self._asked[0].from_ms is None:
            self._tell("", None, self._asked.popleft().until_ms, asked=True)

    def _tell(
        self,
        text: str,
        from_ms: float | None,
        until_ms: float,
        *,
        is_final: bool = True,
        asked: bool = False,
    ) -> None:
        start_ms = min(max(self._final_ms, from_ms or 0.0), until_ms)
        told = SttResult(
            text,
            start_ms,
            until_ms,
            until_ms,
            is_final,
            from_ms=self._final_ms,
            from_finalize=asked,
        )
        if is_final:
            self._final_ms = until_ms
        self._told.put_nowait(told)
