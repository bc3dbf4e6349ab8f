"""Playback: how far a listener has heard a whisper, as its sound comes sooner than it is heard."""

from dataclasses import dataclass

from transports.audio.pcm import duration_ms

# A vendor that says nothing for this long is not waited for.
_NO_SOUND_S = 3.0


@dataclass(slots=True)
class Playback:
    """The sound of one headline.

    Attributes:
        suggestion_id: The card.
        headline: What is said.
        sample_rate: Hz, of 16-bit mono PCM.
        asked_at: When the voice was asked, seconds.
        began_at: When the first sound came; None before.
        is_whole: Whether all of it has come.
    """

    suggestion_id: str
    headline: str
    sample_rate: int
    asked_at: float
    began_at: float | None = None
    is_whole: bool = False
    _last_at: float = 0.0
    _seconds: float = 0.0

    def add(self, pcm: bytes, now: float) -> None:
        """A piece of its sound has come."""
        if self.began_at is None:
            self.began_at = now
        self._last_at = now
        self._seconds += duration_ms(pcm, self.sample_rate) / 1000

    @property
    def over_at(self) -> float:
        """When it has been heard, or is not waited for any more."""
        if self.began_at is None:
            return self.asked_at + _NO_SOUND_S
        heard_at = self.began_at + self._seconds
        return heard_at if self.is_whole else max(heard_at, self._last_at + _NO_SOUND_S)
