"""Speech in doubt: holds speech that may be music, with its words, until that is decided.

    the party                          what is done with the frames
    ─────────────────────────────────  ─────────────────────────────────────────────────────────
    speaks                             all go on at once
    begins, in doubt                   speech and words are held; words from before it go on
      a voice after all                all that is held goes on, in its order
      pauses, and it was music         the speech is dropped, and the words that are music's

Words are music's where music was, and no voice near: whoever speaks over music is heard. A
recogniser that tells no places owes them to the oldest pause that it has not confirmed.
"""

from collections import deque
from collections.abc import Sequence

from pipecat.frames.frames import EndFrame, Frame, InterimTranscriptionFrame, TranscriptionFrame

from frames.speech import (
    PartyEagerPauseFrame,
    PartyPausedFrame,
    PartyStartedSpeakingFrame,
    PartyVoiceFrame,
)
from processors.transcription_details import place

_KEPT = 16
# How far from speech its words may be: recognisers and the detector differ on where it begins.
_NEAR_MUSIC_MS = 250
_NEAR_VOICE_MS = 500

Words = InterimTranscriptionFrame | TranscriptionFrame
Stretch = tuple[int, float]


class SpeechDoubt:
    """The speech of one party that may be music."""

    def __init__(self) -> None:
        """Nobody speaks, and nothing is in doubt."""
        self._held: list[Frame] | None = None  # while in doubt
        self._began_ms = 0
        self._music: deque[Stretch] = deque(maxlen=_KEPT)
        self._voice: deque[Stretch] = deque(maxlen=_KEPT)

    def take(self, frame: Frame, *, owed_by_music: bool) -> Sequence[Frame]:
        """Take in a frame; those that go on now.

        Args:
            frame: Of the party's speech, their words, or another, which goes on.
            owed_by_music: Whether the oldest pause that is not confirmed was music's.
        """
        if isinstance(frame, PartyStartedSpeakingFrame):
            return self._started(frame)
        if isinstance(frame, PartyPausedFrame):
            return self._paused(frame)
        if isinstance(frame, InterimTranscriptionFrame | TranscriptionFrame):
            return self._words(frame, owed_by_music=owed_by_music)
        if self._held is not None and isinstance(frame, PartyEagerPauseFrame):
            self._held.append(frame)
            return ()
        over = self._release() if isinstance(frame, PartyVoiceFrame | EndFrame) else ()
        return over if isinstance(frame, PartyVoiceFrame) else (*over, frame)

    def _started(self, frame: PartyStartedSpeakingFrame) -> Sequence[Frame]:
        self._began_ms = frame.at_ms
        if frame.in_doubt:
            self._held = [frame]
            return ()
        self._voice.append((frame.at_ms, float("inf")))
        return (frame,)

    def _release(self) -> Sequence[Frame]:
        """It was a voice."""
        held, self._held = self._held, None
        if held is None:
            return ()
        self._voice.append((self._began_ms, float("inf")))
        return held

    def _paused(self, frame: PartyPausedFrame) -> Sequence[Frame]:
        if not frame.is_music:
            released = self._release()
            if self._voice:
                self._voice[-1] = (self._voice[-1][0], frame.at_ms)
            return [*released, frame]
        held, self._held = self._held or [], None
        self._music.append((self._began_ms, frame.at_ms))
        words = [each for each in held if isinstance(each, Words)]
        return [each for each in words if self._is_voices(each, place_unknown=False)] + [frame]

    def _words(self, frame: Words, *, owed_by_music: bool) -> Sequence[Frame]:
        if self._held is None:
            return (frame,) if self._is_voices(frame, place_unknown=not owed_by_music) else ()
        _, end_ms = place(frame)
        if end_ms is not None and end_ms <= self._began_ms and frame.text:
            return (frame,) if self._is_voices(frame, place_unknown=True) else ()
        self._held.append(frame)
        return ()

    def _is_voices(self, frame: Words, *, place_unknown: bool) -> bool:
        """Whether words may be a voice's; what to say of those without a place."""
        if not self._music or not frame.text:
            return True
        start_ms, end_ms = place(frame)
        if start_ms is None:
            return place_unknown
        end_ms = start_ms if end_ms is None else end_ms
        if any(_near(start_ms, end_ms, voice, _NEAR_VOICE_MS) for voice in self._voice):
            return True
        return not any(_near(start_ms, end_ms, music, _NEAR_MUSIC_MS) for music in self._music)


def _near(start_ms: int, end_ms: int, stretch: Stretch, near_ms: int) -> bool:
    return start_ms <= stretch[1] + near_ms and end_ms >= stretch[0] - near_ms
