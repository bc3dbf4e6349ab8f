"""Kept source: a carrier's stream whose drop is told before its call ends."""

from collections.abc import Awaitable, Callable

from transports.source import AudioSource, Feed


class KeptSource:
    """An audio source that tells when it is heard, and when it has dropped."""

    def __init__(
        self,
        source: AudioSource,
        heard: Callable[[], None],
        dropped: Callable[[], Awaitable[None]],
    ) -> None:
        """Keep a source.

        Args:
            source: The source.
            heard: Called when it begins to be heard.
            dropped: Awaited when its socket has gone without the carrier's goodbye.
        """
        self.sample_rate = source.sample_rate
        self.expected_audio = source.expected_audio
        self._source = source
        self._heard = heard
        self._dropped = dropped

    async def run(self, feed: Feed) -> str:
        """Feed packets until the stream is over; `disconnected` is a drop."""
        self._heard()
        reason = await self._source.run(feed)
        if reason == "disconnected":
            await self._dropped()
        return reason
