"""Stream pace: how much faster than it is spoken the audio of a stream may come."""

import asyncio

from conversation.speech.speakers import Speaker
from conversation.token_bucket import TokenBucket
from transports.audio.pcm import duration_ms
from transports.source import AudioSource, Feed

TOO_FAST = "too_fast"
"""Why a call ended whose audio came faster than it may."""
_STALL_MS = 60_000
"""Audio that a network kept back comes at once."""
_LEAST_MS = 20


class StreamPace:
    """So many times real time, and once what a minute's stall has kept back.

    Real time is that of both tracks, so one track alone may come twice as fast.
    """

    def __init__(self, speed: float) -> None:
        """Let audio come at `speed` times real time."""
        self.speed = speed
        self._audio_ms = TokenBucket(2 * speed * 1000, 2 * _STALL_MS)

    def allows(self, audio_ms: float, now: float) -> bool:
        """Whether a packet may come now (s); one without audio counts as one of Twilio's."""
        return self._audio_ms.spend(now, max(audio_ms, _LEAST_MS))


class _TooFastError(Exception):
    """The audio does not keep its pace."""


class PacedSource:
    """A source that is read no further (`too_fast`) where it does not keep a pace."""

    def __init__(self, source: AudioSource, pace: StreamPace) -> None:
        """Have `source` keep `pace`."""
        self.sample_rate = source.sample_rate
        self.expected_audio = source.expected_audio
        self._source = source
        self._pace = pace

    async def run(self, feed: Feed) -> str:
        """Feed packets until the source is over, or comes too fast."""
        now, allows = asyncio.get_running_loop().time, self._pace.allows

        def paced(speaker: Speaker, timestamp_ms: int, pcm: bytes) -> None:
            if not allows(duration_ms(pcm, self.sample_rate), now()):
                raise _TooFastError
            feed(speaker, timestamp_ms, pcm)

        try:
            return await self._source.run(paced)
        except _TooFastError:
            return TOO_FAST
