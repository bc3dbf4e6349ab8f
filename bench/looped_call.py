"""The sample call without an end, as a recogniser and a Media Streams client need it."""

from dataclasses import dataclass
from functools import cache

from bots import sample
from conversation.speech.speakers import Speaker
from peers.voices import pcm_of
from transports.audio import mulaw
from transports.recording.recording import ScriptTurn
from transports.twilio.replay_messages import FRAME_BYTES, FRAME_MS

PCM_BYTES_A_MS = 2 * mulaw.RATE // 1000


@dataclass(frozen=True)
class LoopedCall:
    """The sample call over and over. Times are ms from the start of its first round.

    Attributes:
        frames: Of how many 20 ms frames one round consists.
        mulaw: One round of each party as it is on the line.
        pcm: The same as 16-bit PCM, twice, so that a piece that spans two rounds is found in it.
        turns: What each party says in one round, in order.
    """

    frames: int
    mulaw: dict[Speaker, bytes]
    pcm: dict[Speaker, bytes]
    turns: dict[Speaker, tuple[ScriptTurn, ...]]

    @property
    def round_ms(self) -> int:
        """The length of one round."""
        return self.frames * FRAME_MS

    def frame(self, speaker: Speaker, number: int) -> bytes:
        """A party's frame of mu-law, counted from 0 in the first round."""
        start = number % self.frames * FRAME_BYTES
        return self.mulaw[speaker][start : start + FRAME_BYTES]

    def turns_within(self, speaker: Speaker, from_ms: float, to_ms: float) -> list[ScriptTurn]:
        """The turns that a party says from their begin to their end within a stretch of time."""
        found = []
        for number in range(int(to_ms // self.round_ms) + 1):
            shift = number * self.round_ms
            for turn in self.turns[speaker]:
                if from_ms <= turn.start_ms + shift and turn.end_ms + shift <= to_ms:
                    times = {"start_ms": turn.start_ms + shift, "end_ms": turn.end_ms + shift}
                    found.append(turn.model_copy(update=times))
        return found


@cache
def looped_call() -> LoopedCall:
    """The bundled sample call, looped; loaded once."""
    recording = sample.recording()
    assert recording.script, "the sample call has a script"
    frames = len(recording.tracks[Speaker.CUSTOMER]) // FRAME_BYTES
    line = {
        speaker: mulaw.encode(pcm_of(recording, speaker))[: frames * FRAME_BYTES]
        for speaker in Speaker
    }
    return LoopedCall(
        frames=frames,
        mulaw=line,
        pcm={speaker: mulaw.decode(line[speaker]) * 2 for speaker in Speaker},
        turns={speaker: tuple(recording.script.spoken_by(speaker)) for speaker in Speaker},
    )
