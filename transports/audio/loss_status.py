"""Loss status: what is told of a party's audio that did not arrive.

| what happens | what is told |
|---|---|
| audio is lost | `audio_lost`, with what was lost |
| more of it, before 10 s of audio have come whole | nothing, in however many pieces |
| 10 s of audio have come whole | `audio_recovered`, with what was lost in sum |
| the call ends before that | `audio_lost` with the sum, if it is more than was told |
"""

from loguru import logger

from conversation.events.payloads import Component, ComponentState, Status
from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from transports.audio.placed import Placed

_WHOLE_MS = 10_000
_LOGGED_EVERY = 500  # of a stream that jumps again and again


class LossStatus:
    """The losses of one party's audio.

    Attributes:
        is_open: Whether audio was lost, and it has not come whole since.
    """

    def __init__(self, speaker: Speaker) -> None:
        """Nothing is lost."""
        self.is_open = False
        self._speaker = speaker
        self._losses = self._moves = 0
        self._lost_ms = self._told_ms = 0  # since the audio was whole
        self._lost_until_ms = 0.0

    def take(self, placed: Placed) -> Status | None:
        """Take in where a packet of the party was placed; returns what is told now."""
        if placed.moved_ms:
            self._moves += 1
            if self._moves % _LOGGED_EVERY == 1:
                moved = (self._speaker, placed.moved_ms, self._moves)
                logger.warning("{}: timestamps moved by {} ms ({} so far)", *moved)
        if placed.lost_ms:
            return self._lost(placed)
        if not self.is_open or placed.at_ms - self._lost_until_ms < _WHOLE_MS:
            return None
        told = f"The audio is whole again; {self._lost_ms / 1000:.1f} s of it did not arrive."
        self.is_open, self._lost_ms = False, 0
        return Status(
            Component.AUDIO, ComponentState.OK, StatusCode.AUDIO_RECOVERED, told, self._speaker
        )

    def last(self) -> Status | None:
        """The audio has ended; returns the last status to tell, if there is one."""
        return self._tell() if self.is_open and self._lost_ms > self._told_ms else None

    def _lost(self, placed: Placed) -> Status | None:
        self._losses += 1
        self._lost_ms += placed.lost_ms
        self._lost_until_ms = placed.at_ms
        if self._losses % _LOGGED_EVERY == 1:
            lost = (self._speaker, placed.lost_ms, self._losses)
            logger.warning("{}: {} ms of audio did not arrive ({} losses so far)", *lost)
        was_open, self.is_open = self.is_open, True
        return None if was_open else self._tell()

    def _tell(self) -> Status:
        self._told_ms = self._lost_ms
        told = f"{self._lost_ms / 1000:.1f} s of audio did not arrive"
        return Status(
            Component.AUDIO, ComponentState.DEGRADED, StatusCode.AUDIO_LOST, told, self._speaker
        )
