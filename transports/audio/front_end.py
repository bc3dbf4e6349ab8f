"""Audio front end: what is done with two parties' audio before the pipeline sees it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from loguru import logger
from pipecat.frames.frames import Frame

from conversation.speech.detector import SpeechParams
from conversation.speech.speakers import Speaker
from frames.speech import AudioStatusFrame
from pubsub.beside import beside
from transports.audio.audio_health import AudioHealth
from transports.audio.speech_scorer import SpeechScorer
from transports.audio.track import Track
from transports.source import ExpectedAudio

Push = Callable[[Frame], Awaitable[None]]
Hear = Callable[[float, bytes, int], bool]
"""Takes audio at a place of the call, of a sample rate; False where it has to be a frame."""

_CHECK_S = 0.5
# A process that could not run for so long has yet to read what came meanwhile.
_BEHIND_S = 0.1


class FrontEnd:
    """The tracks of one call, and the task that pushes their frames."""

    def __init__(
        self,
        *,
        scorer: SpeechScorer,
        params: SpeechParams,
        sample_rate: int = 8000,
        base_ms: int = 0,
    ):
        """Create the front end of a call.

        Args:
            scorer: The process's.
            params: What counts as speech.
            sample_rate: 8000 or 16000 Hz.
            base_ms: Where the stream begins on the call's clock.
        """
        self._scorer = scorer
        self._packets: list[tuple[Speaker, int, bytes, float]] = []  # for the scorer's next batch
        self._error: Exception | None = None
        self._hears: Mapping[Speaker, Hear] = {}
        self._frames: deque[Frame] = deque()
        self._work = asyncio.Event()
        self._pushing = asyncio.Lock()  # `run` and `finish` push; no frame overtakes another
        self._finished = False
        self._now = asyncio.get_running_loop().time
        self._heard_at = self._now()
        make = partial(Track, sample_rate=sample_rate, params=params, scorer=scorer)
        make = partial(make, emit=self.emit, base_ms=base_ms, call_ms=lambda: self.now_ms)
        self._tracks = {
            speaker: make(speaker, hear=partial(self._hear, speaker, sample_rate))
            for speaker in Speaker
        }
        for speaker, track in self._tracks.items():
            track.clock.other = self._tracks[speaker.other].clock
        self._health: AudioHealth | None = None

    @property
    def now_ms(self) -> int:
        """The end of the audio so far on the call's clock."""
        return max(track.now_ms for track in self._tracks.values())

    @property
    def idle_s(self) -> float:
        """Seconds since the last audio of either party."""
        return self._now() - self._heard_at

    def expect_both(self, audio: ExpectedAudio) -> None:
        """Both parties' `audio` is to come from now on; tell when one is not heard."""
        self._health = AudioHealth(self._tracks, audio, self._now())

    def _unusable(self, speaker: Speaker) -> None:
        if self._health:
            self._health.unusable(speaker, self._now())

    def feed(self, speaker: Speaker, timestamp_ms: int, pcm: bytes) -> None:
        """Take in a packet of a party's 16-bit mono PCM; empty where it could not be read.

        Nothing is taken in once `finish` was called. It is heard in the scorer's next batch: the
        packets of all calls, one after the other, cost half of what each at its own time does.

        Raises:
            Exception: What an earlier packet failed of.
        """
        if self._error:
            raise self._error
        if self._finished:
            return
        if not pcm:
            self._unusable(speaker)
            return
        self._heard_at = self._now()
        self._packets.append((speaker, timestamp_ms, pcm, self._heard_at))
        if len(self._packets) == 1:
            self._scorer.before_next(self._take_in)

    def _take_in(self) -> None:
        """Hear what has come."""
        packets, self._packets = self._packets, []
        try:
            for speaker, timestamp_ms, pcm, came_at in packets:
                self._tracks[speaker].feed(timestamp_ms, pcm, came_at)
        except Exception as error:  # noqa: BLE001 - this call's fault, in the batch of all
            self._error = error

    def hear_by(self, hears: Mapping[Speaker, Hear]) -> None:
        """Have each party's audio taken as it comes by these, as far as no frame is before it."""
        self._hears = hears

    def _hear(self, speaker: Speaker, sample_rate: int, at_ms: float, audio: bytes) -> bool:
        if self._frames or self._pushing.locked() or speaker not in self._hears:
            return False
        return self._hears[speaker](at_ms, audio, sample_rate)

    def emit(self, frame: Frame) -> None:
        """Have a frame pushed, after those before it."""
        self._frames.append(frame)
        self._work.set()

    async def run(self, push: Push) -> None:
        """Push frames until cancelled, and end the speech of a track that stalls."""
        async with beside(self._watch(), "the watch over stalled tracks"):
            while True:
                await self._work.wait()
                self._work.clear()
                await self._drain(push)

    async def finish(self, push: Push) -> None:
        """Take in no more, and push all that is left, the end of open speech included."""
        self._finished = True
        self._scorer.flush()
        for track in self._tracks.values():
            track.end_speech()
            if status := track.losses.last():
                self.emit(AudioStatusFrame(status))
        await self._drain(push)

    async def _watch(self) -> None:
        while True:
            due = self._now() + _CHECK_S
            await asyncio.sleep(_CHECK_S)
            now = self._now()
            self._take_in()
            if now - due < _BEHIND_S:
                self._end_stalled(now)
            for status in self._health.check(now) if self._health else ():
                logger.warning("audio: {}", status.detail)
                self.emit(AudioStatusFrame(status))

    async def _drain(self, push: Push) -> None:
        async with self._pushing:
            while self._frames:
                await push(self._frames.popleft())

    def _end_stalled(self, now: float) -> None:
        for track in self._tracks.values():
            if track.waiting and now - track.last_heard >= track.stall_s:
                track.end_speech()
