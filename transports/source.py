"""Audio source: one carrier, one microphone or one recording, as the packets of both parties."""

from collections.abc import Callable
from typing import NamedTuple, Protocol, TypeAlias

from conversation.speech.speakers import Speaker

# Takes a packet at once: whose it is, where it begins (ms from the stream's start), and its audio
# (16-bit little-endian mono PCM; empty for a packet of theirs that can't be read).
Feed: TypeAlias = Callable[[Speaker, int, bytes], None]


class ExpectedAudio(NamedTuple):
    """The audio that is to come of both parties, in words for whoever set the source up.

    Attributes:
        form: What it is: `PCMU audio of 8000 Hz`.
        both: What has to be so for both parties to be heard, a whole sentence.
        ends_are_told: Whether the source itself tells that one party's audio has ended.
    """

    form: str
    both: str
    ends_are_told: bool = False


class AudioSource(Protocol):
    """A stream of both parties' audio.

    Attributes:
        sample_rate: Of its audio: 8000 or 16000 Hz.
        expected_audio: How both parties' audio is to come; the agent is told when one's does not,
            or can't be used. None where one party's may be all that comes.
    """

    sample_rate: int
    expected_audio: ExpectedAudio | None

    async def run(self, feed: Feed) -> str:
        """Feed packets until the stream is over; cancelled where the call ends before it.

        Returns:
            Why it ended: `hangup`, `disconnected`, `finished`.
        """
        ...
