"""Speech frames: the audio and the speech that an input pushes, which say whose they are.

Audio itself is Pipecat's `UserAudioRawFrame` with the speaker as `user_id`. The speech frames
extend Pipecat's VAD frames, so that its speech-to-text services act on them as they do on any.
"""

from dataclasses import dataclass

from pipecat.frames.frames import (
    SystemFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)

from conversation.events.payloads import Status
from conversation.speech.speakers import Speaker


@dataclass
class PartyStartedSpeakingFrame(VADUserStartedSpeakingFrame):
    """A party began to speak at `at_ms` of the stream.

    Attributes:
        speaker: Whose speech.
        at_ms: Where it began, ms from the start of the stream.
        in_doubt: Whether it may be music; a `PartyVoiceFrame`, or its pause, says what it was.
    """

    speaker: Speaker = Speaker.CUSTOMER
    at_ms: int = 0
    in_doubt: bool = False


@dataclass
class PartyVoiceFrame(SystemFrame):
    """The speech that was in doubt is a voice's."""

    speaker: Speaker = Speaker.CUSTOMER


@dataclass
class PartyEagerPauseFrame(SystemFrame):
    """A party who speaks fell silent for a moment (or spoke on): no pause yet, but worth a guess.

    Attributes:
        speaker: Whose speech.
        at_ms: Where the speech so far ended, ms from the start of the stream.
        spoken_at: When that end reached us: seconds of the event loop's clock.
        resumed: Whether the party spoke on: the eager pause is over.
    """

    speaker: Speaker = Speaker.CUSTOMER
    at_ms: int = 0
    spoken_at: float = 0.0
    resumed: bool = False


@dataclass
class PartyPausedFrame(VADUserStoppedSpeakingFrame):
    """A party stopped speaking at `at_ms`, perhaps only to breathe.

    Attributes:
        speaker: Whose speech.
        at_ms: Where the speech ended, ms from the start of the stream.
        spoken_at: When that end reached us: seconds of the event loop's clock.
        is_music: Whether it was no speech, but music.
    """

    speaker: Speaker = Speaker.CUSTOMER
    at_ms: int = 0
    spoken_at: float = 0.0
    is_music: bool = False


@dataclass
class PartySilentFrame(SystemFrame):
    """A party has been silent for long, or their audio has ended."""

    speaker: Speaker = Speaker.CUSTOMER
    at_ms: int = 0


@dataclass
class AudioStatusFrame(SystemFrame):
    """Something about a party's audio that the agent should know."""

    status: Status


PartyFrame = PartyStartedSpeakingFrame | PartyEagerPauseFrame | PartyPausedFrame | PartySilentFrame
