"""Muted source: an audio source of which nothing is heard while its call must not be.

Silence is fed in its place, so that the call's clock goes on.
"""

from collections.abc import Callable
from typing import Protocol

from conversation.speech.speakers import Speaker
from transports.source import AudioSource, Feed


class Hearing(Protocol):
    """The say in whether a call is heard."""

    @property
    def heard(self) -> bool:
        """Whether it may be now; looked at for each packet."""
        ...


class MutedSource:
    """An audio source of which nothing is heard while somebody says so."""

    def __init__(self, source: AudioSource, hearing: Callable[[], Hearing]) -> None:
        """Mute a source; who has a say in it is asked for when the stream begins."""
        self.sample_rate = source.sample_rate
        self.expected_audio = source.expected_audio
        self._source = source
        self._hearing = hearing

    async def run(self, feed: Feed) -> str:
        """Feed packets until the stream is over; their audio is silence while it is muted."""
        hearing = self._hearing()

        def hear(speaker: Speaker, timestamp_ms: int, pcm: bytes) -> None:
            feed(speaker, timestamp_ms, pcm if hearing.heard else bytes(len(pcm)))

        return await self._source.run(hear)
