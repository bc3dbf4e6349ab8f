"""Stream pace: how much faster than it is spoken the audio of a stream may come."""

from conversation.budget import Budget

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
        self._audio_ms = Budget(2 * speed * 1000, 2 * _STALL_MS)

    def allows(self, audio_ms: float, now: float) -> bool:
        """Whether a packet may come now (s); one without audio counts as one of Twilio's."""
        return self._audio_ms.spend(now, max(audio_ms, _LEAST_MS))
