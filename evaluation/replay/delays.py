"""Line delay: how long after it was spoken a word, a pause and a turn reach the coach."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineDelays:
    """The delays of a replayed call, ms, as the product has them (`docs/performance.md`).

    Attributes:
        packet_ms: Sound reaches us, in packets of Twilio's.
        start_ms: Speech is heard to begin (`VAD_START_SECS`).
        eager_pause_ms: Silence may be an end (`conversation.speech.detector`).
        pause_ms: Silence is a pause (`VAD_STOP_SECS`).
        silence_ms: Silence ends a turn whatever the words are (`TURN_INCOMPLETE_SECS`).
        words_ms: A recogniser tells a word after its end.
        interim_ms: It tells interim words this often.
        final_ms: It tells final words after it was asked for them.
        hangup_ms: The call ends after its last word.
    """

    packet_ms: int = 20
    start_ms: int = 100
    eager_pause_ms: int = 100
    pause_ms: int = 250
    silence_ms: int = 900
    words_ms: int = 120
    interim_ms: int = 300
    final_ms: int = 120
    hangup_ms: int = 3000
