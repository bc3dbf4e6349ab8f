"""Muted source: an audio source of which nothing is heard while its call must not be.

Silence is fed in its place, so that the call's clock goes on.
"""

from collections.abc import Callable

from conversation.speech.speakers import Speaker
from transports.source import AudioSource, Feed


class MutedSource:
    """An audio source that asks, at each packet, whether the call may be heard."""

    def __init__(self, source: AudioSource, may_hear: Callable[[], bool]) -> None:
        """Mute a source where `may_hear` says no."""
        self.sample_rate = source.sample_rate
        self.expected_audio = source.expected_audio
        self._source = source
        self._may_hear = may_hear

    async def run(self, feed: Feed) -> str:
        """Feed packets until the stream is over; their audio is silence while it is muted."""
        may_hear = self._may_hear

        def hear(speaker: Speaker, timestamp_ms: int, pcm: bytes) -> None:
            feed(speaker, timestamp_ms, pcm if may_hear() else bytes(len(pcm)))

        return await self._source.run(hear)
