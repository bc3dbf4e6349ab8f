"""Held source: a carrier's stream of which nothing is heard while its call is on hold.

Music and announcements of a hold come on the same tracks as the two people.
"""

from collections.abc import Awaitable, Callable

from conversation.events.payloads import Component, ComponentState, Status
from conversation.events.status_codes import StatusCode
from pubsub.beside import beside
from pubsub.hub import Controls
from pubsub.hub_topics import Control
from transports.muted_source import MutedSource
from transports.source import AudioSource, Feed

HELD = Status(
    Component.AUDIO,
    ComponentState.DEGRADED,
    StatusCode.AUDIO_HELD,
    "The call is on hold: nothing is heard.",
)
RESUMED = Status(
    Component.AUDIO, ComponentState.OK, StatusCode.AUDIO_RESUMED, "The call is heard again."
)


class HeldSource:
    """An audio source that is told when its call is on hold, and when no longer.

    Attributes:
        heard: Whether it is not on hold.
    """

    def __init__(
        self,
        source: AudioSource,
        controls: Callable[[], Controls],
        was_held: Callable[[], Awaitable[bool]],
    ) -> None:
        """Hold a source as the control messages of its call say, and first as it was before."""
        self.sample_rate = source.sample_rate
        self.expected_audio = source.expected_audio
        self.heard = True
        self._source = MutedSource(source, lambda: self)
        self._controls = controls
        self._was_held = was_held

    async def run(self, feed: Feed) -> str:
        """Feed packets until the stream is over; their audio is silence while it is on hold."""
        with self._controls() as controls:
            self.heard = not await self._was_held()
            async with beside(self._obey(controls), "the holding of a call"):
                return await self._source.run(feed)

    async def _obey(self, controls: Controls) -> None:
        async for control in controls:
            if control in (Control.HOLD, Control.RESUME):
                self.heard = control is Control.RESUME
